package results

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/value"
)

// WriteJSONL writes the rows as JSON Lines: the id, the parameters in declared order with null
// for unset values, then the other fields of the record. A field that has the name but not the
// value of one of these is renamed to result.NAME, with more prefixes if that name is taken. A
// parameter that is named id is a [*paramgen.ParameterError].
//
// A field of a merged row is the median of the runs if it is a number, and is left out if it is
// something else that differs. The fields METRIC.n, METRIC.mean and METRIC.spread follow for each
// of the metrics, see [Stat].
func WriteJSONL(w io.Writer, rows []Row, metrics ...Metric) (n int, err error) {
	if err := reserve(rows); err != nil {
		return 0, err
	}
	b := bufio.NewWriter(w)
	writer := rowWriter{metrics: metrics}
	var line []byte
	for i := range rows {
		line = append(line[:0], '{')
		for k, f := range writer.fields(&rows[i]) {
			if k > 0 {
				line = append(line, ", "...)
			}
			line = append(append(value.AppendJSONString(line, f.name), ": "...), f.text...)
		}
		if _, err := b.Write(append(line, "}\n"...)); err != nil {
			return n, err
		}
		n++
	}
	return n, b.Flush()
}

// WriteCSV writes the rows as CSV with a header. The columns are the fields that [WriteJSONL]
// writes, in the order of their first appearance. Null is an empty cell; objects and arrays are
// written as JSON.
func WriteCSV(w io.Writer, rows []Row, metrics ...Metric) (n int, err error) {
	if err := reserve(rows); err != nil {
		return 0, err
	}
	writer := rowWriter{metrics: metrics}
	header, column := writer.columns(rows)
	out := csv.NewWriter(w)
	if len(header) > 0 {
		if err := out.Write(header); err != nil {
			return 0, err
		}
	}
	cells := make([]string, len(header))
	for i := range rows {
		clear(cells)
		for _, f := range writer.fields(&rows[i]) {
			cells[column[f.name]] = cell(f.text)
		}
		if err := out.Write(cells); err != nil {
			return n, err
		}
		n++
	}
	out.Flush()
	return n, out.Error()
}

// A rowWriter finds the fields that are written of rows.
type rowWriter struct {
	metrics []Metric
	own     []written               // the id and the parameters of the last row
	values  []map[expr.Value]string // the texts of parameters' values
	buffer  []written

	shape *shape // of the last record
	clash []int  // for each of its fields the one in own with the same name, or -1
}

// written is a field with its value as JSON.
type written struct{ name, text string }

// columns returns the names of the fields of all rows, and the position of each.
func (w *rowWriter) columns(rows []Row) (header []string, position map[string]int) {
	position = map[string]int{}
	for i := range rows {
		for _, f := range w.fields(&rows[i]) {
			if _, known := position[f.name]; !known {
				position[f.name] = len(header)
				header = append(header, f.name)
			}
		}
	}
	return header, position
}

// cell returns the CSV cell of a JSON value.
func cell(v string) string {
	switch {
	case v == "null":
		return ""
	case v == "true":
		return "True"
	case v == "false":
		return "False"
	case v[0] != '"':
		return v
	}
	return unquoted(v)
}

// fields returns the fields that are written of a row, until the next call.
func (w *rowWriter) fields(r *Row) []written {
	w.setOwn(r)
	if r.Runs != nil || len(w.metrics) > 0 || !w.plain(r) {
		w.buffer = w.buffer[:0]
		for _, f := range r.fields(w.metrics) {
			w.buffer = append(w.buffer, written{f.Name, string(f.Value)})
		}
	}
	return w.buffer
}

// setOwn sets the id and the parameters of a row.
func (w *rowWriter) setOwn(r *Row) {
	id := r.Record.ID
	if id == "" {
		id = r.Combination.ID()
	}
	w.own = append(w.own[:0], written{"id", `"` + id + `"`})
	i := 0
	for name, v := range r.Combination.All() {
		if i == len(w.values) {
			w.values = append(w.values, map[expr.Value]string{})
		}
		plain, _ := value.Of(v) // a parameter's value has no error
		text, known := w.values[i][plain]
		if !known {
			text = string(value.AppendJSON(nil, v))
			w.values[i][plain] = text
		}
		w.own = append(w.own, written{name, text})
		i++
	}
}

// plain sets the fields of a row of which none has to be renamed. It returns false for others.
func (w *rowWriter) plain(r *Row) bool {
	w.buffer = append(w.buffer[:0], w.own...)
	if r.shape == nil {
		return true
	}
	w.setClash(r.shape)
	rest := r.text
	for i, name := range r.shape.names {
		text, after, _ := strings.Cut(rest, "\x00")
		rest = after
		if at := w.clash[i]; at >= 0 {
			if text == w.own[at].text {
				continue
			}
			if f := r.shape.field(i, text); !f.repeats(json.RawMessage(w.own[at].text)) {
				return false
			}
			continue
		}
		if r.shape.cells || strings.Contains(text, "N") {
			text = string(r.shape.field(i, text).Value)
		}
		w.buffer = append(w.buffer, written{name, text})
	}
	return true
}

func (w *rowWriter) setClash(s *shape) {
	if s == w.shape {
		return
	}
	w.shape, w.clash = s, make([]int, len(s.names))
	for i, name := range s.names {
		w.clash[i] = slices.IndexFunc(w.own, func(own written) bool { return own.name == name })
	}
}

// fields returns the fields that are written of a row.
func (r *Row) fields(metrics []Metric) []Field {
	config, _ := r.Combination.MarshalJSON() // cannot fail
	own := members(string(config))
	own = append([]Field{{Name: "id", Value: quoted(r.Combination.ID())}}, own...)
	figures := r.figures(metrics)
	all, taken := slices.Clone(own), names(own, figures)
	for _, f := range figures {
		if at := slices.IndexFunc(own, func(o Field) bool { return o.Name == f.Name }); at >= 0 {
			if f.repeats(own[at].Value) {
				continue
			}
			for taken[f.Name] {
				f.Name = "result." + f.Name
			}
			taken[f.Name] = true
		}
		all = append(all, f)
	}
	return all
}

// figures returns the fields of the record, or for a merged row those of its runs in one.
func (r *Row) figures(metrics []Metric) []Field {
	if r.Runs == nil && len(metrics) == 0 {
		return r.Fields()
	}
	var all []Field
	seen := map[string]bool{}
	for _, record := range r.records() {
		for _, f := range record.Fields() {
			if seen[f.Name] {
				continue
			}
			seen[f.Name] = true
			if f, ok := r.merged(f); ok {
				all = append(all, f)
			}
		}
	}
	for _, m := range metrics {
		s := r.Stat(m.Name)
		if !slices.ContainsFunc(all, func(f Field) bool { return f.Name == m.Name }) && s.N > 0 {
			all = append(all, Field{Name: m.Name, Value: number(s.Median)}) // a member of an object
		}
		all = append(all, Field{Name: m.Name + ".n", Value: json.RawMessage(strconv.Itoa(s.N))})
		if s.N > 0 {
			all = append(all, Field{Name: m.Name + ".mean", Value: number(s.Mean)}, Field{Name: m.Name + ".spread", Value: number(s.Spread())})
		}
	}
	return all
}

// merged returns the field of a row for a field of one of its runs, or false if it differs between
// runs and is no number.
func (r *Row) merged(f Field) (Field, bool) {
	same := true
	for _, record := range r.records() {
		v, ok := record.Field(f.Name)
		same = same && ok && canonical(string(v)) == canonical(string(f.Value))
	}
	if same {
		return f, true
	}
	if s := r.Stat(f.Name); s.N > 0 {
		return Field{Name: f.Name, Value: number(s.Median)}, true
	}
	return f, false
}

// number returns a finite number as JSON.
func number(f float64) json.RawMessage {
	b, _ := json.Marshal(f)
	return b
}

func names(lists ...[]Field) map[string]bool {
	all := map[string]bool{}
	for _, f := range slices.Concat(lists...) {
		all[f.Name] = true
	}
	return all
}

// repeats reports whether a field has the value own, comparing numbers exactly, or is the cell
// that is written for it.
func (f *Field) repeats(own json.RawMessage) bool {
	if f.cell != nil && *f.cell == cell(string(own)) || bytes.Equal(f.Value, own) {
		return true
	}
	if x, y := rational(f.Value), rational(own); x != nil && y != nil {
		return x.Cmp(y) == 0
	}
	x, isX := plain(f.Value).(string)
	y, isY := plain(own).(string)
	return isX && isY && x == y
}

// rational returns the exact value of a JSON number, or nil.
func rational(v json.RawMessage) *big.Rat {
	if !isNumber(v) {
		return nil
	}
	r, _ := new(big.Rat).SetString(string(v))
	return r
}

// reserve returns an error if a parameter has the name of the id.
func reserve(rows []Row) error {
	for _, r := range rows {
		if r.Combination.Has("id") {
			return &paramgen.ParameterError{Parameter: "id", Err: errors.New("has the name of the id field; rename the parameter")}
		}
	}
	return nil
}

func quoted(s string) json.RawMessage {
	b, _ := json.Marshal(s)
	return b
}
