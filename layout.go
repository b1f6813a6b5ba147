package paramgen

import (
	"strings"
	"unicode/utf8"
)

// layout is how a format puts rows together: the texts around the rows, and how one value is written. A format is data; one loop
// writes the rows of all.
type layout struct {
	head, between, tail string // before, between and behind the rows
	none                string // in their place where there are no rows
	begin, end          string // of each row
	trim                bool   // drop a space before the end of a row
	cell                func(b []byte, column int, v any) ([]byte, error)
}

func jsonLayout(s *space) layout {
	l := layout{head: "[\n", between: ",\n", tail: "\n]\n", none: "[]\n", begin: "  {", end: "\n  }"}
	if len(s.params) == 0 {
		l.end = "}"
	}
	l.cell = jsonCell(s, "\n    ", ": ")
	return l
}

func jsonlLayout(s *space) layout {
	return layout{begin: "{", end: "}\n", cell: jsonCell(s, "", ":")}
}

// jsonCell writes a member of an object, with the comma that separates it from the one before.
func jsonCell(s *space, indent, colon string) func([]byte, int, any) ([]byte, error) {
	return func(b []byte, column int, v any) ([]byte, error) {
		if column > 0 {
			b = append(b, ',')
		}
		b = append(b, indent...)
		b = appendJSONString(b, s.params[column].name)
		b = append(b, colon...)
		return appendJSON(b, v), nil
	}
}

// appendJSON appends a value as JSON.
func appendJSON(b []byte, v any) []byte {
	switch {
	case v == nil:
		return append(b, "null"...)
	case isString(v):
		return appendJSONString(b, text(v))
	}
	return append(b, text(v)...)
}

// appendJSONString appends s as a JSON string, as encoding/json does when it does not escape HTML: invalid UTF-8 becomes \ufffd, and the
// line ends U+2028 and U+2029, which JavaScript takes for its own, are escaped.
func appendJSONString(b []byte, s string) []byte {
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
	return append(b, '\\', 'u', '0', '0', '0'+c>>4, lowerHex[c&15])
}

const lowerHex = "0123456789abcdef"

func csvLayout(s *space) layout {
	header := make([]string, len(s.params))
	for i, p := range s.params {
		header[i] = csvString(p.name)
	}
	l := layout{head: strings.Join(header, ",") + "\n", end: "\n"}
	if len(s.params) == 0 {
		l.head, l.begin = `""`+"\n", `""`
	}
	l.none = l.head
	l.cell = func(b []byte, column int, v any) ([]byte, error) {
		field := csvField(v)
		if field == "" && len(s.params) == 1 {
			field = `""` // readers skip empty lines
		}
		b = append(b, field...)
		if column < len(s.params)-1 {
			b = append(b, ',')
		}
		return b, nil
	}
	return l
}

func csvField(v any) string {
	switch {
	case v == nil:
		return ""
	case isString(v):
		return csvString(text(v))
	case isBool(v):
		return map[string]string{"false": "False", "true": "True"}[text(v)]
	}
	return text(v)
}

// csvString quotes what RFC 4180 wants quoted, the empty string, and spaces at the ends, which some readers drop.
func csvString(s string) string {
	if s != "" && s == strings.Trim(s, " \t") && !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
