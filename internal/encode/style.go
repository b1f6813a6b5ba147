package encode

import (
	"strings"

	"github.com/paramgen/paramgen/internal/value"
)

// A Kind is where the value of a column goes.
type Kind uint8

const (
	AsFlag Kind = iota
	AsPositional
	AsVariable // of the environment
	AsNothing
)

// A Style is how the values of a column are written on a command line. The zero Style is a flag
// with the name of the column, which stands alone for true, and is left out for false.
type Style struct {
	Kind   Kind
	Name   string // of the flag, with dashes, or of the variable; "" for the column's own name
	Off    string // the flag for false, if any
	Equals bool   // the value follows the flag and =, also true and false
	Join   string // separates the elements of a list in one word, if any
	Repeat bool   // the flag is repeated for each element of a list
}

// Append appends the arguments for a value of a style that is a flag or a positional argument.
func (s *Style) Append(args []string, flag string, v any) []string {
	switch {
	case v == nil || s.Kind > AsPositional:
		return args
	case s.Kind == AsPositional:
		return s.appendWords(args, v)
	case value.IsBool(v) && !s.Equals:
		return s.appendSwitch(args, flag, value.IsTrue(v))
	case !value.IsList(v):
		return s.appendValue(args, flag, value.Text(v))
	case s.Join != "":
		return s.appendValue(args, flag, s.Text(v))
	case !s.Repeat:
		return s.appendWords(append(args, flag), v)
	}
	for _, e := range value.Elements(v) {
		args = s.appendValue(args, flag, value.Text(e))
	}
	return args
}

func (s *Style) appendSwitch(args []string, flag string, on bool) []string {
	switch {
	case on:
		return append(args, flag)
	case s.Off != "":
		return append(args, s.Off)
	}
	return args
}

// appendValue appends a flag and its value. A value that begins with a dash is joined to the flag
// by =, since it would be read as a flag.
func (s *Style) appendValue(args []string, flag, text string) []string {
	if s.Equals || strings.HasPrefix(text, "-") {
		return append(args, flag+"="+text)
	}
	return append(args, flag, text)
}

// appendWords appends a value as one argument, or the elements of a list as one each.
func (s *Style) appendWords(args []string, v any) []string {
	if s.Join != "" {
		return append(args, s.Text(v))
	}
	for _, e := range value.Elements(v) {
		args = append(args, value.Text(e))
	}
	return args
}

// Text returns a value as one word: the elements of a list are joined.
func (s *Style) Text(v any) string {
	if !value.IsList(v) || s.Join == "" {
		return value.Text(v)
	}
	var words []string
	for _, e := range value.Elements(v) {
		words = append(words, value.Text(e))
	}
	return strings.Join(words, s.Join)
}
