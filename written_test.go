package paramgen_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
)

// written reads back what the generator writes, with readers of the standard library.
func (t *twin) written() error {
	for _, check := range []func() error{t.asJSON, t.asCSV, t.asArgs} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (t *twin) asJSON() error {
	var array, lines strings.Builder
	n, err := t.g.WriteJSON(&array, t.g.All())
	if err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteJSON: %d, %v", n, err)
	}
	if n, err := t.g.WriteJSONL(&lines, t.g.All()); err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteJSONL: %d, %v", n, err)
	}
	var rows []map[string]any
	if err := decodeNumbers(array.String(), &rows); err != nil || len(rows) != len(t.valid) {
		return fmt.Errorf("WriteJSON: %d rows, %w", len(rows), err)
	}
	for i, line := range strings.Split(strings.TrimSuffix(lines.String(), "\n"), "\n")[:len(rows)] {
		var row map[string]any
		if err := decodeNumbers(line, &row); err != nil {
			return err
		}
		for name, want := range t.valid[i] {
			if !reads(rows[i][name], want) || !reads(row[name], want) || len(row) != len(t.valid[i]) {
				return fmt.Errorf("row %d is %v and %v, want %v", i, rows[i], row, t.valid[i])
			}
		}
	}
	return nil
}

func decodeNumbers(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

// reads reports whether a value of JSON is the value that was written: numbers to the last digit.
func reads(got, want any) bool {
	number, ok := got.(json.Number)
	if !ok {
		return got == want
	}
	text := fmt.Sprint(want)
	if f := reflect.ValueOf(want); f.CanFloat() {
		text = strings.TrimSuffix(text, ".0")
	}
	x, ok := new(big.Rat).SetString(number.String())
	y, fine := new(big.Rat).SetString(text)
	return ok && fine && x.Cmp(y) == 0
}

func (t *twin) asCSV() error {
	var b strings.Builder
	if n, err := t.g.WriteCSV(&b, t.g.All()); err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteCSV: %d, %v", n, err)
	}
	table, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(table) != 1+len(t.valid) {
		return fmt.Errorf("WriteCSV: %d lines, %w", len(table), err)
	}
	for i, fields := range table[1:] {
		for k, name := range table[0] {
			if got, want := fields[k], t.valid[i][name]; !cellReads(got, want) {
				return fmt.Errorf("row %d has %s=%q, want %v", i, name, got, want)
			}
		}
	}
	return nil
}

func cellReads(got string, want any) bool {
	switch v := reflect.ValueOf(want); {
	case want == nil:
		return got == ""
	case v.Kind() == reflect.String:
		return got == v.String()
	case v.Kind() == reflect.Bool:
		return got == map[bool]string{true: "True", false: "False"}[v.Bool()]
	}
	return reads(json.Number(got), want)
}

func (t *twin) asArgs() error {
	var b strings.Builder
	if n, err := t.g.WriteArgs(&b, t.g.All()); err != nil || n != len(t.valid) || strings.Count(b.String(), "\n") != n {
		return fmt.Errorf("WriteArgs: %d, %v\n%s", n, err, b.String())
	}
	i := 0
	for c := range t.g.All() {
		var want []string
		for _, p := range t.Parameters {
			want = append(want, argument("--"+strings.ReplaceAll(p.Name, "_", "-"), t.valid[i][p.Name])...)
		}
		if got := c.Args(); !slices.Equal(got, want) {
			return fmt.Errorf("row %d has the arguments %q, want %q", i, got, want)
		}
		i++
	}
	return nil
}

// argument is a flag with its value as argparse takes it.
func argument(flag string, v any) []string {
	switch text := fmt.Sprint(v); {
	case v == nil, v == false:
		return nil
	case v == true:
		return []string{flag}
	case reflect.ValueOf(v).CanFloat() && !strings.ContainsAny(text, ".e"):
		return argument(flag, text+".0")
	case strings.HasPrefix(text, "-"):
		return []string{flag + "=" + text}
	default:
		return []string{flag, text}
	}
}
