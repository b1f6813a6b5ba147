package value

import (
	"reflect"
	"strconv"

	"github.com/paramgen/paramgen/internal/expr"
)

// To returns v as a T if T can hold it exactly: numbers are converted between types, also inside
// lists, nothing else is. A list becomes a copy.
func To[T any](v any) (T, bool) {
	t, ok := v.(T)
	if ok && IsList(v) {
		t, ok = Clone(v).(T)
	}
	return t, ok || Assign(reflect.ValueOf(&t).Elem(), v)
}

// Assign sets a variable to v as [To] does, and reports whether its type can hold v.
func Assign(to reflect.Value, v any) bool {
	from := reflect.ValueOf(v)
	if isList(from) && to.Kind() != reflect.Interface {
		return assignList(to, v)
	}
	if from.Type().AssignableTo(to.Type()) {
		to.Set(from)
		return true
	}
	if from.Kind() == reflect.Float32 {
		from = reflect.ValueOf(decimal(from))
	}
	isString, isBool := to.Kind() == reflect.String, to.Kind() == reflect.Bool
	if !from.CanConvert(to.Type()) || IsString(v) != isString || IsBool(v) != isBool {
		return false
	}
	converted := from.Convert(to.Type())
	if from.CanFloat() && to.Kind() == reflect.Float32 {
		converted = reflect.ValueOf(narrow(from.Float())).Convert(to.Type())
	}
	a, errA := Of(v)
	b, errB := Of(converted.Interface())
	if errA != nil || errB != nil || !expr.Same(a, b) {
		return false
	}
	to.Set(converted)
	return true
}

// assignList sets a slice, or an array of the same length, to the elements of a list.
func assignList(to reflect.Value, v any) bool {
	elements := Elements(v)
	copied := reflect.New(to.Type()).Elem()
	switch {
	case to.Kind() == reflect.Slice:
		copied.Set(reflect.MakeSlice(to.Type(), len(elements), len(elements)))
	case to.Kind() != reflect.Array || to.Len() != len(elements):
		return false
	}
	for i, e := range elements {
		if !Assign(copied.Index(i), e) {
			return false
		}
	}
	to.Set(copied)
	return true
}

// narrow returns the float32 that counts as f does, if there is one. Converting f directly would
// round a second time and could miss it.
func narrow(f float64) float32 {
	n, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 64), 32)
	return float32(n)
}
