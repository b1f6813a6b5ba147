package paramgen

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check says whether these values, one for each parameter by name, are a valid combination: it returns nil if they are, and a
// [*CheckError] with everything that is wrong otherwise. Numbers are compared by value whatever their type; nil is the unset value, which
// a parameter must have among its values like any other.
//
// Every rule is run once, by its Allow. Where some values are missing or wrong, the rules that do not read those are still
// run. The space is not walked.
func (g *Generator) Check(values map[string]any) error {
	e := &CheckError{}
	row := g.space.choose(values, e)
	for _, r := range g.space.rules {
		allowed, err := g.space.allows(r, row)
		switch {
		case err != nil:
			e.Faults = append(e.Faults, &RuleError{r.Name(), err})
		case !allowed:
			e.Rules = append(e.Rules, r.Name())
		}
	}
	if len(e.Rules)+len(e.Faults) == 0 {
		return nil
	}
	return e
}

// A CheckError says why values are not a valid combination.
type CheckError struct {
	// Rules names every rule that rejects, in the order in which they were added, and then every condition of a parameter, see
	// [Parameter.When], that is not met.
	Rules []string
	// Faults are what else is wrong: an [*UnknownError] for each name that is no parameter, sorted; a [*ParameterError]
	// for each parameter that has no value here or one that is not among its values, in declared order; and a [*RuleError] for
	// a rule that panicked.
	Faults []error
}

func (e *CheckError) Error() string {
	return "paramgen: not a valid combination\n\t" + strings.ReplaceAll(e.Reasons(), "\n", "\n\t")
}

// Reasons returns the faults and the rejecting rules, in words, one a line.
func (e *CheckError) Reasons() string {
	var lines []string
	for _, f := range e.Faults {
		lines = append(lines, inner(f))
	}
	for _, r := range e.Rules {
		lines = append(lines, fmt.Sprintf("rule %q rejects it", r))
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the faults.
func (e *CheckError) Unwrap() []error { return e.Faults }

// inner is the text of an error inside another one, which has the package's name in front already.
func inner(err error) string { return strings.TrimPrefix(err.Error(), "paramgen: ") }

// choose returns the numbers of the values, -1 where there is none, and tells e what is wrong.
func (s *space) choose(values map[string]any, e *CheckError) []int32 {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, known := s.index[name]; !known {
			e.Faults = append(e.Faults, unknown("parameter", name, s.names()))
		}
	}
	row := make([]int32, len(s.params))
	for i := range s.params {
		v, given := values[s.params[i].name]
		number, err := s.params[i].number(v, given)
		if err != nil {
			e.Faults = append(e.Faults, &ParameterError{s.params[i].name, err})
		}
		row[i] = int32(number)
	}
	return row
}

// number returns which of the parameter's values v is, or -1 and why it is none.
func (p *param) number(v any, given bool) (int, error) {
	if !given {
		return -1, errors.New("has no value here; nil is unset")
	}
	plain, err := plainValue(v)
	if err != nil {
		return -1, err
	}
	if i := p.find(plain); i >= 0 {
		return i, nil
	}
	for _, like := range p.values {
		if text(like.given) == text(v) {
			return -1, fmt.Errorf("has the %s %s, not the %s %s", kind(like.given), like.plain, kind(v), plain)
		}
	}
	return -1, fmt.Errorf("%s is not among its values %s", plain, p.listed())
}

func (p *param) listed() string {
	values := make([]string, len(p.values))
	for i, v := range p.values {
		values[i] = v.plain.String()
	}
	return list(values)
}

// kind names what sort of value v is.
func kind(v any) string {
	switch {
	case v == nil:
		return "unset value"
	case isString(v):
		return "string"
	case isBool(v):
		return "truth value"
	}
	return "number"
}

// undecided is what stops a rule that reads a parameter without a value.
type undecided struct{}

// allows runs a rule on a row in which values may be missing (-1). A rule that reads one of those rejects nothing.
func (s *space) allows(r Rule, row []int32) (allowed bool, err error) {
	p := &probe{values: make([]int32, len(row)), asked: map[string]bool{}}
	defer func() {
		if v := recover(); v == (undecided{}) {
			allowed, err = true, nil
		} else if v != nil {
			allowed, err = false, panicked(v)
		}
	}()
	p.start(func(i int) int32 {
		if row[i] < 0 {
			panic(undecided{})
		}
		return row[i]
	})
	watched := *s
	watched.probe = p
	return r.Allow(Combination{from: &block{space: &watched}}), nil
}
