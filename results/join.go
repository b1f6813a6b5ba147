package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Row is a record with its combination, or several records of one combination that [Merge] has
// made one row.
type Row struct {
	*Record
	Combination paramgen.Combination
	Runs        []*Record // the records of a merged row; nil if it has only one
}

// NewRow returns the row of a result that was not read from a file: the figures of a run of c. A
// field without a value is null. NewRow panics if a value is not JSON on one line.
func NewRow(c paramgen.Combination, fields ...Field) Row {
	sh := &shape{source: &source{settings: newSettings(nil)}}
	var text strings.Builder
	for _, f := range fields {
		if f.Value == nil {
			f.Value = json.RawMessage("null")
		}
		if !json.Valid(f.Value) || bytes.ContainsAny(f.Value, "\r\n") {
			panic(fmt.Sprintf("results: the value of the field %q is not JSON on one line: %s", f.Name, f.Value))
		}
		sh.names = append(sh.names, f.Name)
		text.Write(bytes.Trim(f.Value, " \t"))
		text.WriteByte(0)
	}
	return Row{Record: &Record{ID: c.ID(), shape: sh, text: text.String()}, Combination: c}
}

// Join finds the combination of each record in the selection seq, such as g.All() or the sample
// that was run, by its id or else by its values as [Table.Identify] does. It walks seq up to the
// last match. Rows are in the order of the file, one for each record.
//
// If seq is nil, the selection is the whole space, which is not walked. Only records with all
// their values, or with an index in a field "index", are then found.
//
// Join returns all rows that it finds and, joined, the errors of Identify and an
// [*UnmatchedError] for records that match no combination of the selection.
func Join(g *paramgen.Generator, t *Table, seq iter.Seq[paramgen.Combination]) ([]Row, error) {
	err := t.Identify(g)
	m := t.wanted()
	if seq == nil {
		m.lookUp(g, t)
	} else {
		m.search(seq)
	}
	rows, unmatched := m.rows(t)
	if len(unmatched) > 0 {
		err = errors.Join(err, &UnmatchedError{unmatched, len(t.Records), unmatched[0].mismatch(g)})
	}
	return rows, err
}

// matches are the combinations of the ids in a table.
type matches struct {
	at      map[string]int32 // into all, or -1 for an id without a combination so far
	all     []paramgen.Combination
	missing int
}

// wanted returns the ids of the table without combinations.
func (t *Table) wanted() *matches {
	m := &matches{at: make(map[string]int32)}
	for i := range t.Records {
		if id := t.Records[i].ID; id != "" {
			m.at[id] = -1
		}
	}
	m.missing = len(m.at)
	return m
}

func (m *matches) add(id string, c paramgen.Combination) {
	if i, wanted := m.at[id]; wanted && i < 0 {
		m.at[id] = int32(len(m.all))
		m.all = append(m.all, c)
		m.missing--
	}
}

// search finds the combinations in seq. It stops when none is missing.
func (m *matches) search(seq iter.Seq[paramgen.Combination]) {
	if m.missing == 0 {
		return
	}
	for c := range seq {
		if m.add(c.ID(), c); m.missing == 0 {
			return
		}
	}
}

// lookUp finds the combinations that records identify by their index or their values.
func (m *matches) lookUp(g *paramgen.Generator, t *Table) {
	params := domains(g)
	for i := range t.Records {
		r := &t.Records[i]
		if m.at[r.ID] >= 0 && r.ID != "" {
			continue
		}
		c, ok := r.indexed(g)
		if !ok || c.ID() != r.ID {
			c, ok = r.valid(g, params)
		}
		if ok && c.ID() == r.ID {
			m.add(r.ID, c)
		}
	}
}

// rows returns the records with their combinations, and those without.
func (m *matches) rows(t *Table) (rows []Row, unmatched []Record) {
	if len(m.all) > 0 {
		rows = make([]Row, 0, len(t.Records))
	}
	for i := range t.Records {
		r := &t.Records[i]
		if at, ok := m.at[r.ID]; ok && at >= 0 {
			rows = append(rows, Row{Record: r, Combination: m.all[at]})
		} else if r.ID != "" || r.unmatched {
			unmatched = append(unmatched, *r)
		}
	}
	return rows, unmatched
}

// valid returns the combination of the record's values if the space has it.
func (r *Record) valid(g *paramgen.Generator, params map[string]domain) (paramgen.Combination, bool) {
	values, _ := r.values(params)
	c, err := r.combination(g, values)
	if err != nil {
		return c, false
	}
	_, ok := g.Index(c)
	return c, ok
}

// Combinations yields the combinations of the rows, each once, in the order of its first row.
func Combinations(rows []Row) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		seen := map[string]bool{}
		for i := range rows {
			id := rows[i].Combination.ID()
			if !seen[id] && !yield(rows[i].Combination) {
				return
			}
			seen[id] = true
		}
	}
}

// An UnmatchedError reports records that match no combination of a selection.
type UnmatchedError struct {
	Records []Record
	Of      int    // number of records in the table
	Reason  string // why the first matches none, if its values say so
}

// Error describes the first record.
func (e *UnmatchedError) Error() string {
	first := e.Records[0]
	what := "with id " + first.ID
	if first.unmatched {
		what = "by its values"
	}
	if e.Reason != "" {
		what += ": " + e.Reason
	}
	return fmt.Sprintf("results: %d of %d records match no combination of this selection, the first in line %d %s; use the space and the selection that was run",
		len(e.Records), e.Of, first.Line, what)
}

// mismatch returns why a record matches no combination of the space, as far as its values say.
func (r *Record) mismatch(g *paramgen.Generator) string {
	params := domains(g)
	values, _ := r.values(params)
	if len(values) == 0 {
		return ""
	}
	c, err := r.combination(g, values)
	if err != nil {
		return unprefixed(err)
	}
	var fault *paramgen.CheckError
	if errors.As(g.Check(c.Map()), &fault) {
		return strings.ReplaceAll(fault.Reasons(), "\n", "; ")
	}
	if id := c.ID(); r.ID != "" && id != r.ID {
		return "its values are those of " + id
	}
	return ""
}

// unprefixed returns the messages of joined errors in a line, without the package's name.
func unprefixed(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "paramgen: ")
	}
	return strings.Join(lines, "; ")
}
