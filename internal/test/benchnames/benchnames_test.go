package benchnames

import (
	"bytes"
	"fmt"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"github.com/paramgen/paramgen"
)

// values holds values of every type, and strings that package testing rewrites or that benchstat
// could take for syntax or for GOMAXPROCS.
var values = []any{
	nil, true, false, 0, 7, -1, int8(-8), uint64(math.MaxUint64), int64(math.MinInt64), 1.5, 2.0, -0.25, 1e300, 5e-324, float32(0.1), float32(1 << 27),
	"", " ", "a b", "a/b", "/", "a/b=c", "=", "-x", "x-1", "x-", "-1", "--", "*", "a*", "nil", "true", "12", "1.5", "NaN", "é😀", "it's", `"`, `\`, "%", "%41",
	"#01", "a#01", "a,b", "(x)", "a:b", "@", "tab\t", "line\nend", "\x00", "\xff", "\u00a0", "\u2028", ".", "..", "OR", "AND",
}

func space() *paramgen.Generator {
	return paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("odd", values...),
		paramgen.Param("-a b/c=d-1", 1),
		paramgen.Param("gomaxprocs", 3),
		paramgen.Param("last", -1, "x-2", 3, "end"),
	)))
}

// BenchmarkNames produces the output that the tests read.
func BenchmarkNames(b *testing.B) {
	i := 0
	for c := range space().All() {
		b.Run(c.String(), func(b *testing.B) { b.ReportMetric(float64(i), "row") })
		i++
	}
}

// output runs a benchmark of this package.
func output(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"-test.run=^$", "-test.bench=Names", "-test.benchtime=1x"}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, text []byte) (all []*benchfmt.Result) {
	t.Helper()
	r := benchfmt.NewReader(bytes.NewReader(text), "names")
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			all = append(all, rec.Clone())
		case *benchfmt.SyntaxError:
			t.Fatal(rec)
		}
	}
	return all
}

// field returns the projection on one key of the name.
func field(t *testing.T, key string) *benchproc.Projection {
	t.Helper()
	var p benchproc.ProjectionParser
	projection, err := p.Parse(fmt.Sprintf("%q", "/"+key), nil)
	if err != nil {
		t.Fatal(err)
	}
	return projection
}

// TestNames checks that benchstat's parser finds every value under its key, with one processor,
// for which names have no suffix, and with two.
func TestNames(t *testing.T) {
	for _, cpu := range []string{"1", "2"} {
		results := read(t, output(t, "-test.cpu="+cpu))
		i := 0
		for c := range space().All() {
			for _, key := range strings.Split(c.String(), "/") {
				key, want, _ := strings.Cut(key, "=")
				p := field(t, key)
				if got := p.Project(results[i]).Get(p.Fields()[0]); got != want {
					t.Fatalf("%s: %s is %q, want %q", results[i].Name, key, got, want)
				}
			}
			if row, _ := results[i].Value("row"); row != float64(i) {
				t.Fatalf("%s is not row %d", results[i].Name, i)
			}
			i++
		}
		if i != len(results) {
			t.Errorf("%d combinations, %d results", i, len(results))
		}
	}
}

// TestValuesAreDistinct checks that different values have different names, and that names of
// strings can be decoded.
func TestValuesAreDistinct(t *testing.T) {
	seen := map[string]any{}
	for c := range space().All() {
		last, _ := c.Get("last")
		if last != -1 {
			continue
		}
		v, _ := c.Get("odd")
		_, name, _ := strings.Cut(strings.Split(c.String(), "/")[0], "=")
		if before, twice := seen[name]; twice {
			t.Errorf("%#v and %#v are both %s", before, v, name)
		}
		seen[name] = v
		if s, is := v.(string); is && s != "" {
			if back, err := url.PathUnescape(name); back != s || err != nil {
				t.Errorf("%q is %s, which reads back as %q, %v", s, name, back, err)
			}
		}
	}
}

// TestFilters selects by each value without quotes, as benchstat -filter does.
func TestFilters(t *testing.T) {
	results := read(t, output(t, "-test.cpu=2"))
	i := 0
	for c := range space().All() {
		_, name, _ := strings.Cut(strings.Split(c.String(), "/")[0], "=")
		filter, err := benchproc.NewFilter("/odd:" + name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for j, r := range results {
			m, err := filter.Match(r)
			if err != nil {
				t.Fatal(err)
			}
			if (i/4 == j/4) != m.Any() {
				t.Fatalf("the filter /odd:%s on %s: %v", name, r.Name, m.Any())
			}
		}
		i++
	}
}

// TestGroups runs benchstat on the output of the example program and groups it by parameters.
func TestGroups(t *testing.T) {
	example := exec.Command("go", "run", "./examples/gzip", "-n", "12", "-test.benchtime", "1x")
	example.Dir = "../../.."
	text, err := example.Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "gzip.txt")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	table, err := exec.Command("go", "run", "golang.org/x/perf/cmd/benchstat", "-row", "/level", "-col", "/workers", "-filter", ".unit:ratio", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ratio", "\n1 ", "\n6 ", "\n%2D2 "} {
		if !strings.Contains(string(table), want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
}
