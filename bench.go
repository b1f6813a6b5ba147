package paramgen

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/value"
)

const hexDigits = "0123456789ABCDEF"

// benchKey and benchValue write the two sides of key=value for a benchmark's name.
func benchKey(name string) string {
	if name == "gomaxprocs" { // by which benchstat reads the -8 behind the whole name
		return escapeBench(name, 1)
	}
	return escapeBench(name, 0)
}

func benchValue(v any) string {
	s := value.Text(v)
	switch {
	case !value.IsString(v) || !value.Ambiguous(s):
		return escapeBench(s, 0)
	case strings.HasPrefix(s, "-"): // is escaped in a number too
		return escapeBench(s, 2)
	}
	return escapeBench(s, 1)
}

// escapeBench escapes what testing or benchstat would change, drop or take for syntax, and the first bytes that begin a character.
// The empty text becomes %, which no other text does.
func escapeBench(s string, first int) string {
	if s == "" {
		return "%"
	}
	dash := procsDash(s)
	var b strings.Builder
	for i, r := range s {
		_, width := utf8.DecodeRuneInString(s[i:])
		switch {
		case i < first, i == 0 && (r == '-' || r == '*'), i == dash, !benchSafe(r, width):
			for _, c := range []byte(s[i : i+width]) {
				b.WriteByte('%')
				b.WriteByte(hexDigits[c>>4])
				b.WriteByte(hexDigits[c&15])
			}
		default:
			b.WriteString(s[i : i+width])
		}
	}
	return b.String()
}

// procsDash returns the place of the - in a trailing -<digits>, or -1.
func procsDash(s string) int {
	head := strings.TrimRight(s, "0123456789")
	if head == s || !strings.HasSuffix(head, "-") {
		return -1
	}
	return len(head) - 1
}

func benchSafe(r rune, width int) bool {
	if r == utf8.RuneError && width == 1 {
		return false
	}
	return !unicode.IsSpace(r) && strconv.IsPrint(r) && !strings.ContainsRune(`/%=()":@,'#\`+"`", r)
}
