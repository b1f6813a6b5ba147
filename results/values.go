package results

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/expr"
)

// Values returns the fields of the record that are parameters of g, by name: what [paramgen.Include], [paramgen.Generator.Combination] and
// [paramgen.Generator.Check] take.
//
// A cell of CSV is the parameter's value that is written so: 1 is the number or the string, an empty cell is unset or the empty string. It fails with a
// [*CellError] where the parameter has both; the values are then those without quotes.
func (r *Record) Values(g *paramgen.Generator) (map[string]any, error) {
	values, fault := r.values(domains(g))
	if fault != nil {
		return values, fault
	}
	return values, nil
}

// values returns the fields that are parameters, and the first of them that can be two values.
func (r *Record) values(params map[string]domain) (values map[string]any, fault *CellError) {
	values = map[string]any{}
	for i := range r.Fields {
		f := &r.Fields[i]
		of, is := params[f.Name]
		if !is {
			continue
		}
		v, text := of.find(f)
		if values[f.Name] = v; text != nil && fault == nil {
			fault = &CellError{f.Name, *f.cell, []any{v, text}, []int{r.Line}}
		}
	}
	return values, fault
}

// A CellError says that a cell of CSV can be two values of a parameter, and that neither an id nor an index says which.
type CellError struct {
	Parameter string
	Cell      string
	Values    []any
	Lines     []int // where it stands
}

// Error says what is wrong.
func (e *CellError) Error() string {
	return fmt.Sprintf("results: the cell %q of the parameter %q, in line %s, can be %v or %v; let the benchmark write the id beside its figures, or write JSON Lines",
		e.Cell, e.Parameter, lineList(e.Lines), scalar(e.Values[0]), scalar(e.Values[1]))
}

// A domain is the values of a parameter, as they were given, by what they count.
type domain map[expr.Value]any

func domains(g *paramgen.Generator) map[string]domain {
	all := map[string]domain{}
	for _, p := range g.Parameters() {
		d := domain{}
		for _, v := range p.Values() {
			d[scalar(v)] = v
		}
		if p.Condition() != nil {
			d[expr.Nil()] = nil
		}
		all[p.Name()] = d
	}
	return all
}

// find returns the value that a field says. A cell that is how a string of the parameter is written, too, has that as text.
func (d domain) find(f *Field) (v, text any) {
	v = f.plain()
	if f.cell == nil {
		return v, nil
	}
	own, known := d[scalar(v)]
	text, isText := d[expr.String(*f.cell)]
	if _, quoted := v.(string); isText && (quoted || !known) {
		return text, nil
	}
	if known {
		v = own
	}
	return v, text
}

// says reports whether a field says that value of a parameter, or may say it.
func (f *Field) says(v any) bool {
	s := scalar(v)
	return s == scalar(f.plain()) || f.cell != nil && s == expr.String(*f.cell)
}

// plain returns the field as a value, a cell as what it is without quotes.
func (f *Field) plain() any {
	if f.cell != nil {
		return plain(cellValue("", *f.cell))
	}
	return plain(f.Value)
}

// plain returns a JSON value as Go's, integers exactly.
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

// scalar returns a value as parameters compare theirs: named types as what they are made of.
func scalar(v any) expr.Value {
	switch r := reflect.ValueOf(v); {
	case v == nil:
		return expr.Nil()
	case r.Kind() == reflect.Bool:
		return expr.Bool(r.Bool())
	case r.CanInt():
		return expr.Int(r.Int())
	case r.CanUint():
		return expr.Uint(r.Uint())
	case r.CanFloat():
		return expr.Float(expr.Decimal(r.Float(), r.Type().Bits())).Key()
	default: // of objects and arrays, which no parameter has, the name of their type
		return expr.String(r.String())
	}
}
