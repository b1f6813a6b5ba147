package paramgen_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"iter"
	"maps"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

var update = flag.Bool("update", false, "write the golden files anew, which breaks promises to users")

// goldenSpaces are the subjects of testdata/golden: what the library says of them is the same on
// every machine, with any number of processors, in every release of Go that compiles it.
var goldenSpaces = map[string]func(*testing.T) *paramgen.Generator{
	"kinds": func(*testing.T) *paramgen.Generator { return kinds() },
	"none": func(*testing.T) *paramgen.Generator {
		return paramgen.Must(kinds().With(paramgen.WithRules(impossible...)))
	},
	"sglang":     func(*testing.T) *paramgen.Generator { return preset(sglang.Default()) },
	"sglang8":    func(*testing.T) *paramgen.Generator { return preset(sglang.Default(), eightGPUs) },
	"throughput": func(*testing.T) *paramgen.Generator { return paramgen.Must(paramgen.New(mustPreset("throughput"))) },
	"devices":    func(*testing.T) *paramgen.Generator { return paramgen.Must(paramgen.New(mustPreset("devices"))) },
	"transpose":  func(t *testing.T) *paramgen.Generator { return published(t, "ktt_transpose") },
}

func mustPreset(name string) paramgen.Option {
	o, err := sglang.Preset(name)
	if err != nil {
		panic(err)
	}
	return o
}

func preset(options ...paramgen.Option) *paramgen.Generator {
	return paramgen.Must(paramgen.New(options...))
}

var eightGPUs = paramgen.WithRules(paramgen.Expr("tp_size*dp_size <= 8"))

func published(t testing.TB, name string) *paramgen.Generator {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "spaces", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	option, err := paramgen.Load(f)
	if err != nil {
		t.Fatal(err)
	}
	return preset(option)
}

// kinds is a small space of every kind of value, name, condition and rule.
func kinds() *paramgen.Generator {
	type level int8
	P := paramgen.Param
	return preset(
		paramgen.WithParameters(
			P("mix", nil, true, -1, uint64(math.MaxUint64), 0.1, float32(0.1)*3, "x", "", "1", "é \"q\"\n/-8").Describe("a value of each kind"),
			P("level", level(1), level(2), level(4)),
			P("share", paramgen.Range(0.1, 0.75, 0.15)...),
			P("odd name, 100%", nil, 1, 2),
			P("on", false, true),
			P("inner", nil, 8, 16, 64).When(paramgen.Expr("on")),
			P("size", paramgen.Pow2[int64](1, 1<<40)[36:]...),
			P("free", "a", "b"),
		),
		paramgen.WithRules(
			paramgen.Expr("level*share < 1.9 && size/level >= 1 && 3*share+level != 4"),
			paramgen.Named("forbidden", paramgen.Forbid(map[string]any{"mix": true, "on": true})),
			paramgen.Named("then", paramgen.If(paramgen.Expr("level == 4"), paramgen.Expr(`param("odd name, 100%") != 2`))),
			paramgen.Tuples([]string{"on", "odd name, 100%"}, []any{false, nil}, []any{false, 1}, []any{false, 2}, []any{true, 1}, []any{true, nil}),
			paramgen.Relate("related", "level", "size", func(l level, size int64) bool { return size>>36 <= 1<<(l+1) }),
			paramgen.Func("opaque", func(c paramgen.Combination) bool {
				v, _ := c.Get("mix")
				on, _ := paramgen.Value[bool](c, "on")
				return v != "x" || !on
			}),
			sglang.Devices(8),
		),
	)
}

// impossible leaves nothing of kinds.
var impossible = []paramgen.Rule{paramgen.Named("low", paramgen.Expr("level < 3")), paramgen.Named("high", paramgen.Expr("level*2 > 4"))}

// TestGolden compares everything that the library says of the subjects with files. Each file of
// the folder belongs to a subject.
func TestGolden(t *testing.T) {
	subjects := maps.Clone(goldenTexts)
	for name, space := range goldenSpaces {
		subjects[name] = func(t *testing.T) string { return describe(space(t)) }
	}
	for name, text := range subjects {
		t.Run(name, func(t *testing.T) { compareGolden(t, filepath.Join("testdata", "golden", name+".txt"), text(t)) })
	}
	files, err := os.ReadDir(filepath.Join("testdata", "golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".txt"); !ok || subjects[name] == nil {
			t.Errorf("the golden file %s belongs to nothing", f.Name())
		}
	}
}

// compareGolden compares a text with a file, or writes it there.
func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if *update {
		if string(want) != got {
			t.Logf("%s changes", path)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got)\n%s", path, d)
	}
}

// book is questions with their answers, as text.
type book struct{ strings.Builder }

// ask writes an answer whole if it is small, else its length, its hash, and how it begins and
// ends.
func (b *book) ask(question, answer string) {
	const small = 800
	answer = strings.TrimSuffix(answer, "\n")
	lines := strings.Split(answer, "\n")
	switch {
	case len(lines) == 1 && len(answer) <= small:
		fmt.Fprintf(b, "%s: %s\n", question, answer)
		return
	case len(answer) <= small:
		fmt.Fprintf(b, "%s:\n", question)
	default:
		fmt.Fprintf(b, "%s: %d lines, %d bytes, SHA-256 %x\n", question, len(lines), len(answer), sha256.Sum256([]byte(answer)))
		lines = slices.Concat(lines[:min(2, len(lines)-1)], []string{"…"}, lines[max(len(lines)-1, 1):])
	}
	for _, line := range lines {
		fmt.Fprintf(b, "\t%s\n", clipped(line))
	}
}

// clipped returns the beginning of a line that is too long to be read.
func clipped(line string) string {
	const most = 160
	if utf8.RuneCountInString(line) <= most {
		return line
	}
	return string([]rune(line)[:most]) + "…"
}

// answer is a value as text, or its error.
func answer(v any, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	if text, ok := v.([]byte); ok {
		return string(text)
	}
	return fmt.Sprint(v)
}

func asJSON(v any) string {
	text, err := json.MarshalIndent(v, "", " ")
	return answer(text, err)
}

// goldenTexts are the other subjects.
var goldenTexts = map[string]func(*testing.T) string{
	"errors": func(*testing.T) string { return faults() },
	"api":    apiText,
}

// faults asks for what cannot be.
func faults() string {
	var b book
	P, E := paramgen.WithParameters, paramgen.Expr
	for _, options := range [][]paramgen.Option{
		{sglang.Default(), paramgen.WithRules(E("tp_sise < 2"), E("tp_size <"), E("tp_size < true"), E("a?b"))},
		{paramgen.WithRules(nil, E(""), paramgen.Named("", E("true")))},
		{P(paramgen.Param("a"), paramgen.Param("", 1), paramgen.Param("b", 1, 1.0), paramgen.Param("c", math.NaN()), paramgen.Param("d", 1i), paramgen.Param("d", 1))},
		{sglang.Default(), paramgen.WithoutParameters("tp", "dp"), paramgen.WithoutRules("mem"), paramgen.WithValues("z", 1), paramgen.WithOrder("tp_size", "tp_size", "y")},
		{sglang.Default(), paramgen.WithRules(paramgen.Func("panics", func(c paramgen.Combination) bool { c.Get("tp_size"); panic("no") }))},
		{sglang.Default(), paramgen.WithBudget(3), eightGPUs},
		{sglang.Default(), paramgen.WithBudget(0), sglang.Release("1999-01")},
	} {
		_, err := paramgen.New(options...)
		b.ask("new", answer(nil, err))
	}
	for _, text := range []string{"", "[]", `{"parameters": [{"name": "a", "values": [1e999]}]}`, `{"parameters": [], "rule": []}`, `{"parameters": [{"name": 1}]}`} {
		_, err := paramgen.Load(strings.NewReader(text))
		b.ask("load", answer(nil, err))
	}
	g := kinds()
	for _, array := range []struct {
		t       int
		options []paramgen.CoverOption
	}{{0, nil}, {2, []paramgen.CoverOption{paramgen.MemoryLimit(1)}}, {2, []paramgen.CoverOption{paramgen.Strength(3, "a", "b")}}} {
		_, err := g.Cover(array.t, array.options...)
		b.ask("array", answer(nil, err))
	}
	_, err := g.At(big.NewInt(-1))
	b.ask("at", answer(nil, err))
	return b.String()
}

// describe asks a generator everything.
func describe(g *paramgen.Generator) string {
	var b book
	b.ask("count", answer(g.Count(), nil))
	b.ask("theoretical", answer(g.Theoretical(), nil))
	b.ask("info", g.Info().String())
	b.ask("info as JSON", asJSON(g.Info()))
	b.places(g)
	b.samples(g)
	b.arrays(g)
	b.nearby(g)
	b.reports(g)
	b.files(g)
	return b.String()
}

// listed is combinations by id and name, a line each.
func listed(seq iter.Seq[paramgen.Combination]) string {
	var text strings.Builder
	for c := range seq {
		fmt.Fprintf(&text, "%s %s\n", c.ID(), c)
	}
	return text.String()
}

// part returns k/n of the count.
func part(g *paramgen.Generator, k, n int64) *big.Int {
	i := g.Count()
	return i.Quo(i.Mul(i, big.NewInt(k)), big.NewInt(n))
}

func (b *book) places(g *paramgen.Generator) {
	b.ask("first 5000", listed(first(5000, g.All())))
	for k := range int64(8) {
		i := part(g, k, 7)
		c, err := g.At(i)
		b.ask(fmt.Sprintf("at %v", i), answer(c.ID()+" "+c.String(), err))
		if err == nil && k == 3 {
			back, ok := g.Index(c)
			b.ask("  its index, arguments, JSON", fmt.Sprintf("%v %v\n%q\n%s", back, ok, c.Args(), answer(c.MarshalJSON())))
		}
	}
	b.ask("from a third", listed(first(100, must(g.From(part(g, 1, 3))))))
	for i := range 5 {
		from, to, _ := g.ShardRange(i, 5)
		b.ask(fmt.Sprintf("shard %d of 5", i), fmt.Sprintf("%v to %v\n%s", from, to, listed(first(2, must(g.Shard(i, 5))))))
	}
}

func (b *book) samples(g *paramgen.Generator) {
	for _, seed := range []uint64{0, 1, 7, math.MaxUint64} {
		b.ask(fmt.Sprintf("sample by seed %d", seed), listed(g.Sample(3, seed)))
	}
	b.ask("large sample", listed(g.Sample(5000, 1)))
	b.ask("balanced sample", listed(g.Sample(5, 1, paramgen.Balanced())))
	b.ask("best by length", listed(slices.Values(must(g.Best(shortest, 5)))))
}

// shortest prefers values with a short text.
func shortest(_ string, v any) float64 { return -float64(len(fmt.Sprint(v))) }

// arrays asks for covering arrays, with and without search.
func (b *book) arrays(g *paramgen.Generator) {
	names := make([]string, 4)
	for i := range names {
		names[i] = g.Parameters()[i].Name()
	}
	for _, a := range []struct {
		name    string
		t       int
		options []paramgen.CoverOption
	}{
		{"array of values", 1, nil},
		{"array of pairs", 2, nil},
		{"array of pairs, improved", 2, []paramgen.CoverOption{paramgen.Improve(3000)}},
		{"array of pairs, 10 at most", 2, []paramgen.CoverOption{paramgen.AtMost(10)}},
		{"array of pairs and some triples", 2, []paramgen.CoverOption{paramgen.Strength(3, names...), paramgen.Include(slices.Collect(g.Sample(2, 3))...)}},
		{"array of triples", 3, nil},
	} {
		if a.t > 2 && len(g.Parameters()) > 10 {
			continue // takes seconds
		}
		array, err := g.Cover(a.t, a.options...)
		if err != nil {
			b.ask(a.name, answer(nil, err))
			continue
		}
		b.ask(a.name, fmt.Sprintf("%v\nbound %d, new %v\n%s", array, array.Bound, array.New, listed(array.Rows())))
	}
	coverage, err := g.Coverage(2, g.Sample(5, 2))
	b.ask("coverage of a sample", answer(coverage, err))
	if err == nil {
		b.ask("missing", fmt.Sprint(slices.Collect(coverage.Missing())))
	}
}

// nearby asks what is around combinations that are valid, or not.
func (b *book) nearby(g *paramgen.Generator) {
	values := chosen(g, 5)
	b.ask("check", answer("valid", g.Check(values)))
	b.ask("nearest, 50 at most", nearest(g, values))
	values = chosen(g, 7)
	b.ask("check", answer("valid", g.Check(values)))
	b.ask("nearest, 50 at most", nearest(g, values))
	c, err := g.Combination(values)
	b.ask("combination", answer(c, err))
	b.ask("neighbours", listed(must(g.Neighbours(c))))
	b.ask("around", listed(must(g.OneAtATime(c))))
	p := g.Parameters()[0].Name()
	delete(values, p)
	b.ask("check of a part", answer("valid", g.Check(values)))
	values["no"+p], values[p] = 1, "no value"
	b.ask("check of the unknown", answer("valid", g.Check(values)))
	_, err = g.Combination(values)
	b.ask("combination of the unknown", answer("valid", err))
}

// chosen returns a value of each parameter.
func chosen(g *paramgen.Generator, step int) map[string]any {
	values := map[string]any{}
	for i, p := range g.Parameters() {
		v := p.Values()
		values[p.Name()] = v[(i+1)*step%len(v)]
	}
	return values
}

func nearest(g *paramgen.Generator, values map[string]any) string {
	near, err := g.Nearest(values)
	if err != nil {
		return answer(nil, err)
	}
	var text strings.Builder
	n := 0
	for c, changes := range near {
		if n++; n > 50 {
			break
		}
		fmt.Fprintln(&text, c.ID(), changes)
	}
	return text.String()
}

func (b *book) reports(g *paramgen.Generator) {
	r := g.Report()
	b.ask("report", r.String())
	b.ask("report as JSON", asJSON(r))
	var html strings.Builder
	err := r.WriteHTML(&html)
	b.ask("report as HTML", answer(&html, err))
	names := g.Parameters()
	other, err := g.With(paramgen.WithoutParameters(names[1].Name()), paramgen.WithValues(names[0].Name(), append(names[0].Values()[1:], 77)...),
		paramgen.WithParameters(paramgen.Param("new", nil, 1)), paramgen.WithRules(paramgen.Expr("new != 1")))
	if err != nil {
		b.ask("another space", answer(nil, err))
		return
	}
	b.ask("diff", g.Diff(other).String())
	b.ask("diff as JSON", asJSON(g.Diff(other)))
}

// files asks for every format, with every option that it takes.
func (b *book) files(g *paramgen.Generator) {
	for _, f := range paramgen.Formats() {
		for _, o := range []struct {
			name    string
			options []paramgen.WriteOption
		}{
			{"", nil},
			{" with identity", []paramgen.WriteOption{paramgen.WithIdentity()}},
			{" with a template", []paramgen.WriteOption{paramgen.WithTemplate("run {args} --tag {id}-{index}")}},
			{" with a base", []paramgen.WriteOption{paramgen.WithBase(strings.NewReader(`{"tp-size": 3, "z": [1.50, "no"], "model": {"b": null, "a": "é"}}`))}},
		} {
			var text strings.Builder
			_, err := g.Write(&text, f, g.Sample(100, 5), o.options...)
			if err == nil || !strings.Contains(err.Error(), "takes no") {
				b.ask(fmt.Sprintf("format %s%s", f, o.name), answer(&text, err))
			}
		}
	}
	if g.Count().BitLen() < 20 {
		var text strings.Builder
		_, err := g.Write(&text, paramgen.FormatJSONL, g.All())
		b.ask("format jsonl of all", answer(&text, err))
	}
}

// apiText lists what the packages export, a line for each thing that a user's program can name, as
// it is declared. It comes from the source alone, so it is the same whoever compiles it. A line
// that goes or changes breaks programs.
func apiText(t *testing.T) string {
	var lines []string
	for _, dir := range []string{".", "report", "results", "sglang", "shard"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		a := api{set: token.NewFileSet()}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(a.set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			a.name = f.Name.Name
			for _, d := range f.Decls {
				a.declaration(d)
			}
		}
		slices.Sort(a.lines)
		lines = append(lines, a.lines...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// api gathers the lines of a package.
type api struct {
	set   *token.FileSet
	name  string
	lines []string
}

// add writes a line of its words.
func (a *api) add(words ...string) {
	a.lines = append(a.lines, strings.Join(append([]string{a.name}, words...), " "))
}

// source is a piece of the source on one line.
func (a *api) source(node any) string {
	var text bytes.Buffer
	if err := printer.Fprint(&text, a.set, node); err != nil {
		panic(err)
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

func (a *api) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if r := receiver(d); d.Name.IsExported() && (r == "" || ast.IsExported(r)) {
			d.Body = nil
			a.add(a.source(d))
		}
	case *ast.GenDecl:
		var last *ast.ValueSpec // with values: constants behind it repeat them
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				a.typed(s)
			case *ast.ValueSpec:
				if len(s.Values) > 0 || s.Type != nil {
					last = s
				}
				a.values(d.Tok, s, last)
			}
		}
	}
}

// values writes constants with their values, which programs have compiled in, and variables with
// their types.
func (a *api) values(kind token.Token, s, last *ast.ValueSpec) {
	for i, n := range s.Names {
		if !n.IsExported() {
			continue
		}
		one := &ast.ValueSpec{Names: []*ast.Ident{n}, Type: last.Type}
		if kind == token.CONST {
			one.Values = last.Values[i : i+1]
		}
		a.add(kind.String(), a.source(one))
	}
}

// typed writes a type; each exported field of a struct, and each method of an interface, on a line
// of its own.
func (a *api) typed(s *ast.TypeSpec) {
	if !s.Name.IsExported() {
		return
	}
	var members *ast.FieldList
	kind := ""
	switch body := s.Type.(type) {
	case *ast.StructType:
		kind, members = "struct", body.Fields
	case *ast.InterfaceType:
		kind, members = "interface", body.Methods
	default:
		a.add("type", a.source(s))
		return
	}
	open := *s
	open.Type = ast.NewIdent(kind)
	a.add("type", a.source(&open))
	for _, m := range members.List {
		a.member(s.Name.Name, m)
	}
}

// member writes the exported names of a field or method, or what is embedded. Programs that encode
// a struct see its tags.
func (a *api) member(of string, m *ast.Field) {
	if len(m.Names) == 0 && ast.IsExported(strings.TrimLeft(a.source(m.Type), "*")) {
		a.add("type", of, "embeds", a.source(m.Type))
	}
	for _, n := range m.Names {
		if !n.IsExported() {
			continue
		}
		line := a.source(m.Type)
		if m.Tag != nil {
			line += " " + m.Tag.Value
		}
		a.add("type", of, "has", n.Name, line)
	}
}

// docLink is a link to something exported, as in [Generator.All].
var docLink = regexp.MustCompile(`(?m)(?:^|[^\w])\[\*?([A-Z]\w*(?:\.[A-Z]\w*)?)\]`)

// TestDocLinks checks that the links in comments name something exported.
func TestDocLinks(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]bool{}
	var comments []*ast.CommentGroup
	set := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		comments = append(comments, f.Comments...)
		for _, d := range f.Decls {
			addExported(exported, d)
		}
	}
	for _, c := range comments {
		for _, m := range docLink.FindAllStringSubmatch(c.Text(), -1) {
			if !exported[m[1]] {
				t.Errorf("%v: no exported name %s", set.Position(c.Pos()), m[1])
			}
		}
	}
}

func addExported(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names[receiver(d)+d.Name.Name] = true
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
}

// receiver returns "T." for a method of T or *T.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	typ := d.Recv.List[0].Type
	if p, ok := typ.(*ast.StarExpr); ok {
		typ = p.X
	}
	if name, ok := typ.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}
