package encode

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"
)

// table returns a table of columns a, b and c. Values of c count how often they are rendered.
func table(rendered *int) *Table {
	t := &Table{
		Columns: []Column{{Name: "a_x", Values: []any{nil, 1}}, {Name: "b", Values: []any{"", "x y"}}, {Name: "c", Values: []any{true, 0.5}}},
		NewRank: func() func([]int32) *big.Int {
			return func(row []int32) *big.Int { return big.NewInt(int64(row[0]*4 + row[1]*2 + row[2])) }
		},
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Args = func(v int) ([]string, error) {
			if c.Name == "c" {
				*rendered++
			}
			return c.Style.Append(nil, "--"+Hyphens(c.Name), c.Values[v]), nil
		}
		c.Entries = func(v int) ([]Setting, error) { return []Setting{{Hyphens(c.Name), c.Values[v]}}, nil }
	}
	return t
}

// rows are all rows, in blocks of four.
func rows() (all []Row) {
	for block := range int32(2) {
		for n := range int32(4) {
			all = append(all, Row{Block: int(block) + 1, Number: n, Head: []int32{block}, Tail: []int32{n / 2, n % 2}})
		}
	}
	return all
}

func write(t *testing.T, format string, o Options) string {
	t.Helper()
	var b bytes.Buffer
	rendered := 0
	w, err := Lookup(format).NewWriter(&b, table(&rendered), &o)
	if err != nil {
		t.Fatal(format, err)
	}
	rendered = 0 // checks of names are done
	for _, r := range rows() {
		if err := w.Add(&r); err != nil {
			t.Fatal(format, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(format, err)
	}
	if added, written := w.Count(); added != 8 || written != 8 {
		t.Errorf("%s: %d rows added, %d written", format, added, written)
	}
	if rendered > 2 && format != "shell" {
		t.Errorf("%s: two values are rendered %d times", format, rendered)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	for _, f := range Formats {
		got := write(t, f.Name, Options{Template: "run {a_x} {args} {index}"})
		want := map[string]string{
			"json":   "[\n  {\n    \"a_x\": null,\n    \"b\": \"\",\n    \"c\": true\n  },\n",
			"jsonl":  `{"a_x":null,"b":"","c":true}` + "\n" + `{"a_x":null,"b":"","c":0.5}` + "\n",
			"csv":    "a_x,b,c\n,\"\",True\n,\"\",0.5\n,x y,True\n",
			"args":   "--b '' --c\n--b '' --c 0.5\n--b 'x y' --c\n",
			"env":    "PARAMGEN_ID=",
			"yaml":   "---\n# id ",
			"github": `{"include":[{"id":"`,
			"argo":   `[{"id":"`,
			"shell":  "#!/usr/bin/env bash\nrun '' --b '' --c 0\nrun '' --b '' --c 0.5 1\n",
		}[f.Name]
		if want == "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s:\n%s", f.Name, got)
		}
	}
}

// TestIndices checks that the index is right in rows whose block was looked up once.
func TestIndices(t *testing.T) {
	for i, line := range strings.Split(strings.TrimSpace(write(t, "csv", Options{Identity: true})), "\n")[1:] {
		if got := strings.Split(line, ",")[1]; got != string(rune('0'+i)) {
			t.Errorf("row %d has index %s", i, got)
		}
	}
}

func TestColumnErrors(t *testing.T) {
	for format, test := range map[string]struct {
		column int
		change func(*Table)
	}{
		"env":    {1, func(t *Table) { t.Columns[1].Name = "no name" }},
		"json":   {2, func(t *Table) { t.Columns[2].Name = "id" }},
		"args":   {2, func(t *Table) { t.Columns[2].Style = Style{Kind: AsVariable, Name: "C"} }},
		"yaml":   {0, func(t *Table) { t.Columns[0].Values[0] = "\xff" }},
		"github": {0, func(t *Table) { t.Columns[0].Values[0] = "\xff" }},
		"shell":  {0, func(t *Table) { t.Columns[0].Values[0] = "\x00" }},
	} {
		rendered := 0
		table := table(&rendered)
		test.change(table)
		w, err := Lookup(format).NewWriter(io.Discard, table, &Options{Identity: true, Template: "{args}"})
		if err == nil {
			err = w.Add(&rows()[0])
		}
		var fault *ColumnError
		if !errors.As(err, &fault) || fault.Column != test.column {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestLimit(t *testing.T) {
	rendered := 0
	w, err := Lookup("github").NewWriter(io.Discard, table(&rendered), &Options{})
	for i := 0; err == nil; i++ {
		if err = w.Add(&rows()[i%8]); err != nil && i != githubEntries {
			t.Errorf("%d rows: %v", i, err)
		}
	}
	var over *LimitError
	if _, written := w.Count(); !errors.As(err, &over) || written != 0 {
		t.Errorf("%d rows are written, error %v", written, err)
	}
}

func TestCSVString(t *testing.T) {
	for text, want := range map[string]string{
		"": `""`, "a": "a", "a\rb": "\"a\rb\"", "a\nb": "\"a\nb\"", "a,b": `"a,b"`, `a"b`: `"a""b"`, " a": `" a"`, "a\t": "\"a\t\"",
	} {
		if got := csvString(text); got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
	}
}
