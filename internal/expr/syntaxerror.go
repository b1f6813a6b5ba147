package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError says what is wrong with an expression, and where.
type SyntaxError struct {
	Text   string // the whole expression
	Offset int    // in bytes
	Msg    string
}

// window is how many runes around the place are shown of a long line.
const window = 60

// longest is how many runes of a message are shown, which may have a name in it.
const longest = 500

// Error returns the message, the line at fault and a caret under the place.
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

// writeLine writes s so that each of its runes takes the columns that columns
// counts: a tab, like any control character, is one blank. What would turn the
// line around or steer the terminal shows as a replacement character.
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

// columns is the width of s on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth follows Unicode's East Asian Width in outline: wide scripts and
// emoji take two columns, combining marks none.
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

// nearest returns the known name that is the fewest edits away from name, or
// "" if all are far.
func nearest(name string, known []string) string {
	best, bestCost := "", 3
	for _, k := range known {
		if len(name) > len(k)+2 {
			continue
		}
		if cost := edits(strings.ToLower(name), k); cost < bestCost && 2*cost <= len(k) {
			best, bestCost = k, cost
		}
	}
	return best
}

// edits is Levenshtein's distance in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
