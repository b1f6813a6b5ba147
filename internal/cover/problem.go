package cover

import (
	"math/big"
	"slices"
)

// open checks the problem and returns its goals with all valid tuples open, or nil if no row is
// valid.
func (p *Problem) open() (*space, []*goal, error) {
	targets, err := p.targets()
	if err != nil {
		return nil, nil, err
	}
	s := newSpace(p.Domains, p.Oracle, p.Linked)
	for i, row := range p.Seeds {
		if reason := s.fault(row); reason != "" {
			return nil, nil, &RowError{i, reason}
		}
	}
	if s.empty() {
		return s, nil, nil
	}
	s.learnPairs()
	var goals []*goal
	for _, w := range targets {
		t := newTable(s, s.columns(w.Variables), w.Strength)
		g := &goal{table: t, open: t.valid()}
		g.left = t.len(g.open)
		goals = append(goals, g)
	}
	s.extensions = nil // the tables are complete
	return s, goals, nil
}

// targets returns the groups to cover, first the whole problem.
func (p *Problem) targets() ([]Group, error) {
	all := make([]int, len(p.Domains))
	for i := range all {
		all[i] = i
	}
	targets := []Group{{all, p.Strength}}
	for _, g := range p.Groups {
		vars := slices.Clone(g.Variables)
		slices.Sort(vars)
		targets = append(targets, Group{slices.Compact(vars), g.Strength})
	}
	tuples, bytes := new(big.Int), new(big.Int)
	for i, w := range targets {
		if w.Strength < 1 || w.Strength > len(w.Variables) {
			return nil, &StrengthError{w.Strength, len(w.Variables), i - 1}
		}
		n, size := p.size(w)
		tuples.Add(tuples, n)
		bytes.Add(bytes, size)
	}
	limit := p.memory()
	if bytes.Cmp(big.NewInt(limit)) > 0 {
		return nil, &SizeError{tuples, bytes, limit}
	}
	return targets, nil
}

// DefaultMemory is the default limit on the bytes of tuple tables.
const DefaultMemory = 1 << 30

func (p *Problem) memory() int64 {
	if p.Memory == 0 {
		return DefaultMemory
	}
	return p.Memory
}

// size returns the number of tuples of a group and the bytes that they need: three planes, and
// ten bytes per tuple in the search.
func (p *Problem) size(g Group) (tuples, bytes *big.Int) {
	elem := make([]*big.Int, g.Strength+1) // number of i-tuples over the variables so far
	for i := range elem {
		elem[i] = new(big.Int)
	}
	elem[0].SetInt64(1)
	lits, all := 0, 0
	for _, d := range p.Domains {
		all += d
	}
	for _, v := range g.Variables {
		d := big.NewInt(int64(p.Domains[v]))
		lits += p.Domains[v]
		for i := g.Strength; i > 0; i-- {
			elem[i].Add(elem[i], new(big.Int).Mul(d, elem[i-1]))
		}
	}
	words := big.NewInt(int64(lits) * int64((all+63)/64))
	plane := words.Mul(words, elem[max(g.Strength-2, 0)])
	bytes = new(big.Int).Mul(elem[g.Strength], big.NewInt(10))
	return elem[g.Strength], bytes.Add(bytes, plane.Mul(plane, big.NewInt(3*8)))
}

// fault returns why a row of values is not complete and valid, or "".
func (s *space) fault(values []int32) string {
	if len(values) != len(s.variable) {
		return "has the wrong number of values"
	}
	for c, v := range s.variable {
		if values[v] < 0 || int(values[v]) >= s.domains[c] {
			return "has a value out of range"
		}
	}
	row := s.literals(values)
	for g := range s.groups {
		if !s.completable(int32(g), row) {
			return "is not valid"
		}
	}
	return ""
}
