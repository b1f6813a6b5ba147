package paramgen

import (
	"math/big"
	"reflect"

	"golang.org/x/exp/constraints"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/value"
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
