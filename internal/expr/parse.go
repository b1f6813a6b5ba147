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

// node is a node of the syntax tree. Its fields a and b are
//   - of a unary or binary operation, the operands;
//   - of a list (see [op.isList]), the operands args[a:b];
//   - of a constant, a is the index in consts;
//   - of a parameter, a is the index in names, and b the offset at which its token ends.
type node struct {
	op       op
	a, b     int32 // see below
	pos, end int32 // the text that it spans, parentheses included
	at       int32 // the position that an error points to
}

// Name is a parameter that an expression reads.
type Name struct {
	Name   string
	Offset int // of the first use, in bytes
}

// Limits on an expression, which bound the depth of recursion and the size of its tree.
const (
	maxDepth = 10_000
	maxNodes = 200_000
)

// Parse reads an expression. Its errors are *SyntaxError.
//
// The parser uses precedence climbing over Go's expression grammar. It does not use go/parser,
// which takes longer and three times the allocations (a whole space loads in 50 µs), has no
// chains, does not treat newlines as blanks, and reports errors in terms of Go.
func Parse(text string) (*Expr, error) { return parseTokens(lexer{text: text}) }

// ParsePaths is [Parse] for names that can have dots, as in latency.p99 < 200.
func ParsePaths(text string) (*Expr, error) { return parseTokens(lexer{text: text, paths: true}) }

func parseTokens(l lexer) (e *Expr, err error) {
	defer catch(&err)
	p := parser{lexer: l}
	p.checkUTF8()
	guess := min(2+len(l.text)/6, 1024)
	p.nodes = make([]node, 0, guess)
	p.next()
	root := p.implication()
	if p.tok != tokEOF {
		p.unexpected("an operator")
	}
	return &Expr{text: l.text, nodes: p.nodes, args: p.args, consts: p.consts, names: p.names, root: root}, nil
}

// Text returns the source text.
func (e *Expr) Text() string { return e.text }

// Names returns the parameters that e reads, in order of first appearance.
func (e *Expr) Names() []Name { return e.names }

type parser struct {
	lexer
	nodes  []node
	args   []int32
	stack  []int32 // operands of unfinished lists
	consts []Value
	names  []Name
	index  map[string]int32 // into names; nil while there are few
	depth  int
}

func (p *parser) add(n node) int32 {
	if len(p.nodes) >= maxNodes {
		p.fail(int(n.pos), "expression too long: at most "+strconv.Itoa(maxNodes)+" operands and operators")
	}
	p.nodes = append(p.nodes, n)
	return int32(len(p.nodes) - 1)
}

// addList adds a list node with the operands pushed since mark.
func (p *parser) addList(o op, mark int, pos, end, at int32) int32 {
	from := int32(len(p.args))
	p.args = append(p.args, p.stack[mark:]...)
	p.stack = p.stack[:mark]
	return p.add(node{op: o, a: from, b: int32(len(p.args)), pos: pos, end: end, at: at})
}

func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.start, "expression nested too deeply: at most "+strconv.Itoa(maxDepth)+" levels")
	}
}

// implication parses x -> y -> …, which binds weaker than || and to the right.
func (p *parser) implication() int32 {
	x := p.binary(1)
	if p.tok != tokArrow {
		return x
	}
	at := int32(p.start)
	p.enter()
	p.next()
	y := p.implication()
	p.depth--
	return p.add(node{op: opIf, a: x, b: y, pos: p.nodes[x].pos, end: p.nodes[y].end, at: at})
}

// binary parses an expression whose operators have at least the precedence prec.
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

// comparison parses x < y, or the chain x < y <= z …, which is a list of an operand, an
// operator, its offset, an operand and so on.
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
		p.unexpected("an operand")
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
	case tokOpen:
		return p.listLiteral(pos)
	case tokLeft:
		p.next()
		x := p.implication()
		p.nodes[x].pos, p.nodes[x].end = pos, p.close()
		return x
	}
	p.unexpected("an operand")
	return 0
}

// close reads a closing parenthesis and returns the offset behind it.
func (p *parser) close() int32 {
	if p.tok != tokRight {
		p.unexpected("')'")
	}
	end := int32(p.end)
	p.next()
	return end
}

// listLiteral parses [a, b, …], a list of constants.
func (p *parser) listLiteral(pos int32) int32 {
	p.next()
	nodes, consts := len(p.nodes), len(p.consts)
	for p.tok != tokClose {
		x := &p.nodes[p.unary()]
		if x.op != opConst || p.consts[x.a].kind == kindNil || p.consts[x.a].kind == kindList {
			p.fail(int(x.pos), "a list in a rule has only numbers, strings, true and false, as in [1, 2]")
		}
		if p.tok != tokComma {
			break
		}
		p.next()
	}
	if p.tok != tokClose {
		p.unexpected("']'")
	}
	end := int32(p.end)
	p.next()
	list := List(p.consts[consts:])
	p.nodes, p.consts = p.nodes[:nodes], p.consts[:consts]
	return p.constant(list, pos, end)
}

func (p *parser) name(pos, end int32) int32 {
	text := p.text[pos:end]
	p.next()
	if strings.EqualFold(text, "not") && p.operand() {
		p.fail(int(pos), notOperator(text))
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
	if text == "if" && p.operand() {
		p.fail(int(pos), `write a -> b for "if a then b"`)
	}
	if token.IsKeyword(text) {
		p.fail(int(pos), strconv.Quote(text)+` is a keyword of Go: write param("`+text+`")`)
	}
	return p.param(text, pos, end)
}

// operand reports whether the current token can start an operand and nothing else.
func (p *parser) operand() bool {
	switch p.tok {
	case tokName:
		return words[p.text[p.start:p.end]] == ""
	case tokOp:
		return p.op == opNot
	}
	return p.tok == tokNumber || p.tok == tokString || p.tok == tokLeft || p.tok == tokOpen
}

func (p *parser) param(name string, pos, end int32) int32 {
	return p.add(node{op: opParam, a: p.nameIndex(name, pos), b: end, pos: pos, end: end, at: pos})
}

// nameIndex returns the index of a name, which it adds if it is new. It searches a few names
// linearly and more in a map.
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
