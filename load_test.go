package paramgen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// published returns the published spaces in testdata, by name.
func published(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/spaces/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no space files", err)
	}
	spaces := map[string][]byte{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		spaces[strings.TrimSuffix(filepath.Base(file), ".json")] = data
	}
	return spaces
}

// TestLoadPublished compares the counts of every published space with the table in its folder.
func TestLoadPublished(t *testing.T) {
	table, err := os.ReadFile("testdata/spaces/README.md")
	if err != nil {
		t.Fatal(err)
	}
	spaces := published(t)
	rows := 0
	for _, line := range strings.Split(string(table), "\n") {
		cells := strings.Split(line, " | ")
		name := strings.TrimPrefix(cells[0], "| ")
		if spaces[name] == nil {
			continue
		}
		rows++
		option, err := Load(bytes.NewReader(spaces[name]))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		g, err := New(option)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := []string{strconv.Itoa(len(g.Parameters())), g.Theoretical().String(), g.Count().String()}
		if diff := cmp.Diff(cells[1:4], got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if rows != len(spaces) {
		t.Errorf("the table has %d of %d spaces", rows, len(spaces))
	}
}

func TestLoad(t *testing.T) {
	const text = ` {
	"rules": ["tp < 8", {"expr": "tp > 1"}, {"name": "n", "expr": "dp == 1 || tp < 4"},
		{"forbid": {"tp": 2, "dp": null}}, {"forbid": {"dp": 1, "s": "a"}, "name": "f"}],
	"parameters": [
		{"name": "tp", "values": [1, 2, 4, 8], "description": "d \"q\" é \u00e9 \ud83d\ude00"},
		{"values": [null, true, false, 0, -0, 1.0, 1e3, -1.5E-2, "", "a\tb\/", 9223372036854775807, -9223372036854775808,
			18446744073709551615, 9007199254740993, "1", "é"], "name": "v"}, {"name":"e","values":[],"when":"tp > 2"}]
}
`
	option, err := Load(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var c config
	if err := option(&c); err != nil {
		t.Fatal(err)
	}
	want := []any{nil, true, false, 0, 0, 1.0, 1000.0, -0.015, "", "a\tb/", narrow(math.MaxInt64), narrow(math.MinInt64),
		uint64(math.MaxUint64), narrow(9007199254740993), "1", "é"}
	if diff := cmp.Diff(want, c.params[1].Values()); diff != "" {
		t.Error(diff)
	}
	if r := c.params[2].Condition(); r == nil || r.Name() != "tp > 2" || c.params[1].Condition() != nil {
		t.Errorf("condition %v", r)
	}
	if got, want := c.params[0].Description(), `d "q" é é 😀`; got != want {
		t.Errorf("description %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"tp < 8", "tp > 1", "n", "forbid dp=nil, tp=2", "f"}, c.ruleNames()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"tp", "v", "e"}, c.names()); diff != "" {
		t.Error(diff)
	}
}

// narrow returns i as an int if it fits.
func narrow(i int64) any {
	if int64(int(i)) == i {
		return int(i)
	}
	return i
}

func TestLoadFaults(t *testing.T) {
	const p = `{"parameters": [{"name": "a", "values": [1]}]`
	for _, test := range []struct{ text, place, want string }{
		{"", "1:1", "expected an object, found the end of the file"},
		{" \n ", "2:2", "the end of the file"},
		{"\xef\xbb\xbf{}", "1:1", "byte order mark"},
		{"\xff\xfe{", "1:1", "UTF-16"},
		{"[]", "1:1", "expected an object, found an array"},
		{"null", "1:1", "found null"},
		{"{}", "1:1", `the space has no key "parameters"`},
		{"{", "1:2", "expected a key in quotes, found the end"},
		{"{a: 1}", "1:2", "expected a key in quotes, found 'a'"},
		{`{"parameters" []}`, "1:15", "expected a colon, found an array"},
		{`{"parameters": {}}`, "1:16", "expected an array, found an object"},
		{`{"parameters": [1]}`, "1:17", "expected an object, found a number"},
		{`{"parameters": [{}]}`, "1:17", `the parameter has no key "name"`},
		{`{"parameters": [{"name": "a"}]}`, "1:17", `has no key "values"`},
		{`{"parameters": [{"name": 1}]}`, "1:26", "expected a string, found a number"},
		{"{\"parameters\": [\n\t{\"name\": \"a\", \"valuse\": []}]}", "2:16", `no key "valuse"; did you mean "values"?`},
		{`{"parameters": [{"zzzzzzzz": []}]}`, "1:18", "use name, values, description, when"},
		{`{"parameters": [{"name": "a", "name": "b"}]}`, "1:31", `"name" twice`},
		{`{"parameters": [], "parameters": []}`, "1:20", `"parameters" twice`},
		{`{"parameters": [{"name": "a", "values": 1}]}`, "1:41", "expected an array"},
		{`{"parameters": [{"name": "a", "values": [[[1]]]}]}`, "1:43", "a list cannot be inside a list"},
		{`{"parameters": [{"name": "a", "values": [{}]}]}`, "1:42", "an object"},
		{`{"parameters": [{"name": "a", "values": [1 2]}]}`, "1:44", "expected a comma or \"]\""},
		{`{"parameters": [{"name": "a", "values": [1,]}]}`, "1:44", "found ']'"},
		{`{"parameters": [{"name": "a", "values": [nul]}]}`, "1:42", "expected null, found 'n'"},
		{`{"parameters": [{"name": "a", "values": [NaN]}]}`, "1:42", "found 'N'"},
		{`{"parameters": [{"name": "a", "values": [01]}]}`, "1:42", "malformed number 01"},
		{`{"parameters": [{"name": "a", "values": [1.]}]}`, "1:42", "malformed number 1."},
		{`{"parameters": [{"name": "a", "values": [1e]}]}`, "1:42", "malformed number 1e"},
		{`{"parameters": [{"name": "a", "values": [-]}]}`, "1:42", "malformed number -"},
		{`{"parameters": [{"name": "a", "values": [+1]}]}`, "1:42", "found '+'"},
		{`{"parameters": [{"name": "a", "values": [1, 18446744073709551616]}]}`, "1:45", `parameter "a": the integer 18446744073709551616 does not fit in 64 bits`},
		{`{"parameters": [{"values": [-9223372036854775809], "name": "a"}]}`, "1:29", `parameter "a": the integer -9223372036854775809 does`},
		{`{"parameters": [{"values": [1e999], "name": "a"}]}`, "1:29", `parameter "a": the number 1e999`},
		{`{"parameters": [{"values": [0.0, -0.0e-400, 2e-400], "name": "a"}]}`, "1:45", `parameter "a": the number 2e-400 does not fit in 64 bits`},
		{`{"parameters": [{"name": "a` + "\n" + `"}]}`, "1:28", "control character"},
		{`{"parameters": [{"name": "a`, "1:26", "without closing quote"},
		{`{"parameters": [{"name": "é`, "1:26", "without closing quote"},
		{`{"parameters": [{"name": "a\x"}]}`, "1:28", "unknown escape"},
		{`{"parameters": [{"name": "a\u12"}]}`, "1:28", "unknown escape"},
		{`{"parameters": [{"name": "a\ud800b"}]}`, "1:28", "half of a surrogate pair"},
		{`{"parameters": [{"name": "a\ud800\u0041"}]}`, "1:28", "half of a surrogate pair"},
		{"{\"parameters\": [{\"name\": \"a\xff\"}]}", "1:28", "invalid UTF-8"},
		{p + "} x", "1:48", "unexpected 'x' after the JSON value"},
		{p + "}\n\n{}", "3:1", "unexpected an object after the JSON value"},
		{p + `, "rule": []}`, "1:48", `no key "rule"; did you mean "rules"?`},
		{p + `, "rules": "a"}`, "1:57", "expected an array"},
		{p + `, "rules": [1]}`, "1:58", "expected a rule, as an expression in quotes or an object"},
		{p + `, "rules": [{}]}`, "1:58", `exactly one of the keys "expr", "if" (with "then"), "forbid" and "tuples"`},
		{p + `, "rules": [{"name": "n"}]}`, "1:58", `exactly one of the keys "expr", "if" (with "then"), "forbid" and "tuples"`},
		{p + `, "rules": [{"expr": "a > 0", "forbid": {}}]}`, "1:58", `exactly one of the keys "expr", "if" (with "then"), "forbid" and "tuples"`},
		{p + `, "rules": [{"tuples": {"parameters": ["a"]}}]}`, "1:69", `"tuples" has no key "rows"`},
		{p + `, "rules": [{"tuples": {"parameters": "a"}}]}`, "1:84", `expected an array`},
		{p + `, "rules": [{"tuples": {"parameters": ["a"], "rows": [1]}}]}`, "1:100", `expected an array`},
		{p + `, "rules": [{"tuples": {"parameters": ["a"], "rows": [[[[]]]]}}]}`, "1:102", `a list cannot be inside a list`},
		{p + `, "rules": [{"name": "", "expr": "a > 0"}]}`, "1:67", `the rule's name is empty`},
		{p + `, "rules": [{"expr": "a > 0", "name": ""}]}`, "1:84", `the rule's name is empty`},
		{p + `, "rules": [{"tuples": {"parameters": ["b", "a"], "rows": [[1, 2], [1, 1e400]]}}]}`, "1:117", `parameter "a": the number 1e400 does not fit in 64 bits`},
		{p + `, "rules": [{"tuples": {"rows": [[1e-400], [1e400]], "parameters": ["a"]}}]}`, "1:80", `parameter "a": the number 1e-400 does not fit in 64 bits`},
		{p + `, "rules": [{"tuples": {"rows": [[1, 1e400]], "parameters": ["a"]}}]}`, "1:83", `the number 1e400 does not fit in 64 bits`},
		{p + `, "rules": [{"if": "a > 0"}]}`, "1:58", `needs both`},
		{p + `, "rules": [{"then": "a > 0"}]}`, "1:58", `needs both`},
		{p + `, "rules": [{"if": "a > 0", "then": "a > 1", "expr": "a > 0"}]}`, "1:58", `exactly one of the keys`},
		{p + `, "rules": [{"expr": "a > 0", "optional": 1}]}`, "1:88", `expected true or false`},
		{p + `, "rules": [{"expr": "a > 0", "optional": tru}]}`, "1:88", `expected true`},
		{p + `, "rules": [{"devices": 8}]}`, "1:59", `the rule has no key "devices"; use expr, if, then, forbid, tuples, name, optional`},
		{p + `, "rules": [{"forbid": []}]}`, "1:69", "expected an object"},
		{p + `, "rules": [{"forbid": {"a": [null]}}]}`, "1:76", "a list cannot have the element null"},
		{p + `, "rules": [{"forbid": {"a": 1, "a": 2}}]}`, "1:78", `"a" is given twice`},
		{p + `, "rules": [{"forbid": {"a": 99999999999999999999}}]}`, "1:75", `parameter "a": the integer`},
		{p + `, "rules": ["a > 0", {"name": "a > 0", "expr": "a > 0"}, {"name": "a > 0", "expr": "a > 1"}]}`, "1:103", `there is already another rule "a > 0"`},
		{strings.Repeat("[", 1e6), "1:1", "an array"},
		{`{"parameters": ` + strings.Repeat("[", 1e6), "1:17", "expected an object"},
	} {
		_, err := Load(strings.NewReader(test.text))
		var fault *FileError
		if !errors.As(err, &fault) {
			t.Errorf("%.80s: error %v", test.text, err)
			continue
		}
		if place := fmt.Sprintf("%d:%d", fault.Line, fault.Column); place != test.place || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.80s: %v\nwant %s, at %s", test.text, err, test.want, test.place)
		}
		var ofParameter *ParameterError
		if errors.As(err, &ofParameter) != strings.Contains(test.want, "parameter \"a\"") {
			t.Errorf("%.80s: a ParameterError in %v", test.text, err)
		}
	}
}

// TestLoadLarge reads a file with many values and a large rule.
func TestLoadLarge(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`{"parameters": [{"name": "a", "values": [`)
	const n = 1 << 17
	for i := range n {
		fmt.Fprintf(&b, "%d,\n", i)
	}
	b.WriteString(`"last"]}], "rules": [{"forbid": {`)
	for i := range n / 8 {
		fmt.Fprintf(&b, "\"p%d\": null,", i)
	}
	b.WriteString(`"a": 1}}]}`)
	option, err := Load(&b)
	if err != nil {
		t.Fatal(err)
	}
	var c config
	if err := option(&c); err != nil {
		t.Fatal(err)
	}
	if got := c.params[0].values; len(got) != n+1 || got[n-1] != n-1 || got[n] != "last" {
		t.Errorf("%d values", len(got))
	}
}

func TestLoadNamesItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "space.json")
	if err := os.WriteFile(path, []byte("{\n \"x\": 1}"), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err = Load(f); err == nil || !strings.HasPrefix(err.Error(), "paramgen: "+path+":2:2: ") {
		t.Errorf("error %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

func TestLoadBrokenReader(t *testing.T) {
	if _, err := Load(brokenReader{}); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// FuzzLoad reads any text as a space file. If Load accepts it, encoding/json reads the same, and
// a small space has the combinations that its definition says; if not, the error has a line and a
// column.
func FuzzLoad(f *testing.F) {
	for _, data := range published(f) {
		f.Add(data)
	}
	f.Add([]byte(`{"parameters":[{"name":"é\u00e9\ud83d\ude00","values":[null,true,-0,1.5e3,"\\\"\/\b\f\n\r\t"]}],"rules":[{"name":"x","expr":"a"},{"forbid":{"a":1}}]}`))
	f.Add([]byte(`{"parameters":[{"name":"tp_size","values":[1,2,4]},{"name":"b","values":[null,"x"],"when":"tp_size>1"},{"name":"c","values":[3.5,true],"when":"set(b)"}],"rules":["tp_size*2<=c||b==nil"]}`))
	f.Add([]byte(`{"parameters":[{"name":"tp_size","values":[1,2,4]},{"name":"dp_size","values":[1,2,9223372036854775807]},{"name":"e","values":[0,-1]}],"rules":[{"if":"tp_size>1","then":"dp_size<2"},{"optional":true,"expr":"pp_size<2"},{"tuples":{"parameters":["e","tp_size"],"rows":[[0,1],[-1,4.0],[0,2]]}},{"forbid":{"e":0,"dp_size":1}}]}`))
	f.Fuzz(checkSpaceFile)
}

func sameScalar(t *testing.T, got, want any) {
	t.Helper()
	number, ok := want.(json.Number)
	if !ok {
		if got != want {
			t.Fatalf("%v, encoding/json says %v", got, want)
		}
		return
	}
	if f, ok := got.(float64); ok {
		if want, _ := number.Float64(); f != want {
			t.Fatalf("%v, encoding/json says %v", got, want)
		}
	} else if s := string(number); fmt.Sprint(got) != s && s != "-0" {
		t.Fatalf("%v, encoding/json says %v", got, s)
	}
}

// BenchmarkLoad reads all published spaces.
func BenchmarkLoad(b *testing.B) {
	spaces := published(b)
	b.ReportAllocs()
	for range b.N {
		for name, data := range spaces {
			if _, err := Load(bytes.NewReader(data)); err != nil {
				b.Fatal(name, err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(spaces)), "ns/space")
}

// BenchmarkLoadTokens splits the same texts into tokens by encoding/json, for comparison.
func BenchmarkLoadTokens(b *testing.B) {
	spaces := published(b)
	b.ReportAllocs()
	for range b.N {
		for _, data := range spaces {
			decoder := json.NewDecoder(bytes.NewReader(data))
			decoder.UseNumber()
			for {
				if _, err := decoder.Token(); err != nil {
					break
				}
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(spaces)), "ns/space")
}

// TestWriteSpace writes published spaces, and reads them back.
func TestWriteSpace(t *testing.T) {
	spaces := map[string]*Generator{
		"changed": Must(New(WithParameters(Param("a", 1, 2), Param("b", false, true), Param("c", 1)),
			WithRules(Named("n", Optional(Expr("a <= 1 || b == true || x == 1"))), Expr("b || set(c)")), WithoutParameters("c"))),
	}
	for name, data := range published(t) {
		option, err := Load(bytes.NewReader(data))
		if err != nil {
			t.Fatal(name, err)
		}
		spaces[name] = Must(New(option))
	}
	for name, g := range spaces {
		var text strings.Builder
		if err := g.WriteSpace(&text); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		option, err := Load(strings.NewReader(text.String()))
		if err != nil {
			t.Errorf("%s: %v\n%.1000s", name, err, text.String())
			continue
		}
		h, err := New(option)
		if err != nil {
			t.Errorf("%s: %v\n%.1000s", name, err, text.String())
			continue
		}
		if diff := cmp.Diff(contents(g), contents(h)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// contents lists what a space file holds, and the number of combinations.
func contents(g *Generator) (all []string) {
	for _, p := range g.Parameters() {
		all = append(all, fmt.Sprintf("%q %#v %q", p.Name(), p.Values(), p.Description()))
		if p.Condition() != nil {
			all = append(all, "when "+p.Condition().Name())
		}
	}
	for _, r := range g.config.rules {
		form := unwrap(r)
		if optional, ok := form.(*optionalRule); ok {
			form = unwrap(optional.Rule)
		}
		all = append(all, fmt.Sprintf("%s: %T", r.Name(), form))
	}
	return append(all, g.Count().String())
}

// TestWriteSpaceText writes every form of a rule.
func TestWriteSpaceText(t *testing.T) {
	type size uint8
	g := Must(New(
		WithParameters(
			Param("a", size(1), nil, 2.0, true, "1").Describe("a \"text\""),
			Param("odd name", int64(9007199254740993), 1e300, float32(0.1)).When(Expr("a != nil")),
			Param("gone", 1)),
		WithRules(
			Expr("a != 3"), Named("n", Expr("set(a)")), If(Expr("a == 1"), Expr(`param("odd name") > 0.5`)), Named("i", If(Expr("a == 1"), Expr("true"))),
			Forbid(map[string]any{"a": nil, "odd name": nil}), Named("f", Forbid(map[string]any{"a": "2"})), Expr("gone == nil || a != 5"),
			Tuples([]string{"a"}, []any{size(1)}, []any{2}, []any{nil}), Named("links", Tuples([]string{"gone", "a"}, []any{1, nil}, []any{1, 1}, []any{1, 2})),
			&optionalRule{Named("lenient", Expr("absent == nil"))})))
	g = Must(g.With(WithoutParameters("gone")))
	const want = `{"parameters": [
  {"name": "a", "values": [1, null, 2.0, true, "1"], "description": "a \"text\""},
  {"name": "odd name", "values": [9007199254740993, 1e+300, 0.1], "when": "a != nil"}
],
"rules": [
  "a != 3",
  {"name": "n", "expr": "set(a)"},
  {"if": "a == 1", "then": "param(\"odd name\") > 0.5"},
  {"name": "i", "if": "a == 1", "then": "true"},
  {"forbid": {"a": null, "odd name": null}},
  {"name": "f", "forbid": {"a": "2"}},
  {"expr": "gone == nil || a != 5", "optional": true},
  {"tuples": {"parameters": ["a"], "rows": [[1], [2], [null]]}},
  {"name": "links", "tuples": {"parameters": ["gone", "a"], "rows": [[1, null], [1, 1], [1, 2]]}, "optional": true},
  {"name": "lenient", "expr": "absent == nil", "optional": true}
]}
`
	var text strings.Builder
	if err := g.WriteSpace(&text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Error(diff)
	}
	option, err := Load(strings.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	h := Must(New(option))
	if diff := cmp.Diff(keys(g), keys(h)); diff != "" {
		t.Error(diff)
	}
	text.Reset()
	if err := Must(New()).WriteSpace(&text); err != nil || text.String() != "{\"parameters\": []}\n" {
		t.Errorf("an empty space is %q, error %v", text.String(), err)
	}
}

// TestWriteSpaceFaults writes what a file cannot hold.
func TestWriteSpaceFaults(t *testing.T) {
	allow := Func("code", func(Combination) bool { return true })
	for _, test := range []struct {
		option Option
		want   string
	}{
		{WithRules(allow), `rule "code": is Go code`},
		{WithRules(Named("n", If(Expr("a == 1"), allow))), `rule "n": is Go code`},
		{WithRules(Relate("r", "a", "b", func(a, b int) bool { return true })), `rule "r": is Go code`},
		{WithParameters(Param("c", 1).When(allow)), `rule "c when code": is Go code`},
		{WithParameters(Param("c", 1).When(Expr("gone == nil"))), `rule "c when gone == nil": reads gone, which the space does not have`},
		{WithParameters(Param("c", "\xff")), `parameter "c": has text that is not UTF-8`},
		{WithParameters(Param("c", 1).Describe("\xff")), `parameter "c": has text that is not UTF-8`},
		{WithRules(Named("\xff", Expr("a == 1"))), `has text that is not UTF-8`},
		{WithRules(Named("f", Forbid(map[string]any{"a": "\xff"}))), `rule "f": has text that is not UTF-8`},
		{WithRules(Named("t", Tuples([]string{"a"}, []any{1}, []any{"\xff"}))), `rule "t": has text that is not UTF-8`},
	} {
		g := Must(New(WithParameters(Param("a", 1), Param("b", 1), Param("gone", 1)), test.option, WithoutParameters("gone")))
		var text strings.Builder
		err := g.WriteSpace(&text)
		if err == nil || !strings.Contains(err.Error(), test.want) || text.Len() > 0 {
			t.Errorf("error %v, want %s; %q written", err, test.want, text.String())
		}
	}
	broken := errors.New("broken")
	if err := Must(New()).WriteSpace(brokenWriter{broken}); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

// TestEqualRules: rules that are given twice are one rule, in files and in Go.
func TestEqualRules(t *testing.T) {
	file := `{"parameters": [{"name": "a", "values": [1, 2]}, {"name": "b", "values": [1, 2]}], "rules": [
		"a < 2", {"expr": "a < 2"}, {"forbid": {"a": 1, "b": 2}}, {"forbid": {"b": 2, "a": 1}}, {"if": "a > 1", "then": "b > 1"}, {"if": "a > 1", "then": "b > 1"},
		{"tuples": {"parameters": ["a", "b"], "rows": [[1, 1]]}}, {"tuples": {"parameters": ["a", "b"], "rows": [[1, 1]]}}]}`
	space, err := Load(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	g := Must(New(space))
	if n := len(g.Rules()); n != 4 || g.Count().Int64() != 1 {
		t.Errorf("%d rules, %v combinations", n, g.Count())
	}
	twice := WithRules(Forbid(map[string]any{"a": 1}), Forbid(map[string]any{"a": 1}), Expr("b > 1"), Expr("b > 1"))
	if g, err := g.With(WithoutRules(), twice); err != nil || len(g.Rules()) != 2 {
		t.Errorf("error %v", err)
	}
	for _, rules := range [][]Rule{
		{Named("x", Expr("a > 1")), Named("x", Expr("a > 0"))},
		{Expr("a > 1"), Optional(Expr("a > 1"))},
	} {
		var fault *RuleError
		if _, err := g.With(WithRules(rules...)); !errors.As(err, &fault) {
			t.Errorf("error %v", err)
		}
	}
}
