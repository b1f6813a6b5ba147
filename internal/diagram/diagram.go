// Package diagram compiles rules over integer domains into an exact, compact representation of all assignments that
// satisfy them, and answers from it: how many, the i-th, which index, walk from here, can this be completed.
//
// A space is a forest. Variables are arranged in an elimination tree (Liu 1990): once a variable and its ancestors are
// decided, the subtrees below it have nothing to do with each other. Over the tree stands an AND/OR multi-valued decision
// diagram (Mateescu, Dechter, Marinescu 2008), which is a structured decision-DNNF: a node of variable v chooses a value,
// and an edge leads to one node for each child of v in the tree. Nodes stand for states, and a state is the set of what is left of
// each pending rule; equal states are one node, and equivalent nodes are merged.
//
// The package knows variables and values as integers from 0 and nothing of what they mean.
package diagram

import "fmt"

// A Constraint is one rule over some variables.
type Constraint interface {
	// Vars returns the variables that the rule may depend on, ascending and distinct.
	Vars() []int
	// Machine returns the rule as a state machine that is told the values of the variables in the given order,
	// a permutation of Vars.
	Machine(order []int) Machine
}

// A Machine is a deterministic automaton over the values of a rule's variables. Level k decides the k-th of them.
type Machine interface {
	// Start returns the state before anything is decided.
	Start() int32
	// Expand sets next[x] to the state that follows when, in the pending state s of that level, the variable takes value x.
	// After the last level every state is Reject or Accept.
	Expand(level int, s int32, next []int32)
}

// A Pruner is a Machine that can leave values out: Expand need not set next[x] of that level where alive[x] is false.
// Prune comes before the first Expand.
type Pruner interface {
	Prune(level int, alive []bool)
}

// A Releaser is a Machine that wants to know when it is not needed any more.
type Releaser interface{ Release() }

// The final states of every [Machine]. Others are greater, and mean the same only within their level.
const (
	Reject int32 = 0
	Accept int32 = 1
)

// A Problem is a set of variables and the rules over them.
type Problem struct {
	Domains     []int // number of values of each variable, at least 1
	Constraints []Constraint
	Budget      int // how many nodes may be made for any one part; 0 means DefaultBudget

	lowered *limits // of a test
}

// limits are those that no budget raises. Tests lower them, to get there with little.
type limits struct{ ordered, context, digits int }

func (p *Problem) limits() limits {
	if p.lowered != nil {
		return *p.lowered
	}
	return limits{mostOrdered, mostContext, mostDigits}
}

// DefaultBudget keeps a compilation under one gibibyte and one minute.
const DefaultBudget = 1 << 21

// A BudgetError says that a part of the space is too entangled for the budget.
type BudgetError struct {
	Budget      int
	Variables   []int // that have to be remembered together where the budget ran out
	Constraints []int // indices of the rules over them
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("diagram: more than %d nodes for variables %v under constraints %v", e.Budget, e.Variables, e.Constraints)
}
