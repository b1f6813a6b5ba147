package diagram

import "math/big"

// A fallback replaces the diagram in declared order of a part if that diagram exceeds its budget.
// It asks the diagram in the other order which values can be completed. Its variables form one
// chain in declared order. Cost: one question per value of each variable that is opened.
type fallback struct {
	space *Space
	vars  []int32
}

// addFallback gives a part a fallback: a chain of levels without nodes.
func (d *declaredOrder) addFallback(s *Space, q *part) {
	f := &fallback{space: s, vars: q.vars}
	for i, v := range q.vars {
		l := level{size: int32(s.problem.Domains[v]), parent: -1}
		if i > 0 {
			l.parent = q.vars[i-1]
		}
		if i+1 < len(q.vars) {
			l.kids = q.vars[i+1 : i+2]
		}
		d.levels[v], d.fallbacks[v] = l, f
	}
}

// question returns row with only the part's variables before v decided.
func (f *fallback) question(row []int32, v int) []int32 {
	q := make([]int32, len(row))
	for i := range q {
		q[i] = -1
	}
	for _, w := range f.vars {
		if int(w) < v {
			q[w] = row[w]
		}
	}
	return q
}

func (f *fallback) oracle(o **Oracle) *Oracle {
	if *o == nil {
		*o = f.space.Oracle()
	}
	return *o
}

// edges appends an edge for each value of v that can be completed, given the values that row has
// for the variables before v.
func (f *fallback) edges(edges []int32, row []int32, v int, o **Oracle) []int32 {
	oracle, q := f.oracle(o), f.question(row, v)
	for x := int32(0); int(x) < f.space.problem.Domains[v]; x++ {
		if q[v] = x; oracle.Completable(q) {
			edges = append(edges, x, x+1)
			if int32(v) != f.vars[len(f.vars)-1] {
				edges = append(edges, 0)
			}
		}
	}
	return edges
}

// counts returns the assignments of the part for each of those edges, and their sum.
func (f *fallback) counts(edges []int32, row []int32, v int, o **Oracle) (counts []*big.Int, total *big.Int) {
	oracle, q := f.oracle(o), f.question(row, v)
	others := new(big.Int).Quo(f.space.count, f.total())
	stride := 3
	if int32(v) == f.vars[len(f.vars)-1] {
		stride = 2
	}
	total = new(big.Int)
	for at := 0; at < len(edges); at += stride {
		q[v] = edges[at]
		n := oracle.Count(q)
		counts = append(counts, n.Quo(n, others))
		total.Add(total, n)
	}
	return counts, total
}

// total returns the number of assignments of the part.
func (f *fallback) total() *big.Int {
	n := big.NewInt(1)
	for _, v := range f.vars {
		if l := &f.space.levels[v]; l.parent < 0 {
			n.Mul(n, l.rootCount())
		}
	}
	return n
}
