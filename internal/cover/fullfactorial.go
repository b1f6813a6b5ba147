package cover

import (
	"iter"
	"math"
	"math/big"
	"slices"
)

// isFullFactorial reports whether the strength is the number of variables. Then every valid row
// is a tuple and has to be in the array, and no table of tuples is needed.
func (p *Problem) isFullFactorial() bool {
	return p.Strength == len(p.Domains) && p.Strength > 0 && len(p.Groups) == 0
}

// rowsPerReport is the number of rows between calls of Progress.
const rowsPerReport = 1024

// fullFactorial returns the array of all valid rows: the seeds and then the rest in the order of
// nested loops.
func (p *Problem) fullFactorial() (*Array, error) {
	s, open, err := p.openRows()
	if err != nil {
		return nil, err
	}
	a := &Array{Tuples: len(open.rows), Bound: len(open.rows)}
	for i, seed := range p.Seeds {
		if reason := s.fault(seed); reason != "" {
			return nil, &RowError{i, reason}
		}
		a.add(slices.Clone(seed), open.use(seed))
	}
	for row := range open.each {
		made := len(a.Rows) - len(p.Seeds)
		if p.MaxRows > 0 && made == p.MaxRows {
			break
		}
		now := Progress{Rows: len(a.Rows), Open: a.Tuples - a.Shown, Tuples: a.Tuples}
		if made%rowsPerReport == 0 && !p.report(now) {
			break
		}
		a.add(row, 1)
	}
	return a, nil
}

func (p *Problem) report(now Progress) bool { return p.Progress == nil || p.Progress(now) }

// coverFullFactorial counts which of all valid rows are among the rows.
func (p *Problem) coverFullFactorial(rows iter.Seq[[]int32]) (*Coverage, error) {
	s, open, err := p.openRows()
	if err != nil {
		return nil, err
	}
	v := &Coverage{Tuples: len(open.rows), missing: open.each}
	return v, v.show(s, rows, open.use)
}

// openRows returns all valid rows, or a [*SizeError] if all rows, including invalid ones, would
// exceed the memory.
func (p *Problem) openRows() (*space, *rowSet, error) {
	n := big.NewInt(1)
	for _, d := range p.Domains {
		n.Mul(n, big.NewInt(int64(d)))
	}
	bytes := new(big.Int).Mul(n, big.NewInt(int64(128+8*len(p.Domains))))
	if limit := p.memory(); bytes.Cmp(big.NewInt(limit)) > 0 || n.Cmp(big.NewInt(math.MaxInt)) > 0 {
		return nil, nil, &SizeError{n, bytes, limit}
	}
	s := newSpace(p.Domains, p.Oracle, p.Linked)
	open := &rowSet{}
	s.addRows(open, p.Domains)
	open.used = make([]bool, len(open.rows))
	return s, open, nil
}

// rowSet is the valid rows in the order of nested loops, and which of them some row of the array
// is.
type rowSet struct {
	rows [][]int32
	used []bool
}

// addRows adds each valid row that extends query. The domains are those of the open variables,
// which are the last ones.
func (s *space) addRows(r *rowSet, domains []int) {
	if len(s.groups) > 0 && !s.oracle.Completable(s.query) {
		return
	}
	if len(domains) == 0 {
		r.rows = append(r.rows, slices.Clone(s.query))
		return
	}
	v := len(s.query) - len(domains)
	for x := range domains[0] {
		s.query[v] = int32(x)
		s.addRows(r, domains[1:])
	}
	s.query[v] = -1
}

// use marks a valid row as used and returns 1, or 0 if it is used already.
func (r *rowSet) use(row []int32) int {
	i, _ := slices.BinarySearchFunc(r.rows, row, slices.Compare[[]int32])
	if r.used[i] {
		return 0
	}
	r.used[i] = true
	return 1
}

// each yields the rows that are not used.
func (r *rowSet) each(yield func([]int32) bool) {
	for i, row := range r.rows {
		if !r.used[i] && !yield(row) {
			return
		}
	}
}
