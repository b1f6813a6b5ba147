package expr

// If returns the rule that rejects only where cond holds and then rejects: it
// speaks neither where cond is false nor where it is unknown. A fault in cond
// rejects, as everywhere.
func If(cond, then *Expr) *Expr {
	text := "if " + cond.text + " then "
	e := &Expr{text: text + then.text}
	a := e.graft(cond, len("if "))
	b := e.graft(then, len(text))
	e.nodes = append(e.nodes, node{op: opIf, a: a, b: b, end: int32(len(e.text))})
	e.root = int32(len(e.nodes) - 1)
	return e
}

// Not returns the rule that is false where x is true and true where x is false.
func Not(x *Expr) *Expr {
	e := &Expr{text: "!(" + x.text + ")"}
	a := e.graft(x, len("!("))
	e.nodes = append(e.nodes, node{op: opNot, a: a, end: int32(len(e.text))})
	e.root = int32(len(e.nodes) - 1)
	return e
}

// ofSure marks, as b of its node, the int that Sure puts around a condition.
const ofSure = 1

// Sure returns the condition that is true where x is true, and false where x
// is false, unknown or at fault: set(int(x)) && x.
func Sure(x *Expr) *Expr {
	e := &Expr{text: x.text}
	a := e.graft(x, 0)
	n := int32(len(e.nodes))
	end := int32(len(e.text))
	list := int32(len(e.args))
	e.nodes = append(e.nodes,
		node{op: opInt, a: a, b: ofSure, end: end},
		node{op: opSet, a: n, end: end},
		node{op: opAnd, a: list, b: list + 2, end: end})
	e.args = append(e.args, n+1, a)
	e.root = n + 2
	return e
}

// graft copies x's tree into e, whose text has x's text at an offset, and
// returns its root.
func (e *Expr) graft(x *Expr, offset int) int32 {
	p := parser{nodes: e.nodes, args: e.args, consts: e.consts, names: e.names}
	base, args, consts := int32(len(p.nodes)), int32(len(p.args)), int32(len(p.consts))
	p.consts = append(p.consts, x.consts...)
	p.args = append(p.args, x.args...)
	for _, n := range x.nodes {
		n.pos, n.end, n.at = n.pos+int32(offset), n.end+int32(offset), n.at+int32(offset)
		switch {
		case n.op == opConst:
			n.a += consts
		case n.op == opParam:
			n.a, n.b = p.nameIndex(x.names[n.a].Name, n.at), n.b+int32(offset)
		case n.op.isList():
			n.a, n.b = n.a+args, n.b+args
			shift(p.args[n.a:n.b], n.op, base, int32(offset))
		case n.op.isBinary():
			n.a, n.b = n.a+base, n.b+base
		default:
			n.a += base
		}
		p.nodes = append(p.nodes, n)
	}
	e.nodes, e.args, e.consts, e.names = p.nodes, p.args, p.consts, p.names
	return base + x.root
}

// shift moves a list's operands; those of a chain alternate with operators
// and their places.
func shift(args []int32, o op, base, offset int32) {
	for i := range args {
		switch {
		case o != opChain || i%3 == 0:
			args[i] += base
		case i%3 == 2:
			args[i] += offset
		}
	}
}
