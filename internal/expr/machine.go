package expr

import (
	"cmp"
	"slices"
)

// States that every machine has.
const (
	stateReject int32 = iota
	stateAccept
	firstPending
)

// Machine decides an atom's variables one after the other. A pending state of
// a level is what the atom remembers of the levels before: the values of its
// finished sub-expressions that the open ones use. Equal memories are one
// state, so
//
//	state ⟺ the values of the live finished sub-expressions,
//
// and after every decision the open ones are bounded: where all outcomes left
// accept, or all reject, the state is terminal. A step costs a few operations
// for each node that the level touches and one look into a hash table.
//
// A Machine is not safe for concurrent use; those of one atom are independent.
// [Machine.Release] gives its storage to the next one: most rules are small,
// and most of the time of a small one would go to the allocator.
type Machine struct {
	table  *table
	nodes  []mnode
	values []word  // by node: constants stand, the rest is of the current step
	bounds []bound // by node: of the current step; then, with nothing decided; then constants of programs
	open   []word  // by node: the outcome that a condition already has, or wordPending
	marks  []mark  // by node
	key    []word  // a state before it is interned
	code   []instr // where programs stand
	levels []level
	root   int32
	start  int32

	// Of the builder, which comes back with the machine.
	at    []int32 // by local variable: its level
	index []int32 // by node of the graph: its node here
	stat  []bound // by node here: its bound with nothing decided
}

// mnode is a binary operation of a machine. A list of the graph is a chain of
// them that takes its operands in the order in which they are decided.
type mnode struct {
	op      op
	loose   uint8
	inner   bool  // of a chain, but not its last: only the next node uses it
	a, b    int32 // operands
	k       word
	first   int32 // the first level that it depends on
	last    int32 // the level at which it is finished; -1 for a constant
	isFinal bool  // a condition whose outcome a state may record ahead
}

// mark is what is noted of a node: who uses it, and scratch.
type mark struct {
	uses   int32 // how many do
	user   int32 // the last that does
	needed bool  // of one step
	varies bool  // of one program: the bound depends on the level's variable
	lifted bool  // of one program: the finished value has a bound
	live   bool  // of one program
}

// Machine compiles the atom for an order in which its variables are decided:
// a permutation of [Atom.Vars].
func (a *Atom) Machine(order []int) *Machine {
	m := machines.Get().(*Machine)
	m.table = &table{base: a.table}
	m.levels = room(m.levels, len(order))
	b := builder{Machine: m, atom: a}
	b.at = room(b.at, len(order))
	for l, v := range order {
		i, _ := slices.BinarySearch(a.vars, v)
		b.at[i] = int32(l)
		m.levels[l].reset(a.domains[i])
	}
	b.build()
	m.start = firstPending
	if w, ok := m.bounds[int(m.root)+len(m.nodes)].single(); ok {
		m.start = verdict(w)
	}
	return m
}

func verdict(w word) int32 {
	if w == wordFalse || w == wordFault {
		return stateReject
	}
	return stateAccept
}

// Start returns the state before the first decision.
func (m *Machine) Start() int32 { return m.start }

// builder turns a graph into a machine's nodes.
type builder struct {
	*Machine
	atom *Atom
}

func (b *builder) build() {
	g := &b.atom.graph
	reached := g.reachable()
	b.index = room(b.index, len(g.nodes))
	b.nodes, b.stat = b.nodes[:0], b.stat[:0]
	for i := range g.nodes {
		if reached[i] {
			b.index[i] = b.node(&g.nodes[i], int32(i))
		}
	}
	b.root = b.index[g.root]
	b.nodes[b.root].isFinal = false
	n := len(b.nodes)
	b.values, b.open, b.marks = room(b.values, n), room(b.open, n), room(b.marks, n)
	b.bounds = room(b.bounds, 2*n)
	copy(b.bounds[n:], b.stat)
	clear(b.bounds[:n])
	clear(b.marks)
	b.code = b.code[:0]
	for i := range b.nodes {
		b.open[i] = wordPending
		b.use(&b.nodes[i], int32(i))
	}
	for i := range b.nodes {
		if b.nodes[i].op == opConst {
			b.values[i] = b.nodes[i].k
		}
	}
}

func (b *builder) use(n *mnode, user int32) {
	if n.op == opConst || n.op == opParam {
		return
	}
	for _, x := range [...]int32{n.a, n.b} {
		b.marks[x].uses++
		b.marks[x].user = user
	}
}

func (b *builder) node(n *gnode, i int32) int32 {
	switch {
	case n.op == opConst:
		return b.push(mnode{op: opConst, k: n.k, first: int32(len(b.levels)), last: -1}, b.atom.bounds[i])
	case n.op == opParam:
		l := b.at[n.a]
		b.levels[l].leaf = int32(len(b.nodes))
		return b.push(mnode{op: opParam, first: l, last: l}, b.atom.bounds[i])
	case n.list:
		return b.list(n)
	}
	return b.step(mnode{op: n.op, loose: n.loose, a: b.index[n.a], b: b.index[n.b], isFinal: n.op.isBool()})
}

func (b *builder) push(n mnode, bound bound) int32 {
	b.nodes = append(b.nodes, n)
	b.stat = append(b.stat, bound)
	return int32(len(b.nodes) - 1)
}

// step adds an operation on nodes that are there.
func (b *builder) step(n mnode) int32 {
	x, y := &b.nodes[n.a], &b.nodes[n.b]
	n.first, n.last = min(x.first, y.first), max(x.last, y.last)
	return b.push(n, stepBound(n.op, n.loose, n.k, &b.stat[n.a], &b.stat[n.b]))
}

// list adds the chain of a list's operands, the first decided first.
func (b *builder) list(n *gnode) int32 {
	terms := make([]term, 0, 8)
	for _, t := range b.atom.terms[n.a:n.b] {
		terms = append(terms, term{b.index[t.x], t.c})
	}
	slices.SortStableFunc(terms, func(t, u term) int { return cmp.Compare(b.nodes[t.x].last, b.nodes[u.x].last) })
	o, acc := n.op, terms[0].x
	if o == opAdd {
		o = opAddMul
		acc = b.push(mnode{op: opConst, k: n.k, first: int32(len(b.levels)), last: -1}, b.table.boundOf(n.k))
	} else {
		terms = terms[1:]
	}
	for i, t := range terms {
		last := i == len(terms)-1
		acc = b.step(mnode{op: o, k: t.c, a: acc, b: t.x, inner: !last, isFinal: last && o.isBool()})
	}
	return acc
}
