package paramgen

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"unicode/utf8"

	"golang.org/x/exp/constraints"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Parameter is a name and the values that it may take. Make one with [Param].
type Parameter struct {
	name        string
	description string
	values      []any
	plain       []expr.Value // the values in comparable form; set by New
	when        *namedRule   // nil if the parameter is always active
	whenErr     error        // what is wrong with the argument of When
	written     *written     // nil for the default
}

// Param returns a parameter with the given name and values. The name is any non-empty text of
// valid UTF-8.
//
// A value is nil (unset: the flag is left out), a bool, an integer, a float or a string, of
// a named type whose underlying type is one of these, or a list: a slice or an array of these,
// such as []int{1, 2, 4}. Lists cannot be inside lists. A parameter needs at least one value and
// none twice: integers of all types compare by value, and 1 and 1.0 are the same. Floats must
// be finite. A float32 with a fraction counts as the decimal number that it prints as:
// float32(0.1) is 0.1.
//
// The order of the values is the order of enumeration. [New] reports what is wrong with a
// parameter.
func Param(name string, values ...any) Parameter {
	return Parameter{name: name, values: cloneValues(values)}
}

// cloneValues returns a copy of values and of the lists among them.
func cloneValues(values []any) []any {
	values = slices.Clone(values)
	for i, v := range values {
		values[i] = value.Clone(v)
	}
	return values
}

// Describe returns the parameter with a text that says what it is for.
func (p Parameter) Describe(text string) Parameter {
	p.description = text
	return p
}

// When returns the parameter with a condition. Where the rule holds, the parameter is active
// and takes its values; elsewhere it is unset, and the combination is counted once:
//
//	paramgen.Param("torch_compile_max_bs", 16, 32, 64).When(paramgen.Expr("enable_torch_compile"))
//
// An expression holds where it is definitely true, not where an unset value leaves it unknown;
// so a parameter whose condition reads an inactive parameter is inactive too. Any other rule
// holds where it allows the combination. The conditions of parameters must not form a cycle.
//
// If nil is not among the values, it is added for the combinations in which the parameter is
// inactive, and is the first of the values in the order of enumeration. [Parameter.Values]
// does not show this addition, and [Generator.Theoretical] does not count it.
//
// The condition belongs to the parameter: [WithValues] and [WithoutRules] keep it,
// [WithoutParameters] removes it. A second call of When replaces the first.
func (p Parameter) When(rule Rule) Parameter {
	p.when, p.whenErr = nil, nil
	if rule == nil {
		p.whenErr = errors.New("has a nil condition; give When a rule")
	} else if name, err := nameOf(rule); err != nil {
		p.whenErr = fmt.Errorf("has a condition whose %w", err)
	} else {
		p.when = &namedRule{rule, name}
	}
	return p
}

// Condition returns the rule given to [Parameter.When], or nil.
func (p Parameter) Condition() Rule {
	if p.when == nil {
		return nil
	}
	return p.when.Rule
}

// Name returns the parameter's name.
func (p Parameter) Name() string { return p.name }

// Description returns the text given to [Parameter.Describe].
func (p Parameter) Description() string { return p.description }

// Values returns the parameter's values in order. The slice is the caller's.
func (p Parameter) Values() []any { return slices.Clone(p.values) }

// check makes the values comparable, or returns every fault of the parameter.
func (p *Parameter) check() error {
	var faults []error
	fail := func(err error) { faults = append(faults, &ParameterError{p.name, err}) }
	if p.name == "" {
		fail(errors.New("has no name"))
	}
	if !utf8.ValidString(p.name) {
		fail(errors.New("has a name that is not UTF-8; files could not keep it apart from others"))
	}
	if p.whenErr != nil {
		fail(p.whenErr)
	}
	if p.plain == nil {
		p.compare(fail)
	}
	if err := p.checkWritten(); err != nil {
		fail(err)
	}
	return errors.Join(faults...)
}

// compare makes the values comparable, unless one of them has a fault.
func (p *Parameter) compare(fail func(error)) {
	if len(p.values) == 0 {
		fail(errors.New("has no values; give it at least one, nil for unset"))
		return
	}
	plain := make([]expr.Value, 0, len(p.values))
	seen := newPositions(len(p.values))
	for i, v := range p.values {
		x, err := value.Of(v)
		if err != nil {
			fail(fmt.Errorf("value %d: %w", i+1, err))
			continue
		}
		if first, twice := seen.add(x.Key(), i); twice {
			fail(fmt.Errorf("value %d, %s, is the same as value %d; give each value once", i+1, text.Truncate(x.String()), first+1))
			continue
		}
		plain = append(plain, x)
	}
	if len(plain) == len(p.values) {
		p.plain = plain
	}
}

// positions holds where values occur first. Searching a few values is faster than a map.
type positions struct {
	few  [16]expr.Value
	at   [16]int
	n    int
	many map[expr.Value]int // nil if all values fit into few
}

func newPositions(values int) (p positions) {
	if values > len(p.few) {
		p.many = make(map[expr.Value]int, values)
	}
	return p
}

// add enters a value at position i, or returns its first position if it is there already.
func (p *positions) add(key expr.Value, i int) (first int, twice bool) {
	if p.many != nil {
		if first, twice = p.many[key]; !twice {
			p.many[key] = i
		}
		return first, twice
	}
	if k := slices.Index(p.few[:p.n], key); k >= 0 {
		return p.at[k], true
	}
	p.few[p.n], p.at[p.n] = key, i
	p.n++
	return 0, false
}

// hidden reports whether the parameter is unset where it is inactive although nil is not one
// of its values.
func (p *Parameter) hidden() bool { return p.when != nil && !slices.Contains(p.values, nil) }

// domain returns the parameter with the values that it can have in a combination, in order.
func (p *Parameter) domain() Parameter {
	d := *p
	switch {
	case p.plain == nil: // at fault
		d.values, d.plain = []any{nil}, []expr.Value{expr.Nil()}
	case p.hidden():
		d.values = slices.Insert(slices.Clone(p.values), 0, nil)
		d.plain = slices.Insert(slices.Clone(p.plain), 0, expr.Nil())
	}
	return d
}

// find returns the number of a value, or -1.
func (p *Parameter) find(want expr.Value) int {
	return slices.IndexFunc(p.plain, func(v expr.Value) bool { return expr.Same(v, want) })
}

// Range returns the values from first to last in steps of step, including last if a step meets
// it: Range(1, 10, 3) is 1 4 7 10, Range(4, 1, -1) is 4 3 2 1. Floats are stepped as the
// decimal numbers that they are written as: Range(0.1, 0.3, 0.1) is 0.1 0.2 0.3.
//
// Range returns no values if step is 0 or leads away from last, or if a float is not finite.
// [New] then reports the parameter as one without values.
//
//	paramgen.Param("batch", paramgen.Range(16, 128, 16)...)
func Range[T constraints.Integer | constraints.Float](first, last, step T) []any {
	if step == 0 || (step > 0) != (last >= first) && first != last {
		return nil
	}
	if T(1)/2 != 0 {
		return floatRange(first, last, step)
	}
	values := []any{first}
	for at := first; ; {
		next := at + step
		if wrapped := (next > at) != (step > 0); wrapped || (step > 0) == (next > last) && next != last {
			return values
		}
		values, at = append(values, next), next
	}
}

// floatRange adds decimal numbers, rounds each sum once and compares the result with last. It
// ends if rounding loses a step.
func floatRange[T constraints.Integer | constraints.Float](first, last, step T) []any {
	x, finite := new(big.Rat).SetString(value.Text(first))
	_, finiteEnd := new(big.Rat).SetString(value.Text(last))
	by, finiteStep := new(big.Rat).SetString(value.Text(step))
	if !finite || !finiteEnd || !finiteStep {
		return nil
	}
	values := []any{first}
	for at := first; ; {
		x.Add(x, by)
		next := nearest[T](x)
		if next == at || (step > 0) == (next > last) && next != last {
			return values
		}
		values, at = append(values, next), next
	}
}

// nearest returns the float nearest to r.
func nearest[T constraints.Integer | constraints.Float](r *big.Rat) T {
	if reflect.TypeFor[T]().Bits() == 32 {
		f, _ := r.Float32()
		return T(f)
	}
	f, _ := r.Float64()
	return T(f)
}

// Pow2 returns the powers of two from first to last, which need not be powers themselves:
// Pow2(3, 40) is 4 8 16 32.
func Pow2[T constraints.Integer](first, last T) []any {
	var values []any
	for x := T(1); x > 0 && x <= last; x *= 2 {
		if x >= first {
			values = append(values, x)
		}
	}
	return values
}
