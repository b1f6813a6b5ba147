package expr

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// number reads every character that can be part of a number. numberValue checks the syntax.
func (l *lexer) number() {
	l.tok = tokNumber
	exponent := byte('e')
	if strings.HasPrefix(l.text[l.end:], "0x") || strings.HasPrefix(l.text[l.end:], "0X") {
		exponent = 'p'
	}
	for l.end < len(l.text) {
		c := l.text[l.end]
		sign := (c == '+' || c == '-') && l.end > l.start && l.text[l.end-1]|0x20 == exponent
		if !sign && c != '.' && c != '_' && !isDigit(c) && (c|0x20 < 'a' || 'z' < c|0x20) {
			return
		}
		l.end++
	}
}

// maxDigits bounds the length of a number, because converting one takes quadratic time.
const maxDigits = 10_000

// numberValue converts the current token.
func (l *lexer) numberValue() Value {
	text := l.text[l.start:l.end]
	if i, err := strconv.ParseInt(text, 0, 64); err == nil {
		return Int(i)
	}
	if len(text) > maxDigits {
		l.fail(l.start, "number too long: at most "+strconv.Itoa(maxDigits)+" characters")
	}
	lower := strings.ToLower(text)
	hex := strings.HasPrefix(lower, "0x")
	float := strings.ContainsAny(lower, ".p") || !hex && strings.Contains(lower, "e")
	if !float {
		if i, ok := new(big.Int).SetString(text, 0); ok {
			return bigValue(i)
		}
	}
	plain := strings.ReplaceAll(lower, "_", "")
	valid := float
	if float && plain != lower {
		_, valid = new(big.Float).SetString(text) // strconv does not read underscores in decimal floats
	}
	f, err := strconv.ParseFloat(plain, 64)
	switch {
	case !valid || errors.Is(err, strconv.ErrSyntax):
		l.fail(l.start, "malformed number "+firstRunes(text, window))
	case err != nil:
		l.fail(l.start, "too large for a float: "+text)
	case f == 0 && !isZero(plain):
		l.fail(l.start, "too small for a float: "+text)
	}
	return Float(f)
}

// isZero reports whether a lower-case literal has no digit but 0 before its exponent.
func isZero(text string) bool {
	digits, hex := strings.CutPrefix(text, "0x")
	exponent := "e"
	if hex {
		exponent = "p"
	}
	digits, _, _ = strings.Cut(digits, exponent)
	return strings.Trim(digits, "0.") == ""
}

func (l *lexer) quoted(quote byte) {
	l.tok = tokString
	for i := l.end + 1; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == quote:
			l.end = i + 1
			return
		case c == '\\' && quote == '"':
			i++
		case c == '\n' && quote == '"':
			l.fail(l.end, "string literal without closing quote")
		}
	}
	l.fail(l.end, "string literal without closing quote")
}

// stringValue converts the current token.
func (l *lexer) stringValue() string {
	s, err := strconv.Unquote(l.text[l.start:l.end])
	if err != nil {
		l.fail(l.start, "invalid escape in string literal: write \\\\ for a backslash")
	}
	return s
}
