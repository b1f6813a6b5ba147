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
	var faults []error
	for i, c := range t.Columns {
		if !isIdentifier(c.Name) {
			faults = append(faults, &ColumnError{i, errors.New("cannot name an environment variable; use letters, digits and _, and no digit first")})
		}
	}
	open := func(w *Writer, b []byte) ([]byte, error) {
		b = append(w.Names().AppendID(append(b, "PARAMGEN_ID="...), w.row), "\nPARAMGEN_INDEX="...)
		b = o.appendRepetition(w.Names().AppendIndex(b, w.row, ""), "\nPARAMGEN_REPETITION=", w.row)
		return append(b, '\n'), nil
	}
	l := layout{between: "\n", open: open, cell: func(b []byte, column, v int) ([]byte, error) {
		return appendVariable(b, t.Columns[column].Name, t.Columns[column].Values[v])
	}}
	return l, errors.Join(append(faults, t.reserve(o.variables()...))...)
}

// variables returns the names of what identifies a row.
func (o *Options) variables() (names []string) {
	for _, name := range o.identity() {
		names = append(names, "PARAMGEN_"+strings.ToUpper(name))
	}
	return names
}

func appendVariable(b []byte, name string, v any) ([]byte, error) {
	if v == nil {
		return b, nil
	}
	s := value.Text(v)
	if strings.ContainsAny(s, "\n\r\x00") || !utf8.ValidString(s) {
		return nil, fmt.Errorf("the value %q cannot be written in an env file, which has no quotes; use another format", text.Truncate(s))
	}
	return append(append(append(append(b, name...), '='), s...), '\n'), nil
}

func isIdentifier(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
