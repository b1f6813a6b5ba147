package expr

import (
	"cmp"
	"slices"
)

// compiler builds the graph of one atom. The other files compile_*.go hold its methods for
// numbers and for conditions.
type compiler struct {
	*binder
	graph
	used     []int32 // the parameters that have a node
	pos, end int32   // of the atom's text
}

func newCompiler(b *binder, pos, end int32) *compiler {
	c := &compiler{binder: b, pos: pos, end: end}
	c.graph.table = b.table
	c.graph.nodes = make([]gnode, 0, 8)
	c.graph.bounds = make([]bound, 0, 8)
	return c
}

// finish makes an atom of the condition x, unless x accepts every combination.
func (c *compiler) finish(x int32) {
	c.root = x
	may := c.bounds[x].may
	for _, p := range c.used {
		c.params[p].leaf = 0
	}
	if may&(mayFalse|mayFault) == 0 {
		return
	}
	a := &Atom{graph: c.graph, text: c.text[c.pos:c.end]}
	if may&(mayTrue|mayNil) != 0 {
		c.locals(a)
	} else {
		a.root = a.add(gnode{op: opConst, k: wordFalse})
	}
	c.atoms = append(c.atoms, a)
}

// locals numbers the variables that the root depends on, in ascending order.
func (c *compiler) locals(a *Atom) {
	reached := a.reachable()
	used := c.used[:0]
	for i, n := range a.nodes {
		if n.op == opParam && reached[i] {
			used = append(used, n.a)
		}
	}
	slices.SortFunc(used, func(p, q int32) int { return cmp.Compare(c.vars[p], c.vars[q]) })
	a.vars = make([]int, len(used))
	a.domains = make([][]word, len(used))
	for i, p := range used {
		a.vars[i], a.domains[i] = c.vars[p], c.params[p].words
		c.params[p].leaf = int32(i)
	}
	for i := range a.nodes {
		if n := &a.nodes[i]; n.op == opParam && reached[i] {
			n.a = c.params[n.a].leaf
		}
	}
	for _, p := range used {
		c.params[p].leaf = 0
	}
}

func (c *compiler) constant(w word) int32 { return c.add(gnode{op: opConst, k: w}) }

// binary adds an operation on a and b. A unary operation has equal operands.
func (c *compiler) binary(o op, a, b int32, leaves uint8) int32 {
	if x, y := &c.graph.nodes[a], &c.graph.nodes[b]; x.op == opConst && y.op == opConst {
		return c.constant(c.graph.table.step(o, leaves, 0, x.k, y.k))
	}
	return c.add(gnode{op: o, a: a, b: b, leaves: leaves})
}

// leafNode returns the node of parameter p.
func (c *compiler) leafNode(p int32) int32 {
	prm := &c.params[p]
	switch {
	case prm.only:
		return c.constant(prm.words[0])
	case prm.leaf == 0:
		c.graph.nodes = append(c.graph.nodes, gnode{op: opParam, a: p})
		c.graph.bounds = append(c.graph.bounds, prm.bound)
		c.used = append(c.used, p)
		prm.leaf = int32(len(c.graph.nodes))
	}
	return prm.leaf - 1
}

// integer reports whether a sub-expression is a number and never a float, so that its arithmetic
// is commutative and associative.
func (c *compiler) integer(i int32) bool {
	return c.of[i]&(tNumber|tFloat) == tNumber
}

// value compiles a sub-expression and returns its node.
func (c *compiler) value(i int32) int32 {
	n := &c.binder.nodes[i]
	switch n.op {
	case opConst:
		return c.constant(c.graph.table.word(c.consts[n.a]))
	case opParam:
		return c.leafNode(n.a)
	case opAdd, opSub, opNeg, opMul:
		return c.numeric(i, n)
	case opMin, opMax:
		return c.extremum(i, n)
	case opDiv, opMod:
		return c.binary(n.op, c.value(n.a), c.value(n.b), 0)
	case opAbs:
		x := c.value(n.a)
		return c.binary(opAbs, x, x, 0)
	case opLen:
		x := c.value(n.a)
		return c.binary(opLen, x, x, 0)
	case opInt:
		x := c.cond(n.a, false)
		return c.binary(opInt, x, x, 0)
	}
	return c.cond(i, false)
}

// numbersOnly reports whether x never has a wrong type, so that x+0 is x.
func (c *compiler) numbersOnly(x int32) bool {
	return c.graph.bounds[x].may&(mayOther|mayList|mayFalse|mayTrue) == 0
}
