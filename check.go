package paramgen

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Check says whether these values, one for each parameter by name, are a valid combination: it returns nil if they are, and a
// [*CheckError] with everything that is wrong otherwise. Numbers are compared by value whatever their type; nil is the unset value, which
// a parameter must have among its values like any other.
//
// A rule is run once, by its Allow, to see what it reads and whether it rejects. Parameters without a value are faults, but the error then says
// in how many ways they can be completed and, if in none, which rules are to blame. The space is not walked.
func (g *Generator) Check(values map[string]any) error {
	s, e := g.space, &CheckError{}
	row := s.choose(values, e)
	right := len(e.Faults) == len(e.Missing)
	for i := range s.rules {
		rejection, err := s.rejection(i, row)
		switch {
		case err != nil:
			e.Faults = append(e.Faults, &RuleError{s.rules[i].Name(), err})
		case rejection != nil:
			e.Rules = append(e.Rules, rejection.Rule)
			e.Rejections = append(e.Rejections, *rejection)
		}
	}
	if len(e.Rules)+len(e.Faults) == 0 {
		return nil
	}
	if right && len(e.Missing) > 0 {
		s.complete(row, e)
	}
	return e
}

// complete says in how many ways a row can be completed and, if in none though each rule for itself would let it, what forbids it.
func (s *space) complete(row []int32, e *CheckError) {
	e.Completions = s.engine.Oracle().Count(row)
	if e.Completions.Sign() > 0 || len(e.Rules) > 0 {
		return
	}
	e.Conflict = s.ruleNames(s.explain().Conflict(row))
}

// A CheckError says why values are not a valid combination.
type CheckError struct {
	// Rules names every rule that rejects, in the order in which they were added, and then every condition of a parameter, see
	// [Parameter.When], that is not met. A rule that reads a parameter without a value rejects if it does so for every value.
	Rules []string
	// Rejections say why, for each of Rules.
	Rejections []Rejection
	// Faults are what else is wrong: an [*UnknownError] for each name that is no parameter, sorted; a [*ParameterError]
	// for each parameter that has no value here or one that is not among its values, in declared order; and a [*RuleError] for
	// a rule that panicked.
	Faults []error

	// Missing names the parameters without a value, which are among the faults too.
	Missing []string
	// Completions is how many valid combinations have the values, where some are missing and the others are values of parameters; else nil.
	Completions *big.Int
	// Conflict is, where there is no completion though no rule rejects by itself, a minimal set of rules that together leave none. It is
	// nil where finding it needs a far larger diagram than the space itself.
	Conflict []string
}

// Error says what is wrong.
func (e *CheckError) Error() string {
	return "paramgen: not a valid combination\n\t" + strings.ReplaceAll(e.Reasons(), "\n", "\n\t")
}

// Reasons returns what is wrong in words, one thing a line.
func (e *CheckError) Reasons() string {
	var lines []string
	for _, f := range e.Faults {
		if !errors.Is(f, errMissing) {
			lines = append(lines, inner(f))
		}
	}
	if len(e.Missing) > 0 {
		lines = append(lines, "no value for "+text.Names(e.Missing)+"; give nil to leave it unset")
	}
	for _, r := range e.Rejections {
		lines = append(lines, r.String())
	}
	if e.Completions != nil {
		lines = append(lines, e.completions())
	}
	return strings.Join(lines, "\n")
}

func (e *CheckError) completions() string {
	switch {
	case e.Completions.Sign() > 0 && e.Completions.IsInt64() && e.Completions.Int64() == 1:
		return "1 valid combination has these values"
	case e.Completions.Sign() > 0:
		return text.Group(e.Completions) + " valid combinations have these values"
	case len(e.Conflict) > 0:
		return "no valid combination has these values: forbidden by " + text.RuleSet(text.TruncateAll(e.Conflict))
	}
	return "no valid combination has these values"
}

// Unwrap returns the faults.
func (e *CheckError) Unwrap() []error { return e.Faults }

// errMissing is the fault of a parameter without a value.
var errMissing = errors.New("has no value here; give nil to leave it unset")

// inner is the text of an error inside another one, which has the package's name in front already.
func inner(err error) string { return strings.TrimPrefix(err.Error(), "paramgen: ") }

// choose returns the numbers of the values, -1 where there is none, and tells e what is wrong.
func (s *space) choose(values map[string]any, e *CheckError) []int32 {
	e.Faults = append(e.Faults, s.strangers(values)...)
	row := make([]int32, len(s.params))
	for i := range s.params {
		v, given := values[s.params[i].name]
		number, err := s.params[i].number(v, given)
		if err != nil {
			e.Faults = append(e.Faults, &ParameterError{s.params[i].name, err})
		}
		if !given {
			e.Missing = append(e.Missing, s.params[i].name)
		}
		row[i] = int32(number)
	}
	return row
}

// strangers returns the faults of names that are no parameters.
func (s *space) strangers(values map[string]any) (faults []error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, known := s.index[name]; !known {
			faults = append(faults, unknown("parameter", name, s.names()))
		}
	}
	return faults
}

// number returns which of the parameter's values v is, or -1 and why it is none.
func (p *Parameter) number(v any, given bool) (int, error) {
	if !given {
		return -1, errMissing
	}
	plain, err := value.Of(v)
	if err != nil {
		return -1, err
	}
	if i := p.find(plain); i >= 0 {
		return i, nil
	}
	if like := p.alike(v); like >= 0 {
		return -1, fmt.Errorf("has the %s %s, not the %s %s",
			kind(p.values[like]), text.Truncate(p.plain[like].String()), kind(v), text.Truncate(plain.String()))
	}
	return -1, fmt.Errorf("%s is not among its values %s", text.Truncate(plain.String()), p.listed())
}

// alike returns the number of the value that reads like v and is of another type, or -1.
func (p *Parameter) alike(v any) int {
	return slices.IndexFunc(p.values, func(own any) bool { return value.Text(own) == value.Text(v) })
}

func (p *Parameter) listed() string {
	const most = 12
	values := make([]string, min(len(p.values), most))
	for i := range values {
		values[i] = text.Truncate(p.plain[i].String())
	}
	if more := len(p.values) - most; more > 0 {
		values[most-1] += fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(values, ", ")
}

// kind names what sort of value v is.
func kind(v any) string {
	switch {
	case v == nil:
		return "unset value"
	case value.IsString(v):
		return "string"
	case value.IsBool(v):
		return "truth value"
	}
	return "number"
}
