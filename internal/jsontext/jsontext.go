// Package jsontext reads JSON (RFC 8259) value by value, as the caller asks for it. Integers stay
// exact, every error has an offset, and no intermediate tree is built. It is stricter than
// encoding/json: text must be valid UTF-8 and surrogates must come in pairs, so that reading does
// not change strings.
//
// Reading a small file with encoding/json's Decoder.Token takes twice as long as loading it as a
// space with this package, the expressions included.
package jsontext

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// An Error is an error at an offset of the text.
type Error struct {
	Offset int // in bytes
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("at byte %d: %v", e.Offset, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error.
func Errorf(offset int, format string, args ...any) error {
	return &Error{offset, fmt.Errorf(format, args...)}
}

// Position returns the line and column of an offset. Both count from 1; columns are bytes.
func Position(data []byte, offset int) (line, column int) {
	before := data[:min(offset, len(data))]
	return 1 + bytes.Count(before, []byte("\n")), len(before) - bytes.LastIndexByte(before, '\n')
}

// A Scanner reads the values of a text in order.
type Scanner struct {
	data []byte
	pos  int
}

// NewScanner returns a scanner at the start of data. It does not change data, and the values that
// it returns do not refer to data.
func NewScanner(data []byte) *Scanner { return &Scanner{data: data} }

// Offset returns the offset of the next token.
func (s *Scanner) Offset() int {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return s.pos
		}
	}
	return s.pos
}

// Next returns the first byte of the next token, or 0 at the end.
func (s *Scanner) Next() byte {
	if at := s.Offset(); at < len(s.data) {
		return s.data[at]
	}
	return 0
}

// Describe describes the next token for messages.
func (s *Scanner) Describe() string {
	at := s.Offset()
	switch c := s.Next(); {
	case at == len(s.data):
		return "the end of the file"
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == '"':
		return "a string"
	case c == '-' || isDigit(c):
		return "a number"
	}
	for _, word := range []string{"null", "true", "false"} {
		if bytes.HasPrefix(s.data[at:], []byte(word)) {
			return word
		}
	}
	r, _ := utf8.DecodeRune(s.data[at:])
	return strconv.QuoteRune(r)
}

// Expected returns the error that what was expected instead of the next token.
func (s *Scanner) Expected(what string) error {
	return Errorf(s.Offset(), "expected %s, found %s", what, s.Describe())
}

// accept skips the next token if it is the byte c.
func (s *Scanner) accept(c byte) bool {
	if s.Next() != c {
		return false
	}
	s.pos++
	return true
}

// Object reads an object. It calls field with each key and its offset; field must read the value.
func (s *Scanner) Object(field func(key string, at int) error) error {
	if !s.accept('{') {
		return s.Expected("an object")
	}
	if s.accept('}') {
		return nil
	}
	for {
		at := s.Offset()
		if s.Next() != '"' {
			return s.Expected("a key in quotes")
		}
		key, err := s.String()
		if err != nil {
			return err
		}
		if !s.accept(':') {
			return s.Expected("a colon")
		}
		if err := field(key, at); err != nil {
			return err
		}
		if more, err := s.more('}'); !more {
			return err
		}
	}
}

// Array reads an array. It calls element for each element; element must read it.
func (s *Scanner) Array(element func() error) error {
	if !s.accept('[') {
		return s.Expected("an array")
	}
	if s.accept(']') {
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if more, err := s.more(']'); !more {
			return err
		}
	}
}

// more skips a comma or the end of the object or array and reports whether it was a comma.
func (s *Scanner) more(end byte) (bool, error) {
	switch {
	case s.accept(','):
		return true, nil
	case s.accept(end):
		return false, nil
	}
	return false, s.Expected(fmt.Sprintf("a comma or %q", string(end)))
}

// End checks that no token follows.
func (s *Scanner) End() error {
	if s.Offset() < len(s.data) {
		return Errorf(s.pos, "unexpected %s after the JSON value", s.Describe())
	}
	return nil
}

// ErrRange is the cause of an error for a number that is too large for 64 bits or would be rounded
// to zero.
var ErrRange = errors.New("does not fit in 64 bits")

// Scalar reads null, a boolean, a number or a string. It returns nil, a bool, an int, a float64 or
// a string. An integer that does not fit in an int is an int64 or uint64. A number with a fraction
// or an exponent is a float64.
func (s *Scanner) Scalar() (any, error) {
	switch c := s.Next(); {
	case c == '"':
		return s.String()
	case c == '-' || isDigit(c):
		return s.number()
	case c == 'n':
		return nil, s.literal("null")
	case c == 't':
		return true, s.literal("true")
	case c == 'f':
		return false, s.literal("false")
	}
	return nil, s.Expected("null, true, false, a number or a string")
}

// Value reads a scalar, or an array of scalars other than null as a []any. It reads an array with
// a number out of range to its end.
func (s *Scanner) Value() (any, error) {
	if s.Next() != '[' {
		return s.Scalar()
	}
	list := []any{}
	var outOfRange error
	err := s.Array(func() error {
		at := s.Offset()
		if s.Next() == '[' {
			return Errorf(at, "a list cannot be inside a list; commands cannot express it")
		}
		v, err := s.Scalar()
		switch list = append(list, v); {
		case errors.Is(err, ErrRange):
			outOfRange = cmp.Or(outOfRange, err)
			return nil
		case err == nil && v == nil:
			return Errorf(at, "a list cannot have the element null; leave it out")
		}
		return err
	})
	return list, cmp.Or(err, outOfRange)
}

func (s *Scanner) literal(word string) error {
	if !bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
		return s.Expected(word)
	}
	s.pos += len(word)
	return nil
}

func (s *Scanner) number() (any, error) {
	start := s.pos
	for s.pos < len(s.data) && (isDigit(s.data[s.pos]) || bytes.IndexByte([]byte("+-.eE"), s.data[s.pos]) >= 0) {
		s.pos++
	}
	text := s.data[start:s.pos]
	if i, err := strconv.Atoi(string(text)); err == nil && text[0] >= '1' {
		return i, nil // the usual case
	}
	if !json.Valid(text) {
		return nil, Errorf(start, "malformed number %s", short(text))
	}
	if !bytes.ContainsAny(text, ".eE") {
		return integer(text, start)
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || f == 0 && !isZero(text) {
		return nil, &Error{start, fmt.Errorf("the number %s %w", short(text), ErrRange)}
	}
	return f, nil
}

// isZero reports whether all digits before the exponent are 0.
func isZero(text []byte) bool {
	if e := bytes.IndexAny(text, "eE"); e >= 0 {
		text = text[:e]
	}
	return !bytes.ContainsAny(text, "123456789")
}

func integer(text []byte, at int) (any, error) {
	if i, err := strconv.ParseInt(string(text), 10, 64); err == nil {
		if math.MinInt <= i && i <= math.MaxInt {
			return int(i), nil
		}
		return i, nil
	}
	u, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return nil, &Error{at, fmt.Errorf("the integer %s %w", short(text), ErrRange)}
	}
	return u, nil
}

// short truncates a number for a message.
func short(text []byte) string {
	const most = 40
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
