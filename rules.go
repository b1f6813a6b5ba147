package paramgen

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Rule says which combinations are valid. Write one with [Expr], [Forbid], [If], [Relate],
// [Tuples] or [Func], or implement the interface. A rule that has a String method is shown by
// it in reports.
//
// Nothing declares which parameters a rule reads. [New] calls Allow on combinations that
// record what is read, once for each case that the rule distinguishes; later only Check calls
// it. Allow therefore
//   - must depend on nothing but the values that it reads. It must not call New or With for a
//     space that contains the rule: such a recursion does not terminate. A rule that answers
//     differently when it is run again is reported as [ErrNondeterministic], but
//     nondeterminism is not always detected; results are then unspecified;
//   - should read as few parameters as it can and return as soon as it can: a rule over three
//     parameters costs the product of their numbers of values, and one that calls
//     [Combination.Map] the product over all parameters;
//   - may panic: New returns a [*RuleError] with the value. runtime.Goexit ends the goroutine
//     that called New;
//   - may read the combination from several goroutines, but not after it has returned: reads
//     then return unspecified values. Keep copies of values, such as [Combination.Map],
//     instead of the combination;
//   - cannot be interrupted. A rule that may run for long can check a [context.Context] and
//     panic with its error, which errors.Is then finds in New's error.
//
// [Expr], [Forbid] and [Tuples], and [If] with expressions, are analysed instead of run, which
// costs less, and much less for large rules.
type Rule interface {
	// Name identifies the rule in errors and reports, and to WithoutRules. Rules of the same
	// name replace each other.
	Name() string
	// Allow reports whether the rule allows a combination.
	Allow(Combination) bool
}

// Func returns a rule in Go code. See [Rule] for what allow may do, and for its cost.
func Func(name string, allow func(Combination) bool) Rule { return &funcRule{name, allow} }

type funcRule struct {
	name  string
	allow func(Combination) bool
}

func (r *funcRule) Name() string { return r.name }

func (r *funcRule) Allow(c Combination) bool {
	if r.allow == nil {
		failRule("has no function; give Func one that is not nil")
	}
	return r.allow(c)
}

// Expr returns a rule written as an expression, in Go's syntax without comments, which is also
// the rule's name:
//
//	parameters by name, param("any name") where a name is no identifier
//	nil true false, integers, floats, strings
//	+ - * / %   min max abs   integers are exact at every width, / and % are Go's
//	== != < <= > >=   also as a chain: 32 <= x*y <= 1024
//	&& || !   a -> b ("if a then b", weaker than ||)
//	int(condition) is 1 or 0   oneof(x, a, b)   set(x)
//
// With an unset operand, arithmetic, order and conditions are unknown (Kleene's three-valued
// logic), and a rule rejects only what is definitely false: "max_running_requests*512 <=
// max_total_tokens" never rejects where one of the two is unset. == and != compare unset as a
// value of its own. Division by zero rejects, unless && or || decides before it is evaluated.
//
// Arithmetic on an integer and a float is float arithmetic; comparing them is exact. min and
// max return one of their operands unchanged and, if an integer and a float are equal, the
// float: max(1, 1.0)/2 is 0.5.
//
// [New] reports faults as an [*ExpressionError]: text that is not an expression, types that
// cannot be combined, and excessive size. The limits are 200,000 operands and operators,
// 10,000 nested parentheses or signs, 10,000 digits in a number, and 4,096 bits in an integer
// that arithmetic could produce from the values of its parameters. Float literals must be
// representable in 64 bits, which 1e400 and 1e-400 are not. Cost: one pass over the text.
func Expr(text string) Rule {
	e, err := expr.Parse(text)
	return &exprRule{text, e, err}
}

type exprRule struct {
	name   string
	parsed *expr.Expr
	err    error
}

func (r *exprRule) Name() string { return r.name }

func (r *exprRule) String() string { return r.name }

func (r *exprRule) Allow(c Combination) bool { return !r.outcome(c).Rejects() }

func (r *exprRule) outcome(c Combination) expr.Outcome {
	if r.err != nil {
		panic(&ruleFault{shown(r.err)})
	}
	return r.parsed.Eval(func(name string) expr.Value { return read(c, name) })
}

// read returns the comparable form of a parameter's value. A parameter that does not exist is
// unset.
func read(c Combination, name string) expr.Value {
	v, _ := c.Get(name)
	plain, _ := value.Of(v)
	return plain
}

// Forbid returns the rule that these values, by parameter, must not all occur together. A
// value that its parameter does not have never occurs.
func Forbid(values map[string]any) Rule {
	r := &forbidRule{values: maps.Clone(values), names: slices.Sorted(maps.Keys(values))}
	fields := make([]string, len(r.names))
	for i, name := range r.names {
		fields[i] = asItem(name) + "=" + value.Quote(values[name])
	}
	r.name = "forbid " + strings.Join(fields, ", ")
	return r
}

// asItem returns a parameter's name as an item of a list, quoted if it could be read as
// several items.
func asItem(name string) string {
	if strings.ContainsAny(name, `,="`) {
		return strconv.Quote(name)
	}
	return name
}

type forbidRule struct {
	name   string
	names  []string // sorted
	values map[string]any
}

func (r *forbidRule) Name() string { return r.name }

func (r *forbidRule) String() string { return r.name }

func (r *forbidRule) Allow(c Combination) bool {
	for _, name := range r.names {
		want, err := value.Of(r.values[name])
		if err != nil {
			failRule("%w", &ParameterError{name, err})
		}
		if !expr.Same(read(c, name), want) {
			return true
		}
	}
	return false
}

// If returns a conditional rule: where the condition holds, rule must allow the combination.
//
// A condition that is an expression holds where it is definitely true, not where an unset
// value leaves it unknown; if it divides by zero, the whole rule rejects. Any other condition
// holds where it allows the combination.
func If(condition, rule Rule) Rule { return &ifRule{condition, rule} }

type ifRule struct{ condition, then Rule }

func (r *ifRule) Name() string {
	if r.condition == nil || r.then == nil {
		return "if without both sides"
	}
	return fmt.Sprintf("if %s then %s", r.condition.Name(), r.then.Name())
}

func (r *ifRule) String() string { return r.Name() }

func (r *ifRule) Allow(c Combination) bool {
	if r.condition == nil || r.then == nil {
		failRule("give If two rules that are not nil")
	}
	switch outcome(r.condition, c) {
	case expr.True:
		return r.then.Allow(c)
	case expr.Fault:
		return false
	}
	return true
}

// expression returns the rule as one expression, if both sides are expressions.
func (r *ifRule) expression() (*expr.Expr, bool) {
	condition, ok := unwrap(r.condition).(*exprRule)
	then, ok2 := unwrap(r.then).(*exprRule)
	if !ok || !ok2 || condition.err != nil || then.err != nil {
		return nil, false
	}
	return expr.If(condition.parsed, then.parsed), true
}

// holds reports whether a rule holds as a condition: an unknown expression does not.
func holds(r Rule, c Combination) bool { return outcome(r, c) == expr.True }

// outcome evaluates a rule as a condition. Only an expression can be unknown or at fault.
func outcome(r Rule, c Combination) expr.Outcome {
	switch r := unwrap(r).(type) {
	case *exprRule:
		return r.outcome(c)
	case *optionalRule:
		return outcome(r.Rule, c.optional())
	}
	if r.Allow(c) {
		return expr.True
	}
	return expr.False
}

// Relate returns a rule over the parameters a and b as a function of their values. The rule
// allows combinations in which one of them is unset; otherwise it calls allow with the values
// that [Value] returns. A value that A or B cannot hold is an error of [New].
func Relate[A, B any](name, a, b string, allow func(A, B) bool) Rule {
	return Func(name, func(c Combination) bool {
		x, setX := operand[A](c, a)
		if !setX {
			return true
		}
		y, setY := operand[B](c, b)
		return !setY || allow(x, y)
	})
}

// operand returns a parameter's value as a T and whether it is set. It fails the rule if T
// cannot hold the value.
func operand[T any](c Combination, name string) (T, bool) {
	v, _ := c.Get(name)
	if v == nil {
		var zero T
		return zero, false
	}
	t, ok := value.To[T](v)
	if !ok {
		failRule("reads %s as %T, but it can be %s of type %T", text.Truncate(name), t, text.Truncate(value.Text(v)), v)
	}
	return t, true
}

// Tuples returns the rule that the named parameters together have the values of one of the
// rows.
//
//	paramgen.Tuples([]string{"tp_size", "dp_size"}, []any{1, 4}, []any{2, 2}, []any{4, 1})
//
// Each row has a value for each name, nil for unset. A row with a value that its parameter
// does not have never occurs. If a parameter is removed with [WithoutParameters], the rows
// link the others. The rule's name lists the parameters, so a second rule over the same
// parameters in the same order replaces the first; use [Named] to keep both.
func Tuples(names []string, rows ...[]any) Rule {
	r := &tuplesRule{names: slices.Clone(names)}
	for _, row := range rows {
		r.rows = append(r.rows, slices.Clone(row))
	}
	return r
}

type tuplesRule struct {
	names []string
	rows  [][]any
}

func (r *tuplesRule) Name() string { return "tuples of " + r.list() }

func (r *tuplesRule) list() string {
	names := make([]string, len(r.names))
	for i, name := range r.names {
		names[i] = asItem(name)
	}
	return strings.Join(names, ", ")
}

// String lists the rows. If there are very many, it lists the first and a hash of all.
func (r *tuplesRule) String() string {
	const most = 100
	var b strings.Builder
	for i, row := range r.rows {
		if i > 0 {
			b.WriteString(" or ")
		}
		words := make([]string, len(row))
		for k, v := range row {
			words[k] = value.Text(v)
			if plain, err := value.Of(v); err == nil {
				words[k] = plain.String()
			}
		}
		fmt.Fprintf(&b, "(%s)", strings.Join(words, ", "))
	}
	all := b.String()
	if len(r.rows) > most {
		sum := sha256.Sum256([]byte(all))
		shown := strings.SplitAfterN(all, " or ", most+1)[:most]
		all = fmt.Sprintf("%sone of %d more, %x in all", strings.Join(shown, ""), len(r.rows)-most, sum[:4])
	}
	return fmt.Sprintf("(%s) is %s", r.list(), all)
}

// Allow narrows the rows parameter by parameter, so that it reads no more parameters than it
// must.
func (r *tuplesRule) Allow(c Combination) bool {
	rows, err := r.plain()
	if err != nil {
		panic(&ruleFault{err})
	}
	for k, name := range r.names {
		if _, ok := c.Get(name); !ok {
			continue
		}
		v := read(c, name)
		rows = slices.DeleteFunc(rows, func(row []expr.Value) bool { return !expr.Same(row[k], v) })
		if len(rows) == 0 {
			return false
		}
	}
	return true
}

// plain returns the rows in comparable form, or every fault of the rule.
func (r *tuplesRule) plain() ([][]expr.Value, error) {
	faults := []error{r.checkNames()}
	if len(r.rows) == 0 {
		faults = append(faults, errors.New("has no rows; give it at least one"))
	}
	rows := make([][]expr.Value, 0, len(r.rows))
	for i, row := range r.rows {
		if len(row) != len(r.names) {
			faults = append(faults, fmt.Errorf("row %d has %s for %s", i+1, text.Plural(len(row), "value"), text.Plural(len(r.names), "parameter")))
			continue
		}
		values := make([]expr.Value, len(row))
		for k, v := range row {
			plain, err := value.Of(v)
			if err != nil {
				faults = append(faults, &ParameterError{r.names[k], fmt.Errorf("row %d: %w", i+1, err)})
			}
			values[k] = plain
		}
		rows = append(rows, values)
	}
	return rows, errors.Join(faults...)
}

func (r *tuplesRule) checkNames() error {
	if len(r.names) == 0 {
		return errors.New("names no parameters")
	}
	for i, name := range r.names {
		if slices.Contains(r.names[:i], name) {
			return &ParameterError{name, errors.New("is linked to itself; name each parameter once")}
		}
	}
	return nil
}

// Optional returns the rule for spaces that may lack some of its parameters. Those read as
// unset.
func Optional(rule Rule) Rule { return &optionalRule{rule} }

type optionalRule struct{ Rule }

func (r *optionalRule) Allow(c Combination) bool { return r.Rule.Allow(c.optional()) }

func (r *optionalRule) String() string { return ruleText(r.Rule) }

// Named returns the rule under another name.
func Named(name string, rule Rule) Rule { return &namedRule{rule, name} }

// A namedRule is a rule under a name of its own. WithRules makes one of every rule, so that a
// rule is asked for its name once.
type namedRule struct {
	Rule
	name string
}

func (r *namedRule) Name() string { return r.name }

func (r *namedRule) String() string { return ruleText(r.Rule) }

func (r *namedRule) Allow(c Combination) bool {
	if r.Rule == nil {
		failRule("names no rule; give Named one that is not nil")
	}
	return r.Rule.Allow(c)
}

// unwrap returns the rule without its names.
func unwrap(r Rule) Rule {
	for {
		named, ok := r.(*namedRule)
		if !ok || named.Rule == nil {
			return r
		}
		r = named.Rule
	}
}

// withName asks a rule for its name, or returns a [*RuleError] if it has none.
func withName(r Rule) (*namedRule, error) {
	if r == nil {
		return nil, &RuleError{"nil", errors.New("a rule must not be nil")}
	}
	name, err := nameOf(r)
	if err != nil {
		return nil, &RuleError{fmt.Sprintf("%T", r), err}
	}
	if name == "" {
		return nil, &RuleError{name, errors.New("a rule needs a name; errors and reports use it")}
	}
	return &namedRule{r, name}, nil
}

// nameOf returns the name of a rule, or an error if Name panics.
func nameOf(r Rule) (name string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("Name %w", panicked(v))
		}
	}()
	return r.Name(), nil
}

// ruleText returns what a rule says, or "" if it is Go code without a String method.
func ruleText(r Rule) string {
	if s, ok := r.(fmt.Stringer); ok {
		return s.String()
	}
	return ""
}

// A whenRule is the condition of a parameter, as a rule over the parameter and what the
// condition reads.
type whenRule struct {
	parameter string
	condition *namedRule
	free      bool // unset is one of the parameter's own values
}

func (r *whenRule) Name() string { return r.parameter + " when " + r.condition.Name() }

func (r *whenRule) String() string { return r.condition.String() }

func (r *whenRule) Allow(c Combination) bool {
	v, _ := c.Get(r.parameter)
	if holds(r.condition, c) {
		return v != nil || r.free
	}
	return v == nil
}
