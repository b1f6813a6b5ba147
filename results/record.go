package results

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Record is the result of one run of a configuration.
//
// It holds the text of its values and decodes them on demand, so that a file of 500,000 records
// needs little more memory than its values have text.
type Record struct {
	Line int    // line of the file in which the record begins, from 1
	ID   string // 12 hexadecimal digits, or "" if the record has no id

	shape     *shape
	text      string // the values, each followed by a NUL byte
	unmatched bool   // the record has no id, and its values are not in the space
}

// A shape is the names of the fields of records. Records with the same names, in the same order
// and from the same file, share it.
type shape struct {
	source *source
	names  []string
	keys   []string // the names as they are in the text of JSON
	cells  bool     // the values are cells of CSV

	parameters []bool // which fields are parameters; set by Identify
}

// A source is where records come from, and how they are identified.
type source struct {
	file string
	settings
}

// A Field is a named value of a record.
type Field struct {
	Name  string
	Value json.RawMessage // on one line; NaN and Infinity are null

	cell *string // the text of a CSV cell, which can be a string or another value
}

// File returns the name of the record's file, or "" if it was not read by [ReadFiles].
func (r *Record) File() string {
	if r.shape == nil {
		return ""
	}
	return r.shape.source.file
}

// Fields returns the fields in the order of the file, including the id.
func (r *Record) Fields() []Field {
	if r.shape == nil {
		return nil
	}
	fields, rest := make([]Field, len(r.shape.names)), r.text
	for i := range fields {
		text, after, _ := strings.Cut(rest, "\x00")
		fields[i], rest = r.shape.field(i, text), after
	}
	return fields
}

// field returns field i, whose value has that text.
func (s *shape) field(i int, text string) Field {
	if s.cells {
		return Field{s.names[i], cellValue(s.names[i], text), &text}
	}
	return Field{Name: s.names[i], Value: withoutNaN([]byte(text))}
}

// at returns the text of field i.
func (r *Record) at(i int) string {
	rest := r.text
	for ; i > 0; i-- {
		rest = rest[strings.IndexByte(rest, 0)+1:]
	}
	return rest[:strings.IndexByte(rest, 0)]
}

// Field returns the value of the field with that name. Dots in the name select members of
// objects, as in "latency.p99", unless a field has the whole name.
func (r *Record) Field(name string) (json.RawMessage, bool) {
	text, cells, ok := r.find(name)
	if !ok {
		return nil, false
	}
	if cells {
		return cellValue(name, text), true
	}
	return withoutNaN([]byte(text)), true
}

// find returns the text of a field or of a member of an object, and whether it is a CSV cell.
func (r *Record) find(name string) (text string, cells, ok bool) {
	if r.shape == nil {
		return "", false, false
	}
	if i := slices.Index(r.shape.names, name); i >= 0 {
		return r.at(i), r.shape.cells, true
	}
	if !strings.Contains(name, ".") {
		return "", false, false
	}
	for i, own := range r.shape.names {
		if rest, inside := strings.CutPrefix(name, own+"."); inside {
			if text, ok = member(r.at(i), rest); ok {
				return text, false, true
			}
		}
	}
	return "", false, false
}

// member returns the text of the member of a JSON object that a name with dots selects. The last
// of several members with the same name counts.
func member(object, name string) (text string, ok bool) {
	if !strings.HasPrefix(object, "{") {
		return "", false
	}
	s := scanner{text: []byte(object)}
	if end, valid := s.object(0); !valid || end != len(object) {
		return "", false
	}
	for i := len(s.keys) - 1; i >= 0 && !ok; i-- {
		key := unquoted(object[s.keys[i].from:s.keys[i].to])
		value := object[s.spans[i].from:s.spans[i].to]
		if key == name {
			return value, true
		}
		if rest, inside := strings.CutPrefix(name, key+"."); inside {
			text, ok = member(value, rest)
		}
	}
	return text, ok
}

// unquoted returns the string that a JSON string stands for.
func unquoted(text string) (s string) {
	json.Unmarshal([]byte(text), &s) // valid text has no errors
	return s
}

// Missing says why a record has no number for a metric.
type Missing int

// The reasons why a metric has no number. Present means that it has one.
const (
	Present   Missing = iota
	Absent            // no such field
	Null              // null, or an empty cell
	Text              // a string, even one that looks like a number
	NotFinite         // NaN, Infinity, or a number that a float64 cannot hold
	NoNumber          // a boolean, an object or an array
	Failed            // the profile knows the run as failed, whatever its figures
)

var missingText = [...]string{"present", "absent", "null", "text", "not finite", "not a number", "failed run"}

// String returns the reason in words, such as "not finite".
func (m Missing) String() string { return missingText[m] }

// Metric returns the finite number that a field has, or why it has none. Dots in the name select
// members of objects. A record that its profile knows as failed has no metrics.
func (r *Record) Metric(name string) (float64, Missing) {
	if r.failedByProfile() {
		return 0, Failed
	}
	return r.number(name)
}

// number is Metric whatever the profile says.
func (r *Record) number(name string) (float64, Missing) {
	text, cells, ok := r.find(name)
	if !ok {
		return 0, Absent
	}
	if cells {
		if notFinite[strings.ToLower(strings.Trim(text, " \t"))] {
			return 0, NotFinite
		}
		text = string(cellValue(name, text))
	}
	return numberOf(text)
}

// notFinite are the texts of floats that are no numbers, in lower case.
var notFinite = map[string]bool{"nan": true, "inf": true, "+inf": true, "-inf": true, "infinity": true, "+infinity": true, "-infinity": true}

// numberOf returns the number of a JSON value.
func numberOf(text string) (float64, Missing) {
	switch {
	case text == "null":
		return 0, Null
	case text[0] == '"':
		return 0, Text
	case text == "NaN" || text == "Infinity" || text == "-Infinity":
		return 0, NotFinite
	case text[0] != '-' && !isDigit(text[0]):
		return 0, NoNumber
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, NotFinite
	}
	return f, Present
}

// Number returns the number of [Record.Metric]. It returns false if there is none.
func (r *Record) Number(name string) (float64, bool) {
	f, missing := r.Metric(name)
	return f, missing == Present
}

// Has returns a function that reports whether a record has a number for each of the metrics, for
// [Table.Skip]. Without metrics the function reports whether the record is not [Record.Failed].
func Has(metrics ...string) func(*Record) bool {
	return func(r *Record) bool {
		for _, m := range metrics {
			if _, missing := r.Metric(m); missing != Present {
				return false
			}
		}
		return len(metrics) > 0 || !r.Failed()
	}
}

// Failed reports whether the record is that of a failed run: its profile knows it as failed, its
// field "error" is set, or it has nothing but what identifies the configuration. Null is nothing.
func (r *Record) Failed() bool { return r.Failure() != "" }

// Failure returns why the record is that of a failed run, or "".
func (r *Record) Failure() string {
	if r.failedByProfile() {
		return r.shape.source.failedText
	}
	if text, cells, ok := r.find("error"); ok {
		if cells {
			text = string(cellValue("error", text))
		}
		if text != "null" && text != `""` && text != "false" {
			return "an error"
		}
	}
	if !r.hasFigures() {
		return "nothing but an identity"
	}
	return ""
}

// hasFigures reports whether the record has a value that does not identify the configuration.
func (r *Record) hasFigures() bool {
	if r.shape == nil {
		return false
	}
	rest := r.text
	for i, name := range r.shape.names {
		text, after, _ := strings.Cut(rest, "\x00")
		rest = after
		if text != "null" && text != "" && text != "NaN" && !r.shape.identifies(i, name) {
			return true
		}
	}
	return false
}

func (r *Record) failedByProfile() bool {
	if r.shape == nil || r.shape.source.failed == nil {
		return false
	}
	return r.shape.source.failed(r)
}
