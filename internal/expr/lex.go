package expr

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokName
	tokNumber
	tokString
	tokOp // an operator of the language, in lexer.op
	tokLeft
	tokRight
	tokComma
	tokOther // something that no expression may hold
)

// lexer reads the tokens of Go expressions. The current token is
// text[start:end].
type lexer struct {
	text       string
	start, end int
	tok        tokenKind
	op         op
}

func (l *lexer) fail(offset int, msg string) {
	panic(&SyntaxError{Text: l.text, Offset: offset, Msg: msg})
}

// checkUTF8 refuses a text that is none, as Go does: in strings too.
func (l *lexer) checkUTF8() {
	if utf8.ValidString(l.text) {
		return
	}
	for i, r := range l.text {
		if _, size := utf8.DecodeRuneInString(l.text[i:]); r == utf8.RuneError && size == 1 {
			l.fail(i, "the text is not UTF-8")
		}
	}
}

// next advances to the next token.
func (l *lexer) next() {
	l.skipBlanks()
	l.start = l.end
	if l.end == len(l.text) {
		l.tok = tokEOF
		return
	}
	c := l.text[l.end]
	switch {
	case c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z':
		l.name()
	case '0' <= c && c <= '9', c == '.' && l.end+1 < len(l.text) && isDigit(l.text[l.end+1]):
		l.number()
	case c == '"' || c == '`':
		l.quoted(c)
	case c >= utf8.RuneSelf:
		l.wide()
	default:
		l.operator(c)
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (l *lexer) skipBlanks() {
	for l.end < len(l.text) && strings.IndexByte(" \t\n\r", l.text[l.end]) >= 0 {
		l.end++
	}
}

func (l *lexer) name() {
	l.tok = tokName
	for l.end < len(l.text) {
		c := l.text[l.end]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(l.text[l.end:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return
			}
			l.end += size
			continue
		}
		if c != '_' && !isDigit(c) && (c|0x20 < 'a' || 'z' < c|0x20) {
			return
		}
		l.end++
	}
}

// wide is a token that starts beyond ASCII: a name or nothing at all.
func (l *lexer) wide() {
	if r, _ := utf8.DecodeRuneInString(l.text[l.end:]); !unicode.IsLetter(r) {
		msg := "unexpected " + strconv.QuoteRune(r)
		if sign := signs[r]; sign != "" {
			msg += ": write " + sign
		}
		l.fail(l.end, msg)
	}
	l.name()
}

// signs are written in mathematics, and what to write here.
var signs = map[rune]string{'≤': "<=", '≥': ">=", '≠': "!=", '×': "*", '÷': "/", '−': "-", '∧': "&&", '∨': "||", '¬': "!", '“': `"`, '”': `"`, '‘': `"`, '’': `"`}

// number takes everything that can belong to a number; whether it is one is
// decided when its value is asked for.
func (l *lexer) number() {
	l.tok = tokNumber
	hex := strings.HasPrefix(l.text[l.end:], "0x") || strings.HasPrefix(l.text[l.end:], "0X")
	for l.end < len(l.text) {
		c := l.text[l.end]
		sign := (c == '+' || c == '-') && l.end > l.start && isExponent(l.text[l.end-1], hex)
		if !sign && c != '.' && c != '_' && !isDigit(c) && (c|0x20 < 'a' || 'z' < c|0x20) {
			return
		}
		l.end++
	}
}

func isExponent(c byte, hex bool) bool {
	if hex {
		return c|0x20 == 'p'
	}
	return c|0x20 == 'e'
}

// maxDigits bounds a literal: reading one is quadratic in its length.
const maxDigits = 10_000

// numberValue converts the current token.
func (l *lexer) numberValue() Value {
	text := l.text[l.start:l.end]
	if i, err := strconv.ParseInt(text, 0, 64); err == nil {
		return Int(i)
	}
	if len(text) > maxDigits {
		l.fail(l.start, "number too long")
	}
	lower := strings.ToLower(text)
	hex := strings.HasPrefix(lower, "0x")
	if strings.HasSuffix(lower, "i") && !hex {
		l.fail(l.start, "imaginary number "+firstRunes(text, window)+" is not allowed")
	}
	if !strings.ContainsAny(lower, ".p") && (hex || !strings.Contains(lower, "e")) {
		if i, ok := new(big.Int).SetString(text, 0); ok {
			return bigValue(i)
		}
		l.fail(l.start, "malformed number "+firstRunes(text, window))
	}
	return l.floatValue(text, lower)
}

// floatValue converts a literal with a point or an exponent. strconv allows
// underscores in hexadecimal only, Go between any two digits.
func (l *lexer) floatValue(text, lower string) Value {
	plain := lower
	if !strings.HasPrefix(lower, "0x") {
		for i, c := range []byte(lower) {
			if c == '_' && (i+1 == len(lower) || !isDigit(lower[i-1]) || !isDigit(lower[i+1])) {
				l.fail(l.start+i, "'_' must separate successive digits")
			}
		}
		plain = strings.ReplaceAll(lower, "_", "")
	}
	f, err := strconv.ParseFloat(plain, 64)
	switch {
	case err == nil && f == 0 && !isZero(plain):
		l.fail(l.start, "number "+firstRunes(text, window)+" is too small for a float")
	case err == nil:
		return Float(f)
	case strings.Contains(err.Error(), "range"):
		l.fail(l.start, "number "+firstRunes(text, window)+" is too large for a float")
	}
	l.fail(l.start, "malformed number "+firstRunes(text, window))
	return Value{}
}

// isZero reports whether a literal in lower case is zero: no digit before its exponent is another.
func isZero(text string) bool {
	digits, hex := strings.CutPrefix(text, "0x")
	exponent := "e"
	if hex {
		exponent = "p"
	}
	digits, _, _ = strings.Cut(digits, exponent)
	return strings.Trim(digits, "0._") == ""
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
			l.fail(l.end, "string not terminated")
		}
	}
	l.fail(l.end, "string not terminated")
}

// stringValue converts the current token.
func (l *lexer) stringValue() string {
	s, err := strconv.Unquote(l.text[l.start:l.end])
	if err != nil {
		l.fail(l.start, "malformed string")
	}
	return s
}

// foreign are operators of Go and of other languages that have no place here.
var foreign = [...]string{"&^=", "<<=", ">>=", "...", "**", "//", "/*", "<>", "<<", ">>", "&^", ":=", "+=", "-=", "*=", "/=", "%="}

// double are the operators of two bytes, single those of one.
var (
	double = [...]struct {
		text string
		op   op
	}{{"==", opEq}, {"<=", opLe}, {"&&", opAnd}, {"||", opOr}, {">=", opGe}, {"!=", opNe}}
	single = [utf8.RuneSelf]op{'<': opLt, '>': opGt, '+': opAdd, '-': opSub, '*': opMul, '/': opDiv, '%': opMod, '!': opNot}
)

func (l *lexer) operator(c byte) {
	switch c {
	case '(':
		l.tok = tokLeft
	case ')':
		l.tok = tokRight
	case ',':
		l.tok = tokComma
	default:
		l.symbol()
		return
	}
	l.end++
}

// symbol reads an operator. One of a single byte is the usual case: a second
// one, if there is any, starts an operand.
func (l *lexer) symbol() {
	rest := l.text[l.end:]
	if l.op = single[rest[0]]; l.op != 0 && (len(rest) == 1 || !strings.ContainsRune("=<>*/", rune(rest[1]))) {
		l.tok = tokOp
		l.end++
		return
	}
	for i := range double {
		if o := &double[i]; strings.HasPrefix(rest, o.text) {
			l.tok, l.op = tokOp, o.op
			l.end += 2
			return
		}
	}
	l.tok = tokOther
	for _, f := range foreign {
		if strings.HasPrefix(rest, f) {
			l.end += len(f)
			return
		}
	}
	if l.op != 0 {
		l.tok = tokOp
	}
	l.end++
}
