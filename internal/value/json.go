package value

import (
	"strings"
	"unicode/utf8"
)

// AppendJSON appends v as JSON.
func AppendJSON(b []byte, v any) []byte {
	switch {
	case v == nil:
		return append(b, "null"...)
	case IsString(v):
		return AppendJSONString(b, Text(v))
	case IsList(v):
		b = append(b, '[')
		for i, e := range Elements(v) {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendJSON(b, e)
		}
		return append(b, ']')
	}
	return append(b, Text(v)...)
}

// AppendJSONString appends s as a JSON string, as encoding/json does without escaping HTML:
// invalid UTF-8 becomes \ufffd, and the line ends U+2028 and U+2029 of JavaScript are escaped.
func AppendJSONString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		r, width := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < ' ' || r == '"' || r == '\\':
			b = appendEscape(b, byte(r))
		case r == utf8.RuneError && width == 1:
			b = append(b, `\ufffd`...)
		case r == '\u2028' || r == '\u2029':
			b = append(b, `\u202`...)
			b = append(b, "89"[r-'\u2028'])
		default:
			b = append(b, s[i:i+width]...)
		}
		i += width
	}
	return append(b, '"')
}

func appendEscape(b []byte, c byte) []byte {
	const special, letters = "\"\\\b\f\n\r\t", `"\bfnrt`
	if i := strings.IndexByte(special, c); i >= 0 {
		return append(b, '\\', letters[i])
	}
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', '0'+c>>4, digits[c&15])
}
