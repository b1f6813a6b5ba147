package results

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
)

// WriteJSONL writes the rows as JSON Lines: the id, the configuration in declared order with unset values as null, then what the result says.
// A field of the result that has a parameter's name, but another value, is called result.NAME.
func WriteJSONL(w io.Writer, rows []Row) (n int, err error) {
	b := bufio.NewWriter(w)
	for _, r := range rows {
		line := []byte{'{'}
		for i, f := range r.fields() {
			if i > 0 {
				line = append(line, ", "...)
			}
			line = append(append(line, quoted(f.Name)...), ": "...)
			line = append(line, f.Value...)
		}
		if _, err := b.Write(append(line, "}\n"...)); err != nil {
			return n, err
		}
		n++
	}
	return n, b.Flush()
}

// WriteCSV writes the rows as CSV with a header: the columns are the fields that [WriteJSONL] writes, of all rows, in the order in which they first
// appear. Null is an empty field; strings are written as they are, objects and arrays as JSON.
func WriteCSV(w io.Writer, rows []Row) (n int, err error) {
	var header []string
	column := map[string]int{}
	for _, r := range rows {
		for _, f := range r.fields() {
			if _, known := column[f.Name]; !known {
				column[f.Name] = len(header)
				header = append(header, f.Name)
			}
		}
	}
	out := csv.NewWriter(w)
	if len(header) > 0 {
		if err := out.Write(header); err != nil {
			return 0, err
		}
	}
	for _, r := range rows {
		cells := make([]string, len(header))
		for _, f := range r.fields() {
			cells[column[f.Name]] = cell(f.Value)
		}
		if err := out.Write(cells); err != nil {
			return n, err
		}
		n++
	}
	out.Flush()
	return n, out.Error()
}

func cell(v json.RawMessage) string {
	switch string(v) {
	case "null":
		return ""
	case "true":
		return "True"
	case "false":
		return "False"
	}
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

// fields returns what is written of a row.
func (r *Row) fields() []Field {
	config, _ := r.Combination.MarshalJSON() // cannot fail, and is an object
	own, _ := object(config)
	all := append([]Field{{Name: "id", Value: quoted(r.Combination.ID())}}, own...)
	for _, f := range r.Record.Fields {
		if at := slices.IndexFunc(own, func(o Field) bool { return o.Name == f.Name }); at >= 0 {
			if same(own[at].Value, f.Value) {
				continue
			}
			f.Name = "result." + f.Name
		}
		if f.Name != "id" {
			all = append(all, f)
		}
	}
	return all
}

// same reports whether two values are the same, numbers by value.
func same(a, b json.RawMessage) bool {
	x, errX := strconv.ParseFloat(string(a), 64)
	y, errY := strconv.ParseFloat(string(b), 64)
	return bytes.Equal(a, b) || errX == nil && errY == nil && x == y
}

func quoted(s string) json.RawMessage {
	b, _ := json.Marshal(s)
	return b
}
