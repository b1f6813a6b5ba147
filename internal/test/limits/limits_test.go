// Package limits tests huge, extreme and hostile input, and that memory follows the diagram.
package limits_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/big"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/longtest"
)

// allocated returns how many bytes a call allocates, all in all.
func allocated(call func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// xyb is a small space for large expressions.
func xyb(text string) (*paramgen.Generator, error) {
	return paramgen.New(paramgen.WithParameters(paramgen.Param("x", 1, 2, 3), paramgen.Param("y", 1, 2), paramgen.Param("b", true, false)), expr(text))
}

// largeExpression is an expression over the parameters of xyb that is answered or refused.
type largeExpression struct {
	name, text string
	count      int64  // if it is answered
	want       string // in the error, if it is refused
}

// numbered repeats a format with numbers.
func numbered(n, from int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, from+i)
	}
	return b.String()
}

// largeExpressions are up to some mb bytes long.
func largeExpressions(mb int) []largeExpression {
	repeat := strings.Repeat
	return []largeExpression{
		{"9,998 parentheses", repeat("(", 9998) + "x > 1" + repeat(")", 9998), 8, ""},
		{"10,000 parentheses", repeat("(", 10000) + "x > 1" + repeat(")", 10000), 0, "nested too deeply"},
		{"1,000,000 parentheses", repeat("(", 1_000_000) + "x > 1" + repeat(")", 1_000_000), 0, "nested too deeply"},
		{"1,000,000 open parentheses", repeat("(", 1_000_000), 0, "nested too deeply"},
		{"9,999 nots", repeat("!", 9999) + "b", 6, ""},
		{"1,000,000 nots", repeat("!", 1_000_000) + "b", 0, "nested too deeply"},
		{"9,998 signs", repeat("-", 9998) + "x > 1", 8, ""},
		{"1,000,000 signs", repeat("-", 1_000_000) + "x > 1", 0, "nested too deeply"},
		{"1,000,000 signs and parentheses", repeat("-(", 1_000_000) + "x", 0, "nested too deeply"},
		{"1,000,000 calls", repeat("abs(", 1_000_000) + "x", 0, "nested too deeply"},
		{"49,999 times and", repeat("x < 9 && ", 49999) + "x < 3", 8, ""},
		{"200,000 times and", repeat("x < 9 && ", 200_000) + "x < 3", 0, "too long"},
		{"49,999 times or", repeat("x > 9 || ", 49999) + "x < 3", 8, ""},
		{"a chain", repeat("x <= ", 20000) + "x", 12, ""},
		{"a sum", repeat("x + ", 20000) + "x < 20002", 4, ""},
		{"a difference", repeat("x - ", 20000) + "x < 0", 12, ""},
		{"a product", repeat("x * ", 2047) + "x < 3", 4, ""},
		{"too large a product", repeat("x * ", 2048) + "x < 3", 0, "could exceed 4096 bits"},
		{"a product of constants", repeat("9223372036854775807 * ", 20000) + "x < 3", 0, "could exceed 4096 bits"},
		{"a quotient", repeat("x / ", 20000) + "x < 3", 12, ""},
		{"arguments", "min(" + repeat("x, ", 50000) + "y) < 3", 12, ""},
		{"alternatives", "oneof(x" + numbered(50000, 7, ", %d") + ")", 0, ""},
		{"terms that differ", numbered(1000, 7, "x*y == %d || ") + "x < 2", 4, ""},
		{"a comment", "x < 3 /*" + repeat("a", mb) + "*/", 0, "no comments"},
		{"comments", "x < 3" + repeat("/**/", mb/4), 0, "no comments"},
		{"blanks", repeat(" ", mb) + "x < 3" + repeat("\n", mb), 8, ""},
		{"a string", `"` + repeat("a", mb) + `" == "b" || x < 3`, 8, ""},
		{"a string left open", `x == "` + repeat("a", mb), 0, "without closing quote"},
		{"a number", "x < " + repeat("9", 9999), 12, ""},
		{"too long a number", "x < " + repeat("9", mb), 0, "number too long"},
		{"an exponent", "x < 1e" + repeat("9", 9000), 0, "too large"},
		{"a name", repeat("x", mb) + " < 3", 0, "no parameter"},
		{"a quoted name", `param("` + repeat("x", mb) + `") < 3`, 0, "no parameter"},
		{"a function", repeat("x", mb) + "(3) < 3", 0, "unknown function"},
		{"names", numbered(20000, 7, "p%d == 1 && ") + "x < 2", 0, `no parameter`},
		{"an error at the end", repeat("x < 3 && ", 20000) + "+", 0, "expected an operand"},
		{"far too long", repeat("x < 3 && ", mb/9) + "+", 0, "too long"},
		{"what turns the line around", repeat("\u202e", mb/3), 0, "unexpected"},
	}
}

// TestLargeExpressions: each is answered or refused by a typed error, with memory in proportion to
// the text, and what is said of it fits a screen.
func TestLargeExpressions(t *testing.T) {
	mb := 1 << 20
	if longtest.Enabled() {
		mb = 16 << 20
	}
	for _, test := range largeExpressions(mb) {
		var g *paramgen.Generator
		var err error
		most := 400*int64(len(test.text)) + 1<<23
		if used := allocated(func() { g, err = xyb(test.text) }); used > most {
			t.Errorf("%s: %d bytes for a text of %d", test.name, used, len(test.text))
		}
		if test.want == "" {
			test.answered(t, g, err, 10*most)
		} else {
			test.refused(t, err)
		}
	}
}

// answered asks the generator for the count, and for what is said of the expression, which may
// take some bytes.
func (e *largeExpression) answered(t *testing.T, g *paramgen.Generator, err error, most int64) {
	t.Helper()
	if err != nil || g.Count().Int64() != e.count {
		t.Errorf("%s: %.300v", e.name, err)
		return
	}
	used := allocated(func() {
		_, _, err = g.Report().String(), g.Info().String(), g.Check(map[string]any{"x": 3, "y": 2, "b": false})
	})
	if used > most {
		t.Errorf("%s: %d bytes to report on a text of %d", e.name, used, len(e.text))
	}
	e.fits(t, err)
}

func (e *largeExpression) refused(t *testing.T, err error) {
	t.Helper()
	if !is[expressionError](err) && !is[unknownError](err) || !strings.Contains(err.Error(), e.want) {
		t.Errorf("%s: %T %.300v, want %s", e.name, err, err, e.want)
	}
	e.fits(t, err)
}

// longestLine returns the length of the longest line of a message.
func longestLine(err error) (n int) {
	for _, line := range strings.Split(err.Error(), "\n") {
		n = max(n, len(line))
	}
	return n
}

// fits demands that each line of a message can be read by a person.
func (e *largeExpression) fits(t *testing.T, err error) {
	t.Helper()
	if err != nil && (longestLine(err) > 300_000 || strings.Contains(err.Error(), "\u202e")) {
		t.Errorf("%s: a message of %d bytes, %.300q", e.name, len(err.Error()), err)
	}
}

// edges are the integers at which machines' arithmetic breaks.
func edges() (all []*big.Int) {
	for _, shift := range []uint{0, 31, 32, 53, 62, 63} {
		power := new(big.Int).Lsh(big.NewInt(1), shift)
		for d := int64(-1); d <= 1; d++ {
			x := new(big.Int).Add(power, big.NewInt(d))
			all = append(all, x, new(big.Int).Neg(x))
		}
	}
	all = append(all, new(big.Int).SetUint64(math.MaxUint64), big.NewInt(7), big.NewInt(-7))
	fits := all[:0]
	for _, x := range all {
		if x.IsInt64() || x.IsUint64() {
			fits = append(fits, x)
		}
	}
	return fits
}

// native is x as a caller would write it.
func native(x *big.Int) any {
	if x.IsInt64() {
		return x.Int64()
	}
	return x.Uint64()
}

// TestEdgesOfIntegers compares all arithmetic at the edges of 64 bits with math/big: what an
// expression makes is equal to that, and not to its neighbours. The rules are analysed, where
// values are parameters, and run.
func TestEdgesOfIntegers(t *testing.T) {
	numbers := edges()
	operations := map[string]func(z, x, y *big.Int) *big.Int{
		"x + y": (*big.Int).Add, "x - y": (*big.Int).Sub, "x * y": (*big.Int).Mul, "x / y": (*big.Int).Quo, "x % y": (*big.Int).Rem,
		"-x - -y": func(z, x, y *big.Int) *big.Int { return z.Sub(y, x) }, "abs(x) * y": func(z, x, y *big.Int) *big.Int { return z.Mul(z.Abs(x), y) },
		"min(x, y)": func(z, x, y *big.Int) *big.Int {
			if x.Cmp(y) < 0 {
				return z.Set(x)
			}
			return z.Set(y)
		},
		"x*x*x - y*y": func(z, x, y *big.Int) *big.Int {
			return z.Sub(z.Mul(z.Mul(x, x), x), new(big.Int).Mul(y, y))
		},
	}
	for text, operation := range operations {
		for _, x := range numbers {
			for _, y := range numbers {
				want := make([]bool, 3) // equal, less than what is one more, less than itself
				zero := y.Sign() == 0 && strings.ContainsAny(text, "/%")
				result := new(big.Int)
				if !zero {
					operation(result, x, y)
					want[0], want[1] = true, true
				}
				more := new(big.Int).Add(result, big.NewInt(1))
				rules := []paramgen.Rule{
					paramgen.Expr(fmt.Sprintf("%s == %v", text, result)), paramgen.Expr(fmt.Sprintf("%s < %v", text, more)),
					paramgen.Expr(fmt.Sprintf("%s < %v", text, result)),
				}
				space := paramgen.WithParameters(paramgen.Param("x", native(x)), paramgen.Param("y", native(y)))
				only, _ := paramgen.Must(paramgen.New(space)).At(new(big.Int))
				for i, r := range rules {
					if got := r.Allow(only); got != want[i] {
						t.Fatalf("run with x=%v, y=%v: %s is %v", x, y, r.Name(), got)
					}
					if (len(text)+int(x.Int64()&15)+int(y.Int64()&15))%3 != i {
						continue // a third of them is analysed
					}
					if got := paramgen.Must(paramgen.New(space, rule(r))).Count().Sign() > 0; got != want[i] {
						t.Fatalf("analysed with x=%v, y=%v: %s is %v", x, y, r.Name(), got)
					}
				}
			}
		}
	}
}

// TestEdgesOfFloats: no value is infinite or NaN, but arithmetic may get there, and then follows
// IEEE 754 as Go does.
func TestEdgesOfFloats(t *testing.T) {
	for text, want := range map[string]bool{
		"x * 10 > x":                     true,  // +Inf
		"x * 10 == x * 100":              true,  // +Inf
		"x * 10 - x * 10 == 0":           false, // NaN
		"x * 10 - x * 10 != 0":           true,
		"x * 10 - x * 10 < 1":            false,
		"!(x * 10 - x * 10 < 1)":         true,
		"x * 10 - x * 10 >= 1":           false,
		"-x * 10 < y":                    true,
		"min(x * 10 - x * 10, 1) < 2":    false, // NaN
		"x * 10 > 9223372036854775807":   true,
		"x * 10 - x * 10 == y - y*2 + y": false,
		"x / 0 > 1 || true":              false, // a fault
		"x / 0.0 > 1":                    false,
		"y % 0 == 0":                     false,
		"y * 1e-320 > 0":                 true,
		"y / 1e308 / 1e308 == 0":         true,
	} {
		g, err := paramgen.New(param("x", 1.7e308), param("y", 3), expr(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		all, _ := paramgen.Must(g.With(paramgen.WithoutRules())).At(new(big.Int))
		if got, run := g.Count().Sign() > 0, g.Rules()[0].Allow(all); got != want || run != want {
			t.Errorf("%s is %v, and %v when it is run", text, got, run)
		}
		_ = g.Check(map[string]any{"x": 1.7e308, "y": 3})
		_ = g.Report().String()
	}
}

// neighbours returns a space of n parameters of ten values, each linked with the next: some 9^n
// combinations in 10 n nodes.
func neighbours(n int) []paramgen.Option {
	params := digits(n)
	options := []paramgen.Option{paramgen.WithParameters(params...)}
	for i := range n - 1 {
		options = append(options, expr(fmt.Sprintf("%s + %s != 9", params[i].Name(), params[i+1].Name())))
	}
	return options
}

// questionsBytes returns the nodes of a space's diagram, and what it allocates to make it and to
// ask it.
func questionsBytes(options []paramgen.Option) (nodes int64, bytes map[string]int64) {
	var g *paramgen.Generator
	bytes = map[string]int64{"made": allocated(func() { g = paramgen.Must(paramgen.New(options...)) })}
	walk := func(seq sequence, most int) func() {
		return func() {
			for range first(most, seq) {
			}
		}
	}
	bytes["walked"] = allocated(walk(g.All(), 500_000))
	bytes["walked from its middle"] = allocated(walk(must(g.From(part(g, 1, 2))), 200_000))
	bytes["sampled"] = allocated(walk(g.Sample(1000, 1), 1000))
	bytes["asked for combinations and indices"] = allocated(func() {
		for k := range int64(100) {
			c, _ := g.At(part(g, k, 100))
			g.Index(c)
		}
	})
	return int64(g.Report().Nodes), bytes
}

// TestMemoryFollowsDiagram: 3·10^12 combinations take as much memory for each node of their
// diagram as 600,000, whatever is done with them.
func TestMemoryFollowsDiagram(t *testing.T) {
	few, small := questionsBytes(neighbours(6))
	many, large := questionsBytes(neighbours(13))
	if many < 2*few || many > 3*few || large["made"] > 4096*many || large["walked"] > 1<<20 {
		t.Errorf("of %d and %d nodes the larger allocates %v", few, many, large)
	}
	for what, bytes := range large {
		if bytes/many > 2*small[what]/few {
			t.Errorf("%s: %d bytes for %d nodes, but %d bytes for %d", what, small[what], few, bytes, many)
		}
	}
}

// largeFile is a space file that is read, or refused for what it has.
type largeFile struct {
	name string
	text func() string
	want string // in the error of Load or New
}

// elements are those of an array, numbered.
func elements(n int, format string) string {
	return strings.TrimSuffix(numbered(n, 0, format+","), ",")
}

// largeFiles are of about 100 n bytes.
func largeFiles(n int) []largeFile {
	repeat := strings.Repeat
	params := func(list string) string { return `{"parameters":[` + list + `]` }
	values := func(list string) string { return params(`{"name":"a","values":[`+list+`]}`) + "}" }
	rules := func(params, list string) string { return params + `,"rules":[` + list + `]}` }
	return []largeFile{
		{"one string", func() string { return values(`"` + repeat("v", 100*n) + `"`) }, ""},
		{"one string of escapes", func() string { return values(`"` + repeat(`\u00e9`, 16*n) + `"`) }, ""},
		{"one name", func() string { return params(`{"name":"`+repeat("v", 100*n)+`","values":[1,1]}`) + "}" }, "is the same as value 1"},
		{"values", func() string { return values(elements(10*n, "%d")) }, ""},
		{"values twice", func() string { return values("1" + repeat(",1", 10*n)) }, "is the same as value 1"},
		{"parameters", func() string { return params(elements(n, `{"name":"p%d","values":[1]}`)) + "}" }, ""},
		{"parameters of one name", func() string {
			return params(repeat(`{"name":"p","values":[]},`, n)+`{"name":"p","values":[]}`) + "}"
		}, "is given twice"},
		{"parameters without values", func() string { return params(elements(n, `{"name":"p%d","values":[]}`)) + "}" }, "has no values"},
		{"rules", func() string { return rules(params(`{"name":"a","values":[1,2]}`), elements(n, `"a<=2+%d"`)) }, ""},
		{"rules that link", func() string {
			var list strings.Builder
			for i := range n / 10 {
				fmt.Fprintf(&list, `"p%d<=p%d",`, i, i+1)
			}
			return rules(params(elements(n/10+1, `{"name":"p%d","values":[1,2]}`)), list.String()+`"p0<3"`)
		}, ""},
		{"rules about nothing", func() string {
			return rules(params(elements(n/10, `{"name":"p%d","values":[1,2]}`)), elements(min(n/10, 2000), `"q%d<2"`))
		}, `no parameter`},
		{"deep", func() string { return `{"parameters":[{"name":"a","values":` + repeat("[", 100*n) }, "a list cannot be inside a list"},
		{"deep in a key", func() string { return `{"parameters":[{"x":` + repeat(`{"a":`, 20*n) }, `no key "x"`},
		{"a long key", func() string { return `{"` + repeat("k", 100*n) + `": 1}` }, "no key"},
	}
}

// TestLargeFiles reads space files of up to 1 MB, or 100 MB under -long: memory is in proportion
// to the file, and not much more than encoding/json takes to read it as maps; what is wrong is
// told by a typed error and shortly.
func TestLargeFiles(t *testing.T) {
	n := 10_000
	if longtest.Enabled() {
		n = 1_000_000
	}
	for _, test := range largeFiles(n) {
		text := []byte(test.text())
		var g *paramgen.Generator
		var err error
		used := allocated(func() {
			var space option
			if space, err = paramgen.Load(bytes.NewReader(text)); err == nil {
				g, err = paramgen.New(space)
			}
		})
		other := allocated(func() {
			var v any
			_ = json.Unmarshal(text, &v)
		})
		t.Logf("%s: %d MB, allocates %.1f times the file, %.1f times what encoding/json does", test.name, len(text)>>20,
			float64(used)/float64(len(text)), float64(used)/float64(other))
		if used > 300*int64(len(text))+1<<22 {
			t.Errorf("%s: %d bytes for a file of %d", test.name, used, len(text))
		}
		if test.want == "" {
			if err != nil || g == nil {
				t.Errorf("%s: %v", test.name, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), test.want) || longestLine(err) > 200_000 ||
			!is[*paramgen.FileError](err) && !is[parameterError](err) && !is[ruleError](err) {
			t.Errorf("%s: %T %.300v, want %s", test.name, err, err, test.want)
		}
	}
}

// hostileNames are names that parameters of one space may have together.
var hostileNames = []string{
	"\u202eright to left", "nul\x00", "\ufeffmark", "e\u0301", "é", "line\nend", "return\r", "tab\t", "\x1b[31mred\x1b[0m", "\u009b31m", "=", ",", `"`, "'",
	"$(touch /tmp/paramgen-was-here)", "`id`", "; rm -rf /", "-", "--", " ", "a b", "/", "\\", "%s", "{id}", "\u2028", "\U000e0001", "日本", "\U0010ffff", "null", "__proto__",
}

// TestHostileNames: whatever a name is, each format keeps it and its neighbours apart, or says
// that it cannot.
func TestHostileNames(t *testing.T) {
	var params []paramgen.Parameter
	for i, name := range hostileNames {
		params = append(params, paramgen.Param(name, i))
	}
	params = append(params, paramgen.Param(strings.Repeat("long", 1<<18), -1))
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(params...)))
	write := func(f paramgen.Format) string {
		var b strings.Builder
		if _, err := g.Write(&b, f, g.All()); err != nil {
			t.Errorf("%s: %.200v", f, err)
		}
		return b.String()
	}
	var rows []map[string]int
	if err := json.Unmarshal([]byte(write(paramgen.FormatJSON)), &rows); err != nil || len(rows[0]) != len(params) {
		t.Fatal(err)
	}
	for i, name := range hostileNames {
		if rows[0][name] != i {
			t.Errorf("JSON has %d for %q", rows[0][name], name)
		}
	}
	records, err := csv.NewReader(strings.NewReader(write(paramgen.FormatCSV))).ReadAll()
	if err != nil || len(records) != 2 {
		t.Fatal(err)
	}
	for i, name := range hostileNames {
		if got := records[0][i]; got != name {
			t.Errorf("CSV has %q for %q", got, name)
		}
	}
	var fault *paramgen.ParameterError
	if _, err := g.Write(&strings.Builder{}, paramgen.FormatArgs, g.All()); !errors.As(err, &fault) || fault.Parameter != "nul\x00" {
		t.Errorf("args: %.200v", err)
	}
	if _, err := g.Write(&strings.Builder{}, paramgen.FormatEnv, g.All()); !is[parameterError](err) || len(err.Error()) > 100_000 || strings.ContainsAny(err.Error(), "\x1b\u202e\u009b") {
		t.Errorf("env: %d bytes, %.200q", len(err.Error()), err)
	}
	g = paramgen.Must(g.With(paramgen.WithoutParameters("nul\x00")))
	only, _ := g.At(new(big.Int))
	script := exec.Command("bash") // reads it from its input: it is longer than an argument may be
	script.Stdin = strings.NewReader(`printf '<%s>' ` + strings.TrimSuffix(write(paramgen.FormatArgs), "\n"))
	words, err := script.Output()
	if d := cmp.Diff("<"+strings.Join(only.Args(), "><")+">", string(words)); d != "" || err != nil {
		t.Errorf("bash, %v: %.2000s", err, d)
	}
	if yaml := write(paramgen.FormatYAML); strings.Count(yaml, "\n") != len(params)-1+2+strings.Count(yaml, "\n? ") { // long names take two lines
		t.Error("a name breaks a line of YAML")
	}
}

// TestHostileSpaceFiles: what JSON can say and no text can be is refused with its place; the rest
// means what it says.
func TestHostileSpaceFiles(t *testing.T) {
	const text = `{"parameters": [{"name": "%s", "values": [1, 2]}]}`
	for name, want := range map[string]string{
		`\ud800`: "surrogate", `\udc00\ud800`: "surrogate", `\ud83d\ud83d`: "surrogate", "\xff": "invalid UTF-8", "\xed\xa0\x80": "invalid UTF-8", "\xc0\x80": "invalid UTF-8",
		"a\nb": "control character", "\x00": "control character", `\x`: "unknown escape",
		`\u0000`: "", `\ud83d\ude00`: "", `\u202e`: "", "\ufeff": "", "e\u0301": "", `\n`: "", "\u007f": "",
	} {
		space, err := paramgen.Load(strings.NewReader(fmt.Sprintf(text, name)))
		if want != "" {
			if fault := (*paramgen.FileError)(nil); !errors.As(err, &fault) || fault.Line != 1 || fault.Column < 26 || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %s", name, err, want)
			}
			continue
		}
		g := paramgen.Must(paramgen.New(space))
		var plain string
		if err := json.Unmarshal([]byte(`"`+name+`"`), &plain); err != nil || g.Parameters()[0].Name() != plain {
			t.Errorf("%q is read as %q, %v", name, g.Parameters()[0].Name(), err)
		}
	}
	if _, err := paramgen.New(param("a\xff", 1)); !is[parameterError](err) || !strings.Contains(err.Error(), "not UTF-8") {
		t.Error(err)
	}
	// Names that differ only in how they are composed are two: nothing is normalised.
	g, err := paramgen.New(param("é", 1), param("e\u0301", 1), expr("param(\"é\") == param(\"e\u0301\")"))
	if err != nil || len(g.Parameters()) != 2 || g.Count().Int64() != 1 {
		t.Error(err)
	}
}

// part returns k/n of the count.
func part(g *paramgen.Generator, k, n int64) *big.Int {
	i := g.Count()
	return i.Quo(i.Mul(i, big.NewInt(k)), big.NewInt(n))
}

// digits returns n parameters of ten values.
func digits(n int) []paramgen.Parameter {
	params := make([]paramgen.Parameter, n)
	for i := range params {
		params[i] = paramgen.Param("d"+string(rune('A'+i)), paramgen.Range(0, 9, 1)...)
	}
	return params
}

// first yields the first n of a sequence.
func first(n int, seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		if n == 0 {
			return
		}
		i := 0
		for c := range seq {
			if i++; !yield(c) || i == n {
				return
			}
		}
	}
}

// is reports whether err has an error of type E in it.
func is[E error](err error) bool { return errors.As(err, new(E)) }

func param(name string, values ...any) option {
	return paramgen.WithParameters(paramgen.Param(name, values...))
}

func rule(r paramgen.Rule) option { return paramgen.WithRules(r) }

func expr(text string) option { return rule(paramgen.Expr(text)) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

type sequence = iter.Seq[paramgen.Combination]

// long asks for every case, not only some.

type (
	option          = paramgen.Option
	parameterError  = *paramgen.ParameterError
	ruleError       = *paramgen.RuleError
	unknownError    = *paramgen.UnknownError
	expressionError = *paramgen.ExpressionError
)
