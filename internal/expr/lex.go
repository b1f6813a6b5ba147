package expr

import (
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
	tokOpen  // [
	tokClose // ]
	tokComma
	tokArrow // ->
	tokOther // a symbol that rules do not have
)

// lexer reads the tokens of Go expressions. The current token is text[start:end].
type lexer struct {
	text       string
	start, end int
	tok        tokenKind
	op         op
	paths      bool // a name can have dots
}

func (l *lexer) fail(offset int, msg string) {
	panic(&SyntaxError{Text: l.text, Offset: offset, Msg: msg})
}

// checkUTF8 fails if the text is not valid UTF-8, inside string literals too, as in Go.
func (l *lexer) checkUTF8() {
	if utf8.ValidString(l.text) {
		return
	}
	for i, r := range l.text {
		if _, size := utf8.DecodeRuneInString(l.text[i:]); r == utf8.RuneError && size == 1 {
			l.fail(i, "invalid UTF-8")
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
		l.nonASCII()
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
	for i, r := range l.text[l.end:] {
		if !isNameRune(r) && !(r == '.' && l.paths && l.beforeName(l.end+i+1)) {
			l.end += i
			return
		}
	}
	l.end = len(l.text)
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// beforeName reports whether a name or a part of one follows at an offset.
func (l *lexer) beforeName(at int) bool {
	r, _ := utf8.DecodeRuneInString(l.text[at:])
	return isNameRune(r)
}

// nonASCII reads a token that starts with a non-ASCII character: a name, or an error.
func (l *lexer) nonASCII() {
	if r, _ := utf8.DecodeRuneInString(l.text[l.end:]); !unicode.IsLetter(r) {
		msg := "unexpected " + strconv.QuoteRune(r)
		if sign := signs[r]; sign != "" {
			msg += ": write " + sign
		}
		l.fail(l.end, msg)
	}
	l.name()
}

// double lists the operators of two bytes, single those of one.
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
	case '[':
		l.tok = tokOpen
	case ']':
		l.tok = tokClose
	case ',':
		l.tok = tokComma
	default:
		l.symbol()
		return
	}
	l.end++
}

// symbol reads an operator. Most are a single byte that no other operator byte follows.
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
	if strings.HasPrefix(rest, "->") {
		l.tok = tokArrow
		l.end += 2
		return
	}
	l.tok = tokOther
	for _, f := range symbols {
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
