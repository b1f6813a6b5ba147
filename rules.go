package paramgen

import (
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

// A Rule says which combinations are valid. Write one with [Expr], [Forbid], [If], [Relate], [Tuples] or [Func], or implement the interface.
//
// Nothing declares which parameters a rule reads: [New] runs Allow on combinations that watch what is read, once for
// each case that the rule tells apart, and never again. Therefore Allow
//   - must depend on nothing but the values that it reads, and must not call New, With or the generator it is a rule of: what leads back to the
//     rule never ends. Where a rule answers differently when it is run again that is [ErrNondeterministic], but not every one is found
//     out: a space has then the answers that it was given, and Check, which asks again, may disagree;
//   - should read as few parameters as it can and answer as soon as it can: a rule over three parameters costs the product of their
//     numbers of values, and one that calls [Combination.Map] that of all parameters;
//   - may panic: New returns a [*RuleError] with the value. runtime.Goexit ends the goroutine that called New;
//   - may read the combination from several goroutines. One that is kept reads, once Allow has returned, values that mean nothing:
//     keep what it said, such as its Map, and not the combination;
//   - takes the time it takes. A rule that never returns cannot be stopped. One that may have to be can look at a context or a clock
//     of its own and panic with [context.Context]'s Err, for which errors.Is then finds New's error.
//
// [Expr], [Forbid] and [Tuples], and [If] with expressions, are analysed instead of run: they cost less, and large ones much less.
type Rule interface {
	// Name identifies the rule in errors and reports, and to WithoutRules. Rules of the same name replace each other.
	Name() string
	// Allow reports whether a combination is valid under this rule.
	Allow(Combination) bool
}

// Func returns a rule made of a Go function. See [Rule] for what allow may do.
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

// Expr returns a rule written as an expression, in Go's syntax without comments, which is also the rule's name:
//
//	parameters by name, param("any name") where a name is no identifier
//	nil true false, integers, floats, strings
//	+ - * / %   min max abs   integers are exact at every width, / and % are Go's
//	== != < <= > >=   also as a chain: 32 <= x*y <= 1024
//	&& || !   int(condition) is 1 or 0   oneof(x, a, b)   set(x)
//
// An unset value makes arithmetic, order and conditions unknown (Kleene's logic), and a rule rejects only what is definitely false:
// "max_running_requests*512 <= max_total_tokens" speaks only where both are set. == and != compare an unset parameter as
// a value of its own. Division by zero rejects, unless a && or || before it decides first.
//
// Arithmetic of an integer and a float is that of floats; comparing them is exact. min and max give one of their operands as it is and, of an
// integer and a float that are equal, the float: max(1, 1.0)/2 is 0.5.
//
// Text that cannot be read and types that cannot be compared are reported by [New], as an [*ExpressionError], and so is what is too large: more than
// 200,000 operands and operators, parentheses or signs 10,000 deep, a number of more than 10,000 digits, or arithmetic that, by the values of
// its parameters, could make an integer of more than 4,096 bits. So is a float that 64 bits cannot hold, as 1e400 and 1e-400. Cost: a pass over the
// text.
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

func (r *exprRule) Allow(c Combination) bool { return !r.outcome(c).Rejects() }

func (r *exprRule) outcome(c Combination) expr.Outcome {
	if r.err != nil {
		panic(&ruleFault{shown(r.err)})
	}
	return r.parsed.Eval(func(name string) expr.Value { return read(c, name) })
}

// read returns the comparable form of a parameter's value; what is not there is unset.
func read(c Combination, name string) expr.Value {
	v, _ := c.Get(name)
	plain, _ := value.Of(v)
	return plain
}

// Forbid returns the rule that these values must not occur all together. A value that a parameter does not have never occurs.
func Forbid(values map[string]any) Rule {
	r := &forbidRule{values: maps.Clone(values), names: slices.Sorted(maps.Keys(values))}
	fields := make([]string, len(r.names))
	for i, name := range r.names {
		fields[i] = asItem(name) + "=" + value.Quote(values[name])
	}
	r.name = "forbid " + strings.Join(fields, ", ")
	return r
}

// asItem is a parameter's name as an item of a list in a rule's name: in quotes where it would otherwise read as several.
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

// A Condition is the first half of a conditional rule. Make one with [If].
type Condition struct{ rule Rule }

// If begins a conditional rule, If(condition).Then(rule): where the condition holds, the rule must allow the combination.
// A condition that is an expression holds where it is definitely true, not where an unset value leaves it unknown; where it divides by
// zero, the whole rule rejects.
func If(condition Rule) Condition { return Condition{condition} }

// Then completes a conditional rule.
func (c Condition) Then(rule Rule) Rule { return &ifRule{condition: c.rule, then: rule} }

type ifRule struct{ condition, then Rule }

func (r *ifRule) Name() string {
	if r.condition == nil || r.then == nil {
		return "if without both sides"
	}
	return fmt.Sprintf("if %s then %s", r.condition.Name(), r.then.Name())
}

func (r *ifRule) Allow(c Combination) bool {
	if r.condition == nil || r.then == nil {
		failRule("give If and Then a rule each, not nil")
	}
	switch outcome(r.condition, c) {
	case expr.True:
		return r.then.Allow(c)
	case expr.Fault:
		return false
	}
	return true
}

// holds reports whether a rule is satisfied, in the strict sense that conditions need.
func holds(r Rule, c Combination) bool { return outcome(r, c) == expr.True }

// outcome is what a rule says as a condition. Only an expression can be unknown or at fault.
func outcome(r Rule, c Combination) expr.Outcome {
	switch r := bare(r).(type) {
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

// Relate returns a rule over two parameters, as a function of their values. It is called where both are set, and gets each value as
// [Value] would return it; a value that is no A or B is an error of [New].
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

// operand reads a parameter as a T and fails the rule where its value is no T.
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

// Named returns the rule under another name.
func Named(name string, rule Rule) Rule { return &namedRule{rule, name} }

type namedRule struct {
	Rule
	name string
}

func (r *namedRule) Name() string { return r.name }

func (r *namedRule) Allow(c Combination) bool {
	if r.Rule == nil {
		failRule("names no rule; give Named one that is not nil")
	}
	return r.Rule.Allow(c)
}

// bare returns the rule without its names.
func bare(r Rule) Rule {
	for {
		switch named := r.(type) {
		case *heldRule:
			r = named.Rule
		case *namedRule:
			if named.Rule == nil {
				return r
			}
			r = named.Rule
		default:
			return r
		}
	}
}

// heldRule is a rule of a generator under the name that it gave when it was added, for Name is the caller's code: it may say
// something else the next time, or panic.
type heldRule struct {
	Rule
	name string
}

func (r *heldRule) Name() string { return r.name }

func held(r Rule, name string) Rule {
	switch r.(type) {
	case *exprRule, *forbidRule, *tuplesRule, *funcRule, *namedRule:
		return r // their names are strings that stand
	}
	return &heldRule{r, name}
}

// ruleName asks a rule for its name, or says why it has none.
func ruleName(r Rule) (string, error) {
	if r == nil {
		return "", &RuleError{"nil", errors.New("a rule must not be nil")}
	}
	name, err := nameOf(r)
	if err != nil {
		return "", &RuleError{fmt.Sprintf("%T", r), err}
	}
	if name == "" {
		return "", &RuleError{name, errors.New("a rule needs a name; errors and reports speak of it by that")}
	}
	return name, nil
}

func nameOf(r Rule) (name string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("has no name to go by: %w", panicked(v))
		}
	}()
	return r.Name(), nil
}
