package text

import (
	"fmt"
	"strings"
)

// Width is the length in characters of the longest line of a [Page].
const Width = 100

// A Page is a text whose lines are wrapped at [Width].
type Page struct{ strings.Builder }

// Add appends a formatted line. If it is too long it is wrapped between words, and its other lines
// are indented further. A word that is longer than a line is split.
func (p *Page) Add(indent int, format string, args ...any) {
	const hanging = 4
	line, rest := Split(fmt.Sprintf(format, args...), Width-indent)
	p.WriteString(strings.Repeat(" ", indent) + line + "\n")
	for rest != "" {
		line, rest = Split(rest, Width-indent-hanging)
		p.WriteString(strings.Repeat(" ", indent+hanging) + line + "\n")
	}
}

// Split splits s after the last word that fits into a width in characters.
func Split(s string, width int) (line, rest string) {
	cut := prefix(s, width)
	if cut == len(s) {
		return s, ""
	}
	if space := strings.LastIndexByte(s[:cut+1], ' '); space > 0 {
		return s[:space], strings.TrimLeft(s[space:], " ")
	}
	return s[:cut], s[cut:]
}

// prefix returns the length in bytes of the first n runes of s.
func prefix(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
