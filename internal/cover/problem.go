package cover

import (
	"math/big"
	"slices"
)

// open checks a problem and returns its tables, all valid tuples open, or no table where no row is valid.
func (p *Problem) open() (*space, []*goal, error) {
	wants, err := p.wants()
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
	for _, w := range wants {
		t := newTable(s, s.columns(w.Variables), w.Strength)
		g := &goal{table: t, open: t.valid()}
		g.left = t.len(g.open)
		goals = append(goals, g)
	}
	s.wider = nil // the tables know it all now
	return s, goals, nil
}

// wants lists the groups to cover, the whole problem the first of them.
func (p *Problem) wants() ([]Group, error) {
	all := make([]int, len(p.Domains))
	for i := range all {
		all[i] = i
	}
	wants := []Group{{all, p.Strength}}
	for _, g := range p.Groups {
		vars := slices.Clone(g.Variables)
		slices.Sort(vars)
		wants = append(wants, Group{slices.Compact(vars), g.Strength})
	}
	tuples, bytes := new(big.Int), new(big.Int)
	for i, w := range wants {
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
	return wants, nil
}

// DefaultMemory is what tables of tuples may take, in bytes.
const DefaultMemory = 1 << 30

func (p *Problem) memory() int64 {
	if p.Memory == 0 {
		return DefaultMemory
	}
	return p.Memory
}

// size returns the tuples of a group and the bytes that its table takes: three planes, and in the search
// up to ten bytes a tuple.
func (p *Problem) size(g Group) (tuples, bytes *big.Int) {
	elem := make([]*big.Int, g.Strength+1) // i-tuples over the variables met so far
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

// fault says what is wrong with a row of values, or nothing.
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
