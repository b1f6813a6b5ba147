package main

import (
	"io"
	"strings"
	"unicode"
)

// plain writes words for a terminal: names of parameters, values and files come from elsewhere, and what in them would steer the terminal or
// turn the line around shows as a replacement character.
type plain struct{ w io.Writer }

func (p plain) Write(words []byte) (int, error) {
	if _, err := io.WriteString(p.w, strings.Map(harmless, string(words))); err != nil {
		return 0, err
	}
	return len(words), nil
}

func harmless(r rune) rune {
	if unicode.IsPrint(r) || r == '\n' || r == '\t' {
		return r
	}
	return unicode.ReplacementChar
}
