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
// A result without an id is found by its configuration, where it carries that: fields with the names of the parameters. In CSV, which does
// not tell 1 from "1", that may leave open which one it is; so do not rely on it where a parameter has both. A parameter that the record does not
// have counts as unset: a name that is misspelt can therefore lead to another combination, one that has that parameter unset.
package results

import (
	"encoding/json"
	"errors"
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
	Value json.RawMessage // without line ends

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
	return finite(v)
}

// finite returns what a number counts, if a float64 can.
func finite(v json.RawMessage) (float64, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || !isNumber(v) {
		return 0, false
	}
	return f, true
}

// isNumber tells a JSON number, without blanks around it, from what ParseFloat reads besides.
func isNumber(v json.RawMessage) bool {
	return len(v) > 0 && (v[0] == '-' || isDigit(v[0])) && isDigit(v[len(v)-1]) && json.Valid(v)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

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

// Identify gives the records that lack an id that of the combination whose values they carry, where a parameter that the record does not have counts as unset. It fails with an [*IdentityError] if
// some carry neither, and with a [*CellError] for each cell of CSV that leaves open which value it is and has no index beside it that
// decides, joined; all other records are identified nevertheless.
func (t *Table) Identify(g *paramgen.Generator) error {
	params := domains(g)
	var nameless []int
	var cells []*CellError
	for i := range t.Records {
		r := &t.Records[i]
		if r.ID != "" {
			continue
		}
		values, open := r.values(params)
		switch {
		case len(values) == 0:
			nameless = append(nameless, r.Line)
		case open == nil:
			r.identifyByValues(g, values)
		case !r.identifyByIndex(g, params):
			cells = addCell(cells, open)
		}
	}
	return identityFaults(nameless, cells)
}

func (r *Record) identifyByValues(g *paramgen.Generator, values map[string]any) {
	c, err := g.Combination(values)
	if r.foreign = err != nil; !r.foreign {
		r.ID = c.ID()
	}
}

// identifyByIndex takes the combination at the index that the record says, if the record could be one of it.
func (r *Record) identifyByIndex(g *paramgen.Generator, params map[string]domain) bool {
	c, ok := r.indexed(g)
	if _, taken := params["index"]; !ok || taken {
		return false
	}
	for name, v := range c.All() {
		at := slices.IndexFunc(r.Fields, func(f Field) bool { return f.Name == name })
		if at < 0 && v != nil || at >= 0 && !r.Fields[at].says(v) {
			return false
		}
	}
	r.ID = c.ID()
	return true
}

// addCell adds a fault, or its line to one that is the same.
func addCell(all []*CellError, e *CellError) []*CellError {
	for _, known := range all {
		if known.Parameter == e.Parameter && known.Cell == e.Cell {
			known.Lines = append(known.Lines, e.Lines...)
			return all
		}
	}
	return append(all, e)
}

func identityFaults(nameless []int, cells []*CellError) error {
	var faults []error
	if len(nameless) > 0 {
		faults = append(faults, &IdentityError{slices.Compact(nameless)})
	}
	for _, e := range cells {
		faults = append(faults, e)
	}
	return errors.Join(faults...)
}

// An IdentityError says which results cannot be told whose they are.
type IdentityError struct {
	Lines []int // each once
}

// Error says what is wrong.
func (e *IdentityError) Error() string {
	return fmt.Sprintf("results: no field id of 12 hexadecimal digits, and no configuration either, in line %s; let the benchmark write the id beside its figures",
		lineList(e.Lines))
}

// lineList shows the first few of many lines.
func lineList(all []int) string {
	lines := make([]string, 0, 10)
	for _, l := range all[:min(10, len(all))] {
		lines = append(lines, strconv.Itoa(l))
	}
	more := ""
	if n := len(all) - len(lines); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(lines, ", ") + more
}

// Skip yields the combinations of seq that have no result in the table. Records must have been identified; if that was by values, a parameter that the
// record does not have counts as unset, so that a misspelt name can skip another combination.
func (t *Table) Skip(seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	done := t.IDs()
	return paramgen.Filter(seq, func(c paramgen.Combination) bool { return !done[c.ID()] })
}
