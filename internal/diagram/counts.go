package diagram

import (
	"math/big"
	"math/bits"
)

// A counts holds the number of assignments below a level's nodes and edges. If they all fit in 64
// bits, node and edge counts are stored; otherwise only the nodes' counts are, as big integers.
type counts struct {
	wide   bool
	count  []uint64 // by node
	below  []uint64 // by edge: assignments for each of its values
	before []uint64 // by edge: assignments of the node's earlier edges

	bigCount []*big.Int // by node, if wide
}

// maxWords limits the memory for big counts, in words of 64 bits. The counts of n linked
// variables have up to n digits each.
const maxWords = 1 << 25

// countAll fills the counts of the levels of an order, children first. It returns false and stops
// if the big counts exceed the given number of words. Cost: one pass over the edges.
func countAll(order []int32, levels []level, most int) bool {
	words := 0
	for p := len(order) - 1; p >= 0; p-- {
		l := &levels[order[p]]
		l.counts = counts{}
		if !l.count64(levels) {
			l.counts = counts{wide: true}
			l.countBig(levels)
		}
		for _, n := range l.bigCount {
			words += (n.BitLen() + 63) / 64
		}
		if words > most {
			return false
		}
	}
	return true
}

// count64 fills the counts of l in 64 bits. It returns false if a number overflows.
func (l *level) count64(levels []level) bool {
	nodes, edges := l.nodes.Len(), l.nodes.Words()/l.stride()
	numbers := make([]uint64, nodes+2*edges)
	l.count, l.below, l.before = numbers[:nodes], numbers[nodes:nodes+edges], numbers[nodes+edges:]
	for _, kid := range l.kids {
		if levels[kid].wide {
			return false
		}
	}
	edge := 0
	for n := range l.count {
		sum := uint64(0)
		for e := range l.edges(int32(n)) {
			below, ok := product64(e[2:], l.kids, levels)
			high, low := bits.Mul64(below, uint64(e[1]-e[0]))
			l.below[edge], l.before[edge] = below, sum
			edge++
			total, carry := bits.Add64(sum, low, 0)
			if !ok || high != 0 || carry != 0 {
				return false
			}
			sum = total
		}
		l.count[n] = sum
	}
	return true
}

// product64 returns the product of the nodes' counts, or false if it overflows.
func product64(nodes, kids []int32, levels []level) (uint64, bool) {
	product := uint64(1)
	for i, kid := range kids {
		high, low := bits.Mul64(product, levels[kid].count[nodes[i]])
		if high != 0 {
			return 0, false
		}
		product = low
	}
	return product, true
}

// countBig fills the counts of l in big integers.
func (l *level) countBig(levels []level) {
	l.bigCount = make([]*big.Int, l.nodes.Len())
	scratch := new(big.Int)
	for n := range l.bigCount {
		sum := new(big.Int)
		for e := range l.edges(int32(n)) {
			sum.Add(sum, l.weight(e, levels, scratch))
		}
		l.bigCount[n] = sum
	}
}

// edges yields the edges of node n in the order of their values.
func (l *level) edges(n int32) func(yield func([]int32) bool) {
	return func(yield func([]int32) bool) {
		stride, words := l.stride(), l.nodes.Tuple(n)
		for ; len(words) > 0; words = words[stride:] {
			if !yield(words[:stride]) {
				return
			}
		}
	}
}

// weight returns the assignments of all values of an edge together, either in scratch or in a
// number that must not be changed.
func (l *level) weight(e []int32, levels []level, scratch *big.Int) *big.Int {
	below := l.follow(e, levels, scratch)
	if e[1]-e[0] == 1 {
		return below
	}
	return scratch.Mul(below, big.NewInt(int64(e[1]-e[0])))
}

// follow returns the assignments for each single value of an edge, either in scratch or in a
// number that must not be changed.
func (l *level) follow(e []int32, levels []level, scratch *big.Int) *big.Int {
	if len(l.kids) == 1 {
		return levels[l.kids[0]].total(e[2])
	}
	scratch.SetInt64(1)
	for i, kid := range l.kids {
		scratch.Mul(scratch, levels[kid].total(e[2+i]))
	}
	return scratch
}

// total returns the count of node n. The caller must not change it.
func (l *level) total(n int32) *big.Int {
	if l.wide {
		return l.bigCount[n]
	}
	return new(big.Int).SetUint64(l.count[n])
}
