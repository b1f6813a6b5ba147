package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError describes an error in an expression and its position.
type SyntaxError struct {
	Text   string // the whole expression
	Offset int    // in bytes
	Msg    string
}

// syntaxError returns the value of a recovered panic if it is a *SyntaxError, and panics with any
// other value.
func syntaxError(recovered any) *SyntaxError {
	if recovered == nil {
		return nil
	}
	s, ok := recovered.(*SyntaxError)
	if !ok {
		panic(recovered)
	}
	return s
}

// window is the number of runes shown on each side of the position in a long line.
const window = 60

// longest is the number of runes shown of a message, which may contain a long name.
const longest = 500

// Error returns the message, the line of the expression and a caret under the position.
func (e *SyntaxError) Error() string {
	offset := min(max(e.Offset, 0), len(e.Text))
	start := strings.LastIndexByte(e.Text[:offset], '\n') + 1
	before, after := e.Text[start:offset], e.Text[offset:]
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	before, after = lastRunes(before), firstRunes(after, window)
	var b strings.Builder
	b.WriteString(firstRunes(e.Msg, longest))
	b.WriteString("\n\t")
	writeLine(&b, before)
	writeLine(&b, after)
	b.WriteString("\n\t")
	b.WriteString(strings.Repeat(" ", columns(before)))
	b.WriteByte('^')
	return b.String()
}

func firstRunes(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func lastRunes(s string) string {
	i := len(s)
	for n := 0; i > 0; n++ {
		if n == window {
			return "…" + s[i:]
		}
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s
}

// writeLine writes s so that it takes columns(s) columns on a terminal. Control characters, tabs
// included, become blanks. Other characters that are not printable, such as those that change
// the direction of text, become replacement characters.
func writeLine(b *strings.Builder, s string) {
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7f:
			r = ' '
		case !unicode.IsPrint(r):
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
}

// columns returns the width of s on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth approximates Unicode's East Asian Width: wide scripts and emoji take two columns,
// combining marks none.
func runeWidth(r rune) int {
	switch {
	case r < 0x300, !unicode.IsPrint(r):
		return 1
	case r < 0x370, 0x200b <= r && r <= 0x200f, 0xfe00 <= r && r <= 0xfe0f:
		return 0
	case 0x1100 <= r && r <= 0x115f, 0x2e80 <= r && r <= 0xa4cf, 0xac00 <= r && r <= 0xd7a3,
		0xf900 <= r && r <= 0xfaff, 0xfe30 <= r && r <= 0xfe6f, 0xff00 <= r && r <= 0xff60,
		0xffe0 <= r && r <= 0xffe6, 0x1f300 <= r && r <= 0x1faff, 0x20000 <= r && r <= 0x3fffd:
		return 2
	}
	return 1
}
