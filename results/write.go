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

	"github.com/paramgen/paramgen"
)

// WriteJSONL writes the rows as JSON Lines: the id, the configuration in declared order with unset values as null, then what the result says.
// A field of the result that has one of these names, but another value, is called result.NAME, or result.result.NAME if the result has that, too, and so on. A parameter called id is a [*paramgen.ParameterError].
func WriteJSONL(w io.Writer, rows []Row) (n int, err error) {
	if err := reserve(rows); err != nil {
		return 0, err
	}
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
	if err := reserve(rows); err != nil {
		return 0, err
	}
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
	own = append([]Field{{Name: "id", Value: quoted(r.Combination.ID())}}, own...)
	all, taken := slices.Clone(own), names(own, r.Record.Fields)
	for _, f := range r.Record.Fields {
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

func names(lists ...[]Field) map[string]bool {
	all := map[string]bool{}
	for _, f := range slices.Concat(lists...) {
		all[f.Name] = true
	}
	return all
}

// repeats reports whether a field has the same value, numbers compared exactly. So has a cell that would be written for it.
func (f *Field) repeats(own json.RawMessage) bool {
	if f.cell != nil && *f.cell == cell(own) || bytes.Equal(f.Value, own) {
		return true
	}
	if x, y := rational(f.Value), rational(own); x != nil && y != nil {
		return x.Cmp(y) == 0
	}
	x, isX := plain(f.Value).(string)
	y, isY := plain(own).(string)
	return isX && isY && x == y
}

// rational returns what a number counts, nil for what is none.
func rational(v json.RawMessage) *big.Rat {
	if !isNumber(v) {
		return nil
	}
	r, _ := new(big.Rat).SetString(string(v))
	return r
}

// reserve reports parameters that have the name of the id.
func reserve(rows []Row) error {
	for _, r := range rows {
		if r.Combination.Has("id") {
			return &paramgen.ParameterError{Parameter: "id", Err: errors.New("has the name of the id that is written besides; give it another name")}
		}
	}
	return nil
}

func quoted(s string) json.RawMessage {
	b, _ := json.Marshal(s)
	return b
}
