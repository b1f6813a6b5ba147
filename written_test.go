package paramgen_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/paramgen/paramgen"
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
	n, err := t.g.Write(&array, paramgen.FormatJSON, t.g.All())
	if err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteJSON: %d, %v", n, err)
	}
	if n, err := t.g.Write(&lines, paramgen.FormatJSONL, t.g.All()); err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteJSONL: %d, %v", n, err)
	}
	var rows []map[string]any
	if err := decodeNumbers(array.String(), &rows); err != nil || len(rows) != len(t.valid) {
		return fmt.Errorf("WriteJSON: %d rows of %d, %v", len(rows), len(t.valid), err)
	}
	texts := strings.SplitAfter(lines.String(), "\n")
	if len(texts) != len(t.valid)+1 || texts[len(t.valid)] != "" {
		return fmt.Errorf("WriteJSONL: want %d lines, have %.300q", len(t.valid), lines.String())
	}
	for i, line := range texts[:len(t.valid)] {
		var row map[string]any
		if err := decodeNumbers(line, &row); err != nil {
			return err
		}
		for name, want := range t.valid[i] {
			if !reads(rows[i][name], want) || !reads(row[name], want) || len(row) != len(t.valid[i]) || len(rows[i]) != len(row) {
				return fmt.Errorf("row %d is %v and %v, want %v", i, rows[i], row, t.valid[i])
			}
		}
	}
	return nil
}

// decodeNumbers reads a text of JSON, and nothing behind it, with numbers to the last digit.
func decodeNumbers(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("more behind the end of %q", text)
	}
	return nil
}

// reads reports whether a value of JSON is the value that was written: numbers to the last digit.
func reads(got, want any) bool {
	number, ok := got.(json.Number)
	if !ok {
		return got == want
	}
	x, ok := new(big.Rat).SetString(number.String())
	y, fine := new(big.Rat).SetString(inFull(want))
	return ok && fine && x.Cmp(y) == 0
}

// inFull writes a value, whole floats with all their digits and a point.
func inFull(v any) string {
	if f := reflect.ValueOf(v); v != nil && f.CanFloat() && f.Float() == math.Trunc(f.Float()) && math.Abs(f.Float()) < 1e16 {
		return strconv.FormatFloat(f.Float(), 'f', 1, 64)
	}
	return fmt.Sprint(v)
}

func (t *twin) asCSV() error {
	var b strings.Builder
	if n, err := t.g.Write(&b, paramgen.FormatCSV, t.g.All()); err != nil || n != len(t.valid) {
		return fmt.Errorf("WriteCSV: %d, %v", n, err)
	}
	table, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(table) != 1+len(t.valid) {
		return fmt.Errorf("WriteCSV: %d lines, want %d, %v", len(table), 1+len(t.valid), err)
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
	if n, err := t.g.Write(&b, paramgen.FormatArgs, t.g.All()); err != nil || n != len(t.valid) || strings.Count(b.String(), "\n") != n {
		return fmt.Errorf("WriteArgs: %d, %v\n%s", n, err, b.String())
	}
	lines := strings.Split(b.String(), "\n")
	i := 0
	for c := range t.g.All() {
		var want []string
		for _, p := range t.Parameters {
			want = append(want, argument("--"+strings.ReplaceAll(p.Name, "_", "-"), t.valid[i][p.Name])...)
		}
		if got := c.Args(); !slices.Equal(got, want) {
			return fmt.Errorf("row %d has the arguments %q, want %q", i, got, want)
		}
		if got := shellWords(lines[i]); !slices.Equal(got, want) {
			return fmt.Errorf("row %d is written as %s, want the words %q", i, lines[i], want)
		}
		i++
	}
	return nil
}

// argument is a flag with its value as argparse takes it.
func argument(flag string, v any) []string {
	switch text := inFull(v); {
	case v == nil, v == false:
		return nil
	case v == true:
		return []string{flag}
	case strings.HasPrefix(text, "-"):
		return []string{flag + "=" + text}
	default:
		return []string{flag, text}
	}
}

// shellWords splits a line at spaces as a shell does; of quoting it knows '…' and, outside of that, the backslash.
func shellWords(line string) (words []string) {
	word, in, quoted := "", false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			in, quoted = true, !quoted
		case c == ' ' && !quoted:
			if in {
				words = append(words, word)
			}
			word, in = "", false
		case c == '\\' && !quoted && i+1 < len(line):
			i++
			word, in = word+line[i:i+1], true
		default:
			word, in = word+string([]byte{c}), true
		}
	}
	if in {
		words = append(words, word)
	}
	return words
}
