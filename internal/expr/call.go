package expr

import (
	"strings"

	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/internal/text"
)

// functions lists the functions of the language and how many arguments each takes.
var functions = [...]struct {
	name     string
	op       op
	min, max int
}{
	{"min", opMin, 1, maxNodes}, {"max", opMax, 1, maxNodes}, {"abs", opAbs, 1, 1}, {"int", opInt, 1, 1},
	{"oneof", opIn, 2, maxNodes}, {"set", opSet, 1, 1}, {"param", opParam, 1, 1}, {"len", opLen, 1, 1}, {"contains", opContains, 2, 2},
}

// call parses the rest of a function call, from its opening parenthesis.
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
	p.unknownFunction(name, pos)
	return 0
}

func (p *parser) unknownFunction(name string, pos int32) {
	var known []string
	for _, f := range functions {
		known = append(known, f.name)
	}
	msg := "unknown function " + name
	if n := near.Name(name, known); n != "" {
		msg += ": did you mean " + n + "?"
	} else {
		msg += ": the functions are " + strings.Join(known, ", ")
	}
	p.fail(int(pos), msg)
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
		p.stack = append(p.stack, p.implication())
		if p.tok != tokComma {
			break
		}
		p.next()
	}
	closing := p.start
	end := p.close()
	switch n := len(p.stack) - mark; {
	case n < least && most > least:
		p.fail(closing, o.String()+" takes at least "+text.Plural(least, "argument"))
	case n < least:
		p.fail(closing, o.String()+" takes "+text.Plural(least, "argument"))
	case n > most:
		p.fail(int(p.nodes[p.stack[mark+most]].pos), o.String()+" takes "+text.Plural(most, "argument"))
	}
	if o == opContains {
		x, y := p.stack[mark], p.stack[mark+1]
		p.stack = p.stack[:mark]
		return p.add(node{op: o, a: x, b: y, pos: pos, end: end, at: pos})
	}
	if most > 1 {
		return p.addList(o, mark, pos, end, pos)
	}
	x := p.stack[mark]
	p.stack = p.stack[:mark]
	if o == opSet && p.nodes[x].op != opParam {
		p.fail(int(p.nodes[x].pos), "set takes the name of a parameter: set(x)")
	}
	return p.add(node{op: o, a: x, pos: pos, end: end, at: pos})
}
