package randspace

import (
	"math"
	"math/big"
	"reflect"
	"strconv"

	"github.com/paramgen/paramgen/internal/test/reference"
)

// plain returns a value as package reference represents it: nil, a bool, a *big.Int, a float64 or
// a string.
func plain(v any) any {
	switch r := reflect.ValueOf(v); {
	case v == nil:
		return nil
	case r.Kind() == reflect.Float32:
		if f := r.Float(); f == math.Floor(f) {
			return f
		}
		f, _ := strconv.ParseFloat(strconv.FormatFloat(r.Float(), 'g', -1, 32), 64)
		return f
	case r.CanFloat():
		return r.Float()
	case r.CanInt():
		return big.NewInt(r.Int())
	case r.CanUint():
		return new(big.Int).SetUint64(r.Uint())
	case r.Kind() == reflect.Bool:
		return r.Bool()
	}
	return reflect.ValueOf(v).String()
}

// same reports whether two values are equal, whatever their types.
func same(v, w any) bool { return reference.Equal(plain(v), plain(w)) }

func isString(v any) bool { return reflect.ValueOf(v).Kind() == reflect.String }

func isBool(v any) bool { return reflect.ValueOf(v).Kind() == reflect.Bool }

func isNumber(v any) bool {
	r := reflect.ValueOf(v)
	return r.IsValid() && (r.CanInt() || r.CanUint() || r.CanFloat())
}

// isFloat reports whether a value is a number that a float64 holds exactly.
func isFloat(v any) bool {
	return isNumber(v) && same(v, toFloat(v))
}

func toFloat(v any) float64 {
	switch v := plain(v).(type) {
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f
	case float64:
		return v
	}
	panic("not a number")
}

// isSize reports whether a value is a small integer.
func isSize(v any) bool {
	i, ok := plain(v).(*big.Int)
	return ok && i.IsInt64() && i.Int64() > -100 && i.Int64() < 100
}
