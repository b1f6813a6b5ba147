package paramgen

import (
	"errors"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/encode"
)

// A Duplicate is two combinations that are written as the same command.
type Duplicate struct {
	Parameter string // that has different values in A and B
	A, B      Combination
}

// Duplicates returns a pair of combinations that are written as the same command, with the same
// arguments and environment variables, for each parameter that makes a difference in such a pair.
// By default unset and false are written alike, so a parameter with both has duplicates, unless
// the rules leave only one of them. Labels (see [Parameter.NoFlag]) are not compared.
//
// Duplicates is exact. It compiles the pairs of combinations that are written alike, which costs
// as much as [New] for two parameters in place of each that has values that are written alike, and
// nothing if there are no such values. A [*BudgetError] is as in New.
func (g *Generator) Duplicates() ([]Duplicate, error) {
	p := g.space.newPairs()
	if len(p.doubled) == 0 {
		return nil, nil
	}
	all, err := p.compile(-1)
	if err != nil || all.Count().Cmp(g.Count()) == 0 { // each combination is a pair with itself
		return nil, p.withNames(err)
	}
	var found []Duplicate
	for _, v := range p.doubled {
		different, err := p.compile(v)
		if err != nil {
			return nil, p.withNames(err)
		}
		if different.Count().Sign() > 0 {
			a, b := p.split(different.Unranker()(new(big.Int)))
			found = append(found, Duplicate{g.space.params[v].name, a, b})
		}
	}
	return found, nil
}

// pairs describes the pairs of combinations that are written alike. Parameters of which no two
// values are written alike have the same value in both, and are one variable. The others are two:
// that of the second combination comes after all variables of the first.
type pairs struct {
	space   *space
	classes [][]int // by parameter and value: the first value that is written alike
	doubled []int   // the parameters with two variables
	second  []int   // by parameter: its variable in the second combination

	repeated []int // the constraints that the second combination has for itself
}

func (s *space) newPairs() *pairs {
	p := &pairs{space: s, classes: make([][]int, len(s.params)), second: make([]int, len(s.params))}
	for i := range s.params {
		p.second[i] = i
		if s.params[i].style().Kind == encode.AsNothing {
			continue
		}
		if p.classes[i] = s.alike(i); p.classes[i] != nil {
			p.second[i] = len(s.params) + len(p.doubled)
			p.doubled = append(p.doubled, i)
		}
	}
	for k, c := range s.problem.Constraints {
		if slices.ContainsFunc(c.Vars(), func(v int) bool { return p.second[v] != v }) {
			p.repeated = append(p.repeated, k)
		}
	}
	return p
}

// alike returns, for each value of a parameter, the first value that is written alike, or nil if
// no two values are.
func (s *space) alike(i int) []int {
	first := map[string]int{}
	classes := make([]int, len(s.params[i].values))
	for v := range classes {
		key := s.commandOf(i, v)
		if _, known := first[key]; !known {
			first[key] = v
		}
		classes[v] = first[key]
	}
	if len(first) == len(classes) {
		return nil
	}
	return classes
}

// commandOf returns a text that is equal for values that are written alike.
func (s *space) commandOf(i, v int) string {
	p := &s.params[i]
	if p.style().Kind == encode.AsVariable {
		if p.values[v] == nil {
			return ""
		}
		return "=" + p.style().Text(p.values[v])
	}
	return strings.Join(s.appendArgs(nil, i, v), "\x00")
}

// compile returns the pairs. In these the given parameter, if any, has different values.
func (p *pairs) compile(different int) (*diagram.Space, error) {
	problem := diagram.Problem{
		Budget:      p.space.problem.Budget,
		Domains:     slices.Clone(p.space.problem.Domains),
		Constraints: slices.Clone(p.space.problem.Constraints),
	}
	for _, k := range p.repeated {
		problem.Constraints = append(problem.Constraints, &secondConstraint{problem.Constraints[k], p})
	}
	for _, v := range p.doubled {
		problem.Domains = append(problem.Domains, problem.Domains[v])
		var rows [][]int32
		for x, a := range p.classes[v] {
			for y, b := range p.classes[v] {
				if a == b && (x != y || v != different) {
					rows = append(rows, []int32{int32(x), int32(y)})
				}
			}
		}
		problem.Constraints = append(problem.Constraints, diagram.Relation([]int{v, p.second[v]}, rows))
	}
	return diagram.Compile(problem)
}

// withNames replaces the numbers in a BudgetError of the engine by names.
func (p *pairs) withNames(err error) error {
	var over *diagram.BudgetError
	if !errors.As(err, &over) {
		return err
	}
	one := diagram.BudgetError{Budget: over.Budget}
	for _, v := range over.Variables {
		if n := len(p.second); v >= n {
			v = p.doubled[v-n]
		}
		one.Variables = append(one.Variables, v)
	}
	constraints := len(p.space.owner)
	for _, k := range over.Constraints {
		if k >= constraints && k-constraints < len(p.repeated) {
			k = p.repeated[k-constraints]
		}
		if k < constraints { // and not the relation of a parameter's two variables
			one.Constraints = append(one.Constraints, k)
		}
	}
	slices.Sort(one.Variables)
	slices.Sort(one.Constraints)
	one.Variables, one.Constraints = slices.Compact(one.Variables), slices.Compact(one.Constraints)
	return p.space.withNames(&one)
}

// split returns the two combinations of a pair.
func (p *pairs) split(row []int32) (a, b Combination) {
	second := make([]int32, len(p.second))
	for i, v := range p.second {
		second[i] = row[v]
	}
	return p.space.combination(row[:len(second):len(second)]), p.space.combination(second)
}

// A secondConstraint is a constraint on the second combination of a pair.
type secondConstraint struct {
	diagram.Constraint
	pairs *pairs
}

func (c *secondConstraint) Vars() []int {
	vars := slices.Clone(c.Constraint.Vars())
	for i, v := range vars {
		vars[i] = c.pairs.second[v]
	}
	slices.Sort(vars)
	return vars
}

func (c *secondConstraint) Machine(order []int) diagram.Machine {
	order = slices.Clone(order)
	for i, v := range order {
		if n := len(c.pairs.second); v >= n {
			order[i] = c.pairs.doubled[v-n]
		}
	}
	return c.Constraint.Machine(order)
}
