package diagram

import (
	"math"
	"math/big"
)

// Nearest returns the space of those assignments that differ least from row, and by how much: by the sum of the weights of the variables in
// which they differ. A variable that row leaves open (-1) does not count, one with a value outside its domain always does. A space that
// is empty has none.
//
// The least distance of a node's assignments from row is a minimum over its edges of a sum over their children, so one pass finds
// it and keeps the edges that attain it (dynamic programming over a decomposable form: min-cost models of Darwiche and Marquis
// 2002). What remains is a diagram again. Cost: one pass over the edges; walking the result asks for one value after the other
// wherever the diagram is not in declared order.
func (s *Space) Nearest(row, weights []int32) (distance int, nearest *Space) {
	if s.count.Sign() == 0 {
		return 0, s
	}
	n := &nearer{row: row, weights: weights, old: s.levels, levels: make([]level, len(s.levels)), number: make([][]int32, len(s.levels)), least: make([][]int32, len(s.levels))}
	for _, q := range s.parts {
		for i := len(q.order) - 1; i >= 0; i-- {
			n.level(q.order[i])
		}
		sweep(q.order, n.levels)
		tallyAll(q.order, n.levels, math.MaxInt) // no more than the space has
	}
	nearest = &Space{problem: s.problem, parts: s.parts, levels: n.levels, count: big.NewInt(1)}
	nearest.problem.Budget = -1 // its rules do not make this diagram: walking has to ask the one that is there
	for v := range n.levels {
		if l := &n.levels[v]; l.parent < 0 {
			nearest.count.Mul(nearest.count, l.rootCount())
			distance += int(n.least[v][s.levels[v].root])
		}
	}
	return distance, nearest
}

// nearer keeps the best edges of one level after the other, children first.
type nearer struct {
	row     []int32
	weights []int32
	old     []level
	levels  []level
	number  [][]int32 // new number of each old node
	least   [][]int32 // distance of each old node
	words   []int32
}

func (n *nearer) level(v int32) {
	old, l := &n.old[v], &n.levels[v]
	*l = level{size: old.size, parent: old.parent, root: old.root, kids: old.kids}
	n.number[v] = make([]int32, old.nodes.len())
	n.least[v] = make([]int32, old.nodes.len())
	for k := range n.number[v] {
		n.least[v][k] = n.best(v, old.nodes.tuple(int32(k)))
		n.number[v][k], _ = l.nodes.intern(n.words)
	}
}

// best leaves the edges of least distance in n.words and returns that distance.
func (n *nearer) best(v int32, edges []int32) int32 {
	stride := n.old[v].stride()
	least := int32(math.MaxInt32)
	x := n.row[v]
	for ; len(edges) > 0; edges = edges[stride:] {
		e := edges[:stride]
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

// keep adds the values lo..hi-1 of an edge at a distance, if no lesser one is known, and returns the least known.
func (n *nearer) keep(v int32, e []int32, lo, hi, distance, least int32) int32 {
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
