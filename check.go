package paramgen

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Check returns nil if the values, one for each parameter by name, are a valid combination, and
// otherwise a [*CheckError] with everything that is wrong. Numbers are compared by value,
// whatever their type. nil is the unset value, which a parameter must have among its values.
//
// Check runs each rule once. Parameters without a value are faults; the error then says how many
// valid combinations have the given values and, if there are none, which rules conflict. The space
// is not walked.
func (g *Generator) Check(values map[string]any) error {
	s, e := g.space, &CheckError{}
	row := s.choose(values, e)
	partial := len(e.Missing) > 0 && len(e.Faults) == len(e.Missing)
	for i, r := range s.rules {
		rejection, err := s.rejection(i, row)
		if err != nil {
			e.Faults = append(e.Faults, &RuleError{r.Name(), err})
		}
		if rejection != nil {
			e.Rules = append(e.Rules, rejection.Rule)
			e.Rejections = append(e.Rejections, *rejection)
		}
	}
	if len(e.Rules)+len(e.Faults) == 0 {
		return nil
	}
	if partial {
		e.Completions = s.engine.Oracle().Count(row)
		if e.Completions.Sign() == 0 && len(e.Rules) == 0 {
			e.Conflict = s.ruleNames(s.explain().Conflict(row))
		}
	}
	return e
}

// A CheckError says why values are not a valid combination.
type CheckError struct {
	// Rules names every rule that rejects the values, in the order in which they were added, and
	// then every condition of a parameter that is not met, see [Parameter.When]. A rule that
	// reads a parameter without a value rejects if it does so for every value.
	Rules []string
	// Rejections say why, for each of Rules.
	Rejections []Rejection
	// Faults are all other errors: an [*UnknownError] for each unknown name, sorted; a
	// [*ParameterError] for each parameter, in declared order, that has no value or one that is
	// not among its values; and a [*RuleError] for each rule that panicked.
	Faults []error

	// Missing names the parameters without a value, which are among the faults too.
	Missing []string
	// Completions is the number of valid combinations with these values if some parameters have
	// no value and nothing else is at fault, otherwise nil.
	Completions *big.Int
	// Conflict is a minimal set of rules that together exclude every completion, if no rule does
	// alone. It is nil if the search exceeds its budget.
	Conflict []string
}

// Error returns the reasons, each on an indented line.
func (e *CheckError) Error() string {
	return "paramgen: not a valid combination\n\t" + strings.ReplaceAll(e.Reasons(), "\n", "\n\t")
}

// Reasons returns what is wrong, one reason a line. If some parameters have no value and nothing
// else is at fault, the first line is the number of valid combinations with these values.
func (e *CheckError) Reasons() string {
	var lines []string
	possible := e.Completions != nil && e.Completions.Sign() > 0
	if possible {
		lines = append(lines, e.completions())
	}
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
	if e.Completions != nil && !possible {
		lines = append(lines, e.completions())
	}
	return strings.Join(lines, "\n")
}

// completions returns the line about Completions and Conflict.
func (e *CheckError) completions() string {
	switch {
	case e.Completions.Cmp(big.NewInt(1)) == 0:
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

// inner returns the message of an error without the package's name, for use inside another
// message.
func inner(err error) string { return strings.TrimPrefix(err.Error(), "paramgen: ") }

// Combination returns the combination with these values by name; other parameters are unset.
// Numbers are compared by value, whatever their type. The combination need not be valid:
// [Generator.Index] and [Generator.Check] tell.
//
// It returns an [*UnknownError] for each unknown name and a [*ParameterError] for each value that
// its parameter does not have, joined.
func (g *Generator) Combination(values map[string]any) (Combination, error) {
	s := g.space
	faults := s.unknownNames(values)
	row := make([]int32, len(s.params))
	for i := range s.params {
		p := &s.params[i]
		number, err := p.number(values[p.name], true)
		if err != nil {
			faults = append(faults, &ParameterError{p.name, err})
		}
		row[i] = int32(number)
	}
	if err := errors.Join(faults...); err != nil {
		return Combination{}, err
	}
	return s.combination(row), nil
}

// choose returns the numbers of the values, -1 for a missing or unknown value, and adds faults to
// e.
func (s *space) choose(values map[string]any, e *CheckError) []int32 {
	e.Faults = append(e.Faults, s.unknownNames(values)...)
	row := make([]int32, len(s.params))
	for i := range s.params {
		p := &s.params[i]
		v, given := values[p.name]
		number, err := p.number(v, given)
		if err != nil {
			e.Faults = append(e.Faults, &ParameterError{p.name, err})
		}
		if !given {
			e.Missing = append(e.Missing, p.name)
		}
		row[i] = int32(number)
	}
	return row
}

// unknownNames returns an error for each name that is not a parameter.
func (s *space) unknownNames(values map[string]any) (faults []error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, known := s.index[name]; !known {
			faults = append(faults, unknown("parameter", name, s.names()))
		}
	}
	return faults
}

// number returns the number of the parameter's value v, or -1 and the reason if it does not have
// v.
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

// alike returns the number of the value with the same text as v, which is of another type, or -1.
func (p *Parameter) alike(v any) int {
	return slices.IndexFunc(p.values, func(own any) bool { return value.Text(own) == value.Text(v) })
}

// listed lists the first values for a message.
func (p *Parameter) listed() string {
	const most = 12
	values := make([]string, min(len(p.values), most))
	for i := range values {
		values[i] = text.Truncate(p.plain[i].String())
	}
	list := strings.Join(values, ", ")
	if more := len(p.values) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// kind returns the kind of a value for a message.
func kind(v any) string {
	switch {
	case v == nil:
		return "unset value"
	case value.IsString(v):
		return "string"
	case value.IsBool(v):
		return "boolean"
	case value.IsList(v):
		return "list"
	}
	return "number"
}

// A Setting is a name with a value: a parameter with its value, or a flag.
type Setting struct {
	Name  string
	Value any
}

// String returns the setting as name=value.
func (s Setting) String() string { return text.Quote(s.Name) + "=" + value.Show(s.Value) }

// settings returns settings separated by commas.
func settings(all []Setting) string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.String()
	}
	return strings.Join(texts, ", ")
}

// A Rejection says why a rule rejects values.
type Rejection struct {
	Rule string
	// Reads are the values that the rule reads, in the order in which it reads them.
	Reads []Setting
	// Reasons are the false parts of an expression, with the values filled in:
	//
	//	max_running_requests*512 <= max_total_tokens: 128*512 = 65536 > 32768
	//
	// They are nil for Go code, and if the rule rejects whatever the missing values are.
	Reasons []string
}

// String returns the rejection in a line.
func (r Rejection) String() string {
	reasons := slices.Clone(r.Reasons)
	for i := range reasons {
		reasons[i] = strings.TrimPrefix(reasons[i], r.Rule+": ")
	}
	why := strings.Join(reasons, "; ")
	if why == "" {
		why = settings(r.Reads)
	}
	if why == "" || why == r.Rule {
		return fmt.Sprintf("rule %q rejects it", text.Truncate(r.Rule))
	}
	return fmt.Sprintf("rule %q rejects it: %s", text.Truncate(r.Rule), text.Truncate(text.Line(why)))
}

// rejection runs rule i on a partial row. It returns nil if the rule allows the row, or some
// completion of it.
func (s *space) rejection(i int, row []int32) (*Rejection, error) {
	t := &trial{space: s, row: row, rule: s.rules[i]}
	allowed, err := t.run()
	if t.undecided {
		allowed = s.explain().Completable(i, row)
	}
	if allowed || err != nil {
		return nil, err
	}
	r := &Rejection{Rule: t.rule.Name(), Reads: t.reads(i)}
	if !t.undecided {
		r.Reasons = t.reasons()
	}
	return r, nil
}

// A trial is a run of a rule on a partial row.
type trial struct {
	*space
	row       []int32
	rule      Rule
	read      []int // the parameters read, in order
	undecided bool  // the rule read a parameter without a value, and its answer means nothing
}

// run runs the rule and returns its answer, or its panic as an error.
func (t *trial) run() (allowed bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			allowed, err = false, panicked(v)
		}
		if t.undecided {
			allowed, err = false, nil
		}
	}()
	return t.watch(t.rule), nil
}

// watch runs a rule and records what it reads. The rule reads the first value of a parameter
// without a value: it may read in a goroutine of its own, which cannot be stopped.
func (t *trial) watch(r Rule) bool {
	return newWatch(t.space).run(r, false, func(v int) int32 {
		if t.row[v] < 0 {
			t.undecided = true
			return 0
		}
		if !slices.Contains(t.read, v) {
			t.read = append(t.read, v)
		}
		return t.row[v]
	})
}

// reads returns the values that the rule read or, if it is undecided, all that it may read.
func (t *trial) reads(i int) []Setting {
	read := t.read
	if t.undecided {
		read = slices.DeleteFunc(t.space.explain().Reads(i), func(v int) bool { return t.row[v] < 0 })
	}
	var all []Setting
	for _, v := range read {
		p := &t.params[v]
		all = append(all, Setting{p.name, p.values[t.row[v]]})
	}
	return all
}

// reasons explains the rejection, unless the explanation needs missing values.
func (t *trial) reasons() (lines []string) {
	again := &trial{space: t.space, row: t.row}
	again.watch(explaining{t.rule, &lines})
	if again.undecided {
		return nil
	}
	return lines
}

// explaining is a rule whose Allow explains why it rejects the combination.
type explaining struct {
	Rule
	lines *[]string
}

func (r explaining) Allow(c Combination) bool {
	*r.lines = reasons(r.Rule, c)
	return false
}

// reasons explains why a rule that is not Go code rejects a combination.
func reasons(r Rule, c Combination) []string {
	get := func(name string) expr.Value { return read(c, name) }
	switch r := unwrap(r).(type) {
	case *optionalRule:
		return reasons(r.Rule, c)
	case *exprRule:
		return r.parsed.Explain(get)
	case *forbidRule:
		return []string{r.Name()}
	case *ifRule:
		if e, ok := r.expression(); ok {
			return e.Explain(get)
		}
	case *whenRule:
		return []string{r.reason(c)}
	}
	return nil
}

// reason explains why the condition of a parameter is not met.
func (r *whenRule) reason(c Combination) string {
	v, _ := c.Get(r.parameter)
	set := Setting{r.parameter, v}
	if v == nil {
		return set.String() + ", but it must be set if " + r.condition.Name()
	}
	return set.String() + ", but it must be unset unless " + r.condition.Name()
}
