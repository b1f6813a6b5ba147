package diagram

import (
	"math/big"
	"math/bits"
)

// A tally counts the assignments of a level's nodes and edges. Numbers that fit 64 bits are kept as such;
// a level where one does not keeps the counts of its nodes as big integers, and those of edges are added up when asked for.
type tally struct {
	wide   bool
	count  []uint64 // of a node
	below  []uint64 // of an edge: assignments for each of its values
	before []uint64 // of an edge: assignments of the node's edges before it

	bigCount []*big.Int // of a node, where wide
}

// mostDigits bounds the memory for counts that do not fit 64 bits, in words of 64 bits: of n linked variables they have n digits, and each level its own.
const mostDigits = 1 << 25

// tallyAll fills the tallies of the levels of an order, children first. It reports false, and has not filled all, where the counts take more
// than so many words. Cost: one pass over the edges.
func tallyAll(order []int32, levels []level, most int) bool {
	digits := 0
	for p := len(order) - 1; p >= 0; p-- {
		l := &levels[order[p]]
		l.tally = tally{}
		if !l.tally64(levels) {
			l.tally = tally{wide: true}
			l.tallyBig(levels)
		}
		for _, n := range l.bigCount {
			digits += (n.BitLen() + 63) / 64 // words, of the same size on every machine
		}
		if digits > most {
			return false
		}
	}
	return true
}

func (l *level) tally64(levels []level) bool {
	stride := l.stride()
	nodes, edges := l.nodes.len(), len(l.nodes.words)/stride
	numbers := make([]uint64, nodes+2*edges)
	l.count, l.below, l.before = numbers[:nodes], numbers[nodes:nodes+edges], numbers[nodes+edges:]
	for _, kid := range l.kids {
		if levels[kid].wide {
			return false
		}
	}
	for n := range l.count {
		sum := uint64(0)
		for at := int(l.nodes.start[n]); at < int(l.nodes.start[n+1]); at += stride {
			e := l.nodes.words[at : at+stride]
			below, ok := product64(e[2:], l.kids, levels)
			high, low := bits.Mul64(below, uint64(e[1]-e[0]))
			l.below[at/stride], l.before[at/stride] = below, sum
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

func (l *level) tallyBig(levels []level) {
	l.bigCount = make([]*big.Int, l.nodes.len())
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
		stride, words := l.stride(), l.nodes.tuple(n)
		for ; len(words) > 0; words = words[stride:] {
			if !yield(words[:stride]) {
				return
			}
		}
	}
}

// weight returns the assignments of an edge, all its values together, in scratch or in a number that must not change.
func (l *level) weight(e []int32, levels []level, scratch *big.Int) *big.Int {
	below := l.follow(e, levels, scratch)
	if e[1]-e[0] == 1 {
		return below
	}
	return scratch.Mul(below, big.NewInt(int64(e[1]-e[0])))
}

// follow returns the assignments for each single value of an edge, in scratch or in a number that must not change.
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

// total returns the number of assignments of node n as a big integer, which the caller must not change.
func (l *level) total(n int32) *big.Int {
	if l.wide {
		return l.bigCount[n]
	}
	return new(big.Int).SetUint64(l.count[n])
}
