package diagram

import (
	"math"
	"slices"
)

// An elimTree is an elimination tree over the variables of one part, in some order.
//
// Invariant: the variables of every rule lie on one path from a root downwards, and a parent
// comes before its children.
type elimTree struct {
	order    []int32   // by position: the variable
	position []int32   // by variable: position in order
	parent   []int32   // by position: the variable above, -1 for a root
	kids     [][]int32 // by position: variables
	enter    []int32   // by position: preorder number
	leave    []int32   // by position: one past the greatest preorder number below
	work     float64   // an upper bound on the edges of a diagram over the tree
}

// maxContext limits the total size of all contexts: 256 MiB.
const maxContext = 1 << 26

// eliminate builds the tree of an order by symbolic elimination, last variable first. The context
// of a variable is the set of earlier variables that it and the variables below it depend on. The
// context becomes one more clique of its latest variable, which is the parent.
// It returns nil if the contexts exceed their limit.
// Cost: the sum of the contexts' sizes. Sources: Liu 1990; bucket elimination, Dechter 1999.
func (p *Problem) eliminate(order []int32, scopes [][]int, position []int32) *elimTree {
	n, most := len(order), p.limits().context
	numbers := make([]int32, 4*n)
	t := &elimTree{order: order, position: position, kids: make([][]int32, n)}
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
		// The conversion rounds the product, which prevents a fused multiply-add.
		t.work += float64(float64(p.Domains[order[at]]) * t.states(context, p.Domains))
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

// cost returns the work of a tree. A tree that does not exist costs more than any other.
func (t *elimTree) cost() float64 {
	if t == nil {
		return math.Inf(1)
	}
	return t.work
}

// cliques returns the scopes as ascending positions, indexed by their last position and without
// it.
func (t *elimTree) cliques(scopes [][]int) [][][]int32 {
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

// union returns the union of ascending sets.
func union(sets [][]int32) []int32 {
	if len(sets) == 1 {
		return sets[0]
	}
	all := slices.Concat(sets...)
	slices.Sort(all)
	return slices.Compact(all)
}

// states returns an upper bound on the joint values of a context.
func (t *elimTree) states(context []int32, domains []int) float64 {
	n := 1.0
	for _, p := range context {
		n = math.Min(n*float64(domains[t.order[p]]), 1e100)
	}
	return n
}

// number sorts children and numbers the positions in preorder for below. free is scratch.
func (t *elimTree) number(free []int32) {
	for p := range t.order {
		t.leave[p] = 0
	}
	for p := len(t.order) - 1; p >= 0; p-- { // leave holds sizes at first
		slices.Reverse(t.kids[p]) // children were added in descending order
		t.leave[p]++
		if up := t.parent[p]; up >= 0 {
			t.leave[t.position[up]] += t.leave[p]
		}
	}
	next := int32(0) // preorder number of the next root
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

// below reports whether position p lies in the subtree of position up.
func (t *elimTree) below(p, up int32) bool {
	return t.enter[up] <= t.enter[p] && t.enter[p] < t.leave[up]
}
