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
func (r *declaredOrder) addFallback(s *Space, q *part) {
	a := &fallback{space: s, vars: q.vars}
	for i, v := range q.vars {
		l := level{size: int32(s.problem.Domains[v]), parent: -1}
		if i > 0 {
			l.parent = q.vars[i-1]
		}
		if i+1 < len(q.vars) {
			l.kids = q.vars[i+1 : i+2]
		}
		r.levels[v], r.fallbacks[v] = l, a
	}
}

// question returns row with only the part's variables before v decided.
func (a *fallback) question(row []int32, v int) []int32 {
	q := make([]int32, len(row))
	for i := range q {
		q[i] = -1
	}
	for _, w := range a.vars {
		if int(w) < v {
			q[w] = row[w]
		}
	}
	return q
}

func (a *fallback) oracle(o **Oracle) *Oracle {
	if *o == nil {
		*o = a.space.Oracle()
	}
	return *o
}

// edges appends an edge for each value of v that can be completed, given the values that row has
// for the variables before v.
func (a *fallback) edges(edges []int32, row []int32, v int, o **Oracle) []int32 {
	oracle, q := a.oracle(o), a.question(row, v)
	for x := int32(0); int(x) < a.space.problem.Domains[v]; x++ {
		if q[v] = x; oracle.Completable(q) {
			edges = append(edges, x, x+1)
			if int32(v) != a.vars[len(a.vars)-1] {
				edges = append(edges, 0)
			}
		}
	}
	return edges
}

// counts returns the assignments of the part for each of those edges, and their sum.
func (a *fallback) counts(edges []int32, row []int32, v int, o **Oracle) (counts []*big.Int, total *big.Int) {
	oracle, q := a.oracle(o), a.question(row, v)
	others := new(big.Int).Quo(a.space.count, a.total())
	stride := 3
	if int32(v) == a.vars[len(a.vars)-1] {
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
func (a *fallback) total() *big.Int {
	n := big.NewInt(1)
	for _, v := range a.vars {
		if l := &a.space.levels[v]; l.parent < 0 {
			n.Mul(n, l.rootCount())
		}
	}
	return n
}
