package results

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// A span is a part of a text.
type span struct{ from, to int }

// A scanner checks JSON without decoding it. It accepts NaN, Infinity and -Infinity, which Python
// writes, as values. It is used instead of encoding/json because that decodes what it checks, and
// allocates for every value.
type scanner struct {
	text  []byte
	keys  []span // of the members of the last object, with quotes
	spans []span // of their values
}

// object scans the object at offset i. It returns the offset of its end, or the offset of the
// first byte at which the text is not an object, which is the length of the text if that is
// truncated.
func (s *scanner) object(i int) (end int, ok bool) {
	s.keys, s.spans = s.keys[:0], s.spans[:0]
	return s.members(i, maxDepth, func(key, value span) {
		s.keys, s.spans = append(s.keys, key), append(s.spans, value)
	})
}

// maxDepth is how deep encoding/json allows values to be nested.
const maxDepth = 10000

// members scans an object and calls member, unless it is nil, for each of its members.
func (s *scanner) members(i, depth int, member func(key, value span)) (int, bool) {
	i, ok := s.skip(i, '{')
	if !ok {
		return i, false
	}
	if i = s.blanks(i); i < len(s.text) && s.text[i] == '}' {
		return i + 1, true
	}
	for {
		i = s.blanks(i)
		key, value := span{from: i}, span{}
		if i, ok = s.quoted(i); !ok {
			return i, false
		}
		key.to = i
		if i, ok = s.skip(s.blanks(i), ':'); !ok {
			return i, false
		}
		value.from = s.blanks(i)
		if i, ok = s.value(value.from, depth-1); !ok {
			return i, false
		}
		if value.to = i; member != nil {
			member(key, value)
		}
		if i = s.blanks(i); i == len(s.text) || s.text[i] != ',' {
			break
		}
		i++
	}
	return s.skip(i, '}')
}

// skip scans the byte c.
func (s *scanner) skip(i int, c byte) (int, bool) {
	if i < len(s.text) && s.text[i] == c {
		return i + 1, true
	}
	return i, false
}

func (s *scanner) blanks(i int) int {
	for i < len(s.text) && (s.text[i] == ' ' || s.text[i] == '\n' || s.text[i] == '\r' || s.text[i] == '\t') {
		i++
	}
	return i
}

func (s *scanner) value(i, depth int) (int, bool) {
	if i == len(s.text) {
		return i, false
	}
	switch c := s.text[i]; {
	case c == '"':
		return s.quoted(i)
	case c == '-' && i+1 < len(s.text) && s.text[i+1] == 'I':
		return s.word(i, "-Infinity")
	case c == '-' || isDigit(c):
		return s.number(i)
	case c == '{' && depth > 0:
		return s.members(i, depth, nil)
	case c == '[' && depth > 0:
		return s.elements(i, depth, nil)
	}
	for _, word := range [...]string{"true", "false", "null", "NaN", "Infinity"} {
		if s.text[i] == word[0] {
			return s.word(i, word)
		}
	}
	return i, false
}

// elements scans an array and calls element, unless it is nil, for each of its elements.
func (s *scanner) elements(i, depth int, element func(span)) (int, bool) {
	if i = s.blanks(i + 1); i < len(s.text) && s.text[i] == ']' {
		return i + 1, true
	}
	for {
		one := span{from: s.blanks(i)}
		var ok bool
		if i, ok = s.value(one.from, depth-1); !ok {
			return i, false
		}
		if one.to = i; element != nil {
			element(one)
		}
		if i = s.blanks(i); i == len(s.text) || s.text[i] != ',' {
			break
		}
		i++
	}
	return s.skip(i, ']')
}

func (s *scanner) word(i int, word string) (int, bool) {
	for k := range len(word) {
		if i+k == len(s.text) || s.text[i+k] != word[k] {
			return i + k, false
		}
	}
	return i + len(word), true
}

// quoted scans a string. As encoding/json does, it accepts invalid UTF-8.
func (s *scanner) quoted(i int) (int, bool) {
	i, ok := s.skip(i, '"')
	if !ok {
		return i, false
	}
	for ; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			return i + 1, true
		case c < ' ':
			return i, false
		case c == '\\':
			if i, ok = s.escape(i + 1); !ok {
				return i, false
			}
		}
	}
	return i, false
}

// escape scans what follows a backslash. It returns the offset of the last byte.
func (s *scanner) escape(i int) (int, bool) {
	switch {
	case i == len(s.text) || strings.IndexByte(`"\/bfnrtu`, s.text[i]) < 0:
		return i, false
	case s.text[i] != 'u':
		return i, true
	}
	for range 4 {
		if i++; i == len(s.text) || !isHex(s.text[i]) {
			return i, false
		}
	}
	return i, true
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// number scans -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?.
func (s *scanner) number(i int) (int, bool) {
	if s.text[i] == '-' {
		i++
	}
	var ok bool
	if i < len(s.text) && s.text[i] == '0' {
		i++
	} else if i, ok = s.digits(i); !ok {
		return i, false
	}
	if i < len(s.text) && s.text[i] == '.' {
		if i, ok = s.digits(i + 1); !ok {
			return i, false
		}
	}
	if i < len(s.text) && s.text[i]|0x20 == 'e' {
		if i++; i < len(s.text) && (s.text[i] == '+' || s.text[i] == '-') {
			i++
		}
		return s.digits(i)
	}
	return i, true
}

func (s *scanner) digits(i int) (int, bool) {
	start := i
	for i < len(s.text) && isDigit(s.text[i]) {
		i++
	}
	return i, i > start
}

// isNumber reports whether v is a JSON number without surrounding spaces.
func isNumber(v []byte) bool {
	if len(v) == 0 || v[0] != '-' && !isDigit(v[0]) {
		return false
	}
	s := scanner{text: v}
	end, ok := s.number(0)
	return ok && end == len(v)
}

// oneLine returns a JSON value without line ends.
func oneLine(v []byte) []byte {
	if bytes.IndexByte(v, '\n') < 0 && bytes.IndexByte(v, '\r') < 0 {
		return v
	}
	var b bytes.Buffer
	json.Compact(&b, withoutNaN(v))
	return b.Bytes()
}

// nonNumbers matches the floats that Python writes and JSON does not have. It also matches
// strings, which are skipped.
var nonNumbers = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|NaN|-?Infinity`)

// withoutNaN replaces NaN and Infinity by null.
func withoutNaN(text []byte) []byte {
	if !bytes.Contains(text, []byte("NaN")) && !bytes.Contains(text, []byte("Infinity")) {
		return text
	}
	return nonNumbers.ReplaceAllFunc(text, func(token []byte) []byte {
		if token[0] == '"' {
			return token
		}
		return []byte("null")
	})
}
