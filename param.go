package paramgen

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/exp/constraints"

	"github.com/paramgen/paramgen/internal/expr"
)

// A Parameter is a name and the values that it may take. Make one with [Param].
type Parameter struct {
	name        string
	description string
	values      []any
	plain       []expr.Value // the values as they are compared; New makes them
	when        *condition   // nil: always active
}

// Param returns a parameter of the given name and values. The name is any text of valid UTF-8, but not "".
//
// A value is nil (unset: the flag is left out), a bool, an integer, a float or a string, or of a type made of one of these.
// There must be at least one, and none twice: integers of all types compare by value, and 1 and 1.0 are the same. A float32 with a fraction
// counts as the decimal number that it prints as: float32(0.1) is 0.1.
// The order of the values is the order of enumeration. [New] reports what is wrong with a parameter.
func Param(name string, values ...any) Parameter {
	return Parameter{name: name, values: append([]any(nil), values...)}
}

// Describe returns the parameter with a text that says what it is for.
func (p Parameter) Describe(text string) Parameter {
	p.description = text
	return p
}

// Name returns the parameter's name.
func (p Parameter) Name() string { return p.name }

// Description returns the text given to [Parameter.Describe].
func (p Parameter) Description() string { return p.description }

// Values returns the parameter's values in order. The slice is the caller's.
func (p Parameter) Values() []any { return append([]any(nil), p.values...) }

// Range returns the values from first to last in steps of step, last included if it is met: Range(1, 10, 3) is 1 4 7 10,
// Range(4, 1, -1) is 4 3 2 1. Floats are stepped as the decimal numbers that they are written as: Range(0.1, 0.3, 0.1) is 0.1 0.2 0.3. It
// returns no values where step leads away from last or is 0, and none where a float is not finite, so that the parameter that it is for is
// reported by [New].
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

// floatRange adds decimal numbers and rounds each sum once, as reading it does. Like the integers, it compares what comes of that with last.
// It ends, too, where a step is lost in the rounding.
func floatRange[T constraints.Integer | constraints.Float](first, last, step T) []any {
	x, finite := new(big.Rat).SetString(text(first))
	_, finiteEnd := new(big.Rat).SetString(text(last))
	by, finiteStep := new(big.Rat).SetString(text(step))
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

// Pow2 returns the powers of two from first to last, which need not be powers themselves: Pow2(3, 40) is 4 8 16 32.
func Pow2[T constraints.Integer](first, last T) []any {
	var values []any
	for x := T(1); x > 0 && x <= last; x *= 2 {
		if x >= first {
			values = append(values, x)
		}
	}
	return values
}

// plainValue returns the comparable form of v. Named types count as what they are made of.
func plainValue(v any) (expr.Value, error) {
	switch v := v.(type) { // the common types; the others by reflection
	case nil:
		return expr.Nil(), nil
	case bool:
		return expr.Bool(v), nil
	case int:
		return expr.Int(int64(v)), nil
	case string:
		return expr.String(v), nil
	}
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.Bool:
		return expr.Bool(r.Bool()), nil
	case r.CanInt():
		return expr.Int(r.Int()), nil
	case r.CanUint():
		return expr.Uint(r.Uint()), nil
	case r.CanFloat():
		return plainFloat(r)
	case r.Kind() == reflect.String:
		return expr.String(r.String()), nil
	}
	return expr.Value{}, fmt.Errorf("a value of type %T is not supported; use nil, bool, integers, floats or strings", v)
}

// plainElement is plainValue for what may have been meant as several values.
func plainElement(v any) (expr.Value, error) {
	plain, err := plainValue(v)
	if err != nil && slices.Contains([]reflect.Kind{reflect.Slice, reflect.Array}, reflect.TypeOf(v).Kind()) {
		err = fmt.Errorf("%w; give the elements one by one", err)
	}
	return plain, err
}

func plainFloat(r reflect.Value) (expr.Value, error) {
	f := r.Float()
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return expr.Value{}, fmt.Errorf("%v is not a number that can be compared and written; use finite floats", f)
	}
	return expr.Float(decimal(r)), nil
}

// decimal returns the number that a float counts as.
func decimal(r reflect.Value) float64 { return expr.Decimal(r.Float(), r.Type().Bits()) }

// text writes a value as it stands in files, flags and names: integers in decimal, floats so that they read back as the same
// float and the same number, nil as "nil".
func text(v any) string {
	if v == nil {
		return "nil"
	}
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.Bool:
		return strconv.FormatBool(r.Bool())
	case r.CanInt():
		return strconv.FormatInt(r.Int(), 10)
	case r.CanUint():
		return strconv.FormatUint(r.Uint(), 10)
	case r.CanFloat():
		return floatText(decimal(r))
	default:
		return r.String()
	}
}

// floatText keeps a float a float: 1 is written 1.0, as the tools around us (Python, YAML) do.
func floatText(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if magnitude := math.Abs(f); magnitude >= 1e-4 && magnitude < 1e16 || f == 0 {
		s = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func isString(v any) bool { return v != nil && reflect.TypeOf(v).Kind() == reflect.String }

func isBool(v any) bool { return v != nil && reflect.TypeOf(v).Kind() == reflect.Bool }
