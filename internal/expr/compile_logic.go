package expr

// cond compiles a sub-expression, or its negation, as a condition.
func (c *compiler) cond(i int32, negated bool) int32 {
	n := &c.binder.nodes[i]
	switch {
	case n.op == opNot:
		return c.cond(n.a, !negated)
	case n.op == opAnd || n.op == opOr:
		return c.connective(n, negated)
	case n.op.isComparison() && negated && c.negatable(n):
		return c.comparison(negations[n.op], n.a, n.b)
	}
	x := c.condition(i, n)
	if negated {
		x = c.binary(opNot, x, x, 0)
	}
	return x
}

// negatable reports whether the negation of a comparison is a comparison. If an operand may be
// NaN, !(a < b) is not a >= b.
func (c *compiler) negatable(n *node) bool {
	return n.op == opEq || n.op == opNe || (c.of[n.a]|c.of[n.b])&tFloat == 0
}

func (c *compiler) condition(i int32, n *node) int32 {
	switch {
	case n.op.isComparison():
		return c.comparison(n.op, n.a, n.b)
	case n.op == opChain:
		return c.chain(n)
	case n.op == opIn:
		return c.oneOf(n)
	case n.op == opSet:
		x := c.value(n.a)
		return c.binary(opSet, x, x, 0)
	case n.op == opContains:
		return c.binary(opContains, c.value(n.a), c.value(n.b), 0)
	case n.op == opIf:
		return c.binary(opIf, c.cond(n.a, false), c.cond(n.b, false), 0)
	}
	x := c.value(i)
	if c.graph.bounds[x].may&^mayCond == 0 {
		return x
	}
	return c.binary(opCond, x, x, 0)
}

func (c *compiler) connective(n *node, negated bool) int32 {
	o := n.op
	if negated {
		o = opAnd + opOr - o
	}
	var terms []term
	for _, arg := range c.args[n.a:n.b] {
		terms = append(terms, term{c.cond(arg, negated), 1})
	}
	return c.join(o, terms)
}

func (c *compiler) chain(n *node) int32 {
	links := c.args[n.a:n.b]
	left := c.value(links[0])
	var terms []term
	for k := 0; k+3 < len(links); k += 3 {
		right := c.value(links[k+3])
		terms = append(terms, term{c.compare(op(links[k+1]), links[k], links[k+3], left, right), 1})
		left = right
	}
	return c.join(opAnd, terms)
}

func (c *compiler) oneOf(n *node) int32 {
	args := c.args[n.a:n.b]
	x := c.value(args[0])
	var terms []term
	for _, arg := range args[1:] {
		terms = append(terms, term{c.compare(opEq, args[0], arg, x, c.value(arg)), 1})
	}
	return c.join(opOr, terms)
}

// join combines conditions with && or ||. If none can be a fault, the result is a list, otherwise
// pairs from the left. Conditions after a constant that decides are dropped.
func (c *compiler) join(o op, terms []term) int32 {
	decisive := wordBool(o == opOr)
	var live []term
	faults := false
	for _, t := range terms {
		n := &c.graph.nodes[t.x]
		if n.op == opConst && n.k == decisive^1 {
			continue
		}
		live = append(live, t)
		faults = faults || c.graph.bounds[t.x].may&mayFault != 0
		if n.op == opConst && n.k == decisive {
			break
		}
	}
	switch {
	case len(live) == 0:
		return c.constant(decisive ^ 1)
	case !faults:
		return c.list(o, c.flatten(o, live))
	}
	acc := live[0].x
	for _, t := range live[1:] {
		acc = c.binary(o, acc, t.x, 0)
	}
	return acc
}

// flatten replaces terms that are lists of operation o by their terms.
func (c *compiler) flatten(o op, terms []term) []term {
	var flat []term
	for _, t := range terms {
		if n := &c.graph.nodes[t.x]; n.op == o && n.list {
			flat = append(flat, c.terms[n.a:n.b]...)
			continue
		}
		flat = append(flat, t)
	}
	return flat
}

// comparison compiles x o y.
func (c *compiler) comparison(o op, x, y int32) int32 {
	a := c.value(x)
	return c.compare(o, x, y, a, c.value(y))
}

// compare compiles x o y, given their nodes a and b. It compares the difference with a constant if
// one side is a sum and neither is a constant, so that the state of a machine is one number.
func (c *compiler) compare(o op, x, y, a, b int32) int32 {
	leaves := uint8(0)
	if o == opEq || o == opNe {
		leaves = c.leaves(x, y)
	}
	if c.integer(x) && c.integer(y) && c.differs(a, b) && c.subtractable(a, leaves&1) && c.subtractable(b, leaves&2) {
		s := sum{}
		c.plus(&s, a, 1)
		c.plus(&s, b, -1)
		if k := s.k; isInt(k) {
			s.k = 0
			return c.binary(o, c.sum(&s), c.constant(-k), 0)
		}
	}
	if n := &c.graph.nodes[b]; n.op == opConst && isInt(n.k) {
		a, b = c.divide(o, a, b, n.k)
	}
	return c.binary(o, a, b, leaves)
}

// divide turns f*x + k o c into x o (c-k)/f, rounded so that both are equivalent. The left side is
// then a product if x is one, which threshold recognizes.
func (c *compiler) divide(o op, a, b int32, right word) (int32, int32) {
	n := &c.graph.nodes[a]
	if n.op != opAdd || !n.list || n.b-n.a != 1 || !isInt(n.k) {
		return a, b
	}
	t := c.terms[n.a]
	rest := right - n.k
	if t.c <= 0 || !c.numbersOnly(t.x) || rest <= -limit || limit <= rest {
		return a, b
	}
	q := rest / t.c
	if rest%t.c < 0 {
		q--
	}
	switch {
	case rest%t.c == 0:
	case o == opEq || o == opNe:
		return a, b
	case o == opLt || o == opGe:
		q++
	}
	return t.x, c.constant(q)
}

// differs reports whether one of a and b is a sum and neither is a constant.
func (c *compiler) differs(a, b int32) bool {
	m, n := &c.graph.nodes[a], &c.graph.nodes[b]
	return m.op != opConst && n.op != opConst && (m.op == opAdd || n.op == opAdd)
}

// subtractable reports whether x can be moved to the other side of a comparison. It cannot if an
// unset x is compared as a value, or if x may have another type.
func (c *compiler) subtractable(x int32, leaves uint8) bool {
	may := c.graph.bounds[x].may
	return c.numbersOnly(x) && (leaves == 0 || may&mayNil == 0)
}
