package expr

import "slices"

// graph is the expression of an atom as a directed acyclic graph: equal sub-expressions are one
// node, and operands precede the nodes that use them. Sums, products, min, max and, if no operand
// can be a fault, && and || are lists, whose operands can be combined in any order.
type graph struct {
	table  *table
	nodes  []gnode
	bounds []bound // by node, with nothing decided
	terms  []term
	root   int32
}

// gnode is a node of a graph. Its fields a, b and k are
//   - of an operation, the operands a and b;
//   - of a list, the operands terms[a:b], and of a sum the constant k;
//   - of a constant, its value k;
//   - of a parameter, its local variable a.
type gnode struct {
	op     op
	list   bool
	leaves uint8 // of == and !=, see [compare]
	a, b   int32
	k      word
}

// term is an operand of a list, with a coefficient if the list is a sum.
type term struct {
	x int32
	c word
}

// add returns a node equal to n, which it creates if there is none. If the bounds of the operands
// allow one value only, the node is a constant.
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

// findLimit bounds the search for an equal node, so that compiling takes linear time.
const findLimit = 64

func (g *graph) find(n *gnode) int32 {
	for i := len(g.nodes) - 1; i >= max(0, len(g.nodes)-findLimit); i-- {
		m := &g.nodes[i]
		if m.op == n.op && m.k == n.k && m.list == n.list && m.leaves == n.leaves && g.sameOperands(m, n) {
			return int32(i)
		}
	}
	return -1
}

func (g *graph) sameOperands(m, n *gnode) bool {
	if !n.list {
		return m.a == n.a && m.b == n.b
	}
	return slices.Equal(g.terms[m.a:m.b], g.terms[n.a:n.b])
}

func (g *graph) bound(n *gnode) bound {
	switch {
	case n.op == opConst:
		return g.table.boundOf(n.k)
	case n.list:
		return g.listBound(n)
	}
	return stepBound(n.op, n.leaves, n.k, &g.bounds[n.a], &g.bounds[n.b])
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

// reachable returns, by node, whether the root depends on it.
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
