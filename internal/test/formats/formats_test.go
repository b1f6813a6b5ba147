// Package formats checks that other programs, such as Python and bash, read every format as meant.
package formats_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/shellquote"
	"github.com/paramgen/paramgen/internal/test/longtest"
	"github.com/paramgen/paramgen/internal/value"
	"github.com/paramgen/paramgen/sglang"
)

// Real readers of what is written. A machine without one of them does not run its test.

func reader(t *testing.T, tool string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Skipf("there is no %s here", tool)
	}
	return path
}

// feed runs a program on input and returns what it says.
func feed(t *testing.T, input, program string, args ...string) string {
	t.Helper()
	cmd := exec.Command(reader(t, program), args...)
	cmd.Stdin = strings.NewReader(input)
	var out, words bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &words
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, words.String())
	}
	return out.String()
}

// python runs a program over the records of its input and returns them as JSON read back.
func python(t *testing.T, program, input string, module ...string) (records []map[string]any) {
	t.Helper()
	for _, m := range module {
		if exec.Command(reader(t, "python3"), "-c", "import "+m).Run() != nil {
			t.Skipf("python3 has no module %s here", m)
		}
	}
	out := feed(t, input, "python3", "-c", "import json, sys, csv\ntext = sys.stdin.buffer.read().decode()\n"+program)
	if err := json.Unmarshal([]byte(out), &records); err != nil {
		t.Fatalf("%v: %.200s", err, out)
	}
	return records
}

func writtenWith(t testing.TB, g *paramgen.Generator, f paramgen.Format, options ...paramgen.WriteOption) string {
	t.Helper()
	var b strings.Builder
	if _, err := g.Write(&b, f, g.All(), options...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// strange has names that every format can carry and values that quoting has to get right.
func strange(values ...any) *paramgen.Generator {
	more := append([]any{nil, true, false, 7, -1, 0.5, 1e-7, 1e300, "", "a b", " ends ", "it's", `say "hi"`, "$HOME", "`id`", "\\n", "--flag", "-", "é😀",
		"no", "null", "1_000", "1:30", "0x10", "~", "# no comment", "a: b", "[x]", "{y}", "%41", "<&>", "*", "\u00a0", "\x7f", "\u2028"}, values...)
	return paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a_b", more...), paramgen.Param("switch", false, true), paramgen.Param("n", nil, 3))))
}

// expected returns what a reader should find, by JSON's types.
func expected(t *testing.T, g *paramgen.Generator, edit func(c paramgen.Combination, fields map[string]any)) (all []map[string]any) {
	t.Helper()
	for c := range g.All() {
		fields := c.Map()
		edit(c, fields)
		all = append(all, fields)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	all = nil
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func index(t *testing.T, g *paramgen.Generator, c paramgen.Combination) string {
	t.Helper()
	i, ok := g.Index(c)
	if !ok {
		t.Fatalf("%v has no index", c)
	}
	return i.String()
}

func TestShellReadsBack(t *testing.T) {
	g := strange("line\nend", "tab\t", "\xff")
	script := writtenWith(t, g, paramgen.FormatShell, paramgen.WithTemplate(`printf '%s\0' "${#}" {{id}} {{a,b}} {id} {index} {a_b} {args} . && printf '\n'`))
	var want strings.Builder
	for c := range g.All() {
		v, _ := c.Get("a_b")
		word := ""
		if v != nil {
			word = value.Text(v)
		}
		fields := append([]string{"0", "{id}", "a", "b", c.ID(), index(t, g, c), word}, c.Args()...)
		want.WriteString(strings.Join(append(fields, "."), "\x00") + "\x00\n")
	}
	if d := cmp.Diff(want.String(), feed(t, script, "bash")); d != "" {
		t.Error(d)
	}
	twice := writtenWith(t, strange(), paramgen.FormatShell, paramgen.WithTemplate("{args}; {args}"))
	for _, line := range strings.Split(strings.TrimSpace(twice), "\n")[1:] {
		if a, b, _ := strings.Cut(line, ";"); a != strings.TrimPrefix(b, " ") {
			t.Errorf("%q is not twice the same", line)
		}
	}
}

func TestTemplateFaults(t *testing.T) {
	g := strange()
	for template, want := range map[string]string{
		"run {arg}":  `no placeholder "arg"; did you mean "args"?`,
		"run {a_bb}": `no placeholder "a_bb"; did you mean "a_b"?`,
		"run {ID}":   `no placeholder "ID"; did you mean "id"?`,
		"run {}":     `no placeholder ""`,
		"{a b":       `no placeholder "a b"`,
		"{args:x}":   `no group "x"; no parameter is in a group`,
		"{args:}":    `no placeholder "args:"`,
		"a\nb":       "a template is one line",
		"":           "needs a template",
	} {
		n, err := g.Write(&strings.Builder{}, paramgen.FormatShell, g.All(), paramgen.WithTemplate(template))
		if n != 0 || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", template, err, want)
		}
	}
	var at *paramgen.ParameterError
	nul := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", "a\x00b"))))
	for _, template := range []string{"{args}", "{x}", "{args} {args}"} {
		if _, err := nul.Write(&strings.Builder{}, paramgen.FormatShell, nul.All(), paramgen.WithTemplate(template)); !errors.As(err, &at) || at.Parameter != "x" {
			t.Errorf("%s: %v", template, err)
		}
	}
}

// TestServerReadsArguments has a server with argparse read every combination of the preset's kinds
// of values, by bash and by parallel.
func TestServerReadsArguments(t *testing.T) {
	reader(t, "python3")
	n := 3
	if longtest.Enabled() {
		n = 12
	}
	for _, release := range []string{"2025-11", "2026-07"} {
		g := paramgen.Must(paramgen.New(sglang.Default(), sglang.Release(release), paramgen.WithValues("chunked_prefill_size", nil, -1), paramgen.WithValues("max_running_requests", nil, 1024)))
		seq := func(yield func(paramgen.Combination) bool) {
			for c := range g.Sample(n, 3) {
				if !yield(c) {
					return
				}
			}
		}
		var script strings.Builder
		if _, err := g.Write(&script, paramgen.FormatShell, seq, paramgen.WithTemplate("python3 testdata/fake_server.py "+release+" --model-path 'a model' {args} --tag {id}")); err != nil {
			t.Fatal(err)
		}
		var want []string
		for c := range seq {
			want = append(want, c.ID())
		}
		for tool, args := range map[string][]string{"bash": nil, "parallel": {"--jobs", "2", "--keep-order", "--halt", "now,fail=1"}} {
			var got []string
			for _, line := range strings.Split(strings.TrimSpace(feed(t, script.String(), tool, args...)), "\n") {
				var seen struct {
					Tag   string `json:"tag"`
					Model string `json:"model_path"`
				}
				if err := json.Unmarshal([]byte(line), &seen); err != nil || seen.Model != "a model" {
					t.Fatalf("%s: %v: %s", tool, err, line)
				}
				got = append(got, seen.Tag)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s, %s: %s", release, tool, d)
			}
		}
	}
}

// TestParallelReadsCSV: values come to their names.
func TestParallelReadsCSV(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("tp_size", 1, -2), paramgen.Param("backend", nil, "fa3", "a b"), paramgen.Param("on", false, true))))
	var want strings.Builder
	for c := range g.All() {
		fmt.Fprintf(&want, "%s %s\n", c.ID(), index(t, g, c))
		for _, v := range c.All() {
			fmt.Fprintf(&want, "[%s]\n", csvField(v))
		}
	}
	got := feed(t, writtenWith(t, g, paramgen.FormatCSV, paramgen.WithIdentity()), "parallel", "--keep-order", "--header", ":", "--colsep", ",",
		`printf '%s %s\n' {id} {index}; printf '[%s]\n' {tp_size} {backend} {on}`)
	if d := cmp.Diff(want.String(), got); d != "" {
		t.Error(d)
	}
}

// TestServerRejects: the server of the tests is one that malformed arguments do not pass.
func TestServerRejects(t *testing.T) {
	for _, args := range [][]string{{"--tp-size", "None"}, {"--disable-radix-cache", "false"}, {"--unknown", "1"}, {"--chunked-prefill-size", "null"}, {"--disable-cuda-graph"}} {
		args = append([]string{"testdata/fake_server.py", "2026-07", "--model-path", "m"}, args...)
		if err := exec.Command(reader(t, "python3"), args...).Run(); err == nil {
			t.Errorf("%v: accepted", args)
		}
	}
}

func TestYAMLReadsBack(t *testing.T) {
	base := `{"model_path": "a \"model\"\u0007", "port": 30000, "n": 99, "ratio": 1e-7, "list": [1, "no", null, {"k: 1": "\u2028", "yes": 2.5E3}], "gone": null, "yes": true}`
	long := strings.Repeat("a-b", 400) // longer than keys are without a mark
	for _, tt := range []struct {
		name    string
		base    map[string]any
		options []paramgen.WriteOption
	}{
		{"alone", nil, nil},
		{"over long keys", map[string]any{long: map[string]any{long: 1, "n": 2}}, []paramgen.WriteOption{paramgen.WithBase(strings.NewReader(`{"` + long + `": {"n": 2, "` + long + `": 1}}`))}},
		{"over a base", map[string]any{"model-path": "a \"model\"\a", "port": 30000, "ratio": 1e-7, "list": []any{1, "no", nil, map[string]any{"k: 1": "\u2028", "yes": 2500.0}}, "yes": true},
			[]paramgen.WriteOption{paramgen.WithBase(strings.NewReader(base))}},
	} {
		g := paramgen.Must(strange("line\nend", "tab\t", "\x00\x01\x1b", "\U000e0001", "\ufeff", "\ufffe").With(paramgen.WithParameters(paramgen.Param("x"+long, 1))))
		want := expected(t, g, func(c paramgen.Combination, fields map[string]any) {
			settings := map[string]any{}
			for name, v := range tt.base {
				settings[name] = v
			}
			for name, v := range fields {
				if v != nil {
					settings[strings.ReplaceAll(name, "_", "-")] = v
				}
				delete(fields, name)
			}
			for name, v := range settings {
				fields[name] = v
			}
		})
		got := python(t, "import yaml\nprint(json.dumps(list(yaml.load_all(text, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)))))", writtenWith(t, g, paramgen.FormatYAML, tt.options...), "yaml")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}

// TestYAMLEmpty: where every flag is left out there is an empty mapping, and not null.
func TestYAMLEmpty(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", nil)), sglang.Default(), paramgen.WithoutParameters("max_prefill_tokens", "tp_size", "dp_size", "disable_radix_cache"), paramgen.WithRules()))
	text := writtenWith(t, g, paramgen.FormatYAML)
	first := strings.SplitAfterN(text, "\n", 4)
	if first[2] != "{}\n" {
		t.Errorf("%q", first[:3])
	}
	c, _ := g.At(new(big.Int))
	if want := "---\n# id " + c.ID() + ", index 0\n"; !strings.HasPrefix(text, want) {
		t.Errorf("%q, want %q", first[:2], want)
	}
}

func TestYAMLFaults(t *testing.T) {
	g := strange()
	for base, want := range map[string]string{
		"[1]":                          "the base is not a JSON object",
		"":                             "the base is not a JSON object",
		"tp-size: 2":                   "the base is not a JSON object",
		`{"a": 1`:                      "the base is not JSON",
		`{"a": }`:                      "the base is not JSON",
		`{"a": 1} {}`:                  "trailing data after the JSON object",
		`{"tp_size": 1, "tp-size": 2}`: "the base sets tp-size twice",
	} {
		if _, err := g.Write(&strings.Builder{}, paramgen.FormatYAML, g.All(), paramgen.WithBase(strings.NewReader(base))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", base, err, want)
		}
	}
	invalid := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", "\xff"))))
	var at *paramgen.ParameterError
	if _, err := invalid.Write(&strings.Builder{}, paramgen.FormatYAML, invalid.All()); !errors.As(err, &at) || at.Parameter != "x" {
		t.Error(err)
	}
}

func TestEnvReadsBack(t *testing.T) {
	g := strange("tab\t")
	reader(t, "xargs")
	blocks := strings.Split(writtenWith(t, g, paramgen.FormatEnv), "\n\n")
	k := 0
	for c := range g.All() {
		if k%5 == 0 {
			want := map[string]string{"PARAMGEN_ID": c.ID(), "PARAMGEN_INDEX": index(t, g, c)}
			for name, v := range c.All() {
				if v != nil {
					want[name] = value.Text(v)
				}
			}
			got := map[string]string{}
			for _, field := range strings.Split(feed(t, strings.TrimSuffix(blocks[k], "\n"), "xargs", "-d", `\n`, "env", "-0", "-i"), "\x00") {
				if name, value, ok := strings.Cut(field, "="); ok {
					got[name] = value
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatal(d)
			}
		}
		k++
	}
	if k != len(blocks) {
		t.Errorf("%d combinations in %d blocks", k, len(blocks))
	}
}

func TestEnvFaults(t *testing.T) {
	for _, p := range []paramgen.Parameter{paramgen.Param("a-b", 1), paramgen.Param("1a", 1), paramgen.Param("a b", 1), paramgen.Param("x", "a\nb"), paramgen.Param("x", "a\r"), paramgen.Param("x", "\x00"), paramgen.Param("x", "\xff"), paramgen.Param("PARAMGEN_ID", 1)} {
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(p)))
		var at *paramgen.ParameterError
		if n, err := g.Write(&strings.Builder{}, paramgen.FormatEnv, g.All()); n != 0 || !errors.As(err, &at) || at.Parameter != p.Name() {
			t.Errorf("%v: %d, %v", p, n, err)
		}
	}
}

func TestMatrixReadsBack(t *testing.T) {
	g := strange("line\nend")
	entry := func(c paramgen.Combination, fields map[string]any) {
		var args []string
		for _, word := range c.Args() {
			args = append(args, string(shellquote.Append(nil, word)))
		}
		fields["id"], fields["index"], fields["args"] = c.ID(), index(t, g, c), strings.Join(args, " ")
	}
	github := writtenWith(t, g, paramgen.FormatGitHub)
	if strings.Count(github, "\n") != 1 {
		t.Error("an output of a job is one line")
	}
	if d := cmp.Diff(expected(t, g, entry), python(t, "print(json.dumps(json.loads(text)['include']))", github)); d != "" {
		t.Error(d)
	}
	want := expected(t, g, func(c paramgen.Combination, fields map[string]any) {
		entry(c, fields)
		for name, v := range fields {
			if v == nil {
				fields[name] = ""
			}
		}
	})
	if d := cmp.Diff(want, python(t, "print(json.dumps(json.loads(text)))", writtenWith(t, g, paramgen.FormatArgo))); d != "" {
		t.Error(d)
	}
	if got := feed(t, github, "jq", ".include | length"); strings.TrimSpace(got) != g.Count().String() {
		t.Errorf("jq finds %s", got)
	}
}

func TestMatrixLimits(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", paramgen.Range(1, 256, 1)...))))
	more := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", paramgen.Range(1, 257, 1)...))))
	long := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", strings.Repeat("x", 60<<10)), paramgen.Param("y", 1, 2, 3))))
	for _, tt := range []struct {
		g      *paramgen.Generator
		format paramgen.Format
		limit  string
	}{
		{g, paramgen.FormatGitHub, ""}, {more, paramgen.FormatGitHub, "256 entries"}, {long, paramgen.FormatGitHub, ""},
		{more, paramgen.FormatArgo, ""}, {long, paramgen.FormatArgo, "256 KiB"}, {paramgen.Must(long.With(paramgen.WithValues("y", 1, 2))), paramgen.FormatArgo, ""},
		{paramgen.Must(long.With(paramgen.WithValues("y", paramgen.Range(1, 9, 1)...))), paramgen.FormatGitHub, "1024 KiB"},
	} {
		var b strings.Builder
		n, err := tt.g.Write(&b, tt.format, tt.g.All())
		var over *paramgen.RangeError
		if tt.limit == "" {
			if err != nil || n != int(tt.g.Count().Int64()) {
				t.Errorf("%s: %d, %v", tt.format, n, err)
			}
			continue
		}
		if n != 0 || b.Len() > 0 || !errors.As(err, &over) || !strings.HasPrefix(over.Want, "at most "+tt.limit) || !strings.Contains(err.Error(), "-shard I/N") {
			t.Errorf("%s: %d, %v, %d bytes", tt.format, n, err, b.Len())
		}
	}
	taken := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("args", 1))))
	var at *paramgen.ParameterError
	if _, err := taken.Write(&strings.Builder{}, paramgen.FormatArgo, taken.All()); !errors.As(err, &at) {
		t.Error(err)
	}
	lost := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", "x\xff", "x\xfe")))) // U+FFFD would make them one
	for _, f := range []paramgen.Format{paramgen.FormatGitHub, paramgen.FormatArgo} {
		if _, err := lost.Write(io.Discard, f, lost.All()); !errors.As(err, &at) || at.Parameter != "x" {
			t.Errorf("%s: %v", f, err)
		}
	}
	if got := writtenWith(t, paramgen.Must(g.With(paramgen.WithRules(paramgen.Expr("x < 0")))), paramgen.FormatGitHub); got != `{"include":[]}`+"\n" {
		t.Error(got)
	}
}

// TestFlagTwice makes spaces of two parameters with one flag, of which a reader would use only one
// value. If one of them is never set, there is nothing to mix up.
func TestFlagTwice(t *testing.T) {
	type params = []paramgen.Parameter
	for _, tt := range []struct {
		params params
		want   string // part of the error; "" for none
	}{
		{params{paramgen.Param("a_b", 1), paramgen.Param("c", 1), paramgen.Param("a-b", nil, 2)}, `parameter "a-b": is written as the flag --a-b, as parameter "a_b" is; give`},
		{params{paramgen.Param("a_b", 1), paramgen.Param("a-b", nil)}, ""},
		{params{paramgen.Param("a", 1).Flag("-x"), paramgen.Param("b", 1).Flag("-x=")}, `parameter "b": is written as the flag -x, as parameter "a" is`},
		{params{paramgen.Param("a", true).Flag("--a", "--no-a"), paramgen.Param("no_a", true)}, `parameter "no_a": is written as the flag --no-a, as`},
		{params{paramgen.Param("a", 1).Env("A"), paramgen.Param("b", 1).Env("A")}, `parameter "b": is written as the environment variable $A, as`},
		{params{paramgen.Param("a", 1), paramgen.Param("b", 1).Flag("--a").InGroup("bench")}, ""},
		{params{paramgen.Param("a", 1), paramgen.Param("b", 1).Flag("--a").NoFlag(), paramgen.Param("A", 1).Positional()}, ""},
	} {
		_, err := paramgen.New(paramgen.WithParameters(tt.params...))
		var fault *paramgen.ParameterError
		if errors.As(err, &fault) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
	_, err := paramgen.New(paramgen.WithParameters(paramgen.Param("disable_cuda_graph", false, true), paramgen.Param("cuda-graph-backend-decode", "full")), sglang.Release(sglang.Newest))
	if err == nil || !strings.Contains(err.Error(), "cuda-graph-backend-decode") {
		t.Errorf("error %v for two parameters that a mapping writes alike", err)
	}
}

func TestOptionsFit(t *testing.T) {
	g := strange()
	for _, tt := range []struct {
		format paramgen.Format
		option paramgen.WriteOption
		want   string
	}{
		{paramgen.FormatArgs, paramgen.WithIdentity(), "format args takes no identity; use json, jsonl, csv"},
		{paramgen.FormatJSON, paramgen.WithTemplate("{args}"), "format json takes no template; use shell"},
		{paramgen.FormatEnv, paramgen.WithBase(strings.NewReader("{}")), "format env takes no base; use yaml"},
		{paramgen.FormatYAML, paramgen.WithIndexNames(), "WithIndexNames names the files of WriteFolder"},
	} {
		if _, err := g.Write(&strings.Builder{}, tt.format, g.All(), tt.option); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.format, err, tt.want)
		}
	}
	if _, err := g.WriteFile(filepath.Join(t.TempDir(), "x"), paramgen.FormatYAML, g.All(), nil); err != nil {
		t.Error(err)
	}
}

// csvField returns a value as a field of CSV.
func csvField(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{false: "False", true: "True"}[v]
	case string:
		if v == "" || strings.ContainsAny(v, "\",\r\n") || strings.Trim(v, " \t") != v {
			return `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
	}
	return value.Text(v)
}

func TestIdentityReadsBack(t *testing.T) {
	g := strange("line\nend")
	want := expected(t, g, func(c paramgen.Combination, fields map[string]any) {
		fields["id"], fields["index"] = c.ID(), json.Number(index(t, g, c))
	})
	for _, tt := range []struct {
		format  paramgen.Format
		program string
	}{
		{paramgen.FormatJSON, "print(json.dumps(json.loads(text)))"},
		{paramgen.FormatJSONL, "print(json.dumps([json.loads(line) for line in text.split('\\n') if line]))"},
	} {
		if d := cmp.Diff(want, python(t, tt.program, writtenWith(t, g, tt.format, paramgen.WithIdentity()))); d != "" {
			t.Errorf("%s: %s", tt.format, d)
		}
	}
	var byJQ []map[string]any
	out := feed(t, writtenWith(t, g, paramgen.FormatJSONL, paramgen.WithIdentity()), "jq", "-s", "-c", ".")
	if err := json.Unmarshal([]byte(out), &byJQ); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, byJQ); d != "" {
		t.Errorf("jq: %s", d)
	}
	table := expected(t, g, func(c paramgen.Combination, fields map[string]any) {
		for name, v := range fields {
			fields[name] = strings.Trim(csvField(v), `"`)
			if s, ok := v.(string); ok {
				fields[name] = s
			}
		}
		fields["id"], fields["index"] = c.ID(), index(t, g, c)
	})
	got := python(t, "import io\nprint(json.dumps(list(csv.DictReader(io.StringIO(text, newline='')))))", writtenWith(t, g, paramgen.FormatCSV, paramgen.WithIdentity()))
	if d := cmp.Diff(table, got); d != "" {
		t.Errorf("csv: %s", d)
	}
}

// TestIdentityOfAnySequence: ids and indices are right wherever combinations come from, in blocks
// and one by one.
func TestIdentityOfAnySequence(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	long := paramgen.Must(paramgen.New(must(sglang.Preset("throughput")), paramgen.WithParameters(paramgen.Param("more", paramgen.Range(1, 100000, 1)...))))
	i := long.Count()
	i.Sub(i, big.NewInt(500))
	other := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithOrder("attention_backend", "tp_size")))
	near, err := g.Nearest(map[string]any{"tp_size": 8, "dp_size": 4, "attention_backend": "triton"})
	if err != nil {
		t.Fatal(err)
	}
	first, err := g.At(new(big.Int))
	if err != nil {
		t.Fatal(err)
	}
	for name, seq := range map[string]struct {
		g   *paramgen.Generator
		seq iter.Seq[paramgen.Combination]
	}{
		"all":                 {g, g.All()},
		"some":                {g, paramgen.Filter(g.All(), func(c paramgen.Combination) bool { n, _ := paramgen.Value[int](c, "tp_size"); return n > 2 })},
		"a sample":            {g, g.Sample(500, 1)},
		"a shard":             {g, must(g.Shard(3, 977))},
		"past 64 bits":        {long, must(long.From(i))},
		"another generator's": {g, must(other.Shard(5, 500))},
		"the nearest": {g, func(yield func(paramgen.Combination) bool) {
			near(func(c paramgen.Combination, _ []paramgen.Change) bool { return yield(c) })
		}},
		"neighbours": {g, must(g.Neighbours(first))},
		"around":     {g, must(g.OneAtATime(first))},
	} {
		var b strings.Builder
		if _, err := seq.g.Write(&b, paramgen.FormatCSV, seq.seq, paramgen.WithIdentity()); err != nil {
			t.Fatal(name, err)
		}
		lines := strings.Split(b.String(), "\n")
		k := 0
		for c := range seq.seq {
			k++
			if k%50 != 1 && k > 100 {
				continue
			}
			if want := c.ID() + "," + index(t, seq.g, c) + ","; !strings.HasPrefix(lines[k], want) {
				t.Fatalf("%s, line %d: %s, want %s", name, k, lines[k], want)
			}
		}
	}
	rejected, err := g.Combination(map[string]any{"max_prefill_tokens": 4096, "chunked_prefill_size": 8192, "tp_size": 1, "dp_size": 1, "disable_radix_cache": false, "disable_cuda_graph": false})
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[paramgen.Format]string{paramgen.FormatJSONL: `"index":null,`, paramgen.FormatCSV: rejected.ID() + ",,", paramgen.FormatEnv: "PARAMGEN_INDEX=\n", paramgen.FormatYAML: "index unknown"} {
		var b strings.Builder
		if _, err := g.Write(&b, f, func(yield func(paramgen.Combination) bool) { yield(rejected) }, paramgen.WithIdentity()); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %v %s", f, err, b.String())
		}
	}
}

// long asks for every case, not only some.

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
