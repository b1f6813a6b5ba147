package expr

import (
	"cmp"
	"slices"
)

// compiler builds the graph of one atom.
type compiler struct {
	*binder
	graph
	leaves   []int32 // the parameters that have a node
	pos, end int32   // of the atom's text
}

func newCompiler(b *binder, pos, end int32) *compiler {
	c := &compiler{binder: b, pos: pos, end: end}
	c.graph.table = b.table
	c.graph.nodes = make([]gnode, 0, 8)
	c.graph.bounds = make([]bound, 0, 8)
	return c
}

// finish makes an atom of the condition x, if that can reject.
func (c *compiler) finish(x int32) {
	c.root = x
	may := c.bounds[x].may
	for _, p := range c.leaves {
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

// locals numbers the variables that the root reaches, ascending.
func (c *compiler) locals(a *Atom) {
	reached := a.reachable()
	used := c.leaves[:0]
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

// reachable marks the nodes that the root depends on.
func (g *graph) reachable() []bool {
	reached := make([]bool, len(g.nodes))
	reached[g.root] = true
	for i := len(g.nodes) - 1; i >= 0; i-- {
		n := &g.nodes[i]
		switch {
		case !reached[i] || n.op == opConst || n.op == opParam:
		case n.list:
			for _, t := range g.terms[n.a:n.b] {
				reached[t.x] = true
			}
		default:
			reached[n.a], reached[n.b] = true, true
		}
	}
	return reached
}

func (c *compiler) constant(w word) int32 { return c.add(gnode{op: opConst, k: w}) }

// binary adds an operation on a and b; one on a alone has a for b, too.
func (c *compiler) binary(o op, a, b int32, loose uint8) int32 {
	if x, y := &c.graph.nodes[a], &c.graph.nodes[b]; x.op == opConst && y.op == opConst {
		return c.constant(c.graph.table.step(o, loose, 0, x.k, y.k))
	}
	return c.add(gnode{op: o, a: a, b: b, loose: loose})
}

// leafNode returns the node of a parameter.
func (c *compiler) leafNode(p int32) int32 {
	prm := &c.params[p]
	switch {
	case prm.only:
		return c.constant(prm.words[0])
	case prm.leaf == 0:
		c.graph.nodes = append(c.graph.nodes, gnode{op: opParam, a: p})
		c.graph.bounds = append(c.graph.bounds, prm.bound)
		c.leaves = append(c.leaves, p)
		prm.leaf = int32(len(c.graph.nodes))
	}
	return prm.leaf - 1
}

// integer reports whether a sub-expression is a number, but never a float, so
// that its arithmetic commutes.
func (c *compiler) integer(i int32) bool {
	return c.of[i]&(tNumber|tFloat) == tNumber
}

// value compiles a sub-expression for its value.
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
	case opInt:
		x := c.cond(n.a, false)
		return c.binary(opInt, x, x, 0)
	}
	return c.cond(i, false)
}

// numeric compiles + - *: of integers as a list, else in the order written.
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

// sum is a sum under construction.
type sum struct {
	k     word
	terms []term
}

// gather adds f times the sub-expression i to s.
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

// plus adds f times the node x to s. Adding what is no number, such as an
// unset constant, goes into the constant, too, which is then no number.
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

// distributes reports whether f times the sum n has coefficients in range.
func (c *compiler) distributes(n *gnode, f word) bool {
	for _, t := range c.terms[n.a:n.b] {
		if p, ok := mulInt(f, t.c); !ok || p <= -limit || limit <= p {
			return false
		}
	}
	return true
}

// sum adds the node of s.
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

// merge sorts the terms and adds up the coefficients of equal ones. A term
// that cancels still counts where it may be unset or at fault.
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

// numbersOnly reports whether x is never of a wrong type, so that x+0 is x.
func (c *compiler) numbersOnly(x int32) bool {
	return c.graph.bounds[x].may&(mayOther|mayFalse|mayTrue) == 0
}

// product compiles x*y*…; a constant factor makes it a sum of one term.
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

// list adds a commutative node.
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

// foldConstants combines the constants among a list's operands.
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

// cond compiles a sub-expression, or its negation, for its truth.
func (c *compiler) cond(i int32, negated bool) int32 {
	n := &c.binder.nodes[i]
	switch {
	case n.op == opNot:
		return c.cond(n.a, !negated)
	case n.op == opAnd || n.op == opOr:
		return c.junction(n, negated)
	case n.op.isComparison() && negated && c.negatable(n):
		return c.comparison(negations[n.op], n.a, n.b)
	}
	x := c.condition(i, n)
	if negated {
		x = c.binary(opNot, x, x, 0)
	}
	return x
}

// negatable: among numbers that may be NaN, !(a < b) is not a >= b.
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
	case n.op == opIf:
		return c.binary(opIf, c.cond(n.a, false), c.cond(n.b, false), 0)
	}
	x := c.value(i)
	if c.graph.bounds[x].may&^mayCond == 0 {
		return x
	}
	return c.binary(opCond, x, x, 0)
}

func (c *compiler) junction(n *node, negated bool) int32 {
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

// join combines conditions with && or ||: as a list if none can fault, else
// pairwise from the left. What stands behind a decisive constant is dead.
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

// flatten replaces terms that are lists of o themselves by their terms.
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

// compare compiles x o y, given their nodes a and b. Where a sum is compared
// with what is no constant, the difference is compared with one, so that one
// number is all there is to remember.
func (c *compiler) compare(o op, x, y, a, b int32) int32 {
	loose := uint8(0)
	if o == opEq || o == opNe {
		loose = c.loose(x, y)
	}
	if c.integer(x) && c.integer(y) && c.differs(a, b) && c.subtractable(a, loose&1) && c.subtractable(b, loose&2) {
		s := sum{}
		c.plus(&s, a, 1)
		c.plus(&s, b, -1)
		if k := s.k; isInt(k) {
			s.k = 0
			return c.binary(o, c.sum(&s), c.constant(-k), 0)
		}
	}
	if n := &c.graph.nodes[b]; n.op == opConst && isInt(n.k) && loose&1 == 0 {
		a, b = c.divide(o, a, b, n.k)
	}
	return c.binary(o, a, b, loose)
}

// divide turns f*x + k o c into x o (c-k)/f, rounded so that it stays the same,
// which is where products show themselves.
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

// differs reports whether one of a and b is a sum and the other no constant.
func (c *compiler) differs(a, b int32) bool {
	m, n := &c.graph.nodes[a], &c.graph.nodes[b]
	return m.op != opConst && n.op != opConst && (m.op == opAdd || n.op == opAdd)
}

// subtractable reports whether x may move to the other side: not if being
// unset counts as a value, or if it may be of another type.
func (c *compiler) subtractable(x int32, loose uint8) bool {
	may := c.graph.bounds[x].may
	return c.numbersOnly(x) && (loose == 0 || may&mayNil == 0)
}
