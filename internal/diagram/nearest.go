package diagram

import (
	"math"
	"math/big"
)

// Nearest returns the space of the assignments that differ least from row, and their distance:
// the sum of the weights of the variables in which they differ. A variable that is open (-1) in
// row does not count. One with a value outside its domain always counts. An empty space is
// returned as is.
//
// The least distance of a node's assignments is a minimum over its edges of a sum over their
// children. One pass computes it and keeps the edges that attain it: dynamic programming over a
// decomposable form (minimum-cost models, Darwiche and Marquis 2002). The kept edges form a
// diagram. Cost: one pass over the edges. Walking the result uses a fallback for every part that
// is not in declared order.
func (s *Space) Nearest(row, weights []int32) (distance int, nearest *Space) {
	if s.count.Sign() == 0 {
		return 0, s
	}
	n := &minimizer{
		row:     row,
		weights: weights,
		old:     s.levels,
		levels:  make([]level, len(s.levels)),
		number:  make([][]int32, len(s.levels)),
		least:   make([][]int32, len(s.levels)),
	}
	for _, q := range s.parts {
		for i := len(q.order) - 1; i >= 0; i-- {
			n.level(q.order[i])
		}
		sweep(q.order, n.levels)
		countAll(q.order, n.levels, math.MaxInt) // the space's own counts were within the limit
	}
	nearest = &Space{problem: s.problem, parts: s.parts, levels: n.levels, count: big.NewInt(1)}
	nearest.problem.Budget = -1 // compiling its rules would not give this diagram; use fallbacks
	for v := range n.levels {
		if l := &n.levels[v]; l.parent < 0 {
			nearest.count.Mul(nearest.count, l.rootCount())
			distance += int(n.least[v][s.levels[v].root])
		}
	}
	return distance, nearest
}

// A minimizer keeps the best edges of one level after another, children first.
type minimizer struct {
	row     []int32
	weights []int32
	old     []level
	levels  []level
	number  [][]int32 // by old node: its new number
	least   [][]int32 // by old node: its distance
	words   []int32
}

// level fills the new level of v, whose children are done.
func (n *minimizer) level(v int32) {
	old, l := &n.old[v], &n.levels[v]
	*l = level{size: old.size, parent: old.parent, root: old.root, kids: old.kids}
	n.number[v] = make([]int32, old.nodes.Len())
	n.least[v] = make([]int32, old.nodes.Len())
	for k := range n.number[v] {
		n.least[v][k] = n.best(v, int32(k))
		n.number[v][k], _ = l.nodes.Intern(n.words)
	}
}

// best stores the edges of least distance of a node in n.words and returns that distance.
func (n *minimizer) best(v, node int32) int32 {
	least := int32(math.MaxInt32)
	x := n.row[v]
	for e := range n.old[v].edges(node) {
		below := int32(0)
		for i, kid := range n.old[v].kids {
			below += n.least[kid][e[2+i]]
		}
		switch {
		case x < 0:
			least = n.keep(v, e, e[0], e[1], below, least)
		case e[0] <= x && x < e[1]:
			least = n.keep(v, e, x, x+1, below, least)
		default:
			least = n.keep(v, e, e[0], e[1], below+n.weights[v], least)
		}
	}
	return least
}

// keep adds values lo..hi-1 of an edge at the given distance unless a smaller one is known. It
// returns the least distance known.
func (n *minimizer) keep(v int32, e []int32, lo, hi, distance, least int32) int32 {
	if distance > least {
		return least
	}
	if distance < least {
		n.words = n.words[:0]
	}
	n.words = append(n.words, lo, hi)
	for i, kid := range n.old[v].kids {
		n.words = append(n.words, n.number[kid][e[2+i]])
	}
	return distance
}
