package expr

import (
	"cmp"
	"slices"
	"sync"

	"github.com/paramgen/paramgen/internal/intern"
)

// The terminal states of every machine, and the first of the others.
const (
	stateReject int32 = iota
	stateAccept
	firstPending
)

// Machine is a deterministic automaton that decides the variables of an atom one after the other.
// A node is finished if all its variables are decided, otherwise it is open. The invariant is:
//
//	A pending state is the tuple of the values of the finished nodes that open nodes use.
//	Equal tuples are one state.
//
// After every decision the machine bounds the open nodes. If all remaining outcomes accept, or all
// reject, the state is terminal. A step costs a few operations for each node that depends on a
// decided variable, and one lookup in a hash table.
//
// A Machine is not safe for concurrent use. The machines of one atom are independent.
// [Machine.Release] makes the storage available to other machines: a machine for a small rule
// would otherwise spend most of its time in the allocator.
type Machine struct {
	table  *table
	nodes  []mnode
	values []word  // by node: constants, and the values of the current step
	bounds []bound // by node: in the current step; then with nothing decided; then constants
	open   []word  // by node: the outcome that the state records of a condition, or wordPending
	marks  []mark  // by node
	key    []word  // a state before it is interned
	code   []instr // storage of programs
	levels []level
	root   int32
	start  int32

	// Storage of the builder.
	at      []int32 // by local variable: its level
	index   []int32 // by node of the graph: its node in the machine
	initial []bound // by node: its bound with nothing decided
}

// mnode is a node of a machine, a constant, a parameter or a binary operation. A list of the graph
// is a chain of nodes that takes the operands in the order in which they are decided.
type mnode struct {
	op      op
	leaves  uint8
	inner   bool  // in a chain, but not its last: only the next node uses it
	a, b    int32 // operands
	k       word
	first   int32 // the first level that it depends on
	last    int32 // the last level that it depends on; -1 for a constant
	isFinal bool  // a condition whose outcome a state records if it is known early
}

// mark holds the users of a node and flags of the current computation.
type mark struct {
	uses   int32 // the number of users
	user   int32 // the last user
	needed bool  // in a step: the outcome depends on the node
	varies bool  // in a program: the bound depends on the variable of the level
	lifted bool  // in a program: the finished value has a bound
	live   bool  // in a program: an open node uses the finished node
}

// Machine compiles the atom for an order of its variables, a permutation of [Atom.Vars].
func (a *Atom) Machine(order []int) *Machine {
	m := machines.Get().(*Machine)
	m.table = &table{base: a.table}
	m.levels = resize(m.levels, len(order))
	b := builder{Machine: m, atom: a}
	b.at = resize(b.at, len(order))
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

// builder turns a graph into the nodes of a machine.
type builder struct {
	*Machine
	atom *Atom
}

func (b *builder) build() {
	g := &b.atom.graph
	reached := g.reachable()
	b.index = resize(b.index, len(g.nodes))
	b.nodes, b.initial = b.nodes[:0], b.initial[:0]
	for i := range g.nodes {
		if reached[i] {
			b.index[i] = b.node(&g.nodes[i], int32(i))
		}
	}
	b.root = b.index[g.root]
	b.nodes[b.root].isFinal = false
	n := len(b.nodes)
	b.values, b.open, b.marks = resize(b.values, n), resize(b.open, n), resize(b.marks, n)
	b.bounds = resize(b.bounds, 2*n)
	copy(b.bounds[n:], b.initial)
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
	return b.step(mnode{op: n.op, leaves: n.leaves, a: b.index[n.a], b: b.index[n.b], isFinal: n.op.isBool()})
}

func (b *builder) push(n mnode, bound bound) int32 {
	b.nodes = append(b.nodes, n)
	b.initial = append(b.initial, bound)
	return int32(len(b.nodes) - 1)
}

// step adds an operation on existing nodes.
func (b *builder) step(n mnode) int32 {
	x, y := &b.nodes[n.a], &b.nodes[n.b]
	n.first, n.last = min(x.first, y.first), max(x.last, y.last)
	return b.push(n, stepBound(n.op, n.leaves, n.k, &b.initial[n.a], &b.initial[n.b]))
}

// list adds a chain for a list. Operands that are decided early come first.
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

// machines holds released machines.
var machines = sync.Pool{New: func() any { return new(Machine) }}

// largest is the size of the states of a level, in words, that a released machine keeps.
const largest = 1 << 11

// Release makes the storage of m available to other machines. The caller must not use m any more.
func (m *Machine) Release() {
	m.table = nil
	for l := range m.levels {
		p := &m.levels[l]
		p.domain, p.allowed = nil, nil
		if p.states.Words()+p.states.Len() > largest {
			p.states = intern.Table[word]{}
		}
	}
	machines.Put(m)
}

// resize returns s with n elements of unspecified values.
func resize[T any](s []T, n int) []T {
	if n <= cap(s) {
		return s[:n]
	}
	grown := make([]T, n)
	copy(grown, s[:cap(s)])
	return grown
}
