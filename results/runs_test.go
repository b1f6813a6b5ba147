package results_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// TestMetricReasons has every reason for which a metric has no number.
func TestMetricReasons(t *testing.T) {
	for text, want := range map[string]results.Missing{
		`1.5`: results.Present, `0`: results.Present, `-2e3`: results.Present,
		`null`: results.Null, `"9"`: results.Text, `""`: results.Text,
		`NaN`: results.NotFinite, `Infinity`: results.NotFinite, `-Infinity`: results.NotFinite, `1e999`: results.NotFinite,
		`true`: results.NoNumber, `{"y": 1}`: results.NoNumber, `[1]`: results.NoNumber,
	} {
		table := read(t, fmt.Sprintf(`{"id": "0123456789ab", "x": %s, "deep": {"x": %s}}`, text, text))
		for _, name := range []string{"x", "deep.x"} {
			if _, got := table.Records[0].Metric(name); got != want {
				t.Errorf("%s of %s: %v, want %v", name, text, got, want)
			}
		}
		if _, got := table.Records[0].Metric("y"); got != results.Absent {
			t.Errorf("y: %v", got)
		}
	}
	for cell, want := range map[string]results.Missing{
		"1.5": results.Present, " 2 ": results.Present, "": results.Null, "nan": results.NotFinite, "-inf": results.NotFinite,
		"1e999": results.NotFinite, "x": results.Text, "True": results.NoNumber,
	} {
		table := read(t, "id,x,z\n0123456789ab,"+cell+",1\n")
		if _, got := table.Records[0].Metric("x"); got != want {
			t.Errorf("cell %q: %v, want %v", cell, got, want)
		}
	}
}

// TestFailed: what counts as a failed run, with a metric, without one, and in a profile.
func TestFailed(t *testing.T) {
	sglang, err := results.Profile("sglang")
	if err != nil {
		t.Fatal(err)
	}
	id, config := at(3).ID(), strings.Trim(marshal(at(3)), "{}")
	for _, tt := range []struct {
		text    string
		failure string // without a metric
		has     bool   // the metric x
	}{
		{`"x": 1`, "", true},
		{`"y": 1`, "", false},
		{`"x": null`, "nothing but an identity", false},
		{`"x": NaN`, "nothing but an identity", false},
		{`"x": "killed"`, "", false},
		{`"x": 1e999`, "", false},
		{`"error": "killed"`, "an error", false},
		{`"x": 1, "error": "killed"`, "an error", true},
		{`"x": 1, "error": null`, "", true},
		{`"x": 1, "error": ""`, "", true},
		{`"index": 3`, "nothing but an identity", false},
		{config, "nothing but an identity", false},
		{config + `, "x": 0`, "", true},
		{`"x": 0, "completed": 0`, "no request completed", false},
		{`"x": 1, "completed": 7`, "", true},
	} {
		table, err := results.Read(strings.NewReader(`{"id": "`+id+`", `+tt.text+`}`), sglang)
		if err == nil {
			err = table.Identify(space)
		}
		if err != nil {
			t.Fatal(tt.text, err)
		}
		r := &table.Records[0]
		if r.Failure() != tt.failure || results.Has("x")(r) != tt.has || results.Has()(r) == r.Failed() {
			t.Errorf("%s: %q, has x: %v", tt.text, r.Failure(), results.Has("x")(r))
		}
		skipped := count(space) - count2(table.Skip(space.All(), results.Has("x")))
		retried := count2(table.Retry(space.All(), results.Has("x")))
		if (skipped == 1) != tt.has || (retried == 1) == tt.has {
			t.Errorf("%s: %d skipped, %d retried", tt.text, skipped, retried)
		}
	}
}

func count(g *paramgen.Generator) int { return int(g.Count().Int64()) }

func count2(seq func(func(paramgen.Combination) bool)) (n int) {
	for range seq {
		n++
	}
	return n
}

// TestRuns counts repetitions by field, by the name in the id's field, and by load.
func TestRuns(t *testing.T) {
	id := at(3).ID()
	for _, tt := range []struct {
		text string
		by   []string
		want results.Count
	}{
		{`{"id": "ID", "x": 1}{"id": "ID", "x": 2}{"id": "ID", "x": null}`, nil, results.Count{Done: 2, Last: 3}},
		{`{"id": "ID", "x": 1, "repetition": 1}{"id": "ID", "x": 2, "repetition": 4}`, nil, results.Count{Done: 2, Last: 4}},
		{`{"tag": "ID-2", "x": 1}{"tag": "ID.7.json", "x": 2}`, nil, results.Count{Done: 2, Last: 7}},
		{`{"id": "ID", "x": 1, "rate": 1}{"id": "ID", "x": 2, "rate": 1.0}`, []string{"rate"}, results.Count{Done: 2, Last: 2}},
		{`{"id": "ID", "x": 1, "rate": 1}{"id": "ID", "x": 2, "rate": 2}`, []string{"rate"}, results.Count{Done: 1, Last: 2}},
		{`{"id": "ID", "x": 1, "rate": 1}{"id": "0123456789ab", "x": 2, "rate": 2}`, []string{"rate"}, results.Count{Done: 0, Last: 1}},
	} {
		table := read(t, strings.ReplaceAll(tt.text, "ID", id))
		if got := table.Runs(tt.by, results.Has("x"))[id]; got != tt.want {
			t.Errorf("%s by %v: %+v, want %+v", tt.text, tt.by, got, tt.want)
		}
	}
}

// TestMerge merges repeats with and without a load, and compares statistics with their
// definitions.
func TestMerge(t *testing.T) {
	rows := rowsOf(t, []string{`"x": 5, "rate": 1`, `"x": 1`})
	more := rowsOf(t, []string{`"x": 9, "rate": 1.0`, `"x": null`, `"x": 7`})
	again := rowsOf(t, []string{`"x": 6, "rate": 2`})
	all := append(append(rows, more...), again...)
	for _, tt := range []struct {
		by   []string
		want string
	}{
		{nil, "[{3 6.666666666666667 6 5 9} {1 1 1 1 1} {1 7 7 7 7}]"},
		{[]string{"rate"}, "[{2 7 7 5 9} {1 1 1 1 1} {1 7 7 7 7} {1 6 6 6 6}]"},
	} {
		merged := results.Merge(all, tt.by...)
		var stats []results.Stat
		for i := range merged {
			stats = append(stats, merged[i].Stat("x"))
		}
		if got := fmt.Sprint(stats); got != tt.want {
			t.Errorf("by %v: %s, want %s", tt.by, got, tt.want)
		}
		best, err := results.Best(merged, 9, results.Metric{Name: "x"})
		if x, missing := best[0].Metric("x"); err != nil || x != 7 || missing != results.Present || len(best) != len(merged) {
			t.Errorf("by %v: best %v, %v", tt.by, x, err)
		}
		if again := results.Merge(merged, tt.by...); len(again) != len(merged) || again[0].Stat("x") != merged[0].Stat("x") {
			t.Errorf("by %v: merged again: %v", tt.by, again)
		}
	}
	if got := results.Loads(results.Merge(rowsOf(t, nil))); got != nil {
		t.Error(got)
	}
	huge := results.NewRow(at(0), results.Field{Name: "x", Value: []byte("1.7e308")})
	if s := results.Merge([]results.Row{huge, huge})[0].Stat("x"); s.Mean != 1.7e308 || s.Median != 1.7e308 || s.Spread() != 0 {
		t.Errorf("%+v", s)
	}
}

// TestLoads names the fields with loads that were merged.
func TestLoads(t *testing.T) {
	a, b := rowsOf(t, []string{`"x": 5, "request_rate": 1, "batch_size": 3`}), rowsOf(t, []string{`"x": 5, "request_rate": "inf", "batch_size": 3.0`})
	if got := results.Loads(results.Merge(append(a, b...))); fmt.Sprint(got) != "[request_rate]" {
		t.Error(got)
	}
}

// TestCompare: a difference can be significant from 4 runs of each on.
func TestCompare(t *testing.T) {
	row := func(xs ...float64) results.Row {
		var rows []results.Row
		for _, x := range xs {
			rows = append(rows, results.NewRow(at(0), results.Field{Name: "x", Value: []byte(fmt.Sprint(x))}))
		}
		return results.Merge(rows)[0]
	}
	for _, tt := range []struct {
		a, b results.Row
		want results.Tie
	}{
		{row(1), row(2), results.TooFewRuns},
		{row(1, 2, 3), row(7, 8, 9), results.TooFewRuns},
		{row(1, 2, 3, 4), row(6, 7, 8, 9), results.Distinguishable},
		{row(1, 2, 3, 8), row(4, 5, 6, 7), results.Indistinguishable},
	} {
		if got := results.Compare(tt.a, tt.b, "x"); got != tt.want {
			t.Errorf("%v and %v: %v", tt.a.Numbers("x"), tt.b.Numbers("x"), got)
		}
	}
}

// TestLacking says how many rows have no number, and why.
func TestLacking(t *testing.T) {
	rows := rowsOf(t, []string{`"x": 1`, `"x": null`, `"y": 1`, `"x": "5"`, `"x": NaN`, `"x": null`})
	got := fmt.Sprint(results.Lacking(rows, results.Metric{Name: "x"}, results.Metric{Name: "ratio"}))
	if want := "[5 of 6 results have no number for x: 1 absent, 2 null, 1 text, 1 not finite]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestWhere filters by fields, members of objects and parameters.
func TestWhere(t *testing.T) {
	rows := rowsOf(t, []string{`"x": 1, "deep": {"p99": 100, "of": {"n": 1}}`, `"x": 2, "deep": {"p99": 300}`, `"x": null`, `"x": "2"`, `"ok": true, "x": 9007199254740993`})
	for condition, want := range map[string]string{
		"x < 3":                   "[1 2]",
		"x != nil":                "[1 2 4 5]",
		"x == nil || x > 1":       "[2 3 5]",
		"deep.p99 < 200":          "[1]",
		"deep.of.n == 1":          "[1]",
		"ok":                      "[5]",
		`x == "2"`:                "[4]",
		"x == 9007199254740993":   "[5]",
		"x == 9007199254740992":   "[]",
		"tp_size == 1 && x < 2":   "[1]",
		"ratio < 1 && x > 0":      "[2 5]",
		`backend == nil && x > 0`: "[1 2]",
	} {
		kept, err := results.Where(rows, condition)
		if got := fmt.Sprint(lines(kept)); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %s", condition, got, err, want)
		}
	}
	var unknown *results.FieldError
	if _, err := results.Where(rows, "deep.p98 < 1"); !errors.As(err, &unknown) || unknown.Nearest != "deep.p99" {
		t.Error(err)
	}
	if _, err := results.Where(rows, "tp_sise < 1"); !errors.As(err, &unknown) || unknown.Nearest != "tp_size" {
		t.Error(err)
	}
	if _, err := results.Where(rows, "x <"); err == nil || !strings.Contains(err.Error(), "results: condition: ") {
		t.Error(err)
	}
	kept := results.Filter(rows, func(r *results.Row) bool { x, ok := r.Number("x"); return ok && x > 1 })
	if got := fmt.Sprint(lines(kept)); got != "[2 5]" {
		t.Error(got)
	}
	merged := results.Merge(append(rows[:1:1], results.NewRow(at(0), results.Field{Name: "x", Value: []byte("5")})))
	if kept, err := results.Where(merged, "x == 3"); err != nil || len(kept) != 1 { // the median
		t.Error(kept, err)
	}
}

// TestFormats reads the same records from every format.
func TestFormats(t *testing.T) {
	a, b := at(3).ID(), at(5).ID()
	for name, text := range map[string]string{
		"lines":            `{"id": "A", "x": 1}` + "\n" + `{"id": "B", "x": 2}` + "\n",
		"CRLF":             "\ufeff" + `{"id": "A", "x": 1}` + "\r\n\r\n" + `{"id": "B", "x": 2}` + "\r\n",
		"comments":         "# a comment\n// another\n" + `{"id": "A", "x": 1}` + "\n  # {\n" + `{"id": "B", "x": 2}`,
		"an array":         `[{"id": "A", "x": 1}, {"id": "B", "x": 2}]`,
		"indented objects": "{\n  \"id\": \"A\",\n  \"x\": 1\n}\n{\n  \"id\": \"B\",\n  \"x\": 2\n}\n",
		"open array":       "{\"id\": \"A\", \"y\": [\n1,\n2], \"x\": 1}\n{\"id\": \"B\",\n\"x\": 2}\n",
		"CSV":              "id,x\nA,1\nB,2\n",
		"CSV, comments":    "# written by bench\r\nid,x\r\n# warm\r\nA,1\r\nB,2\r\n",
		"TSV":              "id\tx\nA\t1\nB\t2\n",
	} {
		table := read(t, strings.NewReplacer("A", a, "B", b).Replace(text))
		sum := 0.0
		for i := range table.Records {
			x, _ := table.Records[i].Number("x")
			sum += x
		}
		if d := cmp.Diff([]string{a, b}, ids(table)); d != "" || sum != 3 || len(table.Malformed) > 0 {
			t.Errorf("%s: %s, sum %v, malformed %v", name, d, sum, table.Malformed)
		}
	}
	table := read(t, "{\n \"id\": \""+a+"\",\n \"x\": 1,\n{\n \"id\": \""+b+"\",\n \"x\": 2\n}\n")
	if d := cmp.Diff([]string{b}, ids(table)); d != "" || len(table.Malformed) != 1 || table.Malformed[0].Err != results.ErrTruncated || table.Records[0].Line != 4 {
		t.Errorf("truncated and indented: %s, %v", d, table.Malformed)
	}
}

// TestProfiles identifies the files of benchmarks.
func TestProfiles(t *testing.T) {
	id := at(3).ID()
	config := marshal(at(3))
	for _, tt := range []struct {
		profile, text string
		options       []results.Option
	}{
		{"sglang", `{"tag": "ID", "backend": "sglang", "completed": 100, "output_throughput": 5.0}`, nil},
		{"sglang", `{"run_name": "ID", "batch_size": 8, "overall_throughput": 5.0}`, nil},
		{"sglang", `{"run_name": "ID-rate8", "tag": null}`, nil},
		{"vllm", "{\n \"date\": \"20260101\",\n \"label\": \"ID\",\n \"completed\": 9\n}\n", nil},
		{"", `{"run": "ID_2", "x": 1}`, []results.Option{results.IDField("run")}},
		{"", `{"server_flags": ` + config + `, "x": 1}`, []results.Option{results.ValuesUnder("server_flags")}},
		{"", `{"server_flags": ` + strings.ReplaceAll(strings.ReplaceAll(config, `"tp_size"`, `"--tp-size"`), `"overlap"`, `"port": 1, "overlap"`) + `}`, []results.Option{results.ValuesUnder("server_flags")}},
		{"", `{"tp_size": 99, "args": ` + config + `}`, []results.Option{results.ValuesUnder("args")}},
	} {
		options := tt.options
		if tt.profile != "" {
			p, err := results.Profile(tt.profile)
			if err != nil {
				t.Fatal(err)
			}
			options = append(options, p)
		}
		table, err := results.Read(strings.NewReader(strings.ReplaceAll(tt.text, "ID", id)), options...)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := results.Join(space, table, space.All())
		if err != nil || len(rows) != 1 || rows[0].Combination.ID() != id {
			t.Errorf("%s: %v, %v", tt.text, rows, err)
		}
	}
	if _, err := results.Profile("vlm"); err == nil || !strings.Contains(err.Error(), `did you mean "vllm"?`) {
		t.Error(err)
	}
}

// TestReadFiles reads a folder with a file for each run, and no file twice.
func TestReadFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a, b := at(3).ID(), at(5).ID()
	first := write(a+".json", `{"x": 1}`)
	write(b+"-2.json", "{\n\"x\": 2\n}\n")
	write("more.csv", "id,x\n"+a+",3\n"+b+",4")
	write("notes.txt", "?")
	write(".hidden.json", "?")
	table, err := results.ReadFiles([]string{dir, first, dir + "/./more.csv"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{a, b, a}, ids(table)); d != "" || table.Records[0].File() != first {
		t.Error(d, table.Records[0].File())
	}
	if runs := table.Runs(nil); runs[b] != (results.Count{Done: 1, Last: 2}) {
		t.Error(runs)
	}
	if len(table.Malformed) != 1 || !strings.HasPrefix(table.Malformed[0].Error(), dir) || !strings.Contains(table.Malformed[0].Error(), "more.csv: line 3 is ignored: truncated") {
		t.Error(table.Malformed)
	}
	for _, path := range []string{filepath.Join(dir, "none"), t.TempDir()} {
		if _, err := results.ReadFiles([]string{path}); err == nil || !strings.HasPrefix(err.Error(), "results: ") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestContradictions: an id and the index of another combination are an error.
func TestContradictions(t *testing.T) {
	id, other := at(3).ID(), at(8).ID()
	for text, want := range map[string]string{
		`{"id": "` + id + `", "index": 3, "x": 1}`:        "",
		`{"id": "` + id + `", "index": null, "x": 1}`:     "",
		`{"id": "` + id + `", "index": 8, "x": 1}`:        "results: line 1: contradiction: the id " + id + " and the index 8, which is that of " + other,
		`{"id": "` + id + `", "index": 99999, "x": 1}`:    "and the index 99999, which this space does not have",
		"index,id\n3," + id + "\n8," + id + "\n8,x\n":     "line 3: contradiction",
		`{"id": "` + id + `", "index": "no", "x": 1}`:     "",
		`{"id": "` + id + `", "index": 1e999999, "x": 1}`: "",
	} {
		table := read(t, text)
		err := table.Identify(space)
		var fault *results.ContradictionError
		if errors.As(err, &fault) != (want != "") || want != "" && !strings.Contains(fault.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestMismatch: a record that matches nothing says which field has which value that the space
// lacks.
func TestMismatch(t *testing.T) {
	for text, want := range map[string]string{
		`{"tp_size": 16, "ratio": 1.0, "overlap": false}`:                          `parameter "tp_size": 16 is not among its values 1, 2, 4`,
		`{"tp_size": "2", "ratio": 1.0, "overlap": false}`:                         `parameter "tp_size": has the number 2, not the string "2"`,
		`{"id": "0123456789ab", "tp_size": 2, "ratio": 1.0, "overlap": false}`:     "with id 0123456789ab: its values are those of ",
		`{"tp_size": 1, "ratio": 1.0, "overlap": true}`:                            `rule "!overlap || backend != nil" rejects it`,
		`{"tp_size": 2, "ratio": 0.25, "overlap": 7, "backend": null, "n_new": 1}`: `0.25 is not among its values 1.0, 0.5; parameter "overlap": 7 is not among`,
		`{"id": "0123456789ab", "x": 1}`:                                           "with id 0123456789ab; use the space",
	} {
		_, err := results.Join(space, read(t, text), space.All())
		var unmatched *results.UnmatchedError
		if !errors.As(err, &unmatched) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// TestIgnoreInactive: a benchmark reports the values of inactive parameters.
func TestIgnoreInactive(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("compile", false, true),
		paramgen.Param("max_bs", 16, 32).When(paramgen.Expr("compile")),
		paramgen.Param("depth", 1, 2).When(paramgen.Expr("max_bs > 16")),
	)))
	for text, want := range map[string]string{
		`{"compile": false, "max_bs": 32, "depth": 2}`: "compile=false/max_bs=nil/depth=nil",
		`{"compile": true, "max_bs": 16, "depth": 2}`:  "compile=true/max_bs=16/depth=nil",
		`{"compile": true, "max_bs": 32, "depth": 2}`:  "compile=true/max_bs=32/depth=2",
	} {
		table, err := results.Read(strings.NewReader(text), results.IgnoreInactive())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := results.Join(g, table, nil)
		if err != nil || len(rows) != 1 || rows[0].Combination.String() != want {
			t.Errorf("%s: %v, %v", text, rows, err)
		}
		_, err = results.Join(g, read(t, text), nil)
		if (err == nil) != (want == "compile=true/max_bs=32/depth=2") {
			t.Errorf("%s without the option: %v", text, err)
		}
	}
}

// growing is a reader of a file that grows while it is read.
type growing struct {
	parts []string
}

func (g *growing) Read(p []byte) (int, error) {
	if len(g.parts) == 0 {
		return 0, io.EOF
	}
	n := copy(p, g.parts[0])
	g.parts = g.parts[1:]
	return n, nil
}

// TestGrowing reads a text in parts of every size, with a truncated end.
func TestGrowing(t *testing.T) {
	for _, text := range []string{
		`{"id": "0123456789ab", "x": 1}` + "\n" + `{"id": "123456789012", "x": 2}` + "\n" + `{"id": "2345`,
		"\ufeffid,x\n0123456789ab,1\n123456789012,2\n2345",
	} {
		for size := 1; size < len(text); size++ {
			var parts []string
			for rest := text; rest != ""; {
				n := min(size, len(rest))
				parts, rest = append(parts, rest[:n]), rest[n:]
			}
			table, err := results.Read(&growing{parts})
			if err != nil || len(table.Records) != 2 || len(table.Malformed) != 1 || table.Malformed[0].Line != 3+strings.Count(text, ",1\n") {
				t.Fatalf("parts of %d: %v, %+v", size, err, table)
			}
		}
	}
}

// TestLongLines has records that are longer than any buffer.
func TestLongLines(t *testing.T) {
	long := strings.Repeat("y", 1<<20)
	text := `{"id": "0123456789ab", "x": 1, "s": "` + long + `"}` + "\n" + `{"id": "123456789012", "x": 2}` + "\n"
	table := read(t, strings.Repeat(text, 3))
	s, _ := table.Records[4].Field("s")
	if x, _ := table.Records[5].Number("x"); len(table.Records) != 6 || len(s) != len(long)+2 || x != 2 {
		t.Errorf("%d records", len(table.Records))
	}
}

// TestOlderSpace: the ids of results of a space with a parameter less are valid where the new one
// is unset; those of a space with a parameter more are not, and say why.
func TestOlderSpace(t *testing.T) {
	old := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", 1, 2))))
	now := paramgen.Must(old.With(paramgen.WithParameters(paramgen.Param("b", nil, 7))))
	var text bytes.Buffer
	for _, g := range []*paramgen.Generator{old, now} {
		text.Reset()
		if _, err := g.Write(&text, paramgen.FormatCSV, g.All(), paramgen.WithIdentity()); err != nil {
			t.Fatal(err)
		}
		other := map[bool]*paramgen.Generator{true: now, false: old}[g == old]
		rows, err := results.Join(other, read(t, text.String()), other.All())
		var contradiction *results.ContradictionError
		if !errors.As(err, &contradiction) || len(rows) != 2 {
			t.Errorf("%d rows: %v", len(rows), err)
		}
		plain := strings.Replace(text.String(), "index", "number", 1)
		if rows, err := results.Join(other, read(t, plain), other.All()); len(rows) != 2 || (err == nil) != (g == old) {
			t.Errorf("without the index: %d rows: %v", len(rows), err)
		}
	}
}

// TestTable writes rows for people.
func TestTable(t *testing.T) {
	rows := results.Merge(append(rowsOf(t, []string{`"x": 5, "y": 1`, `"x": 1e-9, "y": 2`, `"y": 3`}), rowsOf(t, []string{`"x": 7`})...))
	var b bytes.Buffer
	if n, err := results.WriteTable(&b, rows, results.Metric{Name: "x"}); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	want := "id            runs        x  ratio  overlap\n"
	got := b.String()
	if !strings.HasPrefix(got, "id            runs") || !strings.Contains(got, "6 ± 17%") || !strings.Contains(got, "absent") || !strings.HasSuffix(got, "in all rows: tp_size=1 backend=nil overlap=false\n") && !strings.Contains(got, "in all rows: tp_size=1") {
		t.Errorf("%s, want about %s", got, want)
	}
	for _, line := range strings.Split(got, "\n") {
		if strings.HasSuffix(line, " ") {
			t.Errorf("%q", line)
		}
	}
	b.Reset()
	if n, err := results.WriteTable(&b, nil); n != 0 || err != nil || b.Len() > 0 {
		t.Error(n, err, b.String())
	}
}

// TestWriteMerged writes medians, and the statistics of metrics.
func TestWriteMerged(t *testing.T) {
	all := append(rowsOf(t, []string{`"x": 5, "s": "a", "same": [1]`}), rowsOf(t, []string{`"x": 7, "s": "b", "same": [1]`})...)
	var b bytes.Buffer
	if _, err := results.WriteJSONL(&b, results.Merge(all), results.Metric{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	if want := `, "x": 6, "same": [1], "x.n": 2, "x.mean": 6, "x.spread": 1}` + "\n"; !strings.HasSuffix(b.String(), want) {
		t.Errorf("%s, want %s", b.String(), want)
	}
}

// TestCombinations yields each configuration once.
func TestCombinations(t *testing.T) {
	rows := append(rowsOf(t, []string{`"x": 5`, `"x": 6`}), rowsOf(t, []string{`"x": 5`})...)
	if n := count2(results.Combinations(rows)); n != 2 {
		t.Error(n)
	}
	for range results.Combinations(rows) {
		break
	}
	if math.IsNaN(results.Stat{}.Spread()) {
		t.Error("spread of nothing")
	}
}
