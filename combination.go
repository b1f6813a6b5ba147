package paramgen

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"

	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/value"
)

// A Combination is one value for each parameter of a [Generator]. It is a small value of its own: it can be kept, sent to
// other goroutines and compared by [Combination.ID]. The zero Combination has no parameters.
//
// Combinations that an iterator yields one after the other share storage, some tens of KiB: keeping one keeps that of its
// neighbours.
type Combination struct {
	from *block
	tail int32
}

// block is what the combinations of one stretch of a walk share: the values, by number, of the first parameters, and a table of
// tails for the others. It is immutable.
type block struct {
	space *space
	head  []int32
	tails []int32
}

// index returns the number of the value of parameter i.
func (c Combination) index(i int) int32 {
	if p := c.from.space.probe; p != nil {
		return p.read(c.tail, i)
	}
	if i -= len(c.from.head); i >= 0 {
		return c.from.tails[int(c.tail)*(len(c.from.space.params)-len(c.from.head))+i]
	}
	return c.from.head[i+len(c.from.head)]
}

// space returns the space that c is of, or an empty one.
func (c Combination) space() *space {
	if c.from == nil {
		return noSpace
	}
	return c.from.space
}

var noSpace = &space{}

// Get returns the value of a parameter, of the type in which it was given to [Param], and whether the combination has such a
// parameter. An unset value is nil, true.
//
// In a [Rule], reading a parameter that was never defined is an error of [New], unless [Combination.Has] was asked first; one
// that was removed with [WithoutParameters] reads as unset.
func (c Combination) Get(name string) (any, bool) {
	s := c.space()
	i, ok := s.index[name]
	if !ok {
		s.missing(c.tail, name)
		return nil, false
	}
	return c.at(i), true
}

// at returns the value of parameter i.
func (c Combination) at(i int) any { return c.from.space.params[i].values[c.index(i)] }

// Has reports whether the combination has a parameter of that name.
func (c Combination) Has(name string) bool {
	s := c.space()
	_, ok := s.index[name]
	if !ok && s.probe != nil {
		s.probe.ask(c.tail, name)
	}
	return ok
}

// Value returns the value of a parameter as a T. It returns false where there is no such parameter, where it is unset, and
// where the value is not one that T can hold exactly: numbers are converted between types, nothing else is.
func Value[T any](c Combination, name string) (T, bool) {
	v, ok := c.Get(name)
	if !ok || v == nil {
		var zero T
		return zero, false
	}
	return value.To[T](v)
}

// All yields the names and values in declared order, unset ones too.
func (c Combination) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i, p := range c.space().params {
			if !yield(p.name, c.at(i)) {
				return
			}
		}
	}
}

// Map returns the combination as a new map, unset values as nil. A [Rule] that calls Map is seen to depend on every parameter;
// use Get there.
func (c Combination) Map() map[string]any {
	m := map[string]any{}
	for name, v := range c.All() {
		m[name] = v
	}
	return m
}

// MarshalJSON writes the combination as an object with its keys in declared order, unset values as null.
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

// String returns the combination as the name of a Go sub-benchmark, key=value/key=value in declared order, which benchstat
// groups by `-row /key`. Unset values are nil. Whatever would not survive in such a name is escaped as in a URL path (%2F):
// spaces, slashes, quotes and other characters of filters, a leading - or *, the - of a trailing -8 that would
// read as GOMAXPROCS, the first letter of the name gomaxprocs, which benchstat keeps for that number (`-row /%67omaxprocs` is
// the parameter), and the first letter of a string that would read as another kind of value.
func (c Combination) String() string {
	var b strings.Builder
	for name, v := range c.All() {
		if b.Len() > 0 {
			b.WriteByte('/')
		}
		b.WriteString(benchKey(name))
		b.WriteByte('=')
		b.WriteString(benchValue(v))
	}
	return b.String()
}

// ID returns 12 hexadecimal digits that name the combination wherever and whenever it is met: a hash of the names and values
// that are set, whatever their declared order. Numbers count by value, so 2 and 2.0 give the same. A parameter
// that is added and left unset changes no ID.
func (c Combination) ID() string {
	var set []string
	for name, v := range c.All() {
		if v != nil {
			plain, _ := value.Of(v)
			set = append(set, idField(name, plain))
		}
	}
	slices.Sort(set)
	sum := sha256.Sum256([]byte(strings.Join(set, "")))
	return hex.EncodeToString(sum[:6])
}

// idField is one line of what ID hashes: both parts are quoted, so that no two fields read the same.
func idField(name string, v expr.Value) string {
	return quotedName(name) + "=" + v.Key().String() + "\n"
}

func quotedName(name string) string { return expr.String(name).String() }
