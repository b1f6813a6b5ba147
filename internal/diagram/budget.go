package diagram

import (
	"fmt"
	"slices"
)

// A BudgetError reports that the diagram of a part would exceed the budget.
type BudgetError struct {
	Budget      int
	Variables   []int // that the diagram relates where the budget ran out
	Constraints []int // indices of the rules over them
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("diagram: more than %d nodes for variables %v under constraints %v", e.Budget, e.Variables, e.Constraints)
}

// A budget limits one compilation. Nodes bound memory: a state or a node counts as one, and as
// more if it is long. Steps bound time.
type budget struct {
	limit, nodes, steps int
	at                  int32 // variable at which the budget ran out
	over                bool
}

const (
	wordsPerNode  = 32 // words of a node or state that count as one more node
	stepsPerNode  = 16 // steps allowed for each node of the limit
	valuesPerStep = 8  // values that a rule's machine expands in the time of a step
)

func (b *budget) addState(v int32, words int) { b.add(v, 1+words/wordsPerNode, 1) }

func (b *budget) addNode(v int32, words int) { b.add(v, 1+words/wordsPerNode, 0) }

func (b *budget) addStep(v int32, work int) { b.add(v, 0, work) }

// addExpansion counts one expansion of a rule's machine over the given number of values.
func (b *budget) addExpansion(v int32, values int) { b.add(v, 1, 1+values/valuesPerStep) }

func (b *budget) add(v int32, nodes, steps int) {
	b.nodes += nodes
	b.steps += steps
	if !b.over && (b.nodes > b.limit || b.steps > stepsPerNode*b.limit) {
		b.over, b.at = true, v
	}
}

// tooLarge returns an error that names all of a part.
func (q *part) tooLarge(limit int) error {
	e := &BudgetError{Budget: limit, Constraints: q.rules}
	for _, v := range q.vars {
		e.Variables = append(e.Variables, int(v))
	}
	return e
}

// overrun returns an error that names the rules pending where the budget ran out: those over that
// variable, and those with variables both above and below it. Without a tree it names all rules.
func (q *part) overrun(t *elimTree, spent *budget, supports [][]int) error {
	if t == nil {
		return q.tooLarge(spent.limit)
	}
	e := &BudgetError{Budget: spent.limit}
	for k, s := range supports {
		if t.pending(s, spent.at) {
			e.Constraints = append(e.Constraints, q.rules[k])
			e.Variables = append(e.Variables, s...)
		}
	}
	slices.Sort(e.Variables)
	e.Variables = slices.Compact(e.Variables)
	return e
}

// pending reports whether a rule over vars contains v or has variables both before and below it.
func (t *elimTree) pending(vars []int, v int32) bool {
	at, before, below := t.position[v], false, false
	for _, w := range vars {
		before = before || t.position[w] < at
		below = below || t.below(t.position[w], at)
	}
	return before && below || slices.Contains(vars, int(v))
}
