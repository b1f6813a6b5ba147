package diagram

import (
	"math"
	"slices"
)

// tree is an elimination tree over the variables of one part, in some order.
//
// Invariant: the variables of every rule lie on one path from a root downwards, and a parent comes before its children.
type tree struct {
	order    []int32         // the variables, as they are decided
	position []int32         // of a variable in order; by variable, of all variables
	parent   map[int32]int32 // absent for roots
	kids     map[int32][]int32
	enter    []int32 // by position: preorder number
	leave    []int32 // by position: one past the greatest preorder number below
	work     float64 // an upper bound on the edges of a diagram over the tree
}

// eliminate builds the tree of an order by symbolic elimination, last variable first: what a variable and all below it
// still have to know of earlier variables (its context) makes one more clique for the latest of those.
// Cost: the sum of the contexts' sizes. Source: Liu 1990; Dechter's bucket elimination 1999.
func eliminate(order []int32, domains []int, scopes [][]int, position []int32) *tree {
	t := &tree{order: order, position: position, parent: map[int32]int32{}, kids: map[int32][]int32{}}
	for p, v := range order {
		position[v] = int32(p)
	}
	cliques := make([][][]int32, len(order)) // by position of their last variable
	for _, s := range scopes {
		clique := make([]int32, len(s)) // positions, ascending
		for i, v := range s {
			clique[i] = position[v]
		}
		slices.Sort(clique)
		if n := len(clique) - 1; n > 0 {
			cliques[clique[n]] = append(cliques[clique[n]], clique[:n])
		}
	}
	for p := len(order) - 1; p >= 0; p-- {
		v := order[p]
		context := union(cliques[p])
		t.work += float64(domains[v]) * t.states(context, domains)
		if n := len(context) - 1; n >= 0 {
			up := order[context[n]]
			t.parent[v] = up
			t.kids[up] = append(t.kids[up], v)
			if n > 0 {
				cliques[context[n]] = append(cliques[context[n]], context[:n])
			}
		}
	}
	t.number()
	return t
}

func union(sets [][]int32) []int32 {
	if len(sets) == 0 {
		return nil
	}
	if len(sets) == 1 {
		return sets[0]
	}
	all := slices.Concat(sets...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (t *tree) states(context []int32, domains []int) float64 {
	n := 1.0
	for _, p := range context {
		n = math.Min(n*float64(domains[t.order[p]]), 1e100)
	}
	return n
}

// number puts children in order and lays the preorder intervals by which below answers.
func (t *tree) number() {
	t.enter = make([]int32, len(t.order))
	t.leave = make([]int32, len(t.order))
	size := make([]int32, len(t.order))
	for p := len(t.order) - 1; p >= 0; p-- {
		v := t.order[p]
		slices.Reverse(t.kids[v]) // they came last position first
		size[p]++
		if up, ok := t.parent[v]; ok {
			size[t.position[up]] += size[p]
		}
	}
	next := int32(0) // of the roots; children follow their parent
	free := make([]int32, len(t.order))
	for p, v := range t.order {
		at := &next
		if up, ok := t.parent[v]; ok {
			at = &free[t.position[up]]
		}
		t.enter[p], t.leave[p] = *at, *at+size[p]
		free[p] = *at + 1
		*at += size[p]
	}
}

// below tells whether the variable at position p lies in the subtree of the one at position up.
func (t *tree) below(p, up int32) bool {
	return t.enter[up] <= t.enter[p] && t.enter[p] < t.leave[up]
}
