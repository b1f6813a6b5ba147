// Package randspace makes small random spaces for tests, together with a second, independent
// implementation of their rules. Tests compare the library's answers with the list of all rows.
//
// Unlike most packages under internal, it imports the library.
package randspace

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/reference"
)

// A Space is a small space.
type Space struct {
	Parameters []Parameter
	Rules      []Rule
}

// A Parameter is active if its condition is true or if it has none.
type Parameter struct {
	Name   string
	Values []any
	When   *Rule
}

// A Rule is a rule of the library and its meaning.
type Rule struct {
	paramgen.Rule
	Means Meaning
	text  string // of an expression

	names []string // of a filed rule that is not an expression: its parameters
	rows  [][]any  // and the rows that it allows
}

// Text returns the text of an expression, and "" for other rules.
func (r Rule) Text() string { return r.text }

// A Row maps the names of the parameters to their values.
type Row map[string]any

// A Meaning returns the result of a rule for a row: true, false, nil if it depends on an unset
// value, or a [reference.Fault].
type Meaning func(Row) any

// Rejects reports whether the row is invalid under the rule.
func (m Meaning) Rejects(r Row) bool { v := m(r); return v == false || v == (reference.Fault{}) }

// holds reports whether the rule is true for the row, as a condition.
func (m Meaning) holds(r Row) bool { return m(r) == true }

// Domain returns the values that the parameter can have in a row.
func (p Parameter) Domain() []any {
	if p.When != nil && !slices.Contains(p.Values, nil) {
		return slices.Insert(slices.Clone(p.Values), 0, nil)
	}
	return p.Values
}

// allows reports whether the condition allows the value that the parameter has in the row.
func (p Parameter) allows(r Row) bool {
	if p.When == nil || p.When.Means.holds(r) {
		return slices.Contains(p.Values, r[p.Name])
	}
	return r[p.Name] == nil
}

// Rejecting returns the names of the rules that reject the row, followed by those of the
// conditions.
func (s Space) Rejecting(r Row) []string {
	var names []string
	for _, rule := range s.Rules {
		if rule.Means.Rejects(r) {
			names = append(names, rule.Name())
		}
	}
	for _, p := range s.Parameters {
		if !p.allows(r) {
			names = append(names, p.Name+" when "+p.When.Name())
		}
	}
	return names
}

// Rows returns all rows, valid or not, in the order of nested loops.
func (s Space) Rows() []Row {
	rows := []Row{{}}
	for _, p := range s.Parameters {
		var longer []Row
		for _, r := range rows {
			for _, v := range p.Domain() {
				next := maps.Clone(r)
				next[p.Name] = v
				longer = append(longer, next)
			}
		}
		rows = longer
	}
	return rows
}

// Options returns the options that make a generator of the space.
func (s Space) Options() []paramgen.Option {
	var options []paramgen.Option
	for _, p := range s.Parameters {
		param := paramgen.Param(p.Name, p.Values...)
		if p.When != nil {
			param = param.When(p.When.Rule)
		}
		options = append(options, paramgen.WithParameters(param))
	}
	for _, r := range s.Rules {
		options = append(options, paramgen.WithRules(r.Rule))
	}
	return options
}

// Opaque returns the space with every rule as a function in Go.
func (s Space) Opaque() Space {
	s.Rules = slices.Clone(s.Rules)
	for i, r := range s.Rules {
		s.Rules[i].Rule = paramgen.Func(r.Name(), r.Allow)
	}
	return s
}

// Wide returns the space of all rows, without rules and conditions.
func (s Space) Wide() Space {
	var wide Space
	for _, p := range s.Parameters {
		wide.Parameters = append(wide.Parameters, Parameter{Name: p.Name, Values: p.Domain()})
	}
	return wide
}

// String returns a description of the space for test failures.
func (s Space) String() string {
	var b strings.Builder
	for _, p := range s.Parameters {
		fmt.Fprintf(&b, "parameter %q: %#v", p.Name, p.Values)
		if p.When != nil {
			fmt.Fprintf(&b, " when %s", p.When.Name())
		}
		b.WriteByte('\n')
	}
	for _, r := range s.Rules {
		fmt.Fprintf(&b, "rule %s\n", r.Name())
	}
	return b.String()
}

// mostRows is the largest number of rows of a space.
const mostRows = 240

// New returns the random space with the given number: 1 to 7 parameters and up to 6 rules. One in
// four spaces has conditions.
func New(number uint64) Space {
	m := &maker{Rand: rand.New(rand.NewPCG(number, 1))}
	conditional := m.IntN(4) == 0
	rows, names := 1, m.Perm(len(oddNames))
	for i := range 1 + m.IntN(7) {
		p := m.parameter(oddNames[names[i]], mostRows/rows)
		if more := rows * (len(p.Values) + 1); conditional && i > 0 && more <= mostRows && m.IntN(2) == 0 {
			p.When = m.when()
		}
		rows *= len(p.Domain())
		m.params = append(m.params, p)
	}
	s := Space{Parameters: m.params}
	for i := range m.IntN(7) {
		r := m.rule(2)
		r.Rule = paramgen.Named(fmt.Sprintf("%d: %s", i, r.Name()), r.Rule)
		s.Rules = append(s.Rules, r)
	}
	m.Shuffle(len(s.Parameters), func(i, j int) { s.Parameters[i], s.Parameters[j] = s.Parameters[j], s.Parameters[i] })
	return s
}

// Rule returns a random rule over the parameters of the space.
func (s Space) Rule(seed uint64) Rule {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 2)), params: s.Parameters}
	if len(s.Parameters) == 0 {
		return m.constant()
	}
	return m.rule(2)
}

// oddNames are names with characters that formats have to quote.
var oddNames = []string{"a", "b", "c", "tp_size", "pp_size", "dp_size", "enable_dp_attention", "größe", "max batch", "x/y=1", "-8", "nil", `"`, "type"}

// families are lists of values for parameters. No two values of a family are equal.
var families = [][]any{
	{0, 1, 2, 3, 4, 8, -1},
	{nil, 1, int64(2), uint8(4), 16},
	{0.5, 1.5, -2.0, 3.0, nil},
	{1, 2.5, int32(-3), float32(0.1), uint64(7), level(5)},
	{"a", "b", "", "nil", "1", "a/b c", nil},
	{false, true, nil},
	{nil, false, true, 0, 1, 4.0, 2.5, "a", "1"},
	{nil},
	{int64(math.MaxInt64), uint64(math.MaxUint64), int64(math.MinInt64), int64(1<<53 + 1), float32(1 << 27), 1e300, 0.1, uint64(1 << 63)},
	{1, 2, 4, 8, int8(3)},
}

type level int8

// A maker makes the parts of a space. Rules use the parameters made so far.
type maker struct {
	*rand.Rand
	params    []Parameter
	condition bool // the rule is a condition, which must not read its own parameter
}

func (m *maker) when() *Rule {
	m.condition = true
	r := m.rule(1)
	m.condition = false
	return &r
}

func (m *maker) parameter(name string, most int) Parameter {
	family := families[m.IntN(len(families))]
	var values []any
	for _, i := range m.Perm(len(family))[:min(1+m.IntN(4), most, len(family))] {
		values = append(values, family[i])
	}
	return Parameter{Name: name, Values: values}
}

// Shrink removes parts of a space as long as it still fails.
func (s Space) Shrink(fails func(Space) bool) Space {
	for smaller := range s.smaller {
		if fails(smaller) {
			return smaller.Shrink(fails)
		}
	}
	return s
}

// smaller yields the space without one rule, one parameter, one condition or one value.
func (s Space) smaller(yield func(Space) bool) {
	for i := range s.Rules {
		if !yield(Space{s.Parameters, slices.Delete(slices.Clone(s.Rules), i, i+1)}) {
			return
		}
	}
	for i, p := range s.Parameters {
		if !yield(Space{slices.Delete(slices.Clone(s.Parameters), i, i+1), s.Rules}) {
			return
		}
		if p.When != nil && !yield(s.with(i, Parameter{p.Name, p.Values, nil})) {
			return
		}
		for v := range p.Values {
			less := slices.Delete(slices.Clone(p.Values), v, v+1)
			if len(less) > 0 && !yield(s.with(i, Parameter{p.Name, less, p.When})) {
				return
			}
		}
	}
}

func (s Space) with(i int, p Parameter) Space {
	s.Parameters = slices.Clone(s.Parameters)
	s.Parameters[i] = p
	return s
}
