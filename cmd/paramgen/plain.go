package main

import (
	"io"
	"strings"
	"unicode"
)

// plain is a writer of diagnostics. Names of parameters, values and files are not trusted: a
// control character that could steer the terminal or reverse the text is written as U+FFFD.
type plain struct{ w io.Writer }

func (p plain) Write(text []byte) (int, error) {
	if _, err := io.WriteString(p.w, strings.Map(harmless, string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

func harmless(r rune) rune {
	if unicode.IsPrint(r) || r == '\n' || r == '\t' {
		return r
	}
	return unicode.ReplacementChar
}
