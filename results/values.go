package results

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
)

// Values returns the fields that are named like parameters of g, as [paramgen.Include],
// [paramgen.Generator.Combination] and [paramgen.Generator.Check] take them.
//
// A CSV cell is the value of the parameter that is written like it: 1 is the number or the
// string, an empty cell is unset or the empty string. If the parameter has both, Values returns a
// [*CellError] and the value without quotes.
func (r *Record) Values(g *paramgen.Generator) (map[string]any, error) {
	values, ambiguous := r.values(domains(g))
	if ambiguous != nil {
		return values, ambiguous
	}
	return values, nil
}

// values returns the fields that are parameters, and the first one that can be two values.
func (r *Record) values(params map[string]domain) (values map[string]any, ambiguous *CellError) {
	values = map[string]any{}
	for _, f := range r.configuration() {
		d, ok := params[f.Name]
		if !ok {
			continue
		}
		v, text := d.find(&f)
		if values[f.Name] = v; text != nil && ambiguous == nil {
			ambiguous = &CellError{f.Name, *f.cell, []any{v, text}, []int{r.Line}}
		}
	}
	return values, ambiguous
}

// configuration returns the fields that can be parameters: those of the record, or those of the
// object that [ValuesUnder] names.
func (r *Record) configuration() []Field {
	if r.shape == nil || r.shape.source.under == "" {
		return r.Fields()
	}
	text, _, ok := r.find(r.shape.source.under)
	if !ok {
		return nil
	}
	fields := members(text)
	for i := range fields {
		fields[i].Name = strings.ReplaceAll(strings.TrimLeft(fields[i].Name, "-"), "-", "_")
	}
	return fields
}

// members returns the members of a JSON object, or nil if text is something else. The last of
// several members with the same name counts.
func members(text string) (fields []Field) {
	s := scanner{text: []byte(text)}
	if end, ok := s.object(0); !ok || end != len(text) {
		return nil
	}
	for i, k := range s.keys {
		f := Field{Name: unquoted(text[k.from:k.to]), Value: withoutNaN(oneLine(s.text[s.spans[i].from:s.spans[i].to]))}
		if at := slices.IndexFunc(fields, func(other Field) bool { return other.Name == f.Name }); at >= 0 {
			fields[at] = f
		} else {
			fields = append(fields, f)
		}
	}
	return fields
}

// A domain maps the keys of a parameter's values to the values.
type domain map[any]any

func domains(g *paramgen.Generator) map[string]domain {
	all := map[string]domain{}
	for _, p := range g.Parameters() {
		d := domain{}
		for _, v := range p.Values() {
			d[key(v)] = v
		}
		if p.Condition() != nil {
			d[key(nil)] = nil
		}
		all[p.Name()] = d
	}
	return all
}

// key returns a form of a value that is equal for equal values of any type. It returns nil for
// objects and arrays, which are not values of a parameter.
func key(v any) any {
	k, err := value.Of(v)
	if err != nil {
		return nil
	}
	return k.Key()
}

// find returns the value of a field. If a CSV cell can also be a string of the parameter, text is
// that string.
func (d domain) find(f *Field) (v, text any) {
	v = f.plain()
	if f.cell == nil {
		return v, nil
	}
	own, known := d[key(v)]
	text, isText := d[key(*f.cell)]
	if _, isString := v.(string); isText && (isString || !known) {
		return text, nil
	}
	if known {
		v = own
	}
	return v, text
}

// matches reports whether a field can be the value v of a parameter.
func (f *Field) matches(v any) bool {
	k := key(v)
	return k == key(f.plain()) || f.cell != nil && k == key(*f.cell)
}

// plain returns the Go value of a field; a CSV cell is read without quotes.
func (f *Field) plain() any {
	if f.cell != nil {
		return plain(cellValue("", *f.cell))
	}
	return plain(f.Value)
}

// plain returns the Go value of JSON, with exact integers.
func plain(raw json.RawMessage) any {
	if i, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return i
	}
	if u, err := strconv.ParseUint(string(raw), 10, 64); err == nil {
		return u
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	return v
}
