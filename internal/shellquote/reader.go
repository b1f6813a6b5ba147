package shellquote

import (
	"bytes"
	"strings"
)

// A Reader reads a bash command from its beginning and knows where a word from [Append] would be read back unchanged. Where it is not sure
// it says no. What runs the word as a command once more, such as eval, is beyond it. The zero Reader has read nothing.
type Reader struct {
	open    []byte // quotes and parentheses, the innermost last
	last    byte   // character read, 0 at the beginning
	escaped bool   // the next one, by a backslash
	comment bool
}

// What is open, by how it begins; $'…' counts as a dollar, and what follows the second parenthesis of (( is arithmetic.
const (
	single     = '\''
	dollar     = '$'
	double     = '"'
	back       = '`'
	parens     = '('
	arithmetic = '+'
)

// Safe reports whether a word can stand here: not between other quotes or behind a backslash, which undo its own, nor anywhere in
// backquotes or arithmetic, which look into it.
func (r *Reader) Safe() bool {
	if r.comment {
		return true
	}
	top := r.top()
	return (top == 0 || top == parens) && !r.escaped && !bytes.ContainsAny(r.open, "`+")
}

func (r *Reader) top() byte {
	if len(r.open) == 0 {
		return 0
	}
	return r.open[len(r.open)-1]
}

// Read reads on. It takes one step for each byte.
func (r *Reader) Read(text string) {
	for _, c := range []byte(text) {
		switch {
		case r.comment:
		case r.escaped:
			r.escaped, c = false, 'x' // a letter like any other
		default:
			r.next(c)
		}
		r.last = c
	}
}

func (r *Reader) next(c byte) {
	switch top := r.top(); {
	case top == single || top == dollar:
		r.escaped = c == '\\' && top == dollar
		if c == single {
			r.pop()
		}
	case c == '\\':
		r.escaped = true
	case c == top && (c == double || c == back):
		r.pop()
	case c == double || c == back:
		r.push(c)
	case c == '(' && (top != double || r.last == '$'):
		r.parenthesis()
	case top != double:
		r.bare(c)
	}
}

// parenthesis opens one: a second one at once makes both arithmetic.
func (r *Reader) parenthesis() {
	if r.last == '(' && r.top() == parens {
		r.push(arithmetic)
		return
	}
	r.push(parens)
}

// bare reads a character that means something outside of double quotes only.
func (r *Reader) bare(c byte) {
	switch {
	case c == single && r.last == '$':
		r.push(dollar)
	case c == single:
		r.push(single)
	case c == ')' && (r.top() == parens || r.top() == arithmetic):
		r.pop()
	case c == '#' && len(r.open) == 0:
		r.comment = r.last == 0 || strings.IndexByte(" \t;&|()<>", r.last) >= 0
	}
}

func (r *Reader) push(c byte) { r.open = append(r.open, c) }

func (r *Reader) pop() { r.open = r.open[:len(r.open)-1] }
