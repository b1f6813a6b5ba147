package cover

import (
	"math/bits"
	"sort"
)

// table is the layout of sets of tuples of strength t over some columns, as bit sets (planes). It
// makes one question fast: which tuples with a given literal, the pivot, does a row contain?
//
// Invariant: a tuple has one bit under each of its t literals as the pivot. Under the pivot, the
// t-2 lowest other literals select a bit set over all literals, and the highest literal is the
// bit. So the tuples of a pivot that a row contains are in the intersections of the row's mask
// with one bit set for each choice of t-2 other literals of the row: 64 tuples a step. A tuple of
// strength 1 is stored as the pair of a literal with itself.
//
// The t-2 literals are ranked densely, in the combinatorial number system. With e(i, c) the
// number of i-tuples of literals over the first c columns, a tuple whose i-th literal is value v
// of column c has the rank sum(e(i, c) + v*e(i-1, c)) over i from 1: one lookup per literal.
type table struct {
	*space
	t     int
	cols  []int
	lits  []int32 // the literals of cols
	over  bitset  // the same as a set
	local []int32 // index of each literal in lits, or -1
	base  [][]int // base[i][literal] is what the literal at position i adds to the rank
	block int     // words of a pivot
	size  int     // words of a plane
	total int     // all tuples, including invalid ones
}

// plane is a set of tuples of a table.
type plane []uint64

func newTable(s *space, cols []int, t int) *table {
	b := &table{space: s, t: t, cols: cols, local: make([]int32, len(s.column)), over: make(bitset, s.words)}
	for l := range b.local {
		b.local[l] = -1
	}
	elem := make([]int, t+1) // e(i, c) of the c columns so far
	elem[0] = 1
	b.base = make([][]int, t)
	for i := range b.base {
		b.base[i] = make([]int, len(s.column))
	}
	n := int32(0)
	for _, c := range cols {
		for v := range s.domains[c] {
			l := int(s.first[c]) + v
			b.local[l] = n
			b.over.set(int32(l))
			b.lits = append(b.lits, int32(l))
			n++
			for i := range b.base {
				b.base[i][l] = elem[i+1] + v*elem[i]
			}
		}
		for i := t; i > 0; i-- {
			elem[i] += s.domains[c] * elem[i-1]
		}
	}
	b.total = elem[t]
	b.block = elem[max(t-2, 0)] * s.words
	b.size = int(n) * b.block
	return b
}

// at returns the bit set of a pivot and of the t-2 literals with the given rank.
func (b *table) at(p plane, pivot int32, rank int) bitset {
	i := int(b.local[pivot])*b.block + rank*b.words
	return bitset(p[i : i+b.words])
}

// valid returns the plane of the tuples that some valid row contains.
func (b *table) valid() plane {
	p := make(plane, b.size)
	tuple := make([]int32, 1, b.t)
	masks := make([]uint64, b.t*b.words)
	for _, c := range b.cols {
		for l := b.first[c]; l < b.first[c+1]; l++ {
			if !b.compatible(l).has(l) {
				continue
			}
			tuple[0] = l
			copy(masks, b.compatible(l))
			if b.t == 1 {
				b.at(p, l, 0).set(l)
				continue
			}
			b.fill(p, tuple, masks, 0, 0)
		}
	}
	return p
}

// fill adds the valid tuples that extend tuple, a pivot and then literals in order, by higher
// literals. The first words of masks are the literals that are compatible with each literal of
// tuple.
func (b *table) fill(p plane, tuple []int32, masks bitset, from, rank int) {
	last := int32(-1)
	if len(tuple) > 1 {
		last = tuple[len(tuple)-1]
	}
	mine, rest := masks[:b.words], masks[b.words:]
	if len(tuple) == b.t-1 {
		b.fillLast(b.at(p, tuple[0], rank), tuple, mine, last)
		return
	}
	for i := from; i < len(b.cols); i++ {
		c := b.cols[i]
		for l := b.first[c]; l < b.first[c+1]; l++ {
			if c == int(b.column[tuple[0]]) || !mine.has(l) {
				continue
			}
			for w, x := range b.compatible(l) {
				rest[w] = mine[w] & x
			}
			b.fill(p, append(tuple, l), rest, i+1, rank+b.base[len(tuple)-1][l])
		}
	}
}

func (b *table) fillLast(out bitset, tuple []int32, may bitset, last int32) {
	copy(out, may)
	b.extend(tuple, out)
	for _, l := range tuple {
		out.clear(l)
	}
	for w := range out {
		out[w] &= b.over[w]
		if int(last) >= w<<6 {
			out[w] &= ^uint64(0) << min(uint(int(last)-w<<6+1), 64)
		}
	}
}

// hits counts the tuples of the plane that consist of the pivot and literals of other columns of
// the row. Its cost is words steps for each choice of t-2 columns.
func (b *table) hits(p plane, row []int32, mask bitset, pivot int32) int {
	off := int(b.local[pivot]) * b.block
	block := p[off : off+b.block]
	switch b.t {
	case 1:
		return int(block[pivot>>6] >> (uint(pivot) & 63) & 1)
	case 2:
		n := 0
		for w, x := range block {
			n += bits.OnesCount64(x & mask[w])
		}
		return n
	case 3:
		return b.hits3(block, row, mask, 0)
	}
	return b.hitsFrom(block, row, mask, 0, 0, 0, int(b.column[pivot]))
}

func (b *table) hits3(block []uint64, row []int32, mask bitset, from int) int {
	n := 0
	for _, c := range b.cols[from:] {
		l := row[c]
		if l < 0 {
			continue
		}
		i := int(b.local[l]) * b.words
		set := block[i : i+b.words]
		for w := int(l >> 6); w < len(set); w++ {
			n += bits.OnesCount64(set[w] & mask[w])
		}
	}
	return n
}

func (b *table) hitsFrom(block []uint64, row []int32, mask bitset, from, depth, rank, skip int) int {
	n := 0
	for i := from; i < len(b.cols); i++ {
		c := b.cols[i]
		l := row[c]
		if l < 0 || c == skip {
			continue
		}
		r := rank + b.base[depth][l]
		if depth+3 < b.t {
			n += b.hitsFrom(block, row, mask, i+1, depth+1, r, skip)
			continue
		}
		set := block[r*b.words : (r+1)*b.words]
		for w := int(l >> 6); w < len(set); w++ {
			n += bits.OnesCount64(set[w] & mask[w])
		}
	}
	return n
}

// shown counts the tuples of the plane that a complete row contains, each under its lowest
// literal.
func (b *table) shown(p plane, row []int32, mask bitset) int {
	n := 0
	for i, c := range b.cols {
		off := int(b.local[row[c]]) * b.block
		block := p[off : off+b.block]
		switch {
		case b.t < 3:
			n += b.hits(p, row, mask, row[c])
		case b.t == 3:
			n += b.hits3(block, row, mask, i+1)
		default:
			n += b.hitsFrom(block, row, mask, i+1, 0, 0, c)
		}
	}
	if b.t == 2 {
		n /= 2
	}
	return n
}

// remove removes the tuples that a complete row contains from the plane and returns their number.
func (b *table) remove(p plane, row []int32, mask bitset) int {
	n := 0
	for _, c := range b.cols {
		off := int(b.local[row[c]]) * b.block
		n += b.removeFrom(p[off:off+b.block], row, mask, 0, 0, 0, c)
	}
	return n / b.t
}

func (b *table) removeFrom(block []uint64, row []int32, mask bitset, from, depth, rank, skip int) int {
	if depth >= b.t-2 {
		n := 0
		for w, x := range block[rank*b.words : (rank+1)*b.words] {
			n += bits.OnesCount64(x & mask[w])
			block[rank*b.words+w] = x &^ mask[w]
		}
		return n
	}
	n := 0
	for i := from; i < len(b.cols); i++ {
		if c := b.cols[i]; c != skip {
			n += b.removeFrom(block, row, mask, i+1, depth+1, rank+b.base[depth][row[c]], skip)
		}
	}
	return n
}

// len returns the number of tuples of a plane.
func (b *table) len(p plane) int {
	n := 0
	for _, x := range p {
		n += bits.OnesCount64(x)
	}
	return n / b.t
}

// flip adds a tuple with ascending literals to the plane, or removes it.
func (b *table) flip(p plane, tuple []int32) {
	last := len(tuple) - 1
	for i, pivot := range tuple {
		high := last
		if i == last {
			high = max(last-1, 0)
		}
		rank, position := 0, 0
		for j, l := range tuple[:high] {
			if j != i {
				rank += b.base[position][l]
				position++
			}
		}
		bit := tuple[high]
		b.at(p, pivot, rank)[bit>>6] ^= 1 << (uint(bit) & 63)
	}
}

// nth appends the literals of the tuple of the n-th bit of the plane, in no particular order.
func (b *table) nth(p plane, n int, into []int32) []int32 {
	for w, x := range p {
		k := bits.OnesCount64(x)
		if n >= k {
			n -= k
			continue
		}
		for ; n > 0; n-- {
			x &= x - 1
		}
		return b.tuple(w, bits.TrailingZeros64(x), into)
	}
	panic("cover: no such tuple")
}

// tuple appends the literals of a bit in word w of a plane: that of the bit, those of the rank,
// the pivot.
func (b *table) tuple(w, bit int, into []int32) []int32 {
	into = append(into, int32(w%b.words*64+bit))
	if b.t == 1 {
		return into
	}
	rank := w % b.block / b.words
	top := len(b.lits) - 1
	for i := b.t - 3; i >= 0; i-- {
		for b.base[i][b.lits[top]] > rank {
			top--
		}
		into = append(into, b.lits[top])
		rank -= b.base[i][b.lits[top]]
	}
	return append(into, b.lits[w/b.block])
}

// each calls f with the rank and the literals of every tuple of the plane, in order, until f
// returns false. The slice is valid only during the call.
func (b *table) each(p plane, f func(number int, tuple []int32) bool) bool {
	return b.eachFrom(p, f, make([]int32, 0, b.t), 0, 0, 0)
}

func (b *table) eachFrom(p plane, f func(int, []int32) bool, tuple []int32, from, rank, number int) bool {
	depth := len(tuple)
	if depth > 0 && depth >= b.t-1 {
		return b.eachLast(b.at(p, tuple[0], rank), f, tuple, number)
	}
	for i := from; i < len(b.cols); i++ {
		c := b.cols[i]
		for l := b.first[c]; l < b.first[c+1]; l++ {
			r := 0
			if depth > 0 {
				r = rank + b.base[depth-1][l]
			}
			if !b.eachFrom(p, f, append(tuple, l), i+1, r, number+b.base[depth][l]) {
				return false
			}
		}
	}
	return true
}

func (b *table) eachLast(set bitset, f func(int, []int32) bool, tuple []int32, number int) bool {
	low := tuple[len(tuple)-1]
	if b.t == 1 {
		return !set.has(low) || f(number, tuple)
	}
	for w := int(low >> 6); w < len(set); w++ {
		for x := set[w]; x != 0; x &= x - 1 {
			l := int32(w<<6 + bits.TrailingZeros64(x))
			if l > low && !f(number+b.base[b.t-1][l], append(tuple, l)) {
				return false
			}
		}
	}
	return true
}

// unrank appends the literals of the tuple with the given rank, in ascending order.
func (b *table) unrank(number int, into []int32) []int32 {
	into = append(into, make([]int32, b.t)...)
	for i := b.t - 1; i >= 0; i-- {
		k := sort.Search(len(b.lits), func(k int) bool { return b.base[i][b.lits[k]] > number }) - 1
		into[i] = b.lits[k]
		number -= b.base[i][b.lits[k]]
	}
	return into
}
