package paramgen_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/value"
	"github.com/paramgen/paramgen/sglang"
)

// sglangProduct is the default space by nested loops over the specification, in order, without any
// of the library.
func sglangProduct() [][]any {
	domains := [][]any{
		{nil, 128, 256, 512, 1024}, {nil, 4096, 8192, 16384, 32768}, {nil, 512, 1024, 2048, 4096, 8192}, {4096, 8192, 16384, 32768},
		{1, 2, 4, 8}, {1, 2, 4}, {false, true}, {false, true}, {nil, 32, 64, 128, 256}, {nil, "flashinfer", "triton", "torch_native"},
	}
	rows := [][]any{{}}
	for _, domain := range domains {
		var longer [][]any
		for _, row := range rows {
			for _, v := range domain {
				longer = append(longer, append(slices.Clip(row), v))
			}
		}
		rows = longer
	}
	return slices.DeleteFunc(rows, func(row []any) bool {
		running, total, chunk, graph := row[0], row[1], row[2], row[8]
		return row[7].(bool) && graph != nil ||
			chunk != nil && chunk.(int) > row[3].(int) ||
			running != nil && total != nil && running.(int)*512 > total.(int)
	})
}

var sglangNames = []string{"max_running_requests", "max_total_tokens", "chunked_prefill_size", "max_prefill_tokens", "tp_size", "dp_size",
	"disable_radix_cache", "disable_cuda_graph", "cuda_graph_max_bs", "attention_backend"}

// written returns what a sequence is in a format.
func written(t testing.TB, g *paramgen.Generator, f paramgen.Format, seq iter.Seq[paramgen.Combination]) string {
	t.Helper()
	var b strings.Builder
	if _, err := g.Write(&b, f, seq); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestExportProduct compares every format of the whole default space, byte for byte, with the
// product written by the standard library.
func TestExportProduct(t *testing.T) {
	product := sglangProduct()
	encoded := map[any][]byte{} // by encoding/json, once each
	objects := make([]string, len(product))
	var lines, args, table bytes.Buffer
	w := csv.NewWriter(&table)
	w.Write(sglangNames)
	for i, row := range product {
		fields, values, flags := make([]string, len(row)), make([]string, len(row)), []string{}
		for k, v := range row {
			if encoded[v] == nil {
				encoded[v], _ = json.Marshal(v)
			}
			fields[k] = `"` + sglangNames[k] + `":` + string(encoded[v])
			flag := "--" + strings.ReplaceAll(sglangNames[k], "_", "-")
			switch v := v.(type) {
			case nil:
			case bool:
				values[k] = map[bool]string{true: "True", false: "False"}[v]
				if v {
					flags = append(flags, flag)
				}
			default:
				values[k] = fmt.Sprint(v)
				flags = append(flags, flag, fmt.Sprint(v))
			}
		}
		objects[i] = "{" + strings.Join(fields, ",") + "}"
		lines.WriteString(objects[i] + "\n")
		args.WriteString(strings.Join(flags, " ") + "\n")
		w.Write(values)
	}
	w.Flush()
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte("["+strings.Join(objects, ",")+"]\n"), "", "  "); err != nil {
		t.Fatal(err)
	}
	g := paramgen.Must(paramgen.New(sglang.Default(), sglang.Release("2025-11"))) // when flags were names with hyphens
	for _, test := range []struct {
		format paramgen.Format
		want   []byte
	}{
		{paramgen.FormatJSON, indented.Bytes()}, {paramgen.FormatJSONL, lines.Bytes()},
		{paramgen.FormatCSV, table.Bytes()}, {paramgen.FormatArgs, args.Bytes()},
	} {
		var got bytes.Buffer
		n, err := g.Write(&got, test.format, g.All())
		if n != 119232 || err != nil {
			t.Errorf("%s: %d written, error %v", test.format, n, err)
		}
		if !bytes.Equal(got.Bytes(), test.want) {
			t.Errorf("%s differs from the product", test.format)
		}
	}
}

// oddValues are values that formats must take care of.
var oddValues = []any{nil, true, false, 0, -1, int8(-8), uint64(math.MaxUint64), int64(math.MinInt64), 1.5, 2.0, -0.25, 1e300, 5e-324, float32(0.1),
	"", " ", "a b", "-x", "--", "nil", "True", "12", "é😀", "it's", `"`, `\`, "$HOME `id`", "a,b", "tab\t", "line\nend", "\x01\x1f\x7f\b\f",
	"</script>&", "\u2028\u2029", "~", "*", "#", "!", "a=b", "[x]", label("type")}

type label string

func oddSpace(t testing.TB) *paramgen.Generator {
	t.Helper()
	g, err := paramgen.New(paramgen.WithParameters(paramgen.Param("a_b", oddValues...), paramgen.Param("k \"q\",", "x", nil), paramgen.Param("n", -3, "")))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestExportJSONReadsBack(t *testing.T) {
	g := oddSpace(t)
	var all []map[string]any
	if err := json.Unmarshal([]byte(written(t, g, paramgen.FormatJSON, g.All())), &all); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(written(t, g, paramgen.FormatJSONL, g.All()), "\n")
	i := 0
	for c := range g.All() {
		want, err := json.Marshal(c.Map())
		if err != nil {
			t.Fatal(err)
		}
		var plain, line map[string]any
		json.Unmarshal(want, &plain)
		if err := json.Unmarshal([]byte(lines[i]), &line); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plain, all[i]) + cmp.Diff(plain, line); diff != "" {
			t.Errorf("combination %d: %s", i, diff)
		}
		own, err := c.MarshalJSON()
		if err != nil || string(own) != lines[i] {
			t.Errorf("MarshalJSON is %s, error %v, the line is %s", own, err, lines[i])
		}
		i++
	}
	if lines[i] != "" || len(all) != i {
		t.Errorf("%d lines and %d objects for %d combinations", len(lines), len(all), i)
	}
}

// TestJSONString compares with encoding/json over strings of all kinds of bytes, invalid ones too.
func TestJSONString(t *testing.T) {
	texts := []string{"", "\xff", "a\xc3", "\xed\xa0\x80", "\u2028", "\u2029x", "\ufffd", "\U0010ffff", "<>&"}
	for c := range 256 {
		texts = append(texts, string([]byte{byte(c)}), string([]byte{'x', byte(c), 'y'}), string(rune(c)))
	}
	for _, s := range texts {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got, want := string(value.AppendJSONString(nil, s)), strings.TrimSuffix(b.String(), "\n"); got != want {
			t.Errorf("%q: %s, encoding/json writes %s", s, got, want)
		}
	}
}

func TestExportCSVReadsBack(t *testing.T) {
	g := oddSpace(t)
	records, err := csv.NewReader(strings.NewReader(written(t, g, paramgen.FormatCSV, g.All()))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a_b", "k \"q\",", "n"}, records[0]); diff != "" {
		t.Error(diff)
	}
	i := 1
	for c := range g.All() {
		var want []string
		for _, v := range c.All() {
			want = append(want, map[any]string{nil: "", true: "True", false: "False"}[v])
			if v != nil && !value.IsBool(v) {
				want[len(want)-1] = value.Text(v)
			}
		}
		if diff := cmp.Diff(want, records[i]); diff != "" {
			t.Errorf("record %d: %s", i, diff)
		}
		i++
	}
	if len(records) != i {
		t.Errorf("%d records, want %d", len(records), i)
	}
}

// TestExportArgsReadBack has bash read every line, and compares what a program would get with
// Args.
func TestExportArgsReadBack(t *testing.T) {
	g := oddSpace(t)
	var script, want strings.Builder
	lines := strings.SplitAfter(written(t, g, paramgen.FormatArgs, g.All()), "\n")
	i := 0
	for c := range g.All() {
		script.WriteString(`printf '<%s>' ` + strings.TrimSuffix(lines[i], "\n") + "; echo\n")
		for _, arg := range c.Args() {
			want.WriteString("<" + arg + ">")
		}
		want.WriteString("\n")
		i++
	}
	if len(lines) != i+1 {
		t.Fatalf("%d lines for %d combinations", len(lines)-1, i)
	}
	run := exec.Command("bash")
	run.Stdin = strings.NewReader(script.String())
	got, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestArgs(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a_b", 2), paramgen.Param("off", false), paramgen.Param("on", true), paramgen.Param("unset", nil), paramgen.Param("x", -1),
		paramgen.Param("y", "-z"), paramgen.Param("f", 1.0), paramgen.Param("e", ""))))
	want := []string{"--a-b", "2", "--on", "--x=-1", "--y=-z", "--f", "1.0", "--e", ""}
	for c := range g.All() {
		if diff := cmp.Diff(want, c.Args()); diff != "" {
			t.Error(diff)
		}
	}
	if got := written(t, g, paramgen.FormatArgs, g.All()); got != "--a-b 2 --on --x=-1 --y=-z --f 1.0 --e ''\n" {
		t.Errorf("got %q", got)
	}
	if got := (paramgen.Combination{}).Args(); got != nil {
		t.Errorf("the zero Combination has %q", got)
	}
}

func TestExportNUL(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("p", "ok", "a\x00b"))))
	var fault *paramgen.ParameterError
	if n, err := g.Write(io.Discard, paramgen.FormatArgs, g.All()); n != 0 || !errors.As(err, &fault) || fault.Parameter != "p" {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := g.Write(io.Discard, paramgen.FormatJSON, g.All()); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// TestExportShapes fixes the small cases of each format.
func TestExportShapes(t *testing.T) {
	one := paramgen.WithParameters(paramgen.Param("p", nil, "", "a"))
	two := paramgen.WithParameters(paramgen.Param("p", nil, 1), paramgen.Param("q,", "", false))
	for _, test := range []struct {
		name                   string
		option                 paramgen.Option
		json, jsonl, csv, args string
	}{
		{"empty", paramgen.WithParameters(paramgen.Param("p", nil, 1), paramgen.Param("q,", "", false)), "[]\n", "", "p,\"q,\"\n", ""},
		{"no parameters", paramgen.WithoutRules(), "[\n  {}\n]\n", "{}\n", "\"\"\n\"\"\n", "\n"},
		{"one", one,
			"[\n  {\n    \"p\": null\n  },\n  {\n    \"p\": \"\"\n  },\n  {\n    \"p\": \"a\"\n  }\n]\n",
			"{\"p\":null}\n{\"p\":\"\"}\n{\"p\":\"a\"}\n", "p\n\"\"\n\"\"\na\n", "\n--p ''\n--p a\n"},
		{"two", two,
			"[\n  {\n    \"p\": null,\n    \"q,\": \"\"\n  },\n  {\n    \"p\": null,\n    \"q,\": false\n  },\n" +
				"  {\n    \"p\": 1,\n    \"q,\": \"\"\n  },\n  {\n    \"p\": 1,\n    \"q,\": false\n  }\n]\n",
			"{\"p\":null,\"q,\":\"\"}\n{\"p\":null,\"q,\":false}\n{\"p\":1,\"q,\":\"\"}\n{\"p\":1,\"q,\":false}\n",
			"p,\"q,\"\n,\"\"\n,False\n1,\"\"\n1,False\n", "--q, ''\n\n--p 1 --q, ''\n--p 1\n"},
	} {
		g := paramgen.Must(paramgen.New(test.option))
		if test.name == "empty" {
			g = paramgen.Must(g.With(paramgen.WithRules(paramgen.Expr("false"))))
		}
		for f, want := range map[paramgen.Format]string{paramgen.FormatJSON: test.json, paramgen.FormatJSONL: test.jsonl, paramgen.FormatCSV: test.csv, paramgen.FormatArgs: test.args} {
			if diff := cmp.Diff(want, written(t, g, f, g.All())); diff != "" {
				t.Errorf("%s, %s: %s", test.name, f, diff)
			}
		}
	}
}

// TestExportSequences writes other sequences than All: At makes blocks of its own, a filter skips.
func TestExportSequences(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	lines := strings.SplitAfter(written(t, g, paramgen.FormatJSONL, g.All()), "\n")
	var picked []paramgen.Combination
	var want strings.Builder
	for i := 119231; i >= 0; i -= 997 {
		c, err := g.At(big.NewInt(int64(i)))
		if err != nil {
			t.Fatal(err)
		}
		picked = append(picked, c)
		want.WriteString(lines[i])
	}
	if got := written(t, g, paramgen.FormatJSONL, slices.Values(picked)); got != want.String() {
		t.Error("combinations by index are written differently")
	}
	n := 0
	every := paramgen.Filter(g.All(), func(paramgen.Combination) bool { n++; return n%997 == 1 })
	got := strings.SplitAfter(written(t, g, paramgen.FormatJSONL, every), "\n")
	for i, line := range got[:len(got)-1] {
		if line != lines[i*997] {
			t.Fatalf("line %d of the filtered sequence is %s", i, line)
		}
	}
}

// TestExportForeign writes combinations of other generators: by name and value where that can be,
// a clear error where not.
func TestExportForeign(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2), paramgen.Param("b", nil, "x")), paramgen.WithRules(paramgen.Expr("a == 2"))))
	same := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("b", "x", nil), paramgen.Param("a", 2.0, uint8(1)))))
	if got, want := written(t, g, paramgen.FormatCSV, same.All()), "a,b\n2,x\n1,x\n2,\n1,\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for want, other := range map[string]*paramgen.Generator{
		`parameter "a": combination 1 of the sequence, of another generator, has 3 here, not one of 1, 2`: paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 3), paramgen.Param("b", nil)))),
		`parameter "c": combination 1 of the sequence, of another generator, has this parameter`:          paramgen.Must(g.With(paramgen.WithParameters(paramgen.Param("c", 1)))),
		`parameter "b": combination 1 of the sequence, of another generator, has no such parameter`:       paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1)))),
	} {
		n, err := g.Write(io.Discard, paramgen.FormatJSON, other.All())
		var fault *paramgen.ParameterError
		if n != 0 || !errors.As(err, &fault) || !strings.Contains(err.Error(), want) {
			t.Errorf("%d, %v; want %s", n, err, want)
		}
	}
	if _, err := g.Write(io.Discard, paramgen.FormatJSON, slices.Values([]paramgen.Combination{{}})); err == nil {
		t.Error("the zero Combination was written")
	}
}

// limited takes a number of bytes.
type limited struct {
	left int
	err  error
	got  bytes.Buffer
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	l.got.Write(p[:n])
	if n < len(p) {
		return n, l.err
	}
	return n, nil
}

func TestExportWriteErrors(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	full := written(t, g, paramgen.FormatCSV, g.All())
	for _, left := range []int{0, 100, 200_000, len(full) - 1} {
		for _, broken := range []error{syscall.ENOSPC, nil} {
			w := &limited{left: left, err: broken}
			walked := 0
			n, err := g.Write(w, paramgen.FormatCSV, paramgen.Filter(g.All(), func(paramgen.Combination) bool { walked++; return true }))
			want := broken
			if want == nil {
				want = io.ErrShortWrite
			}
			if !errors.Is(err, want) {
				t.Errorf("%d bytes: error %v, want %v", left, err, want)
			}
			if lines := strings.Count(w.got.String(), "\n"); n > lines || walked < n || walked > n+(64<<10)/20 {
				t.Errorf("%d bytes: %d written, %d lines arrived, %d walked", left, n, lines, walked)
			}
			if !strings.HasPrefix(full, w.got.String()) {
				t.Errorf("%d bytes: other bytes arrived", left)
			}
		}
	}
}

func TestFormats(t *testing.T) {
	if diff := cmp.Diff([]paramgen.Format{"json", "jsonl", "csv", "args", "env", "yaml", "github", "argo", "shell"}, paramgen.Formats()); diff != "" {
		t.Error(diff)
	}
	g := paramgen.Must(paramgen.New(sglang.Default()))
	path := filepath.Join(t.TempDir(), "f")
	_, err := g.Write(io.Discard, "xml", g.All())
	_, errFile := g.WriteFile(path, "xml", g.All())
	for _, err := range []error{err, errFile} {
		var fault *paramgen.UnknownError
		if !errors.As(err, &fault) || fault.Kind != "format" || fault.Name != "xml" || !strings.Contains(err.Error(), "json, jsonl, csv, args") {
			t.Errorf("error %v", err)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made")
	}
}

// names returns what a folder holds.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWriteFile(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	n, err := g.WriteFile(path, paramgen.FormatJSON, g.All())
	got, readErr := os.ReadFile(path)
	if n != 119232 || err != nil || readErr != nil || string(got) != written(t, g, paramgen.FormatJSON, g.All()) {
		t.Errorf("%d written, %d bytes, errors %v, %v", n, len(got), err, readErr)
	}
	func() {
		defer func() { recover() }()
		g.WriteFile(path, paramgen.FormatCSV, func(yield func(paramgen.Combination) bool) {
			for c := range g.All() {
				yield(c)
				break
			}
			panic("the sequence fails")
		})
		t.Error("no panic")
	}()
	other := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("z", 1))))
	if n, err := g.WriteFile(path, paramgen.FormatCSV, other.All()); n != 0 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(after, got) {
		t.Error("a failed write changed the file")
	}
	if diff := cmp.Diff([]string{"out.json"}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestWriteFileDevFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Logf("there is no /dev/full: %v", err)
		return
	}
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for _, f := range streaming {
		if n, err := g.WriteFile("/dev/full", f, g.All()); n != 0 || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: %d, %v", f, n, err)
		}
	}
}

// streaming are the formats that write any number of combinations without being told more.
var streaming = []paramgen.Format{paramgen.FormatJSON, paramgen.FormatJSONL, paramgen.FormatCSV, paramgen.FormatArgs, paramgen.FormatEnv, paramgen.FormatYAML}

func TestExportAllocations(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	rest := testing.AllocsPerRun(1, func() {
		for range g.All() {
		}
	})
	for _, f := range streaming {
		allocs := testing.AllocsPerRun(1, func() { g.Write(io.Discard, f, g.All()) })
		if extra := (allocs - rest) / 119232; extra > 0.02 {
			t.Errorf("%s: %.4f allocations a combination", f, extra)
		}
	}
}

// TestExportMemory writes five million combinations and looks at the heap on the way.
func TestExportMemory(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default(), paramgen.WithParameters(paramgen.Param("i", paramgen.Range(1, 42, 1)...))))
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most uint64
	writes := 0
	w := writerFunc(func(p []byte) (int, error) {
		if writes++; writes%1000 == 0 {
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return len(p), nil
	})
	if n, err := g.Write(w, paramgen.FormatJSONL, g.All()); n != 42*119232 || err != nil {
		t.Fatal(n, err)
	}
	if most > before.HeapAlloc+32<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before.HeapAlloc, most)
	}
}

// BenchmarkExport writes the default space, or the first combinations of it where a format takes
// no more; encoding/json encodes the maps of its first 2,000 combinations for comparison, without
// and with what names them.
func BenchmarkExport(b *testing.B) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	template := paramgen.WithTemplate("python -m sglang.bench_offline_throughput --model-path M {args} --result-filename {id}.jsonl")
	for _, test := range []struct {
		format  paramgen.Format
		n       int
		options []paramgen.WriteOption
	}{
		{paramgen.FormatJSON, 119232, nil}, {paramgen.FormatJSONL, 119232, nil}, {paramgen.FormatCSV, 119232, nil}, {paramgen.FormatArgs, 119232, nil},
		{paramgen.FormatJSONL, 119232, []paramgen.WriteOption{paramgen.WithIdentity()}}, {paramgen.FormatCSV, 119232, []paramgen.WriteOption{paramgen.WithIdentity()}},
		{paramgen.FormatEnv, 119232, nil}, {paramgen.FormatYAML, 119232, nil}, {paramgen.FormatShell, 119232, []paramgen.WriteOption{template}},
		{paramgen.FormatGitHub, 256, nil}, {paramgen.FormatArgo, 512, nil},
	} {
		name := string(test.format)
		if test.options != nil && test.format != paramgen.FormatShell {
			name += "-ids"
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if n, err := g.Write(io.Discard, test.format, firstOf(g.All(), test.n), test.options...); n != test.n || err != nil {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(test.n), "ns/combination")
		})
	}
	b.Run("encoding-json", func(b *testing.B) { benchmarkObjects(b, firstOf(g.All(), 2000), 2000, paramgen.Combination.Map) })
	b.Run("encoding-json-ids", func(b *testing.B) {
		benchmarkObjects(b, firstOf(g.All(), 2000), 2000, func(c paramgen.Combination) map[string]any {
			m := c.Map()
			m["id"] = c.ID()
			m["index"], _ = g.Index(c)
			return m
		})
	})
}

// benchmarkObjects encodes objects made of n combinations.
func benchmarkObjects(b *testing.B, seq iter.Seq[paramgen.Combination], n int, object func(paramgen.Combination) map[string]any) {
	b.ReportAllocs()
	for range b.N {
		e := json.NewEncoder(io.Discard)
		for c := range seq {
			if err := e.Encode(object(c)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/combination")
}

// firstOf yields the first n of a sequence.
func firstOf(seq iter.Seq[paramgen.Combination], n int) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		left := n
		for c := range seq {
			if left--; left < 0 || !yield(c) {
				return
			}
		}
	}
}

func TestWriteFolder(t *testing.T) {
	g := strange("line\nend")
	parent := t.TempDir()
	for _, options := range [][]paramgen.WriteOption{nil, {paramgen.WithIndexNames()}} {
		dir := filepath.Join(parent, fmt.Sprint(len(options)))
		if n, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All(), options...); err != nil || n != int(g.Count().Int64()) {
			t.Fatal(n, err)
		}
		var whole strings.Builder
		k := 0
		for c := range g.All() {
			name := c.ID()
			if options != nil {
				name = fmt.Sprintf("%03d", k)
			}
			text, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			whole.Write(text)
			k++
		}
		if whole.String() != writtenWith(t, g, paramgen.FormatYAML) || len(names(t, dir)) != k {
			t.Error("the files are not the stream")
		}
		if _, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All()); err == nil || !strings.Contains(err.Error(), "is not empty") {
			t.Error(err)
		}
	}
	if got := names(t, parent); len(got) != 2 {
		t.Errorf("left behind: %v", got)
	}
}

func TestWriteFolderFaults(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, "a\nb"))))
	parent := t.TempDir()
	file := filepath.Join(parent, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	twice := func(yield func(paramgen.Combination) bool) {
		for c := range g.All() {
			if yield(c) {
				yield(c)
			}
			return
		}
	}
	for name, write := range map[string]func(dir string) (int, error){
		"a value": func(dir string) (int, error) { return g.WriteFolder(dir, paramgen.FormatEnv, g.All()) },
		"twice":   func(dir string) (int, error) { return g.WriteFolder(dir, paramgen.FormatYAML, twice) },
		"a file":  func(string) (int, error) { return g.WriteFolder(file, paramgen.FormatYAML, g.All()) },
		"no parent": func(dir string) (int, error) {
			return g.WriteFolder(filepath.Join(dir, "a", "b"), paramgen.FormatYAML, g.All())
		},
		"no format": func(dir string) (int, error) { return g.WriteFolder(dir, "xml", g.All()) },
	} {
		if n, err := write(filepath.Join(parent, "new")); n != 0 || err == nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	func() {
		defer func() { recover() }()
		g.WriteFolder(filepath.Join(parent, "new"), paramgen.FormatYAML, func(func(paramgen.Combination) bool) { panic("the sequence fails") })
		t.Error("no panic")
	}()
	empty := filepath.Join(parent, "empty")
	if err := os.Mkdir(empty, 0o777); err != nil {
		t.Fatal(err)
	}
	if n, err := g.WriteFolder(empty, paramgen.FormatYAML, g.All()); n != 2 || err != nil {
		t.Error(n, err)
	}
	if d := cmp.Diff([]string{"empty", "file"}, names(t, parent)); d != "" {
		t.Error(d)
	}
	if _, err := g.WriteFolder(empty, paramgen.FormatYAML, g.All()); !errors.As(err, new(*fs.PathError)) {
		t.Error(err)
	}
}

// TestWriteFolderRace: of two that write the same folder one succeeds, and the folder is whole.
func TestWriteFolderRace(t *testing.T) {
	g := strange()
	for range 5 {
		dir := filepath.Join(t.TempDir(), "both")
		faults := make(chan error)
		for range 2 {
			go func() {
				_, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All())
				faults <- err
			}()
		}
		a, b := <-faults, <-faults
		if (a == nil) == (b == nil) || len(names(t, dir)) != int(g.Count().Int64()) {
			t.Fatal(a, b)
		}
	}
}

// TestTemplateBraces writes templates with braces of every meaning. What belongs to the shell
// stays, even if it is named like a placeholder.
func TestTemplateBraces(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1), paramgen.Param("python-version", "3.12"), paramgen.Param("a b.c", 2), paramgen.Param("n}o", 3), paramgen.Param("args:x", 4))))
	for template, want := range map[string]string{
		"run ${id} ${x} $x {x}":               "run ${id} ${x} $x 1",
		"run ${args}":                         "run ${args}",
		"run ${HOME}/{x} {{id}}":              "run ${HOME}/1 {id}",
		"run {python-version} {a b.c} {n}o}}": "run 3.12 2 3}",
		"run {args:x} } {{{x}}}":              "run 4 } {1}",
		"run {{}} {{{{a,b}}}}":                "run {} {{a,b}}",
	} {
		if got := writtenWith(t, g, paramgen.FormatShell, paramgen.WithTemplate(template)); !strings.HasSuffix(got, "\n"+want+"\n") {
			t.Errorf("%s writes %q, want %s", template, got, want)
		}
	}
}

// TestTemplateQuotes puts placeholders next to and between quotes, where values could be read as
// commands.
func TestTemplateQuotes(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", "$(echo ran)"))))
	for template, ok := range map[string]bool{
		`echo "{x}"`:              false,
		`echo '{x}'`:              false,
		"echo `echo {x}`":         false,
		`echo "{args}"`:           false,
		`echo \{x}`:               false,
		`echo "${HOME}/{x}"`:      false,
		`echo "a"{x} b`:           false,
		`echo {x}"a" b`:           false,
		`echo "$(basename {x})"`:  false,
		`echo "a" {x} 'b' {{x}}'`: true,
		`echo "r/{id}-{index}" `:  true,
	} {
		var b strings.Builder
		_, err := g.Write(&b, paramgen.FormatShell, g.All(), paramgen.WithTemplate(template))
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "next to quotes") {
			t.Errorf("%s: %v", template, err)
		}
	}
}

func TestTemplateWithoutArgs(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2))))
	if got := writtenWith(t, g, paramgen.FormatShell, paramgen.WithTemplate("run {index}")); got != "#!/usr/bin/env bash\nrun 0\nrun 1\n" {
		t.Errorf("%q", got)
	}
}

// TestNULEverywhere: what no argument can hold is reported by each format that writes arguments,
// wherever the value stands.
func TestNULEverywhere(t *testing.T) {
	var params []paramgen.Parameter
	for i := range 12 {
		params = append(params, paramgen.Param(fmt.Sprint("p", i), 0, 1))
	}
	for _, at := range []int{0, 11} {
		params := slices.Clone(params)
		params[at] = paramgen.Param("bad", "a\x00b")
		g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...)))
		for format, options := range map[paramgen.Format][]paramgen.WriteOption{paramgen.FormatArgs: nil, paramgen.FormatGitHub: nil, paramgen.FormatArgo: nil, paramgen.FormatShell: {paramgen.WithTemplate("{id} {args}")}} {
			var fault *paramgen.ParameterError
			if n, err := g.Write(io.Discard, format, g.All(), options...); n != 0 || !errors.As(err, &fault) || fault.Parameter != "bad" {
				t.Errorf("%s, place %d: %d, %v", format, at, n, err)
			}
		}
	}
}

func TestFolderOfOthers(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2)), paramgen.WithRules(paramgen.Expr("a < 2"))))
	same := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1.0))))
	dir := filepath.Join(t.TempDir(), "new")
	if n, err := g.WriteFolder(dir, paramgen.FormatJSONL, same.All(), paramgen.WithIndexNames()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "0.jsonl")); string(text) != "{\"a\":1}\n" {
		t.Errorf("%q, %v", text, err)
	}
	other, rejected := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("b", 1)))), paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 2))))
	for want, h := range map[string]*paramgen.Generator{"has this parameter, which this one lacks": other, "has no index to name a file": rejected} {
		dir := filepath.Join(t.TempDir(), "not")
		if n, err := g.WriteFolder(dir, paramgen.FormatJSONL, h.All(), paramgen.WithIndexNames()); n != 0 || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d, %v, want %s", n, err, want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: the folder is there", want)
		}
		c, err := h.At(new(big.Int))
		if _, ok := g.Index(c); ok || err != nil {
			t.Errorf("%s: it has an index", want)
		}
	}
}

func TestNamesInTheWay(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("id", 1))))
	for _, f := range []paramgen.Format{paramgen.FormatJSON, paramgen.FormatJSONL, paramgen.FormatCSV} {
		var fault *paramgen.ParameterError
		if _, err := g.Write(io.Discard, f, g.All(), paramgen.WithIdentity()); !errors.As(err, &fault) || fault.Parameter != "id" {
			t.Errorf("%s: %v", f, err)
		}
	}
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

// TestRepeat writes repetitions with their numbers, all of them or what is missing.
func TestRepeat(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2))))
	second := func(c paramgen.Combination) (done, last int) {
		if a, _ := paramgen.Value[int](c, "a"); a == 2 {
			return 2, 5
		}
		return 4, 4
	}
	first, _ := g.At(big.NewInt(0))
	id := first.ID()
	for _, tt := range []struct {
		format  paramgen.Format
		options []paramgen.WriteOption
		runs    func(paramgen.Combination) (int, int)
		n       int
		want    string // the beginning
	}{
		{paramgen.FormatArgs, nil, nil, 6, "--a 1\n--a 1\n--a 1\n--a 2\n"},
		{paramgen.FormatArgs, nil, second, 1, "--a 2\n"},
		{paramgen.FormatCSV, []paramgen.WriteOption{paramgen.WithIdentity()}, nil, 6, "id,index,repetition,a\n" + id + ",0,1,1\n" + id + ",0,2,1\n"},
		{paramgen.FormatCSV, []paramgen.WriteOption{paramgen.WithIdentity()}, second, 1, "id,index,repetition,a\n"},
		{paramgen.FormatJSONL, []paramgen.WriteOption{paramgen.WithIdentity()}, nil, 6, `{"id":"` + id + `","index":0,"repetition":1,"a":1}` + "\n"},
		{paramgen.FormatEnv, nil, nil, 6, "PARAMGEN_ID=" + id + "\nPARAMGEN_INDEX=0\nPARAMGEN_REPETITION=1\na=1\n"},
		{paramgen.FormatYAML, nil, nil, 6, "---\n# id " + id + ", index 0, repetition 1\n"},
		{paramgen.FormatGitHub, nil, nil, 6, `{"include":[{"id":"` + id + `","index":"0","repetition":"1","a":1,"args":"--a 1"}`},
		{paramgen.FormatShell, []paramgen.WriteOption{paramgen.WithTemplate("run {id}-{repetition}")}, nil, 6, "#!/usr/bin/env bash\nrun " + id + "-1\nrun " + id + "-2\n"},
	} {
		var b bytes.Buffer
		n, err := g.Write(&b, tt.format, g.All(), append(tt.options, paramgen.WithRepeat(3, tt.runs))...)
		if err != nil || n != tt.n || !strings.HasPrefix(b.String(), tt.want) {
			t.Errorf("%s: %d, %v\n%swant\n%s", tt.format, n, err, b.String(), tt.want)
		}
	}
	if _, err := g.Write(io.Discard, paramgen.FormatArgs, g.All(), paramgen.WithRepeat(0, nil)); err == nil {
		t.Error("no repetition: no error")
	}
	dir := filepath.Join(t.TempDir(), "all")
	if n, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All(), paramgen.WithRepeat(2, second), paramgen.WithIndexNames()); err != nil || n != 0 {
		t.Error(n, err)
	}
	if n, err := g.WriteFolder(dir, paramgen.FormatYAML, g.All(), paramgen.WithRepeat(3, nil)); err != nil || n != 6 {
		t.Error(n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, id+"-3.yaml")); err != nil {
		t.Error(err)
	}
}
