package encode

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

func envLayout(t *Table, o *Options) (layout, error) {
	faults := []error{t.reserve(o.variables()...)}
	for i := range t.Columns {
		if c := &t.Columns[i]; c.in(o.Groups) && !IsIdentifier(c.variable()) {
			faults = append(faults, &ColumnError{i, errors.New("cannot name an environment variable; use letters, digits and _, and no digit first, or name one with Env")})
		}
	}
	open := func(w *Writer, b []byte) ([]byte, error) {
		b = append(w.Names().AppendID(append(b, "PARAMGEN_ID="...), w.row), "\nPARAMGEN_INDEX="...)
		b = o.appendRepetition(w.Names().AppendIndex(b, w.row, ""), "\nPARAMGEN_REPETITION=", w.row)
		return append(b, '\n'), nil
	}
	l := layout{between: "\n", open: open, cell: func(b []byte, column, v int) ([]byte, error) {
		c := &t.Columns[column]
		if !c.in(o.Groups) || c.Style.Kind == AsNothing || c.Values[v] == nil {
			return b, nil
		}
		return appendVariable(b, c.variable(), &c.Style, c.Values[v])
	}}
	return l, errors.Join(faults...)
}

// variable returns the name of the column as an environment variable.
func (c *Column) variable() string {
	if c.Style.Kind == AsVariable {
		return c.Style.Name
	}
	return c.Name
}

// variables returns the names of what identifies a row.
func (o *Options) variables() (names []string) {
	for _, name := range o.identity() {
		names = append(names, "PARAMGEN_"+strings.ToUpper(name))
	}
	return names
}

func appendVariable(b []byte, name string, style *Style, v any) ([]byte, error) {
	if value.IsList(v) && style.Join == "" {
		return nil, errors.New("has a list, and an environment variable takes one value; give the parameter a separator with Join")
	}
	s := style.Text(v)
	if strings.ContainsAny(s, "\n\r\x00") || !utf8.ValidString(s) {
		return nil, fmt.Errorf("the value %q cannot be written in an env file, which has no quotes; use another format", text.Truncate(s))
	}
	return append(append(append(append(b, name...), '='), s...), '\n'), nil
}

// IsIdentifier reports whether s can name a variable of a shell.
func IsIdentifier(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
