package diagram

import (
	"math/big"
	"slices"
)

// Pairs counts the assignments that have two values at once. For every variable v and each of its values x that occurs it
// calls visit with every variable w of the same tree, but with any two variables from one side only; counts[y] is then the number
// of assignments with v = x and w = y. The slice and the numbers are scratch. Variables of different trees are independent: their
// pairs have the product of the two values' counts over the total.
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

// A given counts what stands beside one value x of one variable v: in the variables below v, and in the subtrees that hang beside
// the path to v, as later children of a variable on it. So any two variables meet once.
type given[N number[N]] struct {
	*flow[N]
	weight [][]N        // as down, among the assignments with v = x; zero where not reached
	upward [][]N        // of v and those above it: a node's assignments with v = x
	reach  []bool       // variables that weight is of
	counts [][]*big.Int // scratch, by variable
}

func (f *flow[N]) pairs(visit func(v, x, w int, counts []*big.Int)) {
	g := &given[N]{flow: f, weight: f.weights(), upward: f.weights(), reach: make([]bool, len(f.levels)), counts: make([][]*big.Int, len(f.levels))}
	for _, v := range f.vars {
		g.counts[v] = make([]*big.Int, f.levels[v].size)
		for x := range g.counts[v] {
			g.counts[v][x] = new(big.Int)
		}
	}
	for at, v := range f.vars {
		for x := range f.levels[v].size {
			if g.fix(v, x) {
				g.tell(at, x, visit)
			}
		}
	}
}

// fix decides v = x and weighs the first nodes of every subtree that meets v here. It returns false where x does not occur.
func (g *given[N]) fix(v, x int32) bool {
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

// edge returns the edge of node n that holds value x, or nil.
func (l *level) edge(n, x int32) []int32 {
	for words := l.nodes.tuple(n); len(words) > 0 && words[0] <= x; words = words[l.stride():] {
		if x < words[1] {
			return words[:l.stride()]
		}
	}
	return nil
}

func (g *given[N]) mark(vars []int32) {
	for _, v := range vars {
		g.reach[v] = true
	}
}

// climb takes upward from kid to its parent, and weighs the children of that behind kid.
func (g *given[N]) climb(up, kid int32) {
	l := &g.levels[up]
	i := slices.Index(l.kids, kid)
	for n, w := range g.down[up] {
		var sum N
		for words := l.nodes.tuple(int32(n)); len(words) > 0; words = words[l.stride():] {
			below := g.upward[kid][words[2+i]].timesInt(words[1] - words[0])
			if below.isZero() {
				continue
			}
			sum = sum.plus(g.beside(l, words, below, i, i))
			for j := i + 1; j < len(l.kids); j++ {
				at := &g.weight[l.kids[j]][words[2+j]]
				*at = (*at).plus(g.beside(l, words, w.times(below), i, j))
			}
		}
		g.upward[up][n] = sum
	}
	g.mark(l.kids[i+1:])
}

// tell hands the weights down from where fix put them, reports every variable that they reach, and takes them back.
func (g *given[N]) tell(at int, x int32, visit func(v, x, w int, counts []*big.Int)) {
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
