// Package explain answers why a space lacks combinations: how many a rule rejects, which rules
// together forbid some values, and which to remove from a space that is empty. It knows
// parameters, values and rules as numbers.
//
// Most questions compile a diagram of a subset of the rules. A subset can need a larger diagram
// than all rules together, so each compilation has its own budget; a question that exceeds it is
// answered with nil.
package explain

import (
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
)

// mostNodes bounds the diagram of one question.
const mostNodes = 1 << 17

// A Space is a compiled space with the rules that its constraints come from.
type Space struct {
	Problem diagram.Problem
	Engine  *diagram.Space
	// Owner is the number of the rule of each constraint of Problem, ascending.
	Owner []int
	// Conditions tells, for each rule, whether it is the condition of a parameter. Conditions
	// define the combinations; the other rules reject some of them.
	Conditions []bool
}

// Count returns how many combinations a problem has, or nil if its diagram exceeds the budget.
func Count(p diagram.Problem) *big.Int {
	engine, err := diagram.Compile(p)
	if err != nil {
		return nil
	}
	return engine.Count()
}

// Theoretical returns how many combinations satisfy the conditions, or nil.
func (s *Space) Theoretical() *big.Int { return Count(s.under(s.conditions(), nil)) }

// Allowed returns how many combinations satisfy the conditions and rule r, or nil.
func (s *Space) Allowed(r int) *big.Int { return Count(s.under(append(s.conditions(), r), nil)) }

// Completable reports whether rule r allows some combination with the values that row decides
// (those that are not -1). It returns true if finding out exceeds the budget.
func (s *Space) Completable(r int, row []int32) bool {
	n := Count(s.under([]int{r}, row))
	return n == nil || n.Sign() > 0
}

// OnlyBy returns how many combinations rule r rejects that no other rule does, or nil. It adds up,
// for each constraint of r, those that satisfy the other rules and the constraints of r before it
// and violate this one.
func (s *Space) OnlyBy(r int) *big.Int {
	others := slices.DeleteFunc(s.all(), func(q int) bool { return q == r })
	sum := new(big.Int)
	for i, c := range s.constraints(r) {
		violated := diagram.Not(c)
		row := s.forced(violated)
		if row == nil {
			continue
		}
		n := Count(s.under(others, row, append(slices.Clone(s.constraints(r)[:i]), violated)...))
		if n == nil {
			return nil
		}
		sum.Add(sum, n)
	}
	return sum
}

// Reads returns the parameters that rule r depends on, ascending.
func (s *Space) Reads(r int) []int {
	var vars []int
	for _, c := range s.constraints(r) {
		vars = append(vars, c.Vars()...)
	}
	slices.Sort(vars)
	return slices.Compact(vars)
}

// reads returns what each rule reads.
func (s *Space) reads() [][]int {
	all := make([][]int, len(s.Conditions))
	for r := range all {
		all[r] = s.Reads(r)
	}
	return all
}

// constraints returns the constraints that rule r consists of.
func (s *Space) constraints(r int) []diagram.Constraint {
	from, _ := slices.BinarySearch(s.Owner, r)
	to, _ := slices.BinarySearch(s.Owner, r+1)
	return s.Problem.Constraints[from:to]
}

// under returns the problem of some rules and further constraints, with each parameter that row
// decides restricted to that value. A nil row decides none.
func (s *Space) under(rules []int, row []int32, more ...diagram.Constraint) diagram.Problem {
	p := diagram.Problem{Domains: s.Problem.Domains, Budget: mostNodes}
	if own := s.Problem.Budget; own > 0 {
		p.Budget = min(own, mostNodes)
	}
	for _, r := range rules {
		p.Constraints = append(p.Constraints, s.constraints(r)...)
	}
	p.Constraints = append(p.Constraints, more...)
	if row != nil {
		p = p.Restrict(row)
	}
	return p
}

// all returns the numbers of all rules.
func (s *Space) all() []int {
	rules := make([]int, len(s.Conditions))
	for r := range rules {
		rules[r] = r
	}
	return rules
}

// conditions returns the numbers of the rules that are conditions.
func (s *Space) conditions() []int {
	return slices.DeleteFunc(s.all(), func(r int) bool { return !s.Conditions[r] })
}

// forced returns the values that c leaves no choice of, and -1 for other parameters and if the
// diagram of c exceeds the budget. It returns nil if nothing satisfies c.
func (s *Space) forced(c diagram.Constraint) []int32 {
	row := s.undecided()
	engine, err := diagram.Compile(s.under(nil, nil, c))
	if err != nil {
		return row
	}
	if engine.Count().Sign() == 0 {
		return nil
	}
	live := func(n *big.Int) bool { return n.Sign() > 0 }
	for v, counts := range engine.Values() {
		if x := slices.IndexFunc(counts, live); !slices.ContainsFunc(counts[x+1:], live) {
			row[v] = int32(x)
		}
	}
	return row
}

// undecided returns a row that decides nothing.
func (s *Space) undecided() []int32 { return slices.Repeat([]int32{-1}, len(s.Problem.Domains)) }
