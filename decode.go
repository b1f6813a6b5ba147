package paramgen

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/paramgen/paramgen/internal/expr"
)

// Decode returns the combination as a struct, by the tags of its fields:
//
//	type Server struct {
//		TP      int     `paramgen:"tp_size"`
//		Running *int    `paramgen:"max_running_requests"` // nil where it is unset
//		Backend *string `paramgen:"attention_backend"`
//	}
//	server, err := paramgen.Decode[Server](c)
//
// A field takes what [Value] would return for its type; a field of type any takes every value as it is. What can be unset needs a pointer or an
// any. Fields without the tag are left alone, those of embedded structs count as the struct's own, and
// parameters without a field are left out.
//
// All faults are returned, joined, each a [*DecodeError] with the field and the parameter: a tag that names no parameter, a
// field that is not exported, a value that does not fit.
func Decode[T any](c Combination) (T, error) {
	var t T
	s := reflect.ValueOf(&t).Elem()
	if s.Kind() != reflect.Struct {
		return t, fmt.Errorf("paramgen: %T is no struct to decode into", t)
	}
	if err := joinFaults(c.fill(s)); err != nil {
		var zero T
		return zero, err
	}
	return t, nil
}

// A DecodeError says why a field cannot have the value of its parameter.
type DecodeError struct {
	Field     string // with the struct's type
	Parameter string
	Err       error
}

// Error says what is wrong.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("paramgen: field %s of parameter %q: %s", brief(e.Field), brief(e.Parameter), inner(e.Err))
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (e *DecodeError) Unwrap() error { return e.Err }

// fill sets the tagged fields of a struct.
func (c Combination) fill(s reflect.Value) (faults []error) {
	for i := range s.NumField() {
		field := s.Type().Field(i)
		name, tagged := field.Tag.Lookup("paramgen")
		if !tagged {
			if field.Anonymous && field.Type.Kind() == reflect.Struct {
				faults = append(faults, c.fill(s.Field(i))...)
			}
			continue
		}
		if err := c.decode(name, s.Field(i)); err != nil {
			faults = append(faults, &DecodeError{s.Type().String() + "." + field.Name, name, err})
		}
	}
	return faults
}

func (c Combination) decode(name string, to reflect.Value) error {
	v, known := c.Get(name)
	switch {
	case !known:
		return unknown("parameter", name, c.space().names())
	case !to.CanSet():
		return errors.New("is not exported")
	case to.Kind() == reflect.Interface && to.NumMethod() == 0:
		if v != nil {
			to.Set(reflect.ValueOf(v))
		}
		return nil
	case to.Kind() == reflect.Pointer && v == nil:
		return nil
	case v == nil:
		return fmt.Errorf("is unset here; make it a *%s", to.Type())
	case to.Kind() == reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if !assign(to, v) {
		return fmt.Errorf("the value %s of type %T is no %s", brief(quoted(v)), v, to.Type())
	}
	return nil
}

// assign stores v where to can hold it exactly: numbers are converted, nothing else is.
func assign(to reflect.Value, v any) bool {
	from := reflect.ValueOf(v)
	if from.Kind() == reflect.Float32 {
		from = reflect.ValueOf(decimal(from))
	}
	if !from.CanConvert(to.Type()) || isString(v) != (to.Kind() == reflect.String) || isBool(v) != (to.Kind() == reflect.Bool) {
		return false
	}
	converted := from.Convert(to.Type())
	if from.CanFloat() && to.Kind() == reflect.Float32 {
		converted = reflect.ValueOf(narrowed(from.Float())).Convert(to.Type())
	}
	a, errA := plainValue(v)
	b, errB := plainValue(converted.Interface())
	if errA != nil || errB != nil || !expr.Same(a, b) {
		return false
	}
	to.Set(converted)
	return true
}

// narrowed returns the float32 that counts as f does, if there is one. Rounding f itself would be the second rounding, and may miss it.
func narrowed(f float64) float32 {
	narrow, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 64), 32)
	return float32(narrow)
}
