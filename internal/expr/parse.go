package expr

import (
	"go/token"
	"strconv"
	"strings"
)

// Expr is a parsed expression. It is immutable.
type Expr struct {
	text   string
	nodes  []node // operands before what uses them
	args   []int32
	consts []Value
	names  []Name
	root   int32
}

// node is a node of the syntax tree.
type node struct {
	op       op
	a, b     int32 // operands; of an n-ary node, its share of args; of a constant, a is its index; of a parameter, its name's, and b where the token ends
	pos, end int32 // what of the text it spans, parentheses included
	at       int32 // where to point
}

// Name is a parameter that an expression reads, and where it does so first.
type Name struct {
	Name   string
	Offset int
}

// What a text may hold: past these, recursion would need more than a
// reasonable stack.
const (
	maxDepth = 10_000
	maxNodes = 200_000
)

// Parse reads an expression. Its errors are *SyntaxError.
//
// It is a precedence climber over Go's expression grammar and not go/parser,
// whose tree would still have to be translated, and which takes longer and
// three times the allocations to build it: that counts when a whole space
// loads in 50 µs. It also knows chains, reads newlines as blanks, and its
// errors speak of this language.
func Parse(text string) (e *Expr, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *SyntaxError:
			e, err = nil, r
		default:
			panic(r)
		}
	}()
	p := parser{lexer: lexer{text: text}}
	p.checkUTF8()
	guess := min(2+len(text)/6, 1024)
	p.nodes = make([]node, 0, guess)
	p.next()
	root := p.binary(1)
	if p.tok != tokEOF {
		p.unexpected("operator")
	}
	return &Expr{text: text, nodes: p.nodes, args: p.args, consts: p.consts, names: p.names, root: root}, nil
}

// Text returns the expression as it was written.
func (e *Expr) Text() string { return e.text }

// Names returns the parameters that e reads, in order of first appearance.
func (e *Expr) Names() []Name { return e.names }

type parser struct {
	lexer
	nodes  []node
	args   []int32
	stack  []int32 // operands of the n-ary nodes not finished yet
	consts []Value
	names  []Name
	index  map[string]int32 // into names, once they are many
	depth  int
}

func (p *parser) add(n node) int32 {
	if len(p.nodes) >= maxNodes {
		p.fail(int(n.pos), "expression too long")
	}
	p.nodes = append(p.nodes, n)
	return int32(len(p.nodes) - 1)
}

// addList makes an n-ary node of the operands stacked since mark.
func (p *parser) addList(o op, mark int, pos, end, at int32) int32 {
	from := int32(len(p.args))
	p.args = append(p.args, p.stack[mark:]...)
	p.stack = p.stack[:mark]
	return p.add(node{op: o, a: from, b: int32(len(p.args)), pos: pos, end: end, at: at})
}

func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.start, "expression nested too deeply")
	}
}

// binary parses an expression of operators that bind at least as tightly as
// prec.
func (p *parser) binary(prec int) int32 {
	p.enter()
	x := p.unary()
	for p.tok == tokOp && p.op.precedence() >= prec {
		switch o := p.op; o.precedence() {
		case 1, 2:
			x = p.list(x, o)
		case 3:
			x = p.comparison(x)
		default:
			at := int32(p.start)
			p.next()
			y := p.binary(o.precedence() + 1)
			x = p.add(node{op: o, a: x, b: y, pos: p.nodes[x].pos, end: p.nodes[y].end, at: at})
		}
	}
	p.depth--
	return x
}

// list parses x && y && …, or the same with ||.
func (p *parser) list(x int32, o op) int32 {
	mark, at := len(p.stack), int32(p.start)
	p.stack = append(p.stack, x)
	y := x
	for p.tok == tokOp && p.op == o {
		p.next()
		y = p.binary(o.precedence() + 1)
		p.stack = append(p.stack, y)
	}
	return p.addList(o, mark, p.nodes[x].pos, p.nodes[y].end, at)
}

// comparison parses x < y, or the chain x < y <= z …: a list in which
// operators, and their places, stand between the operands.
func (p *parser) comparison(x int32) int32 {
	mark := len(p.stack)
	p.stack = append(p.stack, x)
	y := x
	for p.tok == tokOp && p.op.isComparison() {
		p.stack = append(p.stack, int32(p.op), int32(p.start))
		p.next()
		y = p.binary(4)
		p.stack = append(p.stack, y)
	}
	pos, end := p.nodes[x].pos, p.nodes[y].end
	s := p.stack[mark:]
	if len(s) > 4 {
		return p.addList(opChain, mark, pos, end, s[2])
	}
	p.stack = p.stack[:mark]
	return p.add(node{op: op(s[1]), a: x, b: y, pos: pos, end: end, at: s[2]})
}

func (p *parser) unary() int32 {
	if p.tok != tokOp {
		return p.primary()
	}
	o, at := p.op, int32(p.start)
	if o != opAdd && o != opSub && o != opNot {
		p.unexpected("operand")
	}
	p.enter()
	p.next()
	number := p.tok == tokNumber
	x := p.unary()
	p.depth--
	n := &p.nodes[x]
	switch {
	case o == opNot:
		return p.add(node{op: opNot, a: x, pos: at, end: n.end, at: at})
	case o == opSub && number:
		c := &p.consts[n.a]
		*c = negate(*c)
		n.pos, n.at = at, at
		return x
	case o == opSub:
		return p.add(node{op: opNeg, a: x, pos: at, end: n.end, at: at})
	}
	end := n.end
	zero := p.constant(Int(0), at, at)
	return p.add(node{op: opAdd, a: zero, b: x, pos: at, end: end, at: at})
}

func (p *parser) constant(v Value, pos, end int32) int32 {
	p.consts = append(p.consts, v)
	return p.add(node{op: opConst, a: int32(len(p.consts) - 1), pos: pos, end: end, at: pos})
}

func (p *parser) primary() int32 {
	pos, end := int32(p.start), int32(p.end)
	switch p.tok {
	case tokNumber:
		v := p.numberValue()
		p.next()
		return p.constant(v, pos, end)
	case tokString:
		v := String(p.stringValue())
		p.next()
		return p.constant(v, pos, end)
	case tokName:
		return p.name(pos, end)
	case tokLeft:
		p.next()
		x := p.binary(1)
		p.nodes[x].pos, p.nodes[x].end = pos, p.close()
		return x
	}
	p.unexpected("operand")
	return 0
}

// close takes a closing parenthesis and returns where it ends.
func (p *parser) close() int32 {
	if p.tok != tokRight {
		p.unexpected("')'")
	}
	end := int32(p.end)
	p.next()
	return end
}

func (p *parser) name(pos, end int32) int32 {
	text := p.text[pos:end]
	p.next()
	if strings.EqualFold(text, "not") && p.operand() {
		p.fail(int(pos), noOperator(text))
	}
	if p.tok == tokLeft {
		return p.call(text, pos)
	}
	switch text {
	case "nil":
		return p.constant(Nil(), pos, end)
	case "true", "false":
		return p.constant(Bool(text == "true"), pos, end)
	}
	if token.IsKeyword(text) {
		p.fail(int(pos), strconv.Quote(text)+` is a keyword: write param("`+text+`")`)
	}
	return p.param(text, pos, end)
}

// operand reports whether the token can only begin an operand.
func (p *parser) operand() bool {
	return p.tok == tokName && words[p.text[p.start:p.end]] == "" || p.tok == tokNumber || p.tok == tokString || p.tok == tokLeft || p.tok == tokOp && p.op == opNot
}

func (p *parser) param(name string, pos, end int32) int32 {
	return p.add(node{op: opParam, a: p.nameIndex(name, pos), b: end, pos: pos, end: end, at: pos})
}

// nameIndex finds a name among the few by looking, among many by a map.
func (p *parser) nameIndex(name string, pos int32) int32 {
	if p.index == nil {
		for i := range p.names {
			if p.names[i].Name == name {
				return int32(i)
			}
		}
		if len(p.names) == 16 {
			p.index = make(map[string]int32)
			for i, n := range p.names {
				p.index[n.Name] = int32(i)
			}
		}
	} else if i, ok := p.index[name]; ok {
		return i
	}
	i := int32(len(p.names))
	if p.names == nil {
		p.names = make([]Name, 0, 4)
	}
	p.names = append(p.names, Name{Name: name, Offset: int(pos)})
	if p.index != nil {
		p.index[name] = i
	}
	return i
}

// functions are the names that can be called, and with how many arguments.
var functions = [...]struct {
	name     string
	op       op
	min, max int
}{
	{"min", opMin, 1, maxNodes}, {"max", opMax, 1, maxNodes}, {"abs", opAbs, 1, 1}, {"int", opInt, 1, 1},
	{"oneof", opIn, 2, maxNodes}, {"set", opSet, 1, 1}, {"param", opParam, 1, 1},
}

func (p *parser) call(name string, pos int32) int32 {
	for i := range functions {
		f := &functions[i]
		if f.name != name {
			continue
		}
		p.next()
		if f.op == opParam {
			return p.paramCall(pos)
		}
		return p.arguments(f.op, f.min, f.max, pos)
	}
	var known []string
	for _, f := range functions {
		known = append(known, f.name)
	}
	msg := "unknown function " + firstRunes(name, window)
	if n := nearest(name, known); n != "" {
		msg += ": did you mean " + n + "?"
	} else {
		msg += ": there are " + strings.Join(known, ", ")
	}
	p.fail(int(pos), msg)
	return 0
}

// paramCall parses the rest of param("any name").
func (p *parser) paramCall(pos int32) int32 {
	if p.tok != tokString {
		p.fail(p.start, `param takes a name in quotes: param("any name")`)
	}
	name := p.stringValue()
	p.next()
	return p.param(name, pos, p.close())
}

func (p *parser) arguments(o op, least, most int, pos int32) int32 {
	mark := len(p.stack)
	for p.tok != tokRight {
		p.stack = append(p.stack, p.binary(1))
		if p.tok != tokComma {
			break
		}
		p.next()
	}
	closing := p.start
	end := p.close()
	switch n := len(p.stack) - mark; {
	case n < least:
		p.fail(closing, o.String()+" needs "+plural(least, "argument"))
	case n > most:
		p.fail(int(p.nodes[p.stack[mark+most]].pos), o.String()+" takes "+plural(most, "argument"))
	}
	if most > 1 {
		return p.addList(o, mark, pos, end, pos)
	}
	x := p.stack[mark]
	p.stack = p.stack[:mark]
	if o == opSet && p.nodes[x].op != opParam {
		p.fail(int(p.nodes[x].pos), "set takes a parameter")
	}
	return p.add(node{op: o, a: x, pos: pos, end: end, at: pos})
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// unexpected fails at the current token, saying what should stand there and,
// where it is something of Go that rules do without, what to write.
func (p *parser) unexpected(want string) {
	found := p.text[p.start:p.end]
	msg := "expected " + want + ", found " + found
	switch {
	case p.tok == tokEOF:
		msg = "expected " + want + ", found the end"
	case p.tok == tokName && strings.EqualFold(found, "not"):
		msg = found + " is not an operator: write !oneof(x, a, b), or ! before a condition"
	case p.tok == tokName && words[strings.ToLower(found)] != "":
		msg = noOperator(found)
	case p.tok == tokString || p.tok == tokNumber || p.tok == tokName && len(found) > 40:
		msg = "expected " + want
	case p.tok == tokOther:
		msg = p.notAllowed(found)
	}
	p.fail(p.start, msg)
}

// words are operators of other languages, and what to write.
var words = map[string]string{"and": "&&", "or": "||", "not": "!", "in": "oneof(x, a, b)", "is": "== or !="}

func noOperator(word string) string {
	return word + " is not an operator: write " + words[strings.ToLower(word)]
}

var instead = map[string]string{
	"=": "write ==", "&": "write &&", "|": "write ||", "'": "quote a string with \"", "[": "no indexing", "{": "no composite literals",
	".": "no selectors; a name with a point is param(\"a.b\")", ":": "no slices", "**": "write a product", "<>": "write !=",
	"//": "write /, which of two integers is the quotient without its fraction", "/*": "there are no comments", "?": "write if as !a || b", "...": "no variadic calls",
}

func (p *parser) notAllowed(found string) string {
	msg := strconv.Quote(found) + " is not allowed in a rule"
	if hint := instead[found]; hint != "" {
		msg += ": " + hint
	}
	return msg
}
