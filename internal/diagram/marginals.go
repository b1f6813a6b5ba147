package diagram

import "math/big"

// Values returns, for every variable and value, the number of assignments that satisfy every rule and have that value.
//
// A node's assignments are counted from below (tally); the ways to reach it, times all that is decided beside it, are counted
// here from above, and an assignment with value x passes exactly one edge over x. It is the derivative of a decomposable
// circuit (Darwiche 2003). Cost: one pass over the edges.
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

// A grove is one tree of the forest and what stands beside it.
type grove struct {
	levels []level
	vars   []int32  // parents first
	others *big.Int // assignments of all other trees together
}

// trees returns the trees of a space, none of one that is empty.
func (s *Space) trees() []*grove {
	if s.count.Sign() == 0 {
		return nil
	}
	at := make([]*grove, len(s.levels))
	var all []*grove
	for _, q := range s.parts {
		for _, v := range q.order {
			if l := &s.levels[v]; l.parent >= 0 {
				at[v] = at[l.parent]
			} else {
				at[v] = &grove{levels: s.levels, others: new(big.Int).Quo(s.count, l.rootCount())}
				all = append(all, at[v])
			}
			at[v].vars = append(at[v].vars, v)
		}
	}
	return all
}

// wide tells whether counts of the tree need more than 64 bits: then the root's does.
func (t *grove) wide() bool { return t.levels[t.vars[0]].wide }

// A flow counts, for the nodes of a tree, the ways to come to them.
//
// Invariant of down: the assignments of the tree that pass node n of variable v are down[v][n] times the node's own.
type flow[N number[N]] struct {
	*grove
	down  [][]N // by variable and node
	steps []N   // scratch: by value, how much its count is above that of the value before
}

func newFlow[N number[N]](t *grove) *flow[N] {
	f := &flow[N]{grove: t}
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
		w[v] = make([]N, f.levels[v].nodes.len())
	}
	return w
}

// descend hands the weights of the nodes of v down to its children.
func (f *flow[N]) descend(v int32, weight [][]N) {
	l := &f.levels[v]
	if len(l.kids) == 0 {
		return
	}
	for n, w := range weight[v] {
		if w.isZero() {
			continue
		}
		for words := l.nodes.tuple(int32(n)); len(words) > 0; words = words[l.stride():] {
			f.spread(l, words[:l.stride()], w.timesInt(words[1]-words[0]), weight)
		}
	}
}

// spread hands weight w down along an edge: to each child, times the assignments of the other children.
func (f *flow[N]) spread(l *level, e []int32, w N, weight [][]N) {
	for i, kid := range l.kids {
		at := &weight[kid][e[2+i]]
		*at = (*at).plus(f.beside(l, e, w, i, i))
	}
}

// beside returns w times the assignments of the children of an edge, without children i and j.
func (f *flow[N]) beside(l *level, e []int32, w N, i, j int) N {
	for k, kid := range l.kids {
		if k != i && k != j {
			w = w.times(w.ofNode(&f.levels[kid], e[2+k]))
		}
	}
	return w
}

// values adds up the counts of all values of the tree's variables.
func (f *flow[N]) values(values [][]*big.Int) {
	for _, v := range f.vars {
		f.count(v, f.down[v], values[v])
	}
}

// count sets counts[x] to the number of assignments with value x of v that pass the weighted nodes.
func (f *flow[N]) count(v int32, weight []N, counts []*big.Int) {
	l := &f.levels[v]
	f.steps = append(f.steps[:0], make([]N, l.size+1)...)
	for n, w := range weight {
		if w.isZero() {
			continue
		}
		for words := l.nodes.tuple(int32(n)); len(words) > 0; words = words[l.stride():] {
			below := f.beside(l, words, w, -1, -1)
			f.steps[words[0]] = f.steps[words[0]].plus(below)
			f.steps[words[1]] = f.steps[words[1]].minus(below)
		}
	}
	var sum N
	for x := range counts {
		sum = sum.plus(f.steps[x])
		counts[x].Mul(sum.big(counts[x]), f.others)
	}
}
