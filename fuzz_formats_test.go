package paramgen

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/encode"
)

// FuzzFormats writes names and values of any kind in every format, and has readers of other makes, or the strict ones here, read them back. A
// format that has no form for them says so.
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
		if name == "" || slices.ContainsFunc(params, func(p Parameter) bool { return p.name == name }) {
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

// encoded writes everything, or checks that the format refuses by a parameter's error where it should.
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

// found is what a reader finds under a name.
type found struct {
	name  string
	value any // nil, a bool, a json.Number or a string
}

// reads fails unless a reader found the combination, behind the fields before.
func reads(t *testing.T, format string, c Combination, got []found, before ...found) {
	t.Helper()
	want := before
	for name, v := range c.All() {
		want = append(want, found{name, v})
	}
	if len(got) != len(want) {
		t.Fatalf("%s of %v: %v", format, c, got)
	}
	for i, f := range got {
		if f.name != want[i].name || !meansValue(f.value, want[i].value) {
			t.Fatalf("%s of %v: %q is %#v, want %q, %#v", format, c, f.name, f.value, want[i].name, want[i].value)
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
	var before func(Combination) []found
	if before = func(Combination) []found { return nil }; identity {
		options = append(options, WithIdentity())
		before = func(c Combination) []found {
			i, _ := g.Index(c)
			return []found{{"id", c.ID()}, {"index", int(i.Int64())}}
		}
	}
	refuses := identity && anyName(g, func(name string) bool { return name == "id" || name == "index" })
	if text, ok := encoded(t, g, FormatJSON, refuses, options...); ok {
		r := newJSONReader(t, text)
		r.expect('[')
		for c := range g.All() {
			reads(t, "json", c, r.object(), before(c)...)
		}
		r.expect(']')
		r.end()
	}
	if text, ok := encoded(t, g, FormatJSONL, refuses, options...); ok {
		for c := range g.All() {
			line, rest, _ := strings.Cut(text, "\n")
			r := newJSONReader(t, line)
			reads(t, "jsonl", c, r.object(), before(c)...)
			r.end()
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
	records := strictCSV(t, text)
	again, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(again) != len(records) || big.NewInt(int64(len(records)-1)).Cmp(g.Count()) != 0 {
		t.Fatalf("%d records, %d by encoding/csv, %v: %q", len(records), len(again), err, text)
	}
	for i, record := range records {
		if len(record) != len(header) {
			t.Fatalf("record %d has %d fields for %d columns", i, len(record), len(header))
		}
		for k, cell := range record {
			if strings.ReplaceAll(cell.text, "\r\n", "\n") != again[i][k] {
				t.Fatalf("%q by encoding/csv is %q", cell.text, again[i][k])
			}
			if i == 0 && cell.text != header[k] {
				t.Fatalf("column %q, want %q", cell.text, header[k])
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

// checkRecord compares a line with its combination. Only where a line is one field, and would be empty, has unset the quotes of the empty string.
func checkRecord(t *testing.T, g *Generator, c Combination, record []csvCell, identity bool) {
	t.Helper()
	alone := len(record) == 1
	if identity {
		if i, _ := g.Index(c); record[0].text != c.ID() || record[1].text != i.String() {
			t.Fatalf("%v is named by %v", c, record[:2])
		}
		record = record[2:]
	}
	for k := range c.space().params {
		cell, ok := record[k], false
		switch v := c.at(k).(type) {
		case nil:
			ok = cell == csvCell{"", alone}
		case bool, fuzzBool:
			ok = cell.text == map[bool]string{false: "False", true: "True"}[v == true || v == fuzzBool(true)]
		default:
			ok = meansText(cell.text, v) && (cell.text != "" || cell.quoted)
		}
		if !ok {
			t.Fatalf("%v is written %v", c, record)
		}
	}
}

// noArguments reports whether some combination cannot be written as arguments: a NUL byte in what is set, or two parameters of one flag.
func noArguments(g *Generator) bool {
	return flagTwice(g) || slices.ContainsFunc(g.Parameters(), func(p Parameter) bool {
		return slices.ContainsFunc(p.values, func(v any) bool {
			return v != nil && v != false && v != fuzzBool(false) && (hasNUL(p.name) || hasNUL(v))
		})
	})
}

func flagTwice(g *Generator) bool {
	flags := map[string]bool{}
	return slices.ContainsFunc(g.Parameters(), func(p Parameter) bool {
		flag := encode.Hyphens(p.name)
		if slices.Equal(p.values, []any{nil}) {
			return false // never written
		}
		twice := flags[flag]
		flags[flag] = true
		return twice
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
		words := splitWords(t, line)
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

// checkFlags reads arguments as argparse does. A name with an equals sign is no flag that could be read.
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
	if anyName(g, func(name string) bool { return name == "id" || name == "index" || name == "args" }) {
		return // hidden by the parameter
	}
	template, named := "run {id} {index} {args} end", false
	if names := g.space.names(); len(names) > 0 && fuzzIdentifier.MatchString(names[0]) {
		template, named = template+" {"+names[0]+"}", true
	}
	refuses := noArguments(g) || named && slices.ContainsFunc(g.space.params[0].values, hasNUL)
	text, ok := encoded(t, g, FormatShell, refuses, WithTemplate(template))
	if !ok {
		return
	}
	lines := strings.Split(text, "\n")[1:]
	for c := range g.All() {
		words := splitWords(t, lines[0])
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

// checkYAML reads documents of one mapping each, of plain and double-quoted keys, numbers, true, false and double-quoted strings.
func checkYAML(t *testing.T, g *Generator) {
	t.Helper()
	text, ok := encoded(t, g, FormatYAML, flagTwice(g) || anyValue(g, invalidUTF8))
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
		got := readYAML(t, body)
		for name, v := range c.All() {
			if v == nil {
				continue
			}
			if len(got) == 0 || got[0].name != encode.Hyphens(name) || !meansValue(got[0].value, v) {
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
		r := newJSONReader(t, text)
		if format == FormatGitHub {
			r.expect('{')
			if key := r.token(); key != "include" {
				t.Fatal(key)
			}
		}
		r.expect('[')
		for c := range g.All() {
			checkEntry(t, g, c, format, r.object())
		}
		r.expect(']')
	}
}

func checkEntry(t *testing.T, g *Generator, c Combination, format Format, fields []found) {
	t.Helper()
	last := fields[len(fields)-1]
	args, _ := last.value.(string)
	if last.name != "args" || !utf8.ValidString(args) {
		t.Fatalf("%v has %v", c, last)
	}
	if !slices.Equal(splitWords(t, args), c.Args()) {
		t.Fatalf("%v has the arguments %q", c, args)
	}
	fields = fields[:len(fields)-1]
	i, _ := g.Index(c)
	if format == FormatArgo {
		for k, f := range fields[min(2, len(fields)):] {
			if c.at(k) == nil && f.value == "" {
				fields[2+k].value = nil
			}
		}
	}
	reads(t, string(format), c, fields, found{"id", c.ID()}, found{"index", i.String()})
}

// Readers for the fuzzer: strict ones, that fail where another reader might see something else.

// jsonReader reads objects of scalars by encoding/json, member by member.
type jsonReader struct {
	*testing.T
	*json.Decoder
}

func newJSONReader(t *testing.T, text string) jsonReader {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return jsonReader{t, d}
}

func (r jsonReader) token() json.Token {
	r.Helper()
	token, err := r.Token()
	if err != nil {
		r.Fatal(err)
	}
	return token
}

func (r jsonReader) expect(want json.Delim) {
	r.Helper()
	if token := r.token(); token != want {
		r.Fatalf("%v, want %v", token, want)
	}
}

func (r jsonReader) object() (fields []found) {
	r.Helper()
	r.expect('{')
	for r.More() {
		name := r.token().(string)
		fields = append(fields, found{name, r.token()})
	}
	r.expect('}')
	return fields
}

func (r jsonReader) end() {
	r.Helper()
	if token, err := r.Token(); err != io.EOF {
		r.Fatalf("%v behind the end", token)
	}
}

// csvCell is a field of a strict reader of RFC 4180, which encoding/csv is not: that one makes \n of \r\n, skips empty lines, and does not tell
// whether there were quotes.
type csvCell struct {
	text   string
	quoted bool
}

func strictCSV(t *testing.T, text string) (records [][]csvCell) {
	t.Helper()
	for text != "" {
		var record []csvCell
		for end := byte(','); end == ','; text = text[1:] {
			var cell csvCell
			cell, text = strictField(t, text)
			record = append(record, cell)
			if end = text[0]; end != ',' && end != '\n' {
				t.Fatalf("a field ends in %q", text)
			}
		}
		records = append(records, record)
	}
	return records
}

// strictField reads one field and returns the rest, which begins with what ends it.
func strictField(t *testing.T, text string) (cell csvCell, rest string) {
	t.Helper()
	if text[0] != '"' {
		n := strings.IndexAny(text, ",\n\"\r")
		if n < 0 {
			t.Fatalf("a field without an end: %q", text)
		}
		return csvCell{text[:n], false}, text[n:]
	}
	for text = text[1:]; ; {
		piece, after, ok := strings.Cut(text, `"`)
		if !ok || after == "" {
			t.Fatalf("quotes without an end: %q", text)
		}
		if cell.text += piece; after[0] != '"' {
			return csvCell{cell.text, true}, after
		}
		cell.text += `"`
		text = after[1:]
	}
}

// splitWords splits a line as a shell does, without any expansion.
func splitWords(t *testing.T, line string) (words []string) {
	t.Helper()
	word, in := "", false
	for line != "" {
		var piece string
		switch {
		case line[0] == ' ':
			if in {
				words, word, in = append(words, word), "", false
			}
			line = line[1:]
			continue
		case strings.HasPrefix(line, "$'"):
			piece, line = ansiQuoted(t, line[2:])
		case line[0] == '\'':
			var ok bool
			if piece, line, ok = strings.Cut(line[1:], "'"); !ok {
				t.Fatal("a quote without its end")
			}
		case strings.HasPrefix(line, `\'`):
			piece, line = "'", line[2:]
		case strings.IndexByte("|&;<>()$`\\\"\t\n*?[#~!{}", line[0]) >= 0 || line[0] < ' ' || line[0] > '~':
			t.Fatalf("a shell takes %q for its own", line)
		default:
			piece, line = line[:1], line[1:]
		}
		word, in = word+piece, true
	}
	if in {
		words = append(words, word)
	}
	return words
}

// ansiQuoted reads on behind $'.
func ansiQuoted(t *testing.T, s string) (text, rest string) {
	t.Helper()
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\'':
			return text, s[i+1:]
		case '\\':
			i++
			escape := strings.IndexByte(`nr\'`, s[i])
			if escape < 0 {
				t.Fatalf("an escape %q", s[i-1:])
			}
			text += "\n\r\\'"[escape : escape+1]
		default:
			text += s[i : i+1]
		}
	}
	t.Fatal("$' without its end")
	return "", ""
}

var (
	yamlBareKey = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]*-[-a-zA-Z0-9_]*: `) // never a number, a date, a truth value or null
	yamlInteger = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	yamlFloat   = regexp.MustCompile(`^-?[0-9]+\.[0-9]*(e[-+][0-9]+)?$`) // in YAML 1.1 too
)

func readYAML(t *testing.T, body string) (fields []found) {
	t.Helper()
	if body == "{}\n" {
		return nil
	}
	for _, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		name, rest := "", ""
		if key := yamlBareKey.FindString(line); key != "" {
			name, rest = strings.TrimSuffix(key, ": "), line[len(key):]
		} else {
			name, rest = yamlQuoted(t, line)
			if rest, ok := strings.CutPrefix(rest, ": "); ok {
				fields = append(fields, found{name, yamlValue(t, rest)})
				continue
			}
			t.Fatalf("no colon in %q", line)
		}
		fields = append(fields, found{name, yamlValue(t, rest)})
	}
	return fields
}

func yamlValue(t *testing.T, s string) any {
	t.Helper()
	switch {
	case s == "true", s == "false":
		return s == "true"
	case yamlInteger.MatchString(s), yamlFloat.MatchString(s):
		return json.Number(s)
	}
	text, rest := yamlQuoted(t, s)
	if rest != "" {
		t.Fatalf("%q behind a string", rest)
	}
	return text
}

// yamlQuoted reads a double-quoted scalar of one line.
func yamlQuoted(t *testing.T, s string) (text, rest string) {
	t.Helper()
	var b strings.Builder
	for s, _ = strings.CutPrefix(s, `"`); s != ""; {
		r, width := utf8.DecodeRuneInString(s)
		switch {
		case r == '"':
			return b.String(), s[1:]
		case r != '\\':
			if !yamlPrintable(r) {
				t.Fatalf("%q is not allowed in YAML", r)
			}
			b.WriteRune(r)
		default:
			width = yamlEscape(t, &b, s)
		}
		s = s[width:]
	}
	t.Fatal("a string without its end")
	return "", ""
}

// yamlEscape reads \", \\, \uXXXX or \UXXXXXXXX and returns its width.
func yamlEscape(t *testing.T, b *strings.Builder, s string) int {
	t.Helper()
	digits := map[byte]int{'u': 4, 'U': 8}[s[1]]
	if digits == 0 {
		if s[1] != '"' && s[1] != '\\' {
			t.Fatalf("an escape %q", s)
		}
		b.WriteByte(s[1])
		return 2
	}
	n, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		t.Fatalf("an escape %q", s)
	}
	b.WriteRune(rune(n))
	return 2 + digits
}

// yamlPrintable is the c-printable of YAML, without line ends, tabs and byte order marks.
func yamlPrintable(r rune) bool {
	return ' ' <= r && r <= '~' || 0xa0 <= r && r <= 0xd7ff && r != 0x2028 && r != 0x2029 || 0xe000 <= r && r <= 0xfffd && r != 0xfeff || 0x10000 <= r && r <= 0x10ffff
}
