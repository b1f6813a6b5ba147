package paramgen

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/encode"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Combination is one value for each parameter of a [Generator]. It is a small immutable
// value, safe for concurrent use: it can be kept, sent to other goroutines and compared by
// [Combination.ID]. The zero Combination has no parameters.
//
// Consecutive combinations of a sequence share storage, some tens of KiB: keeping one of them
// keeps the storage of all.
type Combination struct {
	from source
	row  int32 // of a block; unused by a run
}

// A source holds the values of combinations. There are two: a *block, and a *run of a rule
// that New learns.
type source interface {
	// of returns the space that the combinations belong to.
	of() *space
	// value returns the number of the value of parameter i in a row.
	value(row int32, i int) int32
	// missing is called when a combination is asked for a parameter that it lacks, by Has or
	// by another method.
	missing(name string, byHas bool)
}

// A block holds consecutive rows of a walk: the value numbers of the first parameters, which
// are the same in all rows, and a table of the others, row by row. It is immutable.
type block struct {
	space *space
	head  []int32
	tails []int32
}

func (b *block) of() *space { return b.space }

func (b *block) value(row int32, i int) int32 {
	if i < len(b.head) {
		return b.head[i]
	}
	return b.tail(row)[i-len(b.head)]
}

// tail returns the value numbers of the last parameters.
func (b *block) tail(row int32) []int32 {
	width := len(b.space.params) - len(b.head)
	return b.tails[int(row)*width : (int(row)+1)*width]
}

func (b *block) missing(string, bool) {}

// index returns the number of the value of parameter i.
func (c Combination) index(i int) int32 { return c.from.value(c.row, i) }

// space returns the space that c belongs to, or an empty one.
func (c Combination) space() *space {
	if c.from == nil {
		return noSpace
	}
	return c.from.of()
}

var noSpace = &space{}

// block returns the block of s that holds c, if c is a row of s.
func (s *space) block(c Combination) (*block, bool) {
	b, ok := c.from.(*block)
	return b, ok && b.space == s
}

// Get returns the value of a parameter, of the type in which it was given to [Param], and
// whether the combination has such a parameter. An unset value is nil, true. A list must not be
// changed; [Value] returns a copy.
//
// In a [Rule], reading a parameter that was never defined is an error of [New], unless
// [Combination.Has] was called for it before; one that was removed with [WithoutParameters]
// reads as unset.
func (c Combination) Get(name string) (any, bool) {
	i, ok := c.space().index[name]
	if !ok {
		c.missing(name, false)
		return nil, false
	}
	return c.at(i), true
}

// Has reports whether the combination has a parameter of that name.
func (c Combination) Has(name string) bool {
	_, ok := c.space().index[name]
	if !ok {
		c.missing(name, true)
	}
	return ok
}

func (c Combination) missing(name string, byHas bool) {
	if c.from != nil {
		c.from.missing(name, byHas)
	}
}

// at returns the value of parameter i.
func (c Combination) at(i int) any { return c.space().params[i].values[c.index(i)] }

// Value returns the value of a parameter as a T. It returns false if there is no such
// parameter, if it is unset, and if T cannot hold the value exactly. Numbers are converted
// between types; nothing else is. A [Rule] that reads a parameter only as types that can hold
// none of its values is an error of [New].
func Value[T any](c Combination, name string) (T, bool) {
	v, ok := c.Get(name)
	if !ok || v == nil {
		var zero T
		return zero, false
	}
	t, fits := value.To[T](v)
	if r, learning := c.from.(*run); learning {
		r.typed(name, fits, func() error { return neverFits[T](c, name) })
	}
	return t, fits
}

// neverFits returns an error if T can hold no value of a parameter.
func neverFits[T any](c Combination, name string) error {
	s := c.space()
	for _, v := range s.params[s.index[name]].values {
		if v == nil {
			continue
		}
		if _, fits := value.To[T](v); fits {
			return nil
		}
	}
	v, _ := c.Get(name)
	return &ParameterError{name, fmt.Errorf("is read by Value as %v, which none of its values fits; read it as %T", reflect.TypeFor[T](), v)}
}

// All yields the names and values in declared order, including unset ones.
func (c Combination) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i := range c.space().params {
			if !yield(c.space().params[i].name, c.at(i)) {
				return
			}
		}
	}
}

// Map returns the combination as a new map; unset values are nil. A [Rule] that calls Map
// depends on every parameter: use Get there.
func (c Combination) Map() map[string]any {
	m := map[string]any{}
	for name, v := range c.All() {
		m[name] = v
	}
	return m
}

// MarshalJSON returns the combination as an object with its keys in declared order; unset
// values are null.
func (c Combination) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for name, v := range c.All() {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = value.AppendJSONString(b, name)
		b = append(b, ':')
		b = value.AppendJSON(b, v)
	}
	return append(b, '}'), nil
}

// String returns the combination as the name of a Go sub-benchmark, key=value/key=value in
// declared order, which benchstat groups by `-row /key`. Unset values are nil. What such a
// name cannot hold is escaped as in a URL path (%2F):
//   - spaces, slashes, quotes and other characters with a meaning in filters, and a leading -
//     or *
//   - the - of a trailing -8, which would read as GOMAXPROCS
//   - the first letter of the name gomaxprocs, which benchstat keeps for that number: `-row
//     /%67omaxprocs` selects the parameter
//   - the first letter of a string that would read as another kind of value
func (c Combination) String() string {
	var b strings.Builder
	for name, v := range c.All() {
		if b.Len() > 0 {
			b.WriteByte('/')
		}
		b.WriteString(encode.BenchKey(name))
		b.WriteByte('=')
		b.WriteString(encode.BenchValue(v))
	}
	return b.String()
}

// ID returns 12 hexadecimal digits that identify the combination across processes, machines
// and releases: a hash of the names and values that are set, whatever their declared order.
// Numbers count by value, so 2 and 2.0 give the same ID. A parameter that is added and left
// unset changes no ID, and one with [Parameter.NoID] does not count.
func (c Combination) ID() string {
	if b, ok := c.from.(*block); ok {
		return b.space.ids().ID(b.head, b.tail(c.row))
	}
	var set []string
	for i := range c.space().params {
		p := &c.space().params[i]
		if v := c.at(i); v != nil && (p.written == nil || !p.written.noID) {
			set = append(set, encode.IDField(p.name, v))
		}
	}
	return encode.ID(set)
}

// Decode returns the combination as a struct, by the tags of its fields:
//
//	type Server struct {
//		TP      int     `paramgen:"tp_size"`
//		Running *int    `paramgen:"max_running_requests"` // nil if it is unset
//		Backend *string `paramgen:"attention_backend"`
//	}
//	server, err := paramgen.Decode[Server](c)
//
// A field gets what [Value] returns for its type, or for the type that it points to. A field
// of type any gets the value as it is. A parameter that can be unset needs a pointer or an
// interface, which is then nil. Fields without the tag keep their zero value, and parameters
// without a field are skipped.
//
// The fields of embedded structs count as the struct's own. An embedded nil pointer to a
// struct with tagged fields is set to a new struct, unless the struct embeds itself.
//
// Decode returns all faults, joined, each a [*ParameterError]: a tag that names no parameter, a
// field that is not exported or that is embedded by a pointer to an unexported type, a value
// that does not fit.
func Decode[T any](c Combination) (T, error) {
	var t T
	s := reflect.ValueOf(&t).Elem()
	if s.Kind() != reflect.Struct {
		return t, fmt.Errorf("paramgen: %T is not a struct", t)
	}
	_, faults := c.fill(s)
	if err := errors.Join(faults...); err != nil {
		var zero T
		return zero, err
	}
	return t, nil
}

// fill sets the tagged fields of a struct and reports whether there are any. Within are the
// types of the structs around it.
func (c Combination) fill(s reflect.Value, within ...reflect.Type) (tagged bool, faults []error) {
	within = append(slices.Clip(within), s.Type())
	for i := range s.NumField() {
		field := s.Type().Field(i)
		if name, own := field.Tag.Lookup("paramgen"); own {
			tagged = true
			if err := c.decode(name, s.Field(i)); err != nil {
				err = fmt.Errorf("%w (field %s of %s)", err, field.Name, text.Truncate(s.Type().String()))
				faults = append(faults, &ParameterError{name, err})
			}
		} else if field.Anonymous {
			inside, more := c.fillEmbedded(s.Field(i), within)
			tagged, faults = tagged || inside, append(faults, more...)
		}
	}
	return tagged, faults
}

// fillEmbedded fills an embedded struct, or a new one for a pointer if it has tagged fields.
// It does not enter a type that embeds itself.
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
		return fmt.Errorf("the value %s of type %T does not fit %s", text.Truncate(value.Quote(v)), v, to.Type())
	}
	return nil
}
