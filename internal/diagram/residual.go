package diagram

import "slices"

// A residual is what is left of a rule once some of its variables are decided: a node of one shared, reduced,
// ordered multi-valued decision diagram (Srinivasan, Kam, Malik, Brayton 1990). Nodes are hash-consed, so two rules
// that have come to mean the same are the same number.
//
// Invariant: along every path positions grow, no node has all its children equal, no two nodes are equal.
type residual = int32

const (
	never  residual = 0 // rejects whatever follows
	always residual = 1 // accepts whatever follows
)

// residuals stores them. The children of a node are runs: consecutive values with the same child are one entry.
type residuals struct {
	position []int32 // of a variable, in the order of this store
	top      []int32 // variable that a residual decides next
	unary    []bool  // nothing but that variable is left
	runs     table[int32]
	ands     map[[2]residual]residual
	scratch  []int32
	seen     []int32 // by residual: the last visit
	visits   int32
	spent    *meter
}

func newResiduals(position []int32, spent *meter) *residuals {
	r := &residuals{position: position, spent: spent, top: []int32{-1, -1}, unary: []bool{false, false}}
	r.runs.intern([]int32{-1, 0})
	r.runs.intern([]int32{-1, 1})
	return r
}

// children returns (end, child) pairs: values below the first end have the first child, and so on.
func (r *residuals) children(f residual) []int32 { return r.runs.tuple(f)[1:] }

// make returns the residual that decides variable v by the given (end, child) pairs.
func (r *residuals) make(v int32, pairs []int32) residual {
	if len(pairs) == 2 {
		return pairs[1]
	}
	r.scratch = append(append(r.scratch[:0], v), pairs...)
	f, fresh := r.runs.intern(r.scratch)
	if fresh {
		leaf := true
		for i := 1; i < len(pairs); i += 2 {
			leaf = leaf && pairs[i] <= always
		}
		r.top = append(r.top, v)
		r.unary = append(r.unary, leaf)
		r.spent.edges(v, len(pairs))
	}
	return f
}

// appendRun adds values up to end with child f to pairs, joining it to the last run where the child is the same.
func appendRun(pairs []int32, end int32, f residual) []int32 {
	if n := len(pairs); n > 0 && pairs[n-1] == f {
		pairs[n-2] = end
		return pairs
	}
	return append(pairs, end, f)
}

// and returns the conjunction of f and g: Bryant's apply (1986), a product of their sizes at the most.
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
			c := r.children(f) // re-read: the recursion may move the store
			pairs = appendRun(pairs, c[i], r.and(c[i+1], g))
		}
		return r.make(v, pairs)
	}
	for i, j := 0, 0; i < len(r.children(f)); {
		cf, cg := r.children(f), r.children(g)
		endF, endG := cf[i], cg[j]
		pairs = appendRun(pairs, min(endF, endG), r.and(cf[i+1], cg[j+1]))
		if endF <= endG {
			i += 2
		}
		if endG <= endF {
			j += 2
		}
	}
	return r.make(v, pairs)
}

// support returns the variables that f depends on, ascending.
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

// visit appends the variables of f and below that were not seen in this visit.
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

// clone returns a store with the same residuals that grows by itself.
func (r *residuals) clone() *residuals {
	c := &residuals{position: r.position, top: slices.Clone(r.top), unary: slices.Clone(r.unary), spent: &meter{budget: r.spent.budget}}
	c.runs = table[int32]{words: slices.Clone(r.runs.words), start: slices.Clone(r.runs.start), hash: slices.Clone(r.runs.hash), slots: slices.Clone(r.runs.slots)}
	return c
}
