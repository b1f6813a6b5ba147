package encode

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

func yamlLayout(t *Table, o *Options) (layout, error) {
	own, err := t.entries(o.Groups)
	if err != nil {
		return layout{}, err
	}
	base := []byte{}
	for _, m := range o.Base {
		if !own[m.name] {
			base = append(append(append(append(base, yamlKey(m.name)...), ": "...), m.value...), '\n')
		}
	}
	return layout{
		open: func(w *Writer, b []byte) ([]byte, error) {
			b = w.Names().AppendID(append(b, "---\n# id "...), w.row)
			b = w.Names().AppendIndex(append(b, ", index "...), w.row, "unknown")
			b = o.appendRepetition(b, ", repetition ", w.row)
			return append(append(b, '\n'), base...), nil
		},
		close: func(w *Writer, b []byte) ([]byte, error) {
			if w.empty && len(base) == 0 {
				b = append(b, "{}\n"...) // an empty document would be null
			}
			return b, nil
		},
		cell: func(b []byte, column, v int) ([]byte, error) {
			if !t.Columns[column].in(o.Groups) {
				return b, nil
			}
			return t.appendEntries(b, column, v)
		},
	}, nil
}

// entries returns the names that the columns of the groups decide, including those with hyphens.
// It reports columns that are written under one name: a reader would use only one of the values.
func (t *Table) entries(groups []string) (own map[string]bool, err error) {
	own = map[string]bool{}
	owner := map[string]int{}
	faults := make([]error, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		if !c.in(groups) || c.Style.Kind > AsPositional {
			continue
		}
		if err := t.claim(i, owner); err != nil {
			faults[i] = &ColumnError{i, err}
		}
		own[Hyphens(c.Name)] = true
	}
	for name := range owner {
		own[name] = true
	}
	return own, errors.Join(faults...)
}

// claim enters the names of a column's entries, or reports the first that is another's.
func (t *Table) claim(column int, owner map[string]int) error {
	for v := range t.Columns[column].Values {
		entries, err := t.Columns[column].Entries(v)
		if err != nil {
			return err
		}
		for _, s := range entries {
			if first, taken := owner[s.Name]; taken && first != column {
				return fmt.Errorf("is written as the entry %s, as parameter %q is; give one of them another name", text.Truncate(s.Name), text.Truncate(t.Columns[first].Name))
			}
			owner[s.Name] = column
		}
	}
	return nil
}

func (t *Table) appendEntries(b []byte, column, v int) ([]byte, error) {
	settings, err := t.Columns[column].Entries(v)
	for _, s := range settings {
		if s.Value == nil || err != nil {
			continue
		}
		b, err = appendYAML(append(append(b, yamlKey(s.Name)...), ": "...), s.Value)
		b = append(b, '\n')
	}
	return b, err
}

// appendYAML appends a value as YAML 1.1 and 1.2 both read it. Strings are always quoted, since
// some readers take no, 1_0 and 1:30 for other kinds, and floats have a point, without which 1e-05
// is a string.
func appendYAML(b []byte, v any) ([]byte, error) {
	switch {
	case value.IsString(v):
		return appendYAMLString(b, value.Text(v))
	case value.IsBool(v):
		return append(b, value.Text(v)...), nil
	case value.IsList(v):
		return appendYAMLList(b, value.Elements(v))
	}
	return append(b, yamlNumber(value.Text(v))...), nil
}

// appendYAMLList appends a list in flow style.
func appendYAMLList(b []byte, elements []any) (_ []byte, err error) {
	b = append(b, '[')
	for i, e := range elements {
		if i > 0 {
			b = append(b, ", "...)
		}
		if b, err = appendYAML(b, e); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func yamlNumber(number string) string {
	e := strings.IndexAny(number, "eE")
	if e < 0 {
		return number
	}
	mantissa, exponent := number[:e], number[e+1:]
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	if exponent[0] != '-' && exponent[0] != '+' {
		exponent = "+" + exponent
	}
	return mantissa + "e" + exponent
}

// appendYAMLString appends a double-quoted scalar, with escapes for what YAML does not allow as it
// is.
func appendYAMLString(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("the value %q is not UTF-8, which YAML cannot hold; use another format", text.Truncate(s))
	}
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r > 0xffff && !unicode.IsPrint(r):
			b = fmt.Appendf(b, `\U%08x`, r)
		case !unicode.IsPrint(r):
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"'), nil
}

// maxSimpleKey is the length in YAML of the longest key that is not marked as one.
const maxSimpleKey = 1024

// yamlKey writes a name as a key. It is quoted unless it has a hyphen or an underscore between
// letters and digits, as flags do and no other kind of scalar does.
func yamlKey(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' })
	plain := len(words) > 1 && 'a' <= name[0] && name[0] <= 'z'
	for _, c := range []byte(name) {
		plain = plain && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_')
	}
	key := []byte(name)
	if !plain {
		key, _ = appendYAMLString(nil, strings.ToValidUTF8(name, "\ufffd"))
	}
	if len(key) > maxSimpleKey {
		return "? " + string(key) + "\n"
	}
	return string(key)
}
