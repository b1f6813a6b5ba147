package diagram

import "math/big"

// An asker stands in for the diagram in declared order of a part where that one is over the budget: it asks the diagram of
// the other order which values can still be completed. Its variables form one chain in declared order.
// Cost: opening a variable asks one question a value.
type asker struct {
	space *Space
	vars  []int32
}

// ask makes q an asked part: a chain of levels without nodes.
func (r *ranks) ask(s *Space, q *part) {
	a := &asker{space: s, vars: q.vars}
	for i, v := range q.vars {
		l := level{size: int32(s.problem.Domains[v]), parent: -1}
		if i > 0 {
			l.parent = q.vars[i-1]
		}
		if i+1 < len(q.vars) {
			l.kids = q.vars[i+1 : i+2]
		}
		r.levels[v], r.asked[v] = l, a
	}
}

// question returns the variables of the part before v as row has them, and all else open.
func (a *asker) question(row []int32, v int) []int32 {
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

func (a *asker) oracle(o **Oracle) *Oracle {
	if *o == nil {
		*o = a.space.Oracle()
	}
	return *o
}

// edges appends an edge for each value of v that completes row, of which the variables before v are decided.
func (a *asker) edges(edges []int32, row []int32, v int, o **Oracle) []int32 {
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
func (a *asker) counts(edges []int32, row []int32, v int, o **Oracle) (counts []*big.Int, total *big.Int) {
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
func (a *asker) total() *big.Int {
	n := big.NewInt(1)
	for _, v := range a.vars {
		if l := &a.space.levels[v]; l.parent < 0 {
			n.Mul(n, l.rootCount())
		}
	}
	return n
}
