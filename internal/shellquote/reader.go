package shellquote

import (
	"bytes"
	"strings"
)

// A Reader reads a bash command from its beginning and knows where a word from [Append] would be read back unchanged. Where it is not sure
// it says no, from there on: behind case, [[, << and $[, behind a parenthesis that closes nothing, and where quotes or dollars stand in ${…}, a
// subscript or arithmetic. What runs or computes its arguments once more, such as eval or let, is beyond it. The zero Reader has read nothing.
type Reader struct {
	open    []byte // what is open, the innermost last
	word    []byte // letters and the like read last, outside of quotes
	last    byte   // character read, 0 at the beginning
	before  byte   // the one before
	less    int    // how many < were read last
	escaped bool   // the next one, by a backslash
	comment bool
	unsure  bool
}

// What is open, by how it begins; $'…' counts as a dollar, and what follows the second parenthesis of (( is arithmetic.
const (
	single     = '\''
	dollar     = '$'
	double     = '"'
	back       = '`'
	parens     = '('
	arithmetic = '+'
	brace      = '{'
	bracket    = '['
)

// Safe reports whether a word can stand here: not between other quotes or behind a backslash, which undo its own, nor anywhere in
// what looks into words: backquotes, arithmetic, subscripts and ${…}.
func (r *Reader) Safe() bool {
	if r.comment {
		return true
	}
	top := r.top()
	return (top == 0 || top == parens) && !r.escaped && !r.unsure && r.less != 2 && !bytes.ContainsAny(r.open, "`+{[")
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
			if c == '$' && r.last == '$' { // $$ is one thing
				c = 'x'
			}
		}
		r.before, r.last = r.last, c
	}
}

// next reads a character that no backslash hides.
func (r *Reader) next(c byte) {
	switch top := r.top(); top {
	case single, dollar:
		r.escaped = c == '\\' && top == dollar
		if c == single {
			r.pop()
		}
	case back: // which quotes do not hide
		r.escaped = c == '\\'
		if c == back {
			r.pop()
		}
	case double:
		r.quoted(c)
	case brace, bracket, arithmetic:
		r.inside(top, c)
	default:
		r.bare(c)
	}
}

// quoted reads on in double quotes.
func (r *Reader) quoted(c byte) {
	switch c {
	case '\\':
		r.escaped = true
	case double:
		r.pop()
	case back:
		r.push(back)
	case '(', '{', '[':
		if r.last == '$' {
			r.expansion(c)
		}
	}
}

// expansion begins $( or ${; what $[ begins nobody remembers.
func (r *Reader) expansion(c byte) {
	if c == '[' {
		r.unsure = true
		return
	}
	r.push(c)
}

// inside reads on in what is read in ways of its own: it is as short as it looks where it is plain.
func (r *Reader) inside(top, c byte) {
	test := top == bracket && r.last == '[' && isBlank(c) && (r.before == 0 || isBlank(r.before) || strings.IndexByte(";&|(!", r.before) >= 0)
	switch {
	case test: // the command called [
		r.pop()
	case strings.IndexByte("'\"`\\$", c) >= 0, top == bracket && c == '[':
		r.unsure = true
	case c == map[byte]byte{brace: '}', bracket: ']', arithmetic: ')'}[top]:
		r.pop()
	case top == arithmetic && c == '(':
		r.push(arithmetic)
	}
}

// bare reads on outside of quotes.
func (r *Reader) bare(c byte) {
	switch {
	case c == '\\':
		r.escaped = true
	case c == single && r.last == '$':
		r.push(dollar)
	case c == single, c == double, c == back:
		r.push(c)
	case c == '[' && r.last == '$', c == '{' && r.last == '$':
		r.expansion(c)
	case c == '[':
		r.push(bracket)
	case c == '(' && r.last == '(' && r.top() == parens:
		r.push(arithmetic)
	case c == '(':
		r.push(parens)
	case c == ')' && r.top() == parens:
		r.pop()
	case c == ')':
		r.unsure = true
	case c == '#' && len(r.open) == 0:
		r.comment = r.last == 0 || isBlank(r.last) || strings.IndexByte(";&|()<>", r.last) >= 0
	}
	r.words(c)
}

// words notes what makes all that follows uncertain: case, whose patterns end in parentheses that nothing opened, and << with what it brings.
func (r *Reader) words(c byte) {
	if c == '<' {
		r.less++
	} else {
		r.unsure = r.unsure || r.less == 2
		r.less = 0
	}
	if !isBlank(c) && strings.IndexByte(";&|()<>$\"'`", c) < 0 {
		r.word = append(r.word, c)
		return
	}
	r.unsure = r.unsure || string(r.word) == "case"
	r.word = r.word[:0]
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func (r *Reader) push(c byte) { r.open = append(r.open, c) }

func (r *Reader) pop() { r.open = r.open[:len(r.open)-1] }
