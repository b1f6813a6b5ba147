package diagram

import "math/big"

// Values returns the number of valid assignments that have each value, by variable and value.
//
// The counts of a node's assignments are known from below. A flow counts from above the ways to
// reach each node, times the assignments of independent subtrees. An assignment with value x
// passes exactly one edge over x. This is the derivative of a decomposable circuit (Darwiche
// 2003). Cost: one pass over the edges.
func (s *Space) Values() [][]*big.Int {
	values := make([][]*big.Int, len(s.levels))
	for v := range s.levels {
		values[v] = make([]*big.Int, s.levels[v].size)
		for x := range values[v] {
			values[v][x] = new(big.Int)
		}
	}
	for _, t := range s.trees() {
		if t.wide() {
			newFlow[large](t).values(values)
		} else {
			newFlow[small](t).values(values)
		}
	}
	return values
}

// A tree is one tree of the forest.
type tree struct {
	levels []level
	vars   []int32  // parents first
	others *big.Int // assignments of all other trees together
}

// trees returns the trees of a space, or nil if the space is empty.
func (s *Space) trees() []*tree {
	if s.count.Sign() == 0 {
		return nil
	}
	at := make([]*tree, len(s.levels))
	var all []*tree
	for _, q := range s.parts {
		for _, v := range q.order {
			if l := &s.levels[v]; l.parent >= 0 {
				at[v] = at[l.parent]
			} else {
				at[v] = &tree{levels: s.levels, others: new(big.Int).Quo(s.count, l.rootCount())}
				all = append(all, at[v])
			}
			at[v].vars = append(at[v].vars, v)
		}
	}
	return all
}

// wide reports whether the tree's counts need more than 64 bits. The root has the largest count.
func (t *tree) wide() bool { return t.levels[t.vars[0]].wide }

// A flow counts the ways to reach the nodes of a tree.
//
// Invariant of down: down[v][n] times the assignments of node n of variable v is the number of
// assignments of the tree that pass the node.
type flow[N number[N]] struct {
	*tree
	down  [][]N // by variable and node
	steps []N   // scratch, by value: its count minus that of the value before
}

func newFlow[N number[N]](t *tree) *flow[N] {
	f := &flow[N]{tree: t}
	f.down = f.weights()
	root := t.vars[0]
	var one N
	f.down[root][t.levels[root].root] = one.one()
	for _, v := range t.vars {
		f.descend(v, f.down)
	}
	return f
}

// weights returns a zero for each node of the tree.
func (f *flow[N]) weights() [][]N {
	w := make([][]N, len(f.levels))
	for _, v := range f.vars {
		w[v] = make([]N, f.levels[v].nodes.Len())
	}
	return w
}

// descend passes the weights of v's nodes down to its children.
func (f *flow[N]) descend(v int32, weight [][]N) {
	l := &f.levels[v]
	if len(l.kids) == 0 {
		return
	}
	for n, w := range weight[v] {
		if w.isZero() {
			continue
		}
		for e := range l.edges(int32(n)) {
			f.spread(l, e, w.timesInt(e[1]-e[0]), weight)
		}
	}
}

// spread passes weight w down an edge: to each child, times the assignments of the other
// children.
func (f *flow[N]) spread(l *level, e []int32, w N, weight [][]N) {
	for i, kid := range l.kids {
		at := &weight[kid][e[2+i]]
		*at = (*at).plus(f.beside(l, e, w, i, i))
	}
}

// beside returns w times the assignments of an edge's children other than i and j.
func (f *flow[N]) beside(l *level, e []int32, w N, i, j int) N {
	for k, kid := range l.kids {
		if k != i && k != j {
			w = w.times(w.ofNode(&f.levels[kid], e[2+k]))
		}
	}
	return w
}

// values adds the counts of all values of the tree's variables.
func (f *flow[N]) values(values [][]*big.Int) {
	for _, v := range f.vars {
		f.count(v, f.down[v], values[v])
	}
}

// count sets counts[x] to the number of assignments with value x of v that pass the weighted
// nodes.
func (f *flow[N]) count(v int32, weight []N, counts []*big.Int) {
	l := &f.levels[v]
	f.steps = append(f.steps[:0], make([]N, l.size+1)...)
	for n, w := range weight {
		if w.isZero() {
			continue
		}
		for e := range l.edges(int32(n)) {
			below := f.beside(l, e, w, -1, -1)
			f.steps[e[0]] = f.steps[e[0]].plus(below)
			f.steps[e[1]] = f.steps[e[1]].minus(below)
		}
	}
	var sum N
	for x := range counts {
		sum = sum.plus(f.steps[x])
		counts[x].Mul(sum.big(counts[x]), f.others)
	}
}
