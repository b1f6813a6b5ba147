package paramgen

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
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
// A field takes what [Value] would return for its type, or for what it points to; a field of type any takes every value as it is. What can be
// unset needs a pointer or an interface, which is nil then. Fields without the tag are left alone, and parameters without a field are left out.
//
// The fields of embedded structs count as the struct's own. An embedded pointer to a struct with tagged fields is set to a new one, but where
// the struct is embedded in itself.
//
// All faults are returned, joined, each a [*DecodeError] with the field and the parameter: a tag that names no parameter, a
// field that is not exported or embedded by a pointer to a type that is not, a value that does not fit.
func Decode[T any](c Combination) (T, error) {
	var t T
	s := reflect.ValueOf(&t).Elem()
	if s.Kind() != reflect.Struct {
		return t, fmt.Errorf("paramgen: %T is no struct to decode into", t)
	}
	_, faults := c.fill(s)
	if err := joinFaults(faults); err != nil {
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
	return fmt.Sprintf("paramgen: field %s of parameter %q: %s", text.Truncate(e.Field), text.Truncate(e.Parameter), inner(e.Err))
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (e *DecodeError) Unwrap() error { return e.Err }

// fill sets the tagged fields of a struct, which stands in structs of the types within, and reports whether there are any.
func (c Combination) fill(s reflect.Value, within ...reflect.Type) (tagged bool, faults []error) {
	within = append(slices.Clip(within), s.Type())
	for i := range s.NumField() {
		field := s.Type().Field(i)
		if name, own := field.Tag.Lookup("paramgen"); own {
			tagged = true
			if err := c.decode(name, s.Field(i)); err != nil {
				faults = append(faults, &DecodeError{s.Type().String() + "." + field.Name, name, err})
			}
		} else if field.Anonymous {
			inside, more := c.fillEmbedded(s.Field(i), within)
			tagged, faults = tagged || inside, append(faults, more...)
		}
	}
	return tagged, faults
}

// fillEmbedded fills a struct, or a new one for a pointer if it has tagged fields. It does not enter a type in itself, for that has no end.
func (c Combination) fillEmbedded(e reflect.Value, within []reflect.Type) (tagged bool, faults []error) {
	t := e.Type()
	switch {
	case t.Kind() == reflect.Struct:
		return c.fill(e, within...)
	case t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || slices.Contains(within, t.Elem()):
		return false, nil
	case !e.CanSet():
		return c.fill(reflect.Zero(t.Elem()), within...) // whose fields say that they cannot be set
	}
	made := reflect.New(t.Elem())
	if tagged, faults = c.fill(made.Elem(), within...); tagged {
		e.Set(made)
	}
	return tagged, faults
}

func (c Combination) decode(name string, to reflect.Value) error {
	v, known := c.Get(name)
	switch {
	case !known:
		return unknown("parameter", name, c.space().names())
	case !to.CanInterface():
		return errors.New("is not exported")
	case !to.CanSet():
		return errors.New("is embedded by a pointer to a type that is not exported; embed the struct itself")
	case v == nil && (to.Kind() == reflect.Pointer || to.Kind() == reflect.Interface):
		return nil
	case v == nil:
		return fmt.Errorf("is unset here; make it a *%s", to.Type())
	case to.Kind() == reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if !value.Assign(to, v) {
		return fmt.Errorf("the value %s of type %T is no %s", text.Truncate(value.Quote(v)), v, to.Type())
	}
	return nil
}
