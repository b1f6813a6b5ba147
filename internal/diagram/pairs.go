package diagram

import (
	"math/big"
	"slices"
)

// Pairs counts the assignments that have two values at once. For each value x of each variable v
// that occurs, it calls visit with variables w of the same tree; it visits each pair of variables
// from one side only. counts[y] is the number of assignments with v = x and w = y. The slice and
// its numbers are reused by the next call. Variables of different trees are independent: the
// count of a pair of their values is the product of the two values' counts over the total.
//
// Cost: at most one pass over the edges of a tree for each value of its variables.
func (s *Space) Pairs(visit func(v, x, w int, counts []*big.Int)) {
	for _, t := range s.trees() {
		switch {
		case len(t.vars) == 1:
		case t.wide():
			newFlow[large](t).pairs(visit)
		default:
			newFlow[small](t).pairs(visit)
		}
	}
}

// A conditional counts the assignments that have value x of variable v, for the values of the
// variables below v and of those in later sibling subtrees along the path from the root to v.
// So each pair of variables is counted once.
type conditional[N number[N]] struct {
	*flow[N]
	weight [][]N        // like down, for assignments with v = x; zero if not reached
	upward [][]N        // of v and its ancestors: a node's assignments with v = x
	reach  []bool       // by variable: weight is set
	counts [][]*big.Int // scratch, by variable
}

// pairs counts the pairs of values of one tree.
func (f *flow[N]) pairs(visit func(v, x, w int, counts []*big.Int)) {
	g := &conditional[N]{
		flow:   f,
		weight: f.weights(),
		upward: f.weights(),
		reach:  make([]bool, len(f.levels)),
		counts: make([][]*big.Int, len(f.levels)),
	}
	for _, v := range f.vars {
		g.counts[v] = make([]*big.Int, f.levels[v].size)
		for x := range g.counts[v] {
			g.counts[v][x] = new(big.Int)
		}
	}
	for at, v := range f.vars {
		for x := range f.levels[v].size {
			if g.fix(v, x) {
				g.emit(at, x, visit)
			}
		}
	}
}

// fix sets v = x and weighs the first nodes of every subtree to count. It returns false if x does
// not occur.
func (g *conditional[N]) fix(v, x int32) bool {
	l, occurs := &g.levels[v], false
	for n, w := range g.down[v] {
		var none N
		g.upward[v][n] = none
		if e := l.edge(int32(n), x); e != nil {
			occurs = true
			g.upward[v][n] = g.beside(l, e, none.one(), -1, -1)
			g.spread(l, e, w, g.weight)
		}
	}
	if !occurs {
		return false
	}
	g.mark(l.kids)
	for kid, up := v, l.parent; up >= 0; kid, up = up, g.levels[up].parent {
		g.climb(up, kid)
	}
	return true
}

// edge returns the edge of node n that covers value x, or nil.
func (l *level) edge(n, x int32) []int32 {
	for e := range l.edges(n) {
		if x < e[1] {
			if e[0] > x {
				return nil
			}
			return e
		}
	}
	return nil
}

// mark records that weight is set for vars.
func (g *conditional[N]) mark(vars []int32) {
	for _, v := range vars {
		g.reach[v] = true
	}
}

// climb computes upward for kid's parent, and weighs the parent's children after kid.
func (g *conditional[N]) climb(up, kid int32) {
	l := &g.levels[up]
	i := slices.Index(l.kids, kid)
	for n, w := range g.down[up] {
		var sum N
		for e := range l.edges(int32(n)) {
			below := g.upward[kid][e[2+i]].timesInt(e[1] - e[0])
			if below.isZero() {
				continue
			}
			sum = sum.plus(g.beside(l, e, below, i, i))
			for j := i + 1; j < len(l.kids); j++ {
				at := &g.weight[l.kids[j]][e[2+j]]
				*at = (*at).plus(g.beside(l, e, w.times(below), i, j))
			}
		}
		g.upward[up][n] = sum
	}
	g.mark(l.kids[i+1:])
}

// emit passes the weights down from the nodes that fix weighed, calls visit for every variable
// reached, and clears the weights.
func (g *conditional[N]) emit(at int, x int32, visit func(v, x, w int, counts []*big.Int)) {
	for _, w := range g.vars {
		if !g.reach[w] {
			continue
		}
		g.descend(w, g.weight)
		g.mark(g.levels[w].kids)
		g.count(w, g.weight[w], g.counts[w])
		visit(int(g.vars[at]), int(x), int(w), g.counts[w])
		clear(g.weight[w])
		g.reach[w] = false
	}
}
