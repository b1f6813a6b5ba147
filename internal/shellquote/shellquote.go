// Package shellquote writes words so that a POSIX shell reads them back unchanged.
package shellquote

import "strings"

// safe are the characters, besides letters and digits, that have no meaning in a word to any
// shell. zsh has a meaning for = at its beginning.
const safe = "_@%+=:,./-"

// Append appends a word on one line, quoted if needed. A word with a line end is written as
// $'…', which bash, zsh, ksh, busybox and POSIX since 2024 read; others are quoted as every
// POSIX shell reads them. The word must not contain a NUL byte, which no shell can represent.
func Append(b []byte, word string) []byte {
	switch {
	case plain(word):
		return append(b, word...)
	case strings.ContainsAny(word, "\n\r"):
		return appendEscaped(b, word)
	}
	b = append(b, '\'')
	b = append(b, strings.ReplaceAll(word, `'`, `'\''`)...)
	return append(b, '\'')
}

func plain(word string) bool {
	for _, c := range []byte(word) {
		alphanumeric := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !alphanumeric && strings.IndexByte(safe, c) < 0 {
			return false
		}
	}
	return word != "" && word[0] != '='
}

var escapes = strings.NewReplacer("\n", `\n`, "\r", `\r`, `\`, `\\`, `'`, `\'`)

func appendEscaped(b []byte, word string) []byte {
	b = append(b, "$'"...)
	b = append(b, escapes.Replace(word)...)
	return append(b, '\'')
}
