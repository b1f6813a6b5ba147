package cover

import "math/bits"

// A rowSet is a set of rows, each a bit at its place among all rows in the order of nested loops, valid or not.
type rowSet struct {
	domains []int
	in      []uint64
	size    int
}

// validRows returns the set of all valid rows. Cost: a question for each beginning of a row that a valid one has, and for each value behind it.
func (s *space) validRows(domains []int) *rowSet {
	all := 1
	for _, d := range domains {
		all *= d
	}
	r := &rowSet{domains: domains, in: make([]uint64, (all+63)/64)}
	s.every(domains, func() {
		word, bit := r.place(s.ask)
		r.in[word] |= bit
		r.size++
	})
	return r
}

// every calls f for each valid row, which is in ask; domains are those of the variables that are open there, the last ones.
func (s *space) every(domains []int, f func()) {
	if len(s.groups) > 0 && !s.oracle.Completable(s.ask) {
		return
	}
	if len(domains) == 0 {
		f()
		return
	}
	v := len(s.ask) - len(domains)
	for x := range domains[0] {
		s.ask[v] = int32(x)
		s.every(domains[1:], f)
	}
	s.ask[v] = -1
}

// place returns the word and the bit of a row.
func (r *rowSet) place(row []int32) (word int, bit uint64) {
	i := 0
	for v, x := range row {
		i = i*r.domains[v] + int(x)
	}
	return i / 64, 1 << (i % 64)
}

// remove takes a row out, and returns how many that are: 1, or 0 if it was not in the set.
func (r *rowSet) remove(row []int32) int {
	word, bit := r.place(row)
	if r.in[word]&bit == 0 {
		return 0
	}
	r.in[word] &^= bit
	r.size--
	return 1
}

// each yields the rows in order. The row is the caller's only until the next.
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

// row fills in the row with the given number.
func (r *rowSet) row(number int, row []int32) {
	for v := len(row) - 1; v >= 0; v-- {
		row[v] = int32(number % r.domains[v])
		number /= r.domains[v]
	}
}
