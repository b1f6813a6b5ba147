package expr

// If returns the rule that rejects if cond is true and then rejects. It accepts if cond is false
// or unknown. A fault in cond rejects.
func If(cond, then *Expr) *Expr {
	text := "if " + cond.text + " then "
	e := &Expr{text: text + then.text}
	a := e.graft(cond, len("if "))
	b := e.graft(then, len(text))
	e.nodes = append(e.nodes, node{op: opIf, a: a, b: b, end: int32(len(e.text))})
	e.root = int32(len(e.nodes) - 1)
	return e
}

// ofIsTrue is the field b of the opInt node that IsTrue adds.
const ofIsTrue = 1

// IsTrue returns the condition set(int(x)) && x, which is true if x is true. Otherwise it is
// false or a fault, never unknown.
func IsTrue(x *Expr) *Expr {
	e := &Expr{text: x.text}
	a := e.graft(x, 0)
	n := int32(len(e.nodes))
	end := int32(len(e.text))
	list := int32(len(e.args))
	e.nodes = append(e.nodes,
		node{op: opInt, a: a, b: ofIsTrue, end: end},
		node{op: opSet, a: n, end: end},
		node{op: opAnd, a: list, b: list + 2, end: end})
	e.args = append(e.args, n+1, a)
	e.root = n + 2
	return e
}

// graft copies the tree of x into e and returns its root. The text of x is at an offset in that
// of e.
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

// shift adjusts the operands of a list. Those of a chain alternate with operators and offsets.
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
