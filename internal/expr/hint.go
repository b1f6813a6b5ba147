package expr

import (
	"strconv"
	"strings"
)

// unexpected fails at the current token. The message says what the parser expected and, for
// syntax of other languages, what to write instead.
func (p *parser) unexpected(want string) {
	found := p.text[p.start:p.end]
	msg := "expected " + want + ", found " + found
	switch {
	case p.tok == tokEOF:
		msg = "expected " + want + ", found the end of the expression"
	case p.tok == tokName && strings.EqualFold(found, "not"):
		msg = found + " is not an operator: write ! before a condition, or !oneof(x, a, b)"
	case p.tok == tokName && words[strings.ToLower(found)] != "":
		msg = notOperator(found)
	case p.tok == tokString || p.tok == tokNumber || p.tok == tokName && len(found) > 40:
		msg = "expected " + want
	case p.tok == tokOther || p.tok == tokOpen:
		msg = notAllowed(found)
	}
	p.fail(p.start, msg)
}

// words maps operators of other languages to what to write instead.
var words = map[string]string{
	"and": "&&", "or": "||", "not": "!", "in": "oneof(x, a, b)", "is": "== or !=",
	"then": "a -> b for \"if a then b\"", "implies": "a -> b", "xor": "!=",
}

func notOperator(word string) string {
	return word + " is not an operator: write " + words[strings.ToLower(word)]
}

// symbols are operators of Go and of other languages that the lexer takes as one token so that an
// error can name them.
var symbols = [...]string{
	"&^=", "<<=", ">>=", "...", "=>", "**", "//", "/*", "<>", "<<", ">>", "&^", ":=", "+=", "-=", "*=", "/=", "%=",
}

// instead maps symbols that rules do not have to what to write instead.
var instead = map[string]string{
	"=":   "write ==",
	"&":   "write &&",
	"|":   "write ||",
	"'":   "quote a string with \"",
	"[":   "write contains(x, a) or len(x) for the elements of a list",
	"{":   "write oneof(x, a, b) for a set of values",
	".":   "write param(\"a.b\") for a name with a dot",
	":":   "write param(\"a:b\") for a name with a colon",
	"**":  "write a product",
	"<>":  "write !=",
	"//":  "write /, which truncates the quotient of two integers",
	"/*":  "rules have no comments",
	"?":   "write a -> b for \"if a then b\"",
	"=>":  "write a -> b for \"if a then b\", or >=",
	"...": "list the arguments",
}

func notAllowed(symbol string) string {
	msg := strconv.Quote(symbol) + " is not allowed in a rule"
	if symbol == "[" { // except at the start of an operand
		msg = strconv.Quote(symbol) + " is not allowed here"
	}
	if hint := instead[symbol]; hint != "" {
		msg += ": " + hint
	}
	return msg
}

// signs maps mathematical and typographic characters to what to write instead.
var signs = map[rune]string{
	'≤': "<=", '≥': ">=", '≠': "!=", '×': "*", '÷': "/", '−': "-", '∧': "&&", '∨': "||", '¬': "!",
	'“': `"`, '”': `"`, '‘': `"`, '’': `"`,
}
