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
	if err := p.affordable(); err != nil {
		return nil, err
	}
	s := newSpace(p.Domains, p.Oracle, p.Linked)
	open := s.validRows(p.Domains)
	a := &Array{Tuples: open.size, Bound: open.size}
	for i, seed := range p.Seeds {
		if reason := s.fault(seed); reason != "" {
			return nil, &RowError{i, reason}
		}
		a.add(slices.Clone(seed), open.remove(seed))
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
		a.add(slices.Clone(row), 1)
	}
	return a, nil
}

func (p *Problem) report(now Progress) bool { return p.Progress == nil || p.Progress(now) }

// coverFullFactorial counts which of all valid rows are among the rows.
func (p *Problem) coverFullFactorial(rows iter.Seq[[]int32]) (*Coverage, error) {
	if err := p.affordable(); err != nil {
		return nil, err
	}
	s := newSpace(p.Domains, p.Oracle, p.Linked)
	open := s.validRows(p.Domains)
	v := &Coverage{Tuples: open.size, missing: open.each}
	return v, v.show(s, rows, open.remove)
}

// affordable returns a [*SizeError] if all rows, including invalid ones, would exceed the memory.
func (p *Problem) affordable() error {
	n := big.NewInt(1)
	for _, d := range p.Domains {
		n.Mul(n, big.NewInt(int64(d)))
	}
	bytes := new(big.Int).Mul(n, big.NewInt(int64(128+8*len(p.Domains))))
	if limit := p.memory(); bytes.Cmp(big.NewInt(limit)) > 0 || n.Cmp(big.NewInt(math.MaxInt)) > 0 {
		return &SizeError{n, bytes, limit}
	}
	return nil
}
