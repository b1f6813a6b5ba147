package expr

import (
	"cmp"
	"slices"
)

// numeric compiles + - *. Operations on integers become lists, others keep their order.
func (c *compiler) numeric(i int32, n *node) int32 {
	switch {
	case c.integer(i) && n.op == opMul:
		return c.product(i)
	case c.integer(i):
		s := sum{}
		c.gather(&s, i, 1)
		return c.sum(&s)
	case n.op == opNeg:
		x := c.value(n.a)
		return c.binary(opNeg, x, x, 0)
	}
	return c.binary(n.op, c.value(n.a), c.value(n.b), 0)
}

// sum is a linear sum under construction.
type sum struct {
	k     word
	terms []term
}

// gather adds f times sub-expression i to s.
func (c *compiler) gather(s *sum, i int32, f word) {
	switch n := &c.binder.nodes[i]; n.op {
	case opAdd:
		c.gather(s, n.a, f)
		c.gather(s, n.b, f)
	case opSub:
		c.gather(s, n.a, f)
		c.gather(s, n.b, -f)
	case opNeg:
		c.gather(s, n.a, -f)
	default:
		c.plus(s, c.value(i), f)
	}
}

// plus adds f times node x to s. A constant that is not a number, such as nil, is added to s.k,
// which is then not a number either.
func (c *compiler) plus(s *sum, x int32, f word) {
	switch n := &c.graph.nodes[x]; {
	case n.op == opConst:
		s.k = c.graph.table.addMul(s.k, f, n.k)
	case n.op == opAdd && n.list && c.distributes(n, f):
		s.k = c.graph.table.addMul(s.k, f, n.k)
		for _, t := range c.terms[n.a:n.b] {
			s.terms = append(s.terms, term{t.x, f * t.c})
		}
	default:
		s.terms = append(s.terms, term{x, f})
	}
}

// distributes reports whether the coefficients of f times the sum n are in range.
func (c *compiler) distributes(n *gnode, f word) bool {
	for _, t := range c.terms[n.a:n.b] {
		if p, ok := mulInt(f, t.c); !ok || p <= -limit || limit <= p {
			return false
		}
	}
	return true
}

// sum adds a node for s.
func (c *compiler) sum(s *sum) int32 {
	s.merge(c)
	if len(s.terms) == 0 {
		return c.constant(s.k)
	}
	if t := s.terms[0]; len(s.terms) == 1 && t.c == 1 && s.k == 0 && c.numbersOnly(t.x) {
		return t.x
	}
	from := int32(len(c.terms))
	c.terms = append(c.terms, s.terms...)
	return c.add(gnode{op: opAdd, list: true, a: from, b: int32(len(c.terms)), k: s.k})
}

// merge sorts the terms and adds the coefficients of equal ones. A term with coefficient 0 remains
// if it may be unset or a fault.
func (s *sum) merge(c *compiler) {
	slices.SortFunc(s.terms, func(t, u term) int { return cmp.Compare(t.x, u.x) })
	merged := s.terms[:0]
	for _, t := range s.terms {
		if last := len(merged) - 1; last >= 0 && merged[last].x == t.x && isInt(merged[last].c+t.c) && merged[last].c+t.c < limit {
			merged[last].c += t.c
			continue
		}
		merged = append(merged, t)
	}
	s.terms = slices.DeleteFunc(merged, func(t term) bool {
		return t.c == 0 && c.graph.bounds[t.x].may == mayNumber
	})
}

// product compiles x*y*…. With a constant factor the result is a sum of one term.
func (c *compiler) product(i int32) int32 {
	k := word(1)
	var factors []term
	c.factors(&k, &factors, i)
	if !isInt(k) {
		factors = append(factors, term{c.constant(k), 1})
		k = 1
	}
	if len(factors) == 0 {
		return c.constant(k)
	}
	x := factors[0].x
	if len(factors) > 1 {
		x = c.list(opMul, factors)
	}
	s := sum{}
	c.plus(&s, x, k)
	return c.sum(&s)
}

func (c *compiler) factors(k *word, factors *[]term, i int32) {
	switch n := &c.binder.nodes[i]; n.op {
	case opMul:
		c.factors(k, factors, n.a)
		c.factors(k, factors, n.b)
	case opNeg:
		*k = c.graph.table.arith(opSub, 0, *k)
		c.factors(k, factors, n.a)
	default:
		c.times(k, factors, c.value(i))
	}
}

func (c *compiler) times(k *word, factors *[]term, x int32) {
	switch n := &c.graph.nodes[x]; {
	case n.op == opConst:
		*k = c.graph.table.arith(opMul, *k, n.k)
	case n.op == opAdd && n.list && n.b-n.a == 1 && n.k == 0:
		*k = c.graph.table.arith(opMul, *k, c.terms[n.a].c)
		*factors = append(*factors, term{c.terms[n.a].x, 1})
	default:
		*factors = append(*factors, term{x, 1})
	}
}

// extremum compiles min and max.
func (c *compiler) extremum(i int32, n *node) int32 {
	if c.integer(i) {
		var terms []term
		c.operands(&terms, n)
		if x := c.list(n.op, terms); c.numbersOnly(x) {
			return x
		}
	}
	args := c.args[n.a:n.b]
	acc := c.value(args[0])
	acc = c.binary(n.op, acc, acc, 0)
	for _, arg := range args[1:] {
		acc = c.binary(n.op, acc, c.value(arg), 0)
	}
	return acc
}

func (c *compiler) operands(terms *[]term, n *node) {
	for _, arg := range c.args[n.a:n.b] {
		if m := &c.binder.nodes[arg]; m.op == n.op {
			c.operands(terms, m)
			continue
		}
		*terms = append(*terms, term{c.value(arg), 1})
	}
}

// list adds a node for a commutative operation.
func (c *compiler) list(o op, terms []term) int32 {
	slices.SortFunc(terms, func(t, u term) int { return cmp.Compare(t.x, u.x) })
	if o != opMul {
		terms = slices.Compact(terms)
	}
	terms = c.foldConstants(o, terms)
	if len(terms) == 1 {
		return terms[0].x
	}
	from := int32(len(c.terms))
	c.terms = append(c.terms, terms...)
	return c.add(gnode{op: o, list: true, a: from, b: int32(len(c.terms))})
}

// foldConstants replaces the constants among the operands of a list by one.
func (c *compiler) foldConstants(o op, terms []term) []term {
	constant := -1
	kept := terms[:0]
	for _, t := range terms {
		switch n := &c.graph.nodes[t.x]; {
		case n.op != opConst:
			kept = append(kept, t)
		case constant < 0:
			constant = len(kept)
			kept = append(kept, t)
		default:
			kept[constant].x = c.binary(o, kept[constant].x, t.x, 0)
		}
	}
	return kept
}
