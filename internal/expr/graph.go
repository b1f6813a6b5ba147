package expr

// graph is an atom's expression, each distinct sub-expression once, operands
// before what uses them. Sums, products, min, max and, where no operand can
// fault, && and || are flat lists: their operands may be combined in any order.
type graph struct {
	table  *table
	nodes  []gnode
	bounds []bound // by node, with nothing decided
	terms  []term
	root   int32
}

// gnode is a node of a graph: a list has the terms [a, b) and, a sum, the
// constant k; a constant is k; a leaf has the local variable a.
type gnode struct {
	op    op
	list  bool
	loose uint8 // of == and !=, see compare
	a, b  int32
	k     word
}

// term is an operand of a list; of a sum, with its coefficient.
type term struct {
	x int32
	c word
}

// add returns the node of n, which it creates if there is none, with what n's
// operands allow as its bound. A node with one possible value is a constant.
func (g *graph) add(n gnode) int32 {
	if i := g.find(&n); i >= 0 {
		if n.list {
			g.terms = g.terms[:n.a]
		}
		return i
	}
	b := g.bound(&n)
	if w, ok := b.single(); ok && n.op != opConst {
		return g.add(gnode{op: opConst, k: w})
	}
	g.nodes = append(g.nodes, n)
	g.bounds = append(g.bounds, b)
	return int32(len(g.nodes) - 1)
}

// findLimit bounds the search for an equal node, to keep compiling linear.
const findLimit = 64

func (g *graph) find(n *gnode) int32 {
	for i := len(g.nodes) - 1; i >= max(0, len(g.nodes)-findLimit); i-- {
		m := &g.nodes[i]
		if m.op == n.op && m.k == n.k && m.list == n.list && m.loose == n.loose && g.sameOperands(m, n) {
			return int32(i)
		}
	}
	return -1
}

func (g *graph) sameOperands(m, n *gnode) bool {
	if !n.list {
		return m.a == n.a && m.b == n.b
	}
	if m.b-m.a != n.b-n.a {
		return false
	}
	for i := range n.b - n.a {
		if g.terms[m.a+i] != g.terms[n.a+i] {
			return false
		}
	}
	return true
}

func (g *graph) bound(n *gnode) bound {
	switch {
	case n.op == opConst:
		return g.table.boundOf(n.k)
	case n.list:
		return g.listBound(n)
	}
	return stepBound(n.op, n.loose, n.k, &g.bounds[n.a], &g.bounds[n.b])
}

func (g *graph) listBound(n *gnode) bound {
	terms := g.terms[n.a:n.b]
	if n.op == opAdd {
		acc := g.table.boundOf(n.k)
		for _, t := range terms {
			acc = boundAddMul(&acc, t.c, &g.bounds[t.x])
		}
		return acc
	}
	acc := g.bounds[terms[0].x]
	for _, t := range terms[1:] {
		acc = stepBound(n.op, 0, 0, &acc, &g.bounds[t.x])
	}
	return acc
}

// stepBound describes the result of one operation.
func stepBound(o op, loose uint8, k word, a, b *bound) bound {
	switch {
	case o == opAddMul:
		return boundAddMul(a, k, b)
	case o.isArithmetic():
		return boundArith(o, a, b)
	case o.isComparison():
		return boundCompare(o, a, b, loose)
	case o == opAnd || o == opOr:
		return boundJunction(o, a, b)
	}
	return unaryBound(o, a, b)
}

func unaryBound(o op, a, b *bound) bound {
	switch o {
	case opNeg:
		zero := bound{0, 0, mayNumber}
		return boundArith(opSub, &zero, a)
	case opAbs:
		return boundAbs(a)
	case opInt:
		return boundInt(a)
	case opSet:
		return boundSet(a)
	case opNot:
		return boundNot(a)
	case opIf:
		return boundIf(a, b)
	}
	return boundCond(a)
}

// step computes one operation.
func (t *table) step(o op, loose uint8, k, a, b word) word {
	switch {
	case o == opAddMul:
		return t.addMul(a, k, b)
	case o.isArithmetic():
		return t.arith(o, a, b)
	case o.isComparison():
		return t.compare(o, a, b, loose)
	case o == opAnd || o == opOr:
		return wordJunction(o, a, b)
	}
	return t.unary(o, a, b)
}

func (t *table) unary(o op, a, b word) word {
	switch o {
	case opNeg:
		return t.word(negate(t.value(a)))
	case opAbs:
		if isInt(a) {
			return max(a, -a)
		}
		return t.word(absolute(t.value(a)))
	case opInt:
		return wordInt(a)
	case opSet:
		return wordSet(a)
	case opNot:
		return wordNot(a)
	case opIf:
		return wordIf(a, b)
	}
	return wordCond(a)
}
