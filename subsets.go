package paramgen

import (
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/conflict"
	"github.com/paramgen/paramgen/internal/diagram"
)

// What some of the rules do: questions behind reports and explanations. Rules are numbered as in space.rules.

// A subset of the rules can need a larger diagram than all of them. Explanations go without what would need more nodes than this.
const subsetBudget = 1 << 17

// made returns the constraints that rule r is made of.
func (s *space) made(r int) []diagram.Constraint {
	from, _ := slices.BinarySearch(s.owner, r)
	to, _ := slices.BinarySearch(s.owner, r+1)
	return s.problem.Constraints[from:to]
}

// under returns the problem of some of the rules and further constraints, with the values given that row decides. A nil row decides none.
func (s *space) under(rules []int, row []int32, more ...diagram.Constraint) diagram.Problem {
	p := diagram.Problem{Domains: s.problem.Domains, Budget: min(s.budget(), subsetBudget)}
	for _, r := range rules {
		p.Constraints = append(p.Constraints, s.made(r)...)
	}
	p.Constraints = append(p.Constraints, more...)
	if row != nil {
		p = p.Restrict(row)
	}
	return p
}

func (s *space) budget() int {
	if s.problem.Budget == 0 {
		return diagram.DefaultBudget
	}
	return s.problem.Budget
}

// counted returns how many combinations a problem has, or nil where that is past the budget.
func counted(p diagram.Problem) *big.Int {
	engine, err := diagram.Compile(p)
	if err != nil {
		return nil
	}
	return engine.Count()
}

func (s *space) allRules() []int {
	all := make([]int, len(s.rules))
	for r := range all {
		all[r] = r
	}
	return all
}

// whens returns the rules that are conditions of parameters. They say what a combination is; the others reject some.
func (s *space) whens() []int {
	var all []int
	for r := range s.rules {
		if s.isCondition(r) {
			all = append(all, r)
		}
	}
	return all
}

func (s *space) isCondition(r int) bool {
	_, ok := s.rules[r].(*whenRule)
	return ok
}

// blamed returns a minimal set of the candidates that together forbid the values that row decides, or nil where they do not, or
// where finding out is past the budget. Work is what it cost: the rules and parameters of all problems compiled.
func (s *space) blamed(candidates []int, row []int32) (set []int, work int) {
	over := false
	set = conflict.Minimal(candidates, func(rules []int) bool {
		work += len(rules) + len(s.params)
		n := counted(s.under(rules, row))
		over = over || n == nil
		return n == nil || n.Sign() > 0
	})
	if over {
		set = nil
	}
	return set, work
}

// onlyBy returns how many combinations rule r rejects that no other rule does, or nil past the budget: those that satisfy the others
// and the first parts of r, and not the next part, part after part.
func (s *space) onlyBy(r int) *big.Int {
	var others []int
	for q := range s.rules {
		if q != r {
			others = append(others, q)
		}
	}
	sum := new(big.Int)
	for i, part := range s.made(r) {
		broken := diagram.Not(part)
		row := s.forced(broken)
		if row == nil {
			continue
		}
		n := counted(s.under(others, row, append(slices.Clone(s.made(r)[:i]), broken)...))
		if n == nil {
			return nil
		}
		sum.Add(sum, n)
	}
	return sum
}

// forced returns the values that c leaves no choice of, -1 elsewhere; nil where nothing satisfies c, or it is past the budget.
func (s *space) forced(c diagram.Constraint) []int32 {
	engine, err := diagram.Compile(s.under(nil, nil, c))
	if err != nil || engine.Count().Sign() == 0 {
		return nil
	}
	row := s.open()
	for v, counts := range engine.Values() {
		live := func(n *big.Int) bool { return n.Sign() > 0 }
		if x := slices.IndexFunc(counts, live); !slices.ContainsFunc(counts[x+1:], live) {
			row[v] = int32(x)
		}
	}
	return row
}

// open returns a row that decides nothing.
func (s *space) open() []int32 { return slices.Repeat([]int32{-1}, len(s.params)) }

// reads returns the parameters that rule r depends on, ascending.
func (s *space) reads(r int) []int {
	var vars []int
	for _, c := range s.made(r) {
		vars = append(vars, c.Vars()...)
	}
	slices.Sort(vars)
	return slices.Compact(vars)
}
