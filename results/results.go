// Package results reads back what benchmarks wrote and finds the best.
//
// A sweep runs long, on many machines, and is stopped halfway. What it leaves is a file of lines, and the question which
// configuration a line belongs to. The answer is the combination's id ([paramgen.Combination.ID]), which every line should carry:
//
//	{"id": "3f9a0c5e77d1", "output_throughput": 5012.8, "p99_ttft_ms": 214.0}
//
// [Read] reads such lines, as JSON Lines, as a JSON array or as CSV. [Table.Skip] leaves out of a selection what has a result already,
// so that a sweep goes on where it stopped. [Join] puts the configuration beside each result, [Best] and [Pareto] select, and
// [WriteJSONL] and [WriteCSV] write the rows.
//
// A result without an id is found by its configuration, where it carries that: fields with the names of the parameters.
package results

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Table is what a file of results holds.
type Table struct {
	Records []Record
	// Torn is what could not be read as a result, such as half a last line of a run that was killed. It takes no part in anything, and the
	// combinations that it belonged to count as not run.
	Torn []Torn
}

// A Record is one result: what a benchmark said of one configuration.
type Record struct {
	Line   int // of the text, from 1, in which it begins
	ID     string
	Fields []Field // in the order of the file, the id too

	foreign bool // without id, and with values that the space does not have
}

// A Field is a named value of a record.
type Field struct {
	Name  string
	Value json.RawMessage

	cell *string // as it stood in CSV, which does not tell a number from a string of digits
}

// A Torn is text of a file that is no result. It is an error in form, so that it can be reported as one.
type Torn struct {
	Line int
	Text string
	Err  error // what is wrong with it
}

// Error says what is wrong.
func (t *Torn) Error() string {
	text := t.Text
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:60], "") + "…"
	}
	return fmt.Sprintf("line %d is left out, %v: %s", t.Line, t.Err, text)
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (t *Torn) Unwrap() error { return t.Err }

// field returns the value of a field, or of a member of an object by names with dots between them.
func (r *Record) field(name string) (json.RawMessage, bool) {
	for _, f := range r.Fields {
		if f.Name == name {
			return f.Value, true
		}
	}
	for _, f := range r.Fields {
		if rest, ok := strings.CutPrefix(name, f.Name+"."); ok {
			if fields, err := object(f.Value); err == nil {
				return (&Record{Fields: fields}).field(rest)
			}
		}
	}
	return nil, false
}

// Number returns the value of a field as a number; a name with dots, such as "latency.p99", leads into objects. It returns false
// where there is no such field and where it is no finite number.
func (r *Record) Number(name string) (float64, bool) {
	v, ok := r.field(name)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(v), 64)
	return f, err == nil && isNumber(v)
}

// isNumber tells a JSON number from what ParseFloat reads besides.
func isNumber(v json.RawMessage) bool {
	return len(v) > 0 && (v[0] == '-' || '0' <= v[0] && v[0] <= '9') && json.Valid(v)
}

// IDs returns the ids of the records that have one.
func (t *Table) IDs() map[string]bool {
	ids := make(map[string]bool, len(t.Records))
	for _, r := range t.Records {
		if r.ID != "" {
			ids[r.ID] = true
		}
	}
	return ids
}

// Identify gives the records that lack an id that of the combination whose values they carry. It fails with an [*IdentityError] if
// some carry neither; the others are identified nevertheless.
func (t *Table) Identify(g *paramgen.Generator) error {
	params := parameters(g)
	var nameless []int
	for i := range t.Records {
		r := &t.Records[i]
		if r.ID != "" {
			continue
		}
		values := r.values(params)
		if len(values) == 0 {
			nameless = append(nameless, r.Line)
			continue
		}
		c, err := g.Combination(values)
		if r.foreign = err != nil; !r.foreign {
			r.ID = c.ID()
		}
	}
	if len(nameless) > 0 {
		return &IdentityError{slices.Compact(nameless)}
	}
	return nil
}

func parameters(g *paramgen.Generator) map[string][]any {
	values := map[string][]any{}
	for _, p := range g.Parameters() {
		values[p.Name()] = p.Values()
	}
	return values
}

// values returns the fields that are parameters.
func (r *Record) values(params map[string][]any) map[string]any {
	values := map[string]any{}
	for _, f := range r.Fields {
		if of, is := params[f.Name]; is {
			values[f.Name] = f.among(of)
		}
	}
	return values
}

// among returns the field's value; a cell of CSV is the string that it shows where that is one of the values.
func (f *Field) among(values []any) any {
	v := plain(f.Value)
	if f.cell == nil || v == nil && slices.Contains(values, nil) || !slices.Contains(values, any(*f.cell)) {
		return v
	}
	return *f.cell
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

// An IdentityError says which results cannot be told whose they are.
type IdentityError struct {
	Lines []int // each once
}

// Error says what is wrong.
func (e *IdentityError) Error() string {
	lines := make([]string, 0, 10)
	for _, l := range e.Lines[:min(10, len(e.Lines))] {
		lines = append(lines, strconv.Itoa(l))
	}
	more := ""
	if n := len(e.Lines) - len(lines); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("results: no field id of 12 hexadecimal digits, and no configuration either, in line %s%s; let the benchmark write the id beside its figures",
		strings.Join(lines, ", "), more)
}

// Skip yields the combinations of seq that have no result in the table. Records must have been identified.
func (t *Table) Skip(seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	done := t.IDs()
	return paramgen.Filter(seq, func(c paramgen.Combination) bool { return !done[c.ID()] })
}
