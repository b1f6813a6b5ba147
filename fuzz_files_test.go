package paramgen

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/encode"
	"github.com/paramgen/paramgen/internal/test/strict"
	"github.com/paramgen/paramgen/internal/value"
)

// FuzzFormats writes names and values of any kind in every format, and has readers of other makes,
// or the strict ones here, read them back. A format that has no form for them says so.
func FuzzFormats(f *testing.F) {
	seeds(f, 200, 60)
	f.Add([]byte("\x02\x03a_b\x04\x03\x02\r\n\x03\x03'\"\\\x03\x02 x\x00\x03a-b\x02\x00\x03\x00"))
	f.Add([]byte("\x01\x02id\x03\x00\x03\x01\xff\x01\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &choices{data}
		g := Must(New(WithParameters(c.writable()...)))
		identity := c.of(2) == 1
		checkJSON(t, g, identity)
		checkCSV(t, g, identity)
		checkArgs(t, g)
		checkShell(t, g)
		checkEnv(t, g)
		checkYAML(t, g)
		checkMatrix(t, g)
	})
}

// writable returns up to 3 parameters of up to 4 values each.
func (c *choices) writable() (params []Parameter) {
	for range c.of(4) {
		name := c.string(8)
		switch c.of(4) {
		case 0:
			name = c.hazard()
		case 1:
			name = []string{"x", "a_b", "a-b", "tp_size", "N1"}[c.of(5)]
		}
		name = strings.ToValidUTF8(name, "?")
		if name == "" || slices.ContainsFunc(params, func(p Parameter) bool { return encode.Hyphens(p.name) == encode.Hyphens(name) }) {
			name += fmt.Sprintf("p_%d", len(params))
		}
		var values []any
		taken := map[string]bool{}
		for range 1 + c.of(4) {
			v := c.finite()
			switch c.of(4) {
			case 0:
				v = c.string(12)
			case 1:
				v = c.hazard()
			}
			if key, _ := exact(v); !taken[key] {
				values, taken[key] = append(values, v), true
			}
		}
		params = append(params, Param(name, values...))
	}
	return params
}

// encoded writes everything, or checks that the format refuses by a parameter's error where it
// should.
func encoded(t *testing.T, g *Generator, f Format, refuses bool, options ...WriteOption) (text string, ok bool) {
	t.Helper()
	var b strings.Builder
	n, err := g.Write(&b, f, g.All(), options...)
	var fault *ParameterError
	switch {
	case (err != nil) != refuses, err != nil && !errors.As(err, &fault):
		t.Fatalf("%s of %v: error %v", f, g.Parameters(), err)
	case err == nil && big.NewInt(int64(n)).Cmp(g.Count()) != 0:
		t.Fatalf("%s of %v: %d written", f, g.Parameters(), n)
	}
	return b.String(), err == nil
}

// anyName and anyValue ask the parameters.
func anyName(g *Generator, is func(name string) bool) bool {
	return slices.ContainsFunc(g.Parameters(), func(p Parameter) bool { return is(p.name) })
}

func anyValue(g *Generator, is func(v any) bool) bool {
	return slices.ContainsFunc(g.Parameters(), func(p Parameter) bool { return slices.ContainsFunc(p.values, is) })
}

func hasNUL(v any) bool { return strings.Contains(fmt.Sprint(v), "\x00") }

func invalidUTF8(v any) bool { return !utf8.ValidString(fmt.Sprint(v)) }

// reads fails unless a reader found the combination, behind the fields before.
func reads(t *testing.T, format string, c Combination, got []strict.Field, before ...strict.Field) {
	t.Helper()
	want := before
	for name, v := range c.All() {
		want = append(want, strict.Field{Name: name, Value: v})
	}
	if len(got) != len(want) {
		t.Fatalf("%s of %v: %v", format, c, got)
	}
	for i, f := range got {
		if f.Name != want[i].Name || !meansValue(f.Value, want[i].Value) {
			t.Fatalf("%s of %v: %q is %#v, want %q, %#v", format, c, f.Name, f.Value, want[i].Name, want[i].Value)
		}
	}
}

// replaced has U+FFFD for each byte that is no UTF-8.
func replaced(s string) string { return string([]rune(s)) }

// meansValue reports whether what was read is the value.
func meansValue(got, want any) bool {
	if number, ok := got.(json.Number); ok {
		return meansNumber(string(number), want)
	}
	if s, ok := want.(fuzzString); ok {
		want = string(s)
	}
	if b, ok := want.(fuzzBool); ok {
		want = bool(b)
	}
	if s, ok := want.(string); ok {
		want = replaced(s)
	}
	return got == want
}

var fuzzDecimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[-+]?[0-9]+)?$`)

// meansNumber reports whether a text is the number: exactly, and a float where that is one.
func meansNumber(text string, want any) bool {
	r := rational(want)
	if r == nil || !fuzzDecimal.MatchString(text) {
		return false
	}
	float := false
	switch want.(type) {
	case float32, float64, fuzzFloat, fuzzDouble:
		float = true
	}
	return float == strings.ContainsAny(text, ".e") && written64(json.Number(text)).Cmp(r) == 0
}

// meansText reports whether a text without a type is the value.
func meansText(text string, v any) bool {
	switch v := v.(type) {
	case string:
		return text == v
	case fuzzString:
		return text == string(v)
	case bool, fuzzBool:
		return text == fmt.Sprint(v)
	}
	return meansNumber(text, v)
}

func checkJSON(t *testing.T, g *Generator, identity bool) {
	t.Helper()
	var options []WriteOption
	var before func(Combination) []strict.Field
	if before = func(Combination) []strict.Field { return nil }; identity {
		options = append(options, WithIdentity())
		before = func(c Combination) []strict.Field {
			i, _ := g.Index(c)
			return []strict.Field{{Name: "id", Value: c.ID()}, {Name: "index", Value: int(i.Int64())}}
		}
	}
	refuses := identity && anyName(g, func(name string) bool { return name == "id" || name == "index" })
	if text, ok := encoded(t, g, FormatJSON, refuses, options...); ok {
		r := strict.NewJSON(t, text)
		r.Expect('[')
		for c := range g.All() {
			reads(t, "json", c, r.Object(), before(c)...)
		}
		r.Expect(']')
		r.End()
	}
	if text, ok := encoded(t, g, FormatJSONL, refuses, options...); ok {
		for c := range g.All() {
			line, rest, _ := strings.Cut(text, "\n")
			r := strict.NewJSON(t, line)
			reads(t, "jsonl", c, r.Object(), before(c)...)
			r.End()
			text = rest
		}
		if text != "" {
			t.Fatalf("%q behind the last line", text)
		}
	}
}

func checkCSV(t *testing.T, g *Generator, identity bool) {
	t.Helper()
	var options []WriteOption
	header := []string{}
	if identity {
		options, header = append(options, WithIdentity()), []string{"id", "index"}
	}
	text, ok := encoded(t, g, FormatCSV, identity && anyName(g, func(name string) bool { return name == "id" || name == "index" }), options...)
	if !ok {
		return
	}
	for name := range g.names() {
		header = append(header, name)
	}
	if len(header) == 0 {
		header = []string{""}
	}
	records := strict.CSV(t, text)
	again, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(again) != len(records) || big.NewInt(int64(len(records)-1)).Cmp(g.Count()) != 0 {
		t.Fatalf("%d records, %d by encoding/csv, %v: %q", len(records), len(again), err, text)
	}
	for i, record := range records {
		if len(record) != len(header) {
			t.Fatalf("record %d has %d fields for %d columns", i, len(record), len(header))
		}
		for k, cell := range record {
			if strings.ReplaceAll(cell.Text, "\r\n", "\n") != again[i][k] {
				t.Fatalf("%q by encoding/csv is %q", cell.Text, again[i][k])
			}
			if i == 0 && cell.Text != header[k] {
				t.Fatalf("column %q, want %q", cell.Text, header[k])
			}
		}
	}
	records = records[1:]
	for c := range g.All() {
		checkRecord(t, g, c, records[0], identity)
		records = records[1:]
	}
}

// names yields the names of the parameters.
func (g *Generator) names() func(func(string) bool) { return slices.Values(g.space.names()) }

// checkRecord compares a line with its combination. Only where a line is one field, and would be
// empty, has unset the quotes of the empty string.
func checkRecord(t *testing.T, g *Generator, c Combination, record []strict.Cell, identity bool) {
	t.Helper()
	alone := len(record) == 1
	if identity {
		if i, _ := g.Index(c); record[0].Text != c.ID() || record[1].Text != i.String() {
			t.Fatalf("%v is named by %v", c, record[:2])
		}
		record = record[2:]
	}
	for k := range c.space().params {
		cell, ok := record[k], false
		switch v := c.at(k).(type) {
		case nil:
			ok = cell == strict.Cell{Text: "", Quoted: alone}
		case bool, fuzzBool:
			ok = cell.Text == map[bool]string{false: "False", true: "True"}[v == true || v == fuzzBool(true)]
		default:
			ok = meansText(cell.Text, v) && (cell.Text != "" || cell.Quoted)
		}
		if !ok {
			t.Fatalf("%v is written %v", c, record)
		}
	}
}

// noArguments reports whether some combination cannot be written as arguments: a NUL byte in what
// is set.
func noArguments(g *Generator) bool {
	return slices.ContainsFunc(g.Parameters(), func(p Parameter) bool {
		return slices.ContainsFunc(p.values, func(v any) bool {
			return v != nil && v != false && v != fuzzBool(false) && (hasNUL(p.name) || hasNUL(v))
		})
	})
}

func checkArgs(t *testing.T, g *Generator) {
	t.Helper()
	text, ok := encoded(t, g, FormatArgs, noArguments(g))
	if !ok {
		return
	}
	for c := range g.All() {
		line, rest, _ := strings.Cut(text, "\n")
		words := strict.Words(t, line)
		if !slices.Equal(words, c.Args()) {
			t.Fatalf("%v is written %q, its arguments are %q", c, line, c.Args())
		}
		checkFlags(t, g, c, words)
		text = rest
	}
	if text != "" {
		t.Fatalf("%q behind the last line", text)
	}
}

// checkFlags reads arguments as argparse does. A name with an equals sign is no flag that could be
// read.
func checkFlags(t *testing.T, g *Generator, c Combination, words []string) {
	t.Helper()
	if anyName(g, func(name string) bool { return strings.Contains(name, "=") }) {
		return
	}
	set := map[string]string{}
	for len(words) > 0 {
		flag, value, has := strings.Cut(words[0], "=")
		words = words[1:]
		if !has {
			value = "true"
			if len(words) > 0 && !strings.HasPrefix(words[0], "-") {
				value, words = words[0], words[1:]
			}
		}
		set[flag] = value
	}
	for i, p := range g.Parameters() {
		if slices.Equal(p.values, []any{nil}) {
			continue // the flag may be another's
		}
		v, flag := c.at(i), "--"+encode.Hyphens(p.name)
		value, is := set[flag]
		if delete(set, flag); v == nil || v == false || v == fuzzBool(false) {
			if is {
				t.Fatalf("%v: %s is %q", c, flag, value)
			}
		} else if !is || !meansText(value, v) {
			t.Fatalf("%v: %s is %q, want %#v", c, flag, value, v)
		}
	}
	if len(set) > 0 {
		t.Fatalf("%v has the arguments %q besides", c, set)
	}
}

func checkShell(t *testing.T, g *Generator) {
	t.Helper()
	if anyName(g, func(name string) bool { return name == "id" || name == "index" || name == "args" || name == "env" }) {
		return // hidden by the parameter
	}
	template, named := "run {id} {index} {args} end", false
	if names := g.space.names(); len(names) > 0 && !strings.ContainsAny(names[0], "\n\r\x00") && names[0][0] != '{' {
		template, named = template+" {"+names[0]+"}", true
	}
	refuses := noArguments(g) || named && slices.ContainsFunc(g.space.params[0].values, hasNUL)
	text, ok := encoded(t, g, FormatShell, refuses, WithTemplate(template))
	if !ok {
		return
	}
	lines := strings.Split(text, "\n")[1:]
	for c := range g.All() {
		words := strict.Words(t, lines[0])
		lines = lines[1:]
		i, _ := g.Index(c)
		want := append(append([]string{"run", c.ID(), i.String()}, c.Args()...), "end")
		if named {
			v := c.at(0)
			if last := words[len(words)-1]; v == nil && last != "" || v != nil && !meansText(last, v) {
				t.Fatalf("%v is %q in %q", v, last, words)
			}
			words = words[:len(words)-1]
		}
		if !slices.Equal(words, want) {
			t.Fatalf("%v runs %q, want %q", c, words, want)
		}
	}
}

var fuzzIdentifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// checkEnv reads as docker reads an env file: NAME=value to the end of the line.
func checkEnv(t *testing.T, g *Generator) {
	t.Helper()
	text, ok := encoded(t, g, FormatEnv, anyName(g, func(name string) bool {
		return !fuzzIdentifier.MatchString(name) || name == "PARAMGEN_ID" || name == "PARAMGEN_INDEX"
	}) || anyValue(g, func(v any) bool { return strings.ContainsAny(fmt.Sprint(v), "\n\r\x00") || invalidUTF8(v) }))
	if !ok {
		return
	}
	blocks := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	for c := range g.All() {
		set := map[string]string{}
		for _, line := range strings.Split(blocks[0], "\n") {
			name, value, _ := strings.Cut(line, "=")
			set[name] = value
		}
		blocks = blocks[1:]
		i, _ := g.Index(c)
		want := 2
		for name, v := range c.All() {
			if value, is := set[name]; is != (v != nil) || is && !meansText(value, v) {
				t.Fatalf("%v: %s is %q, %v", c, name, value, is)
			}
			if v != nil {
				want++
			}
		}
		if set["PARAMGEN_ID"] != c.ID() || set["PARAMGEN_INDEX"] != i.String() || len(set) != want {
			t.Fatalf("%v is %q", c, set)
		}
	}
	if len(blocks) > 0 {
		t.Fatalf("%q behind the last", blocks)
	}
}

// checkYAML reads documents of one mapping each, of plain and double-quoted keys, numbers, true,
// false and double-quoted strings.
func checkYAML(t *testing.T, g *Generator) {
	t.Helper()
	text, ok := encoded(t, g, FormatYAML, anyValue(g, invalidUTF8))
	if !ok {
		return
	}
	documents := strings.Split(text, "---\n")[1:]
	for c := range g.All() {
		i, _ := g.Index(c)
		body, ok := strings.CutPrefix(documents[0], fmt.Sprintf("# id %s, index %v\n", c.ID(), i))
		if !ok {
			t.Fatalf("%v is %q", c, documents[0])
		}
		documents = documents[1:]
		got := strict.YAML(t, body)
		for name, v := range c.All() {
			if v == nil {
				continue
			}
			if len(got) == 0 || got[0].Name != encode.Hyphens(name) || !meansValue(got[0].Value, v) {
				t.Fatalf("%v: %#v where %q should be", c, got, name)
			}
			got = got[1:]
		}
		if len(got) > 0 {
			t.Fatalf("%v has %v besides", c, got)
		}
	}
}

// checkMatrix reads the matrices of CI systems by encoding/json.
func checkMatrix(t *testing.T, g *Generator) {
	t.Helper()
	refuses := noArguments(g) || anyValue(g, invalidUTF8) || anyName(g, func(name string) bool { return name == "id" || name == "index" || name == "args" })
	for _, format := range []Format{FormatGitHub, FormatArgo} {
		text, ok := encoded(t, g, format, refuses)
		if !ok {
			continue
		}
		r := strict.NewJSON(t, text)
		if format == FormatGitHub {
			r.Expect('{')
			if key := r.NextToken(); key != "include" {
				t.Fatal(key)
			}
		}
		r.Expect('[')
		for c := range g.All() {
			checkEntry(t, g, c, format, r.Object())
		}
		r.Expect(']')
	}
}

func checkEntry(t *testing.T, g *Generator, c Combination, format Format, fields []strict.Field) {
	t.Helper()
	last := fields[len(fields)-1]
	args, _ := last.Value.(string)
	if last.Name != "args" || !utf8.ValidString(args) {
		t.Fatalf("%v has %v", c, last)
	}
	if !slices.Equal(strict.Words(t, args), c.Args()) {
		t.Fatalf("%v has the arguments %q", c, args)
	}
	fields = fields[:len(fields)-1]
	i, _ := g.Index(c)
	if format == FormatArgo {
		for k, f := range fields[min(2, len(fields)):] {
			if c.at(k) == nil && f.Value == "" {
				fields[2+k].Value = nil
			}
		}
	}
	reads(t, string(format), c, fields, strict.Field{Name: "id", Value: c.ID()}, strict.Field{Name: "index", Value: i.String()})
}

// FuzzSpace writes space files with parameters, conditions and rules of every kind, and compares
// what New makes of each with nested loops over what encoding/json reads in it.
func FuzzSpace(f *testing.F) {
	seeds(f, 300, 120)
	f.Fuzz(func(t *testing.T, data []byte) {
		w := &spaceWriter{choices: choices{data}}
		text := w.space()
		if _, err := Load(strings.NewReader(text)); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		checkSpaceFile(t, []byte(text))
	})
}

// What a file under the fuzzer may cost.
const (
	fuzzedBytes  = 16 << 10
	fuzzedBudget = 2000
	fuzzedRows   = 2000
)

// checkSpaceFile takes a file through the whole pipeline: it is refused with a place, or New
// refuses the space by typed errors, or the space has just the combinations that it should.
func checkSpaceFile(t *testing.T, data []byte) {
	t.Helper()
	option, err := Load(bytes.NewReader(data))
	if err != nil {
		var fault *FileError
		if !errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 {
			t.Fatalf("error without a place: %v", err)
		}
		return
	}
	file := rereadSpace(t, data, option)
	if len(data) > fuzzedBytes {
		return
	}
	g, err := New(option, WithBudget(fuzzedBudget))
	if err != nil {
		typed(t, err)
		return
	}
	if g.Count().Cmp(file.most()) > 0 {
		t.Fatalf("%v combinations of %v", g.Count(), file.most())
	}
	if file.most().Cmp(big.NewInt(fuzzedRows)) <= 0 {
		file.compare(t, g)
	}
}

// fuzzedSpace is a space file as encoding/json reads it.
type fuzzedSpace struct {
	Parameters []struct {
		Name, Description string
		When              *string
		Values            []any
	}
	Rules []any
}

// rereadSpace reads the file again, and compares the parameters.
func rereadSpace(t *testing.T, data []byte, option Option) *fuzzedSpace {
	t.Helper()
	file := new(fuzzedSpace)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(file); err != nil {
		t.Fatalf("encoding/json refuses what Load accepts: %v", err)
	}
	var c config
	_ = option(&c) // a parameter given twice
	if len(c.params) != len(file.Parameters) {
		return file
	}
	for i, p := range c.params {
		want := file.Parameters[i]
		if p.name != want.Name || p.description != want.Description || len(p.values) != len(want.Values) || (p.when == nil) != (want.When == nil) {
			t.Fatalf("parameter %d is %v, encoding/json says %v", i, p, want)
		}
		for k := range p.values {
			sameScalar(t, p.values[k], want.Values[k])
		}
	}
	return file
}

// hides reports whether parameter i is unset only where its condition does not hold.
func (s *fuzzedSpace) hides(i int) bool {
	return s.Parameters[i].When != nil && !slices.Contains(s.Parameters[i].Values, nil)
}

// most is the number of rows of the nested loops.
func (s *fuzzedSpace) most() *big.Int {
	n := big.NewInt(1)
	for i, p := range s.Parameters {
		all := int64(len(p.Values))
		if s.hides(i) {
			all++
		}
		n.Mul(n, big.NewInt(all))
	}
	return n
}

// compare walks the nested loops and the generator side by side.
func (s *fuzzedSpace) compare(t *testing.T, g *Generator) {
	t.Helper()
	wide := make([]Parameter, len(s.Parameters))
	for i, p := range g.Parameters() {
		wide[i] = Param(p.name, p.values...)
		if s.hides(i) {
			wide[i] = Param(p.name, append([]any{nil}, p.values...)...)
		}
	}
	product, err := New(WithParameters(wide...))
	if err != nil {
		t.Fatal(err)
	}
	allows := s.meaning(t)
	var valid []Combination
	rejected := Combination{}
	for row := range product.All() {
		if allows(row) {
			valid = append(valid, row)
		} else {
			rejected = row
		}
	}
	if g.Count().Cmp(big.NewInt(int64(len(valid)))) != 0 {
		t.Fatalf("%v combinations, want %d", g.Count(), len(valid))
	}
	k := 0
	for c := range g.All() {
		for i := range wide {
			if c.at(i) != valid[k].at(i) {
				t.Fatalf("combination %d is %v, want %v", k, c, valid[k])
			}
		}
		k++
	}
	s.spot(t, g, valid, rejected)
}

// spot asks about one valid combination and one that is not.
func (s *fuzzedSpace) spot(t *testing.T, g *Generator, valid []Combination, rejected Combination) {
	t.Helper()
	if n := len(valid); n > 0 {
		at := n * 2 / 3
		if i, ok := g.Index(valid[at]); !ok || i.Int64() != int64(at) {
			t.Fatalf("Index of combination %d is %v, %v", at, i, ok)
		}
		if err := g.Check(valid[at].Map()); err != nil {
			t.Fatalf("%v is valid: %v", valid[at], err)
		}
	}
	if rejected.from == nil {
		return
	}
	if i, ok := g.Index(rejected); ok {
		t.Fatalf("%v is rejected and has the index %v", rejected, i)
	}
	var why *CheckError
	if err := g.Check(rejected.Map()); !errors.As(err, &why) || len(why.Rules) == 0 {
		t.Fatalf("%v is rejected: %v", rejected, err)
	}
}

// meaning returns what the file says of a row, read here for a second time. Only expressions are
// the library's own, evaluated one by one.
func (s *fuzzedSpace) meaning(t *testing.T) func(Combination) bool {
	var all []func(Combination) bool
	for i, p := range s.Parameters {
		if p.When == nil {
			continue
		}
		condition, hides, name := Expr(*p.When), s.hides(i), p.Name
		all = append(all, func(c Combination) bool {
			v, _ := c.Get(name)
			if holds(condition, c) {
				return v != nil || !hides
			}
			return v == nil
		})
	}
	for _, r := range s.Rules {
		if text, ok := r.(string); ok {
			all = append(all, Expr(text).Allow)
			continue
		}
		all = append(all, ruleMeaning(r.(map[string]any)))
	}
	return func(c Combination) bool {
		return !slices.ContainsFunc(all, func(allows func(Combination) bool) bool { return !allows(c) })
	}
}

func ruleMeaning(r map[string]any) func(Combination) bool {
	if text, ok := r["expr"].(string); ok {
		return Expr(text).Allow
	}
	if forbidden, ok := r["forbid"].(map[string]any); ok {
		return func(c Combination) bool {
			for name, v := range forbidden {
				if !sets(c, name, v) {
					return true
				}
			}
			return false
		}
	}
	if tuples, ok := r["tuples"].(map[string]any); ok {
		names := tuples["parameters"].([]any)
		return func(c Combination) bool {
			return slices.ContainsFunc(tuples["rows"].([]any), func(row any) bool {
				for k, v := range row.([]any) {
					if !sets(c, names[k].(string), v) {
						return false
					}
				}
				return true
			})
		}
	}
	return If(Expr(r["if"].(string)), Expr(r["then"].(string))).Allow
}

// sets reports whether a combination has a value that stands in a file.
func sets(c Combination, name string, want any) bool {
	v, _ := c.Get(name)
	if number, is := want.(json.Number); is {
		r := rational(v)
		return r != nil && r.Cmp(written64(number)) == 0
	}
	return v == want // nil in an optional rule about a parameter that is not there
}

// written64 returns the number that a file says: an integer, or the double next to it.
func written64(number json.Number) *big.Rat {
	if !strings.ContainsAny(string(number), ".eE") {
		r, _ := new(big.Rat).SetString(string(number))
		return r
	}
	double, _ := number.Float64()
	return new(big.Rat).SetFloat64(double)
}

// A spaceWriter writes space files, by choice.
type spaceWriter struct {
	choices
	names  []string
	family []int // of each parameter
}

// Families of values, as they stand in files; no two of a family are equal.
var fuzzFamilies = [][]string{
	{"1", "2", "3", "4", "8", "0", "-1", "16", "7", "100"},
	{"1", "2.0", "0.5", "-1.5", "0", "3", "1e3", "2.5"},
	{"9223372036854775807", "-9223372036854775808", "18446744073709551615", "9007199254740993", "9007199254740992.0", "1e300", "4611686018427387904", "0"},
	{"false", "true"},
	{`"a"`, `"b"`, `""`, `"1"`, `"ab"`, `"\u00e9\n"`},
	{"1", `"a"`, "true", "2.5", `"1"`, "false", "0"},
}

const fuzzBools, fuzzTexts = 3, 4

// names of parameters; the rule about devices reads some.
var fuzzNames = []string{"a", "b", "tp_size", "dp_size", "pp_size", "enable_dp_attention", "c d", "größe", `q"`, "nil"}

func (w *spaceWriter) space() string {
	var params, rules []string
	for i := range 1 + w.of(5) {
		params = append(params, w.parameter(i))
	}
	for i := range w.of(6) {
		rules = append(rules, w.rule(i))
	}
	return `{"parameters": [` + strings.Join(params, ",\n") + "],\n" + `"rules": [` + strings.Join(rules, ",\n") + "]}"
}

func (w *spaceWriter) parameter(i int) string {
	name := fuzzNames[w.of(len(fuzzNames))]
	if slices.Contains(w.names, name) {
		name += strconv.Itoa(i)
	}
	family := w.of(len(fuzzFamilies))
	values := w.some(fuzzFamilies[family], 5)
	if w.of(3) == 0 {
		values = slices.Insert(values, w.of(len(values)+1), "null")
	}
	text := fmt.Sprintf(`{"name": %s, "values": [%s]`, quotedJSON(name), strings.Join(values, ", "))
	if i > 0 && w.of(4) == 0 {
		text += `, "when": ` + quotedJSON(w.condition(2))
	}
	w.names, w.family = append(w.names, name), append(w.family, family)
	return text + "}"
}

// some returns 1 to most different ones of all, as they stand or turned around.
func (w *spaceWriter) some(all []string, most int) []string {
	n := min(1+w.of(most), len(all))
	first := w.of(len(all) - n + 1)
	values := slices.Clone(all[first : first+n])
	if w.of(2) == 0 {
		slices.Reverse(values)
	}
	return values
}

func quotedJSON(s string) string { return string(value.AppendJSONString(nil, s)) }

func (w *spaceWriter) rule(i int) string {
	name := fmt.Sprintf(`{"name": "%d", `, i)
	switch w.of(12) {
	case 0, 1:
		var members []string
		for _, p := range w.parameters(3) {
			members = append(members, quotedJSON(w.names[p])+": "+w.own(p))
		}
		return name + `"forbid": {` + strings.Join(members, ", ") + "}}"
	case 2, 3:
		var names, rows []string
		params := w.parameters(3)
		for _, p := range params {
			names = append(names, quotedJSON(w.names[p]))
		}
		for range 1 + w.of(6) {
			var row []string
			for _, p := range params {
				row = append(row, w.own(p))
			}
			rows = append(rows, "["+strings.Join(row, ", ")+"]")
		}
		return name + fmt.Sprintf(`"tuples": {"parameters": [%s], "rows": [%s]}}`, strings.Join(names, ", "), strings.Join(rows, ", "))
	case 4:
		return name + `"if": ` + quotedJSON(w.condition(2)) + `, "then": ` + quotedJSON(w.condition(2)) + "}"
	case 5:
		return name + `"optional": true, "expr": ` + quotedJSON(w.condition(2)+" || absent == nil") + "}"
	}
	return name + `"expr": ` + quotedJSON(w.condition(3)) + "}"
}

// parameters returns the numbers of 1 to most parameters.
func (w *spaceWriter) parameters(most int) []int {
	n := min(1+w.of(most), len(w.names))
	first := w.of(len(w.names))
	all := make([]int, n)
	for i := range all {
		all[i] = (first + i) % len(w.names)
	}
	return all
}

// own returns a value of a parameter's family, or unset.
func (w *spaceWriter) own(p int) string {
	family := fuzzFamilies[w.family[p]]
	if i := w.of(len(family) + 1); i < len(family) {
		return family[i]
	}
	return "null"
}

// operand returns a parameter of one of these families, as expressions spell it; now and then
// another one, or the constant.
func (w *spaceWriter) operand(constant string, families ...int) string {
	choice := w.of(32)
	for i := range w.names {
		p := (choice + i) % len(w.names)
		if choice == 31 || choice < 28 && slices.Contains(families, w.family[p]) {
			return spelled(w.names[p])
		}
	}
	return constant
}

func spelled(name string) string {
	if token.IsIdentifier(name) && name != "nil" {
		return name
	}
	return "param(" + strconv.Quote(name) + ")"
}

var fuzzNumbers = []string{"0", "1", "2", "3", "-1", "0.5", "2.0", "8", "1e3", "9223372036854775807", "18446744073709551616", "9007199254740993"}

func (w *spaceWriter) number(depth int) string {
	if depth == 0 {
		return w.operand(fuzzNumbers[w.of(len(fuzzNumbers))], 0, 1, 2, 5)
	}
	x, y := w.number(depth-1), w.number(depth-1)
	switch w.of(12) {
	case 0:
		return "min(" + x + ", " + y + ")"
	case 1:
		return "max(" + x + ", " + y + ")"
	case 2:
		return "abs(" + x + ")"
	case 3:
		return "int(" + w.condition(depth-1) + ")"
	case 4:
		return "-(" + x + ")"
	case 5, 6, 7, 8, 9:
		return "(" + x + " " + string("+-*/%"[w.of(5)]) + " " + y + ")"
	}
	return x
}

var fuzzRelations = []string{"<", "<=", ">", ">=", "==", "!="}

func (w *spaceWriter) condition(depth int) string {
	if depth == 0 {
		return w.operand("true", fuzzBools, 5)
	}
	relation := fuzzRelations[w.of(len(fuzzRelations))]
	switch w.of(12) {
	case 0:
		return "!(" + w.condition(depth-1) + ")"
	case 1, 2:
		return "(" + w.condition(depth-1) + " && " + w.condition(depth-1) + ")"
	case 3, 4:
		return "(" + w.condition(depth-1) + " || " + w.condition(depth-1) + ")"
	case 5:
		return "set(" + w.operand("nil", 0, 1, 2, 3, 4, 5) + ")"
	case 6:
		return w.operand("nil", 0, 1, 2, 3, 4, 5) + " == nil"
	case 7:
		return w.operand(`"b"`, fuzzTexts, 5) + " " + relation + ` "a"`
	case 8:
		return fmt.Sprintf("oneof(%s, %s, %s)", w.number(depth-1), w.number(0), w.number(0))
	case 9:
		return fmt.Sprintf("%s %s %s %s %s", w.number(depth-1), relation, w.number(0), fuzzRelations[w.of(4)], w.number(0))
	}
	return w.number(depth-1) + " " + relation + " " + w.number(depth-1)
}
