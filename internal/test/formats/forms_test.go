package formats_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
)

// forms is a space of a parameter of each form.
func forms() *paramgen.Generator {
	p := paramgen.Param
	return paramgen.Must(paramgen.New(paramgen.WithParameters(
		p("max_seqs", nil, 8).Flag("--max-num-seqs"),
		p("m", nil, -1, "a 'b'\n").Flag("-m"),
		p("cuda_graph", nil, false, true).Flag("--cuda-graph", "--no-cuda-graph"),
		p("on", false, true),
		p("eq", nil, true, false, "-x=", "").Flag("--eq="),
		p("joined", nil, []int{1, 2}, []string{"-a", "b c"}).Join(","),
		p("repeated", nil, []int{-1, 2}, []int{7}).Repeat(),
		p("var", nil, 4, "$x y").Env("VAR"),
		p("label", "a", "b").NoFlag(),
		p("where", "x y", "*").Positional(),
		p("files", []string{"a", `"b"`}, []string{"c"}).Positional(),
		p("sizes", nil, []int{1, 2, 4}, []any{}),
	)))
}

// TestFormsReadBack has bash, argparse and PyYAML read parameters of all forms, each in one
// process.
func TestFormsReadBack(t *testing.T) {
	reader(t, "python3")
	g := forms()
	seq := g.Sample(2000, 13)
	script := "w() { printf '%s\\0' $'\\x02' \"$VAR\" \"$@\" $'\\x01'; }\n" + writtenOf(t, g, paramgen.FormatShell, seq, paramgen.WithTemplate("{env} w {args}"))
	input := feed(t, script, "bash") + "\x03\x00"
	files := exec.Command("python3", "-c", "import yaml").Run() == nil
	if files {
		input += writtenOf(t, g, paramgen.FormatYAML, seq)
	}
	arguments, documents, _ := strings.Cut(feed(t, input, "python3", "testdata/forms_reader.py"), "---\n")
	var wantArguments, wantDocuments []map[string]string
	for c := range seq {
		values := map[string]string{}
		for name, v := range c.All() {
			switch {
			case name == "label" || v == nil:
			case name == "joined", name == "eq": // which the reader takes as text
				values[name] = textOf(t, v, true)
			default:
				values[name] = textOf(t, v, false)
			}
		}
		wantArguments = append(wantArguments, values)
		entries := map[string]string{}
		for name, v := range c.All() {
			key := map[string]string{"max_seqs": "max-num-seqs", "cuda_graph": "cuda-graph"}[name]
			if key == "" {
				key = name
			}
			if name != "label" && name != "var" && v != nil {
				entries[key] = textOf(t, v, false)
			}
		}
		wantDocuments = append(wantDocuments, entries)
	}
	if d := cmp.Diff(wantArguments, objects(t, arguments)); d != "" {
		t.Errorf("arguments: %.2000s", d)
	}
	if d := cmp.Diff(wantDocuments, objects(t, documents)); files && d != "" {
		t.Errorf("configuration files: %.2000s", d)
	}
}

func writtenOf(t *testing.T, g *paramgen.Generator, f paramgen.Format, seq func(func(paramgen.Combination) bool), options ...paramgen.WriteOption) string {
	t.Helper()
	var b strings.Builder
	if _, err := g.Write(&b, f, seq, options...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// textOf returns a value as JSON. As text, elements and values other than lists are strings.
func textOf(t *testing.T, v any, text bool) string {
	t.Helper()
	if text && !value.IsList(v) {
		v = value.Text(v)
	} else if text {
		var words []string
		for _, e := range value.Elements(v) {
			words = append(words, value.Text(e))
		}
		v = words
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// objects reads lines of JSON objects. Values of m, where and var that are numbers for the writer
// are compared as numbers.
func objects(t *testing.T, lines string) (all []map[string]string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		object := map[string]any{}
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatal(err, line)
		}
		values := map[string]string{}
		for name, v := range object {
			if slices.Contains([]any{"-1", "4"}, v) {
				v = json.Number(fmt.Sprint(v))
			}
			if v != nil {
				values[name] = textOf(t, v, false)
			}
		}
		all = append(all, values)
	}
	return all
}
