package diagram

import (
	"slices"

	"github.com/paramgen/paramgen/internal/intern"
)

// A residual is what remains of a rule once some of its variables are decided. It is a node of
// one shared, reduced, ordered multi-valued decision diagram (Srinivasan, Kam, Malik and Brayton
// 1990). Nodes are hash-consed: rules that have become equivalent have the same number.
//
// Invariant: positions grow along every path, no node has all its children equal, and no two
// nodes are equal.
type residual = int32

const (
	never  residual = 0 // rejects everything
	always residual = 1 // accepts everything
)

// A residuals stores residuals. The children of a node are intervals: consecutive values with the
// same child share an entry.
type residuals struct {
	position []int32 // by variable, in the order of this store
	top      []int32 // by residual: the variable that it decides next
	unary    []bool  // by residual: no other variable remains
	nodes    intern.Table[int32]
	ands     map[[2]residual]residual
	scratch  []int32
	seen     []int32 // by residual: the last visit
	visits   int32
	spent    *budget
}

func newResiduals(position []int32, spent *budget) *residuals {
	r := &residuals{position: position, spent: spent, top: []int32{-1, -1}, unary: []bool{false, false}}
	r.nodes.Intern([]int32{-1, 0})
	r.nodes.Intern([]int32{-1, 1})
	return r
}

// children returns (end, child) pairs: values below the first end have the first child, and so
// on.
func (r *residuals) children(f residual) []int32 { return r.nodes.Tuple(f)[1:] }

// make returns the residual that decides variable v by the given (end, child) pairs.
func (r *residuals) make(v int32, pairs []int32) residual {
	if len(pairs) == 2 {
		return pairs[1]
	}
	r.scratch = append(append(r.scratch[:0], v), pairs...)
	f, fresh := r.nodes.Intern(r.scratch)
	if fresh {
		leaf := true
		for i := 1; i < len(pairs); i += 2 {
			leaf = leaf && pairs[i] <= always
		}
		r.top = append(r.top, v)
		r.unary = append(r.unary, leaf)
		r.spent.addNode(v, len(pairs))
	}
	return f
}

// appendInterval adds the values up to end with child f. It widens the last pair if the child is
// the same.
func appendInterval(pairs []int32, end int32, f residual) []int32 {
	if n := len(pairs); n > 0 && pairs[n-1] == f {
		pairs[n-2] = end
		return pairs
	}
	return append(pairs, end, f)
}

// and returns the conjunction of f and g by Bryant's apply (1986).
// Cost: at most the product of their sizes.
func (r *residuals) and(f, g residual) residual {
	switch {
	case f == g || g == always:
		return f
	case f == always:
		return g
	case f == never || g == never || r.spent.over:
		return never
	case r.position[r.top[f]] > r.position[r.top[g]] || (r.top[f] == r.top[g] && f > g):
		f, g = g, f
	}
	if h, ok := r.ands[[2]residual{f, g}]; ok {
		return h
	}
	h := r.apply(f, g)
	if r.ands == nil {
		r.ands = make(map[[2]residual]residual)
	}
	r.ands[[2]residual{f, g}] = h
	return h
}

func (r *residuals) apply(f, g residual) residual {
	v, pairs := r.top[f], []int32(nil)
	if r.top[g] != v {
		for i := 0; i < len(r.children(f)); i += 2 {
			c := r.children(f) // read again, because the recursion may move the store
			pairs = appendInterval(pairs, c[i], r.and(c[i+1], g))
		}
		return r.make(v, pairs)
	}
	for i, j := 0, 0; i < len(r.children(f)); {
		cf, cg := r.children(f), r.children(g)
		endF, endG := cf[i], cg[j]
		pairs = appendInterval(pairs, min(endF, endG), r.and(cf[i+1], cg[j+1]))
		if endF <= endG {
			i += 2
		}
		if endG <= endF {
			j += 2
		}
	}
	return r.make(v, pairs)
}

// support returns the variables on which f depends, ascending.
func (r *residuals) support(f residual) []int {
	if f <= always {
		return nil
	}
	for len(r.seen) < len(r.top) {
		r.seen = append(r.seen, 0)
	}
	r.visits++
	vars := r.visit(f, nil)
	slices.Sort(vars)
	return slices.Compact(vars)
}

// visit appends the variables of f and of the residuals below it that this visit has not seen.
func (r *residuals) visit(f residual, vars []int) []int {
	r.seen[f] = r.visits
	vars = append(vars, int(r.top[f]))
	for i, c := 1, r.children(f); i < len(c); i += 2 {
		if c[i] > always && r.seen[c[i]] != r.visits {
			vars = r.visit(c[i], vars)
		}
	}
	return vars
}

// conjoin joins the residuals that have the same support into one. The result is no wider than
// the widest of them can be, and states that hold one residual instead of hundreds are found
// faster.
func (r *residuals) conjoin(fs []residual, supports [][]int) []residual {
	byScope := make([]int, len(fs))
	for i := range byScope {
		byScope[i] = i
	}
	slices.SortStableFunc(byScope, func(a, b int) int { return slices.Compare(supports[a], supports[b]) })
	var all, group []residual
	for i, k := range byScope {
		group = append(group, fs[k])
		if i+1 == len(byScope) || !slices.Equal(supports[k], supports[byScope[i+1]]) {
			all = append(all, r.balanced(group))
			group = group[:0]
		}
	}
	return all
}

// balanced conjoins by halves, so that large residuals meet late and rarely.
func (r *residuals) balanced(fs []residual) residual {
	if len(fs) == 1 {
		return fs[0]
	}
	return r.and(r.balanced(fs[:len(fs)/2]), r.balanced(fs[len(fs)/2:]))
}

// clone returns an independent copy of the store.
func (r *residuals) clone() *residuals {
	return &residuals{
		position: r.position,
		top:      slices.Clone(r.top),
		unary:    slices.Clone(r.unary),
		nodes:    r.nodes.Clone(),
		spent:    &budget{limit: r.spent.limit},
	}
}
