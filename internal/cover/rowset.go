package cover

import "math/bits"

// rowSet is a set of complete rows. A row is the bit at its position in the order of nested
// loops.
type rowSet struct {
	domains []int
	in      []uint64
	size    int
}

// validRows returns the set of all valid rows. It calls the oracle once for each extension by one
// value of each prefix of a valid row.
func (s *space) validRows(domains []int) *rowSet {
	all := 1
	for _, d := range domains {
		all *= d
	}
	r := &rowSet{domains: domains, in: make([]uint64, (all+63)/64)}
	s.every(domains, func() {
		word, bit := r.position(s.query)
		r.in[word] |= bit
		r.size++
	})
	return r
}

// every calls f for each valid row that extends query, with the row in query. The domains are
// those of the open variables, which are the last ones.
func (s *space) every(domains []int, f func()) {
	if len(s.groups) > 0 && !s.oracle.Completable(s.query) {
		return
	}
	if len(domains) == 0 {
		f()
		return
	}
	v := len(s.query) - len(domains)
	for x := range domains[0] {
		s.query[v] = int32(x)
		s.every(domains[1:], f)
	}
	s.query[v] = -1
}

// position returns the word and the bit of a row.
func (r *rowSet) position(row []int32) (word int, bit uint64) {
	i := 0
	for v, x := range row {
		i = i*r.domains[v] + int(x)
	}
	return i / 64, 1 << (i % 64)
}

// remove removes a row and returns 1, or 0 if it is not in the set.
func (r *rowSet) remove(row []int32) int {
	word, bit := r.position(row)
	if r.in[word]&bit == 0 {
		return 0
	}
	r.in[word] &^= bit
	r.size--
	return 1
}

// each yields the rows in order. The slice is valid only until the next one.
func (r *rowSet) each(yield func([]int32) bool) {
	row := make([]int32, len(r.domains))
	for i, word := range r.in {
		for ; word != 0; word &= word - 1 {
			r.row(64*i+bits.TrailingZeros64(word), row)
			if !yield(row) {
				return
			}
		}
	}
}

// row sets row to the one at the given position.
func (r *rowSet) row(number int, row []int32) {
	for v := len(row) - 1; v >= 0; v-- {
		row[v] = int32(number % r.domains[v])
		number /= r.domains[v]
	}
}
