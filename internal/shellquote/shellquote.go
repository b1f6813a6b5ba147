// Package shellquote writes words so that a POSIX shell reads them back unchanged.
package shellquote

import "strings"

// safe are the characters, besides letters and digits, that no shell gives a meaning to inside a word. At its beginning zsh has one for =.
const safe = "_@%+=:,./-"

// Append appends the word, quoted where it needs to be, without ever breaking the line: what holds a line end is written $'…', which
// bash, zsh, ksh and busybox read, and POSIX since 2024; everything else is quoted as every POSIX shell reads it. A NUL byte
// has no form in any shell; the caller must not pass one.
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
