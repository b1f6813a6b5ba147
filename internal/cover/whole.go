package cover

import (
	"iter"
	"math"
	"math/big"
	"slices"
)

// isWhole reports whether the strength is the number of variables. Then every valid row is a tuple of its own, and tables of tuples would be
// of no use.
func (p *Problem) isWhole() bool {
	return p.Strength == len(p.Domains) && p.Strength > 0 && len(p.Groups) == 0
}

// toldRows is how many rows are made between two reports of progress.
const toldRows = 1024

// whole builds the array of all valid rows: the seeds and then the rest in the order of nested loops.
func (p *Problem) whole() (*Array, error) {
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
		if p.MaxRows > 0 && made == p.MaxRows || made%toldRows == 0 && !p.tell(Progress{Rows: len(a.Rows), Open: a.Tuples - a.Shown, Tuples: a.Tuples}) {
			break
		}
		a.add(slices.Clone(row), 1)
	}
	return a, nil
}

func (p *Problem) tell(now Progress) bool { return p.Progress == nil || p.Progress(now) }

// coverWhole counts which of all valid rows the rows are.
func (p *Problem) coverWhole(rows iter.Seq[[]int32]) (*Coverage, error) {
	if err := p.affordable(); err != nil {
		return nil, err
	}
	s := newSpace(p.Domains, p.Oracle, p.Linked)
	open := s.validRows(p.Domains)
	v := &Coverage{Tuples: open.size, missing: open.each}
	return v, v.show(s, rows, open.remove)
}

// affordable says whether all rows could be kept, as if no rule excluded any.
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
