// Package results reads the results of benchmarks, joins them to their configurations and selects
// the best ones.
//
// A benchmark writes one record for each configuration, with the id of the combination
// ([paramgen.Combination.ID]) beside its figures:
//
//	{"id": "3f9a0c5e77d1", "output_throughput": 5012.8, "p99_ttft_ms": 214.0}
//
// [Read] reads such records as JSON Lines, a JSON array or CSV. [Table.Skip] removes combinations
// that have a result from a selection, so that an interrupted sweep can continue. [Join] finds
// the combination of each record, [Best] and [Pareto] select rows, and [WriteJSONL] and
// [WriteCSV] write them.
//
// A record without an id is identified by the fields that are named like parameters. A parameter
// that the record lacks counts as unset, so that a misspelled name can identify another
// combination. CSV does not distinguish 1 from "1"; write ids if a parameter has both.
package results

import (
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Table holds the records of a file.
type Table struct {
	Records []Record
	// Malformed holds the text that is not a complete record, such as a last line that was
	// truncated when the benchmark was killed. Its combinations count as not run.
	Malformed []Malformed
}

// A Record is the result of one configuration.
type Record struct {
	Line   int     // line of the file in which the record begins, from 1
	ID     string  // 12 hexadecimal digits, or "" if the record has no id
	Fields []Field // in the order of the file, including the id

	unmatched bool // the record has no id, and its values are not in the space
}

// A Field is a named value of a record.
type Field struct {
	Name  string
	Value json.RawMessage // on one line

	cell *string // the text of a CSV cell, which can be a string or another value
}

// A Malformed is text of a file that is not a complete record. It implements error.
type Malformed struct {
	Line int
	Text string
	Err  error // [ErrTruncated] or [ErrSyntax]
}

// Error describes the text and what is wrong with it.
func (m *Malformed) Error() string {
	text := m.Text
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:60], "") + "…"
	}
	return fmt.Sprintf("line %d is ignored: %v: %s", m.Line, m.Err, text)
}

// Unwrap returns Err.
func (m *Malformed) Unwrap() error { return m.Err }

// Number returns the value of a numeric field. Dots in the name select members of objects, as in
// "latency.p99". It returns false if the field does not exist or is not a finite number.
func (r *Record) Number(name string) (float64, bool) {
	v, ok := r.field(name)
	if !ok {
		return 0, false
	}
	return finite(v)
}

// field returns the value of the field with that name, or else of a member of an object.
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

// finite returns the value of a JSON number that a float64 can represent.
func finite(v json.RawMessage) (float64, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || !isNumber(v) {
		return 0, false
	}
	return f, true
}

// isNumber reports whether v is a JSON number without surrounding spaces.
func isNumber(v json.RawMessage) bool {
	return len(v) > 0 && (v[0] == '-' || isDigit(v[0])) && isDigit(v[len(v)-1]) && json.Valid(v)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// IDs returns the set of ids in the table.
func (t *Table) IDs() map[string]bool {
	ids := make(map[string]bool, len(t.Records))
	for _, r := range t.Records {
		if r.ID != "" {
			ids[r.ID] = true
		}
	}
	return ids
}

// Skip yields the combinations of seq whose ids are not in the table. Call [Table.Identify] first
// if records lack ids.
func (t *Table) Skip(seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	done := t.IDs()
	return paramgen.Filter(seq, func(c paramgen.Combination) bool { return !done[c.ID()] })
}
