package jsontext

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// String reads a string.
func (s *Scanner) String() (string, error) {
	if s.Next() != '"' {
		return "", s.Expected("a string")
	}
	start := s.pos + 1
	for i := start; i < len(s.data); i++ {
		switch c := s.data[i]; {
		case c == '"':
			s.pos = i + 1
			return string(s.data[start:i]), nil
		case c == '\\' || c < ' ' || c >= utf8.RuneSelf:
			return s.rest(start, i)
		}
	}
	return "", s.unclosed(start - 1)
}

func (s *Scanner) unclosed(at int) error {
	s.pos = len(s.data)
	return Errorf(at, "string without closing quote")
}

// rest reads the rest of a string from s.data[i], the first byte that is not plain ASCII.
func (s *Scanner) rest(start, i int) (string, error) {
	text := append([]byte(nil), s.data[start:i]...)
	for i < len(s.data) {
		c := s.data[i]
		switch {
		case c == '"':
			s.pos = i + 1
			return string(text), nil
		case c == '\\':
			r, width, err := s.escape(i)
			if err != nil {
				return "", err
			}
			text, i = utf8.AppendRune(text, r), i+width
		case c < ' ':
			return "", Errorf(i, "control character in a string: write it as an escape such as \\n")
		default:
			r, width := utf8.DecodeRune(s.data[i:])
			if r == utf8.RuneError && width == 1 {
				return "", Errorf(i, "invalid UTF-8 in a string")
			}
			text, i = append(text, s.data[i:i+width]...), i+width
		}
	}
	return "", s.unclosed(start - 1)
}

const (
	escapeChars  = `"\/bfnrt`
	escapeValues = "\"\\/\b\f\n\r\t"
	unicodeWidth = len(`\u0000`)
)

// escape reads the escape at s.data[i] and returns the rune and the width of its text.
func (s *Scanner) escape(i int) (r rune, width int, err error) {
	if i+1 < len(s.data) {
		if k := strings.IndexByte(escapeChars, s.data[i+1]); k >= 0 {
			return rune(escapeValues[k]), 2, nil
		}
	}
	r, ok := s.unicode(i)
	if !ok {
		return 0, 0, Errorf(i, "unknown escape in a string")
	}
	if !utf16.IsSurrogate(r) {
		return r, unicodeWidth, nil
	}
	low, _ := s.unicode(i + unicodeWidth)
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, 0, Errorf(i, "half of a surrogate pair in a string")
	}
	return r, 2 * unicodeWidth, nil
}

// unicode reads \uXXXX.
func (s *Scanner) unicode(i int) (rune, bool) {
	if i+unicodeWidth > len(s.data) || s.data[i] != '\\' || s.data[i+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s.data[i+2:i+unicodeWidth]), 16, 16)
	return rune(n), err == nil
}
