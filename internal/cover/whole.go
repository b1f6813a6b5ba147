package cover

import (
	"fmt"
	"math/big"
	"slices"
)

// whole builds the array whose strength is the number of variables: every valid row is a tuple of its own, so all of
// them it is, the seeds and then the rest in the order of nested loops. Tables of tuples would be of no use.
func (p *Problem) whole() (*Array, error) {
	if err := p.affordable(); err != nil {
		return nil, err
	}
	s := newSpace(p.Domains, p.Oracle, p.Linked)
	a := &Array{}
	known := map[string]bool{}
	for i, seed := range p.Seeds {
		if reason := s.fault(seed); reason != "" {
			return nil, &RowError{i, reason}
		}
		if key := fmt.Sprint(seed); known[key] {
			a.add(slices.Clone(seed), 0)
		} else {
			known[key] = true
			a.add(slices.Clone(seed), 1)
		}
	}
	s.every(p.Domains, func() {
		a.Tuples++
		if p.MaxRows > 0 && len(a.Rows) == len(p.Seeds)+p.MaxRows || len(known) > 0 && known[fmt.Sprint(s.ask)] {
			return
		}
		a.add(append([]int32{}, s.ask...), 1)
	})
	a.Bound = a.Tuples
	return a, nil
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

// affordable says whether all rows could be kept, as if no rule excluded any.
func (p *Problem) affordable() error {
	n := big.NewInt(1)
	for _, d := range p.Domains {
		n.Mul(n, big.NewInt(int64(d)))
	}
	bytes := new(big.Int).Mul(n, big.NewInt(int64(128+8*len(p.Domains))))
	if limit := p.memory(); bytes.Cmp(big.NewInt(limit)) > 0 {
		return &SizeError{n, bytes, limit}
	}
	return nil
}
