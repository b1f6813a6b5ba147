package encode

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/value"
)

// BenchKey returns the name of a parameter for the name of a benchmark.
func BenchKey(name string) string {
	if name == "gomaxprocs" { // which benchstat uses for the -8 after the whole name
		return escapeBench(name, 1)
	}
	return escapeBench(name, 0)
}

// BenchValue returns a value for the name of a benchmark.
func BenchValue(v any) string {
	s := value.Text(v)
	switch {
	case !value.IsString(v) || !value.Ambiguous(s):
		return escapeBench(s, 0)
	case strings.HasPrefix(s, "-"): // which is escaped in a number, too
		return escapeBench(s, 2)
	}
	return escapeBench(s, 1)
}

// escapeBench escapes what testing or benchstat would change, drop or parse, and the characters
// that start in the first bytes. The empty text becomes %, which no other text does.
func escapeBench(s string, first int) string {
	if s == "" {
		return "%"
	}
	const digits = "0123456789ABCDEF"
	dash := procsDash(s)
	var b strings.Builder
	for i, r := range s {
		_, width := utf8.DecodeRuneInString(s[i:])
		switch {
		case i < first, i == 0 && (r == '-' || r == '*'), i == dash, !benchSafe(r, width):
			for _, c := range []byte(s[i : i+width]) {
				b.WriteByte('%')
				b.WriteByte(digits[c>>4])
				b.WriteByte(digits[c&15])
			}
		default:
			b.WriteString(s[i : i+width])
		}
	}
	return b.String()
}

// procsDash returns the offset of the - in a trailing -<digits>, or -1.
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
