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

// catch stores the *SyntaxError that the function which defers it panics with.
func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case *SyntaxError:
		*err = r
	default:
		panic(r)
	}
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
	after, _, _ = strings.Cut(after, "\n")
	before, after = lastRunes(before, window), firstRunes(after, window)
	caret := strings.Repeat(" ", columns(before)) + "^"
	return firstRunes(e.Msg, longest) + "\n\t" + printable(before) + printable(after) + "\n\t" + caret
}

func firstRunes(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

func lastRunes(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return "…" + string(runes[len(runes)-most:])
	}
	return s
}

// printable returns s so that it takes columns(s) columns on a terminal. Control characters, tabs
// included, become blanks. Other characters that are not printable, such as those that change
// the direction of text, become replacement characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f:
			return ' '
		case !unicode.IsPrint(r):
			return utf8.RuneError
		}
		return r
	}, s)
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
