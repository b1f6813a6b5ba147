// Package strict reads formats strictly for tests: a reader fails where another reader might
// understand something else.
package strict

import (
	"encoding/json"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// A Field is what a reader finds under a name.
type Field struct {
	Name  string
	Value any // nil, a bool, a json.Number or a string
}

// JSON reads objects of scalars member by member, by encoding/json.
type JSON struct {
	*testing.T
	*json.Decoder
}

// NewJSON returns a reader of a text.
func NewJSON(t *testing.T, text string) JSON {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return JSON{t, d}
}

// NextToken returns the next token.
func (r JSON) NextToken() json.Token {
	r.Helper()
	token, err := r.Token()
	if err != nil {
		r.Fatal(err)
	}
	return token
}

// Expect reads a delimiter.
func (r JSON) Expect(want json.Delim) {
	r.Helper()
	if token := r.NextToken(); token != want {
		r.Fatalf("%v, want %v", token, want)
	}
}

// Object reads an object.
func (r JSON) Object() (fields []Field) {
	r.Helper()
	r.Expect('{')
	for r.More() {
		name := r.NextToken().(string)
		fields = append(fields, Field{name, r.NextToken()})
	}
	r.Expect('}')
	return fields
}

// End checks that nothing follows.
func (r JSON) End() {
	r.Helper()
	if token, err := r.Token(); err != io.EOF {
		r.Fatalf("%v behind the end", token)
	}
}

// A Cell is a field of a CSV file.
type Cell struct {
	Text   string
	Quoted bool
}

// CSV reads RFC 4180. encoding/csv is less strict: it turns \r\n into \n, skips empty lines, and
// does not report quotes.
func CSV(t *testing.T, text string) (records [][]Cell) {
	t.Helper()
	for text != "" {
		var record []Cell
		for end := byte(','); end == ','; text = text[1:] {
			var cell Cell
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
func strictField(t *testing.T, text string) (cell Cell, rest string) {
	t.Helper()
	if text[0] != '"' {
		n := strings.IndexAny(text, ",\n\"\r")
		if n < 0 {
			t.Fatalf("a field without an end: %q", text)
		}
		return Cell{text[:n], false}, text[n:]
	}
	for text = text[1:]; ; {
		piece, after, ok := strings.Cut(text, `"`)
		if !ok || after == "" {
			t.Fatalf("quotes without an end: %q", text)
		}
		if cell.Text += piece; after[0] != '"' {
			return Cell{cell.Text, true}, after
		}
		cell.Text += `"`
		text = after[1:]
	}
}

// Words splits a line as a shell does, without any expansion.
func Words(t *testing.T, line string) (words []string) {
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

// YAML reads a mapping of one line each, of double-quoted or plain keys and scalars.
func YAML(t *testing.T, body string) (fields []Field) {
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
				fields = append(fields, Field{name, yamlValue(t, rest)})
				continue
			}
			t.Fatalf("no colon in %q", line)
		}
		fields = append(fields, Field{name, yamlValue(t, rest)})
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
