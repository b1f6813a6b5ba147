package diagram

import (
	"math"
	"slices"
)

// tree is an elimination tree over the variables of one part, in some order.
//
// Invariant: the variables of every rule lie on one path from a root downwards, and a parent comes before its children.
type tree struct {
	order    []int32   // the variables, as they are decided
	position []int32   // of a variable in order; by variable, of all variables
	parent   []int32   // by position: the variable above, -1 for a root
	kids     [][]int32 // by position: variables
	enter    []int32   // by position: preorder number
	leave    []int32   // by position: one past the greatest preorder number below
	work     float64   // an upper bound on the edges of a diagram over the tree
}

// mostContext is how large all contexts together may be: 256 MiB.
const mostContext = 1 << 26

// eliminate builds the tree of an order by symbolic elimination, last variable first: what a variable and all below it
// still have to know of earlier variables (its context) makes one more clique for the latest of those.
// Cost: the sum of the contexts' sizes; past the limit there is no tree. Source: Liu 1990; Dechter's bucket elimination 1999.
func (p *Problem) eliminate(order []int32, scopes [][]int, position []int32) *tree {
	n, most := len(order), p.limits().context
	numbers := make([]int32, 4*n)
	t := &tree{order: order, position: position, kids: make([][]int32, n)}
	t.parent, t.enter, t.leave = numbers[:n], numbers[n:2*n], numbers[2*n:3*n]
	for at, v := range order {
		position[v] = int32(at)
	}
	cliques, size := t.cliques(scopes), 0
	for at := n - 1; at >= 0; at-- {
		context := union(cliques[at])
		if size += len(context); size > most {
			return nil
		}
		t.work += float64(float64(p.Domains[order[at]]) * t.states(context, p.Domains)) // rounded, so that no machine fuses it with the sum
		t.parent[at] = -1
		if last := len(context) - 1; last >= 0 {
			up := context[last]
			t.parent[at] = order[up]
			t.kids[up] = append(t.kids[up], order[at])
			if last > 0 {
				cliques[up] = append(cliques[up], context[:last])
			}
		}
	}
	t.number(numbers[3*n:])
	return t
}

// cost is the work of a tree, of none more than any other.
func (t *tree) cost() float64 {
	if t == nil {
		return math.Inf(1)
	}
	return t.work
}

// cliques returns the scopes as ascending positions, by their last and without it.
func (t *tree) cliques(scopes [][]int) [][][]int32 {
	cliques := make([][][]int32, len(t.order))
	for _, s := range scopes {
		if len(s) < 2 {
			continue
		}
		clique := make([]int32, len(s))
		for i, v := range s {
			clique[i] = t.position[v]
		}
		slices.Sort(clique)
		last := clique[len(s)-1]
		cliques[last] = append(cliques[last], clique[:len(s)-1])
	}
	return cliques
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

// number puts children in order and lays the preorder intervals by which below answers. free is scratch.
func (t *tree) number(free []int32) {
	for p := range t.order {
		t.leave[p] = 0
	}
	for p := len(t.order) - 1; p >= 0; p-- { // sizes first, in leave
		slices.Reverse(t.kids[p]) // they came last position first
		t.leave[p]++
		if up := t.parent[p]; up >= 0 {
			t.leave[t.position[up]] += t.leave[p]
		}
	}
	next := int32(0) // of the roots; children follow their parent
	for p := range t.order {
		at := &next
		if up := t.parent[p]; up >= 0 {
			at = &free[t.position[up]]
		}
		size := t.leave[p]
		t.enter[p], t.leave[p] = *at, *at+size
		free[p] = *at + 1
		*at += size
	}
}

// below tells whether the variable at position p lies in the subtree of the one at position up.
func (t *tree) below(p, up int32) bool {
	return t.enter[up] <= t.enter[p] && t.enter[p] < t.leave[up]
}
