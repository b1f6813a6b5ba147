// Package value converts the values of parameters: to the form that engines compare, to text and
// JSON, and from one Go type to another.
package value

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen/internal/expr"
)

// Of returns the comparable form of v. A named type counts as its underlying type.
func Of(v any) (expr.Value, error) {
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
		return ofFloat(r)
	case r.Kind() == reflect.String:
		return expr.String(r.String()), nil
	case isList(r):
		return ofList(r)
	}
	return expr.Value{}, fmt.Errorf("a value of type %T is not supported; use nil, bool, integers, floats, strings or lists of these", v)
}

// ofList returns a list whose elements are set and are not lists.
func ofList(r reflect.Value) (expr.Value, error) {
	elements := make([]expr.Value, r.Len())
	for i := range elements {
		e, err := Of(r.Index(i).Interface())
		switch {
		case err != nil:
			return expr.Value{}, fmt.Errorf("element %d: %w", i+1, err)
		case e == expr.Nil():
			return expr.Value{}, fmt.Errorf("element %d of a list is unset; leave it out", i+1)
		case e.IsList():
			return expr.Value{}, fmt.Errorf("element %d of a list is a list, which commands cannot express; use strings inside", i+1)
		}
		elements[i] = e
	}
	return expr.List(elements), nil
}

func isList(r reflect.Value) bool { return r.Kind() == reflect.Slice || r.Kind() == reflect.Array }

// IsList reports whether v is a list.
func IsList(v any) bool { return v != nil && isList(reflect.ValueOf(v)) }

// Elements returns the elements of a list, and other values as the only element.
func Elements(v any) []any {
	if !IsList(v) {
		return []any{v}
	}
	r := reflect.ValueOf(v)
	all := make([]any, r.Len())
	for i := range all {
		all[i] = r.Index(i).Interface()
	}
	return all
}

// Clone returns v, or a copy of a list.
func Clone(v any) any {
	switch v.(type) {
	case nil, bool, int, float64, string: // without reflection
		return v
	}
	if !IsList(v) {
		return v
	}
	r := reflect.ValueOf(v)
	copied := reflect.New(r.Type()).Elem()
	if r.Kind() == reflect.Slice {
		copied.Set(reflect.MakeSlice(r.Type(), r.Len(), r.Len()))
	}
	reflect.Copy(copied, r)
	return copied.Interface()
}

func ofFloat(r reflect.Value) (expr.Value, error) {
	f := r.Float()
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return expr.Value{}, fmt.Errorf("%v is not a number that can be compared and written; use finite floats", f)
	}
	return expr.Float(decimal(r)), nil
}

// decimal returns the number that a float counts as.
func decimal(r reflect.Value) float64 { return expr.Decimal(r.Float(), r.Type().Bits()) }

// IsString reports whether v is a string.
func IsString(v any) bool { return v != nil && reflect.TypeOf(v).Kind() == reflect.String }

// IsBool reports whether v is a bool.
func IsBool(v any) bool { return v != nil && reflect.TypeOf(v).Kind() == reflect.Bool }

// IsTrue reports whether v is the bool true.
func IsTrue(v any) bool { return IsBool(v) && reflect.ValueOf(v).Bool() }

// Text returns v as files, flags and names have it: integers in decimal, floats so that they read
// back as the same number and as a float, nil as "nil", lists as JSON.
func Text(v any) string {
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
	case isList(r):
		return string(AppendJSON(nil, v))
	default:
		return r.String()
	}
}

// floatText keeps a float a float: 1 is written 1.0, as Python and YAML do.
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
