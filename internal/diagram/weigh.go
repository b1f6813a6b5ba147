package diagram

import (
	"math/big"
	"sort"
)

// A Weighting gives every assignment a weight: the product of the weights of its values. It is
// immutable and safe for concurrent use.
//
// A node's weight is the sum of the weights of its assignments: weighted model counting (Chavira
// and Darwiche 2008). The order of the variables is one in which they are compiled, parents
// first. In this order the assignments divide the numbers below the total weight into
// intervals, one for each, as long as its weight.
type Weighting struct {
	space *Space
	order []int32
	sums  [][]*big.Int // by variable and value: the weights of the values before; and of all
	nodes [][]*big.Int // by variable and node
	total *big.Int
}

// Weigh returns the weighting in which the weight of a value is the product of its numbers in
// the tables, by variable and value. The numbers must be finite and positive. Weights are exact:
// the floats of a variable are scaled to integers by one power of two. Cost: one pass over the
// edges, in integers as long as the weights need.
func (s *Space) Weigh(tables ...[][]float64) *Weighting {
	w := &Weighting{space: s, sums: make([][]*big.Int, len(s.levels)), nodes: make([][]*big.Int, len(s.levels)), total: big.NewInt(1)}
	for v, size := range s.problem.Domains {
		w.sums[v] = weightSums(size, v, tables)
	}
	if s.count.Sign() == 0 {
		w.total.SetInt64(0)
		return w
	}
	for _, q := range s.parts {
		w.order = append(w.order, q.order...)
		for i := len(q.order) - 1; i >= 0; i-- {
			w.weigh(q.order[i])
		}
	}
	for v := range s.levels {
		if l := &s.levels[v]; l.parent < 0 {
			w.total.Mul(w.total, w.nodes[v][l.root])
		}
	}
	return w
}

// weightSums returns the sums of the integer weights of a variable.
func weightSums(size, v int, tables [][][]float64) []*big.Int {
	weights := make([]*big.Int, size)
	for x := range weights {
		weights[x] = big.NewInt(1)
	}
	for _, table := range tables {
		for x, n := range integers(table[v]) {
			weights[x].Mul(weights[x], n)
		}
	}
	sums := []*big.Int{new(big.Int)}
	for x, n := range weights {
		sums = append(sums, n.Add(n, sums[x]))
	}
	return sums
}

// Total returns the sum of the weights of all assignments.
func (w *Weighting) Total() *big.Int { return new(big.Int).Set(w.total) }

// weigh sets the weights of a level's nodes. Those of its children are set.
func (w *Weighting) weigh(v int32) {
	l := &w.space.levels[v]
	w.nodes[v] = make([]*big.Int, l.nodes.Len())
	for n := range w.nodes[v] {
		sum := new(big.Int)
		for e := range l.edges(int32(n)) {
			sum.Add(sum, w.edge(v, e))
		}
		w.nodes[v][n] = sum
	}
}

// edge returns the weight of an edge.
func (w *Weighting) edge(v int32, e []int32) *big.Int {
	sum := new(big.Int).Sub(w.sums[v][e[1]], w.sums[v][e[0]])
	return sum.Mul(sum, w.below(v, e))
}

// below returns the weight of an edge's children.
func (w *Weighting) below(v int32, e []int32) *big.Int {
	product := big.NewInt(1)
	for i, kid := range w.space.levels[v].kids {
		product.Mul(product, w.nodes[kid][e[2+i]])
	}
	return product
}

// A finder finds the assignment whose interval holds a number. It is not safe for concurrent use.
type finder struct {
	*Weighting
	row  []int32
	at   []int32                // by variable: its node
	ends []map[int32][]*big.Int // by variable and node: see edgeEnds
}

func (w *Weighting) finder() *finder {
	f := &finder{Weighting: w, row: make([]int32, len(w.sums)), at: make([]int32, len(w.sums)), ends: make([]map[int32][]*big.Int, len(w.sums))}
	for v := range f.at {
		f.at[v] = w.space.levels[v].root // a root's; parents set the others
	}
	return f
}

// edgeEnds returns, for each edge of a node, the weight of the edges up to it.
func (f *finder) edgeEnds(v, n int32) []*big.Int {
	if ends := f.ends[v][n]; ends != nil {
		return ends
	}
	sum := new(big.Int)
	var ends []*big.Int
	for e := range f.space.levels[v].edges(n) {
		sum = new(big.Int).Add(sum, f.edge(v, e))
		ends = append(ends, sum)
	}
	if f.ends[v] == nil {
		f.ends[v] = map[int32][]*big.Int{}
	}
	f.ends[v][n] = ends
	return ends
}

// find sets row to the assignment whose interval holds the number at, and returns the interval's
// start and length.
//
// Invariant: the assignments with the values that are decided have the numbers from start on. At
// is a number below their weight divided by length, the product of the weights of the decided
// values. Others is the weight of the trees that are not decided.
func (f *finder) find(number *big.Int) (start, length *big.Int) {
	start, length = new(big.Int), big.NewInt(1)
	at, others, place := new(big.Int).Set(number), f.Total(), new(big.Int)
	for _, v := range f.order {
		others.Quo(others, f.nodes[v][f.at[v]])
		skipped, below := f.choose(v, place.Quo(at, others))
		skipped.Mul(skipped, others)
		at.Sub(at, skipped)
		start.Add(start, skipped.Mul(skipped, length))
		weight := place.Sub(f.sums[v][f.row[v]+1], f.sums[v][f.row[v]])
		at.Quo(at, weight)
		length.Mul(length, weight)
		others.Mul(others, below)
	}
	return start, length
}

// choose decides v by a number below its node's weight. It returns the weight of the node's
// assignments with smaller values, and that of the children.
func (f *finder) choose(v int32, place *big.Int) (skipped, below *big.Int) {
	l, ends := &f.space.levels[v], f.edgeEnds(v, f.at[v])
	i := sort.Search(len(ends), func(i int) bool { return place.Cmp(ends[i]) < 0 })
	e := l.nodes.Tuple(f.at[v])[i*l.stride() : (i+1)*l.stride()]
	skipped = new(big.Int)
	if i > 0 {
		skipped.Set(ends[i-1])
	}
	below = f.below(v, e)
	sums := f.sums[v]
	inside := new(big.Int).Sub(place, skipped)
	inside.Quo(inside, below).Add(inside, sums[e[0]])
	x := e[0] + int32(sort.Search(int(e[1]-e[0])-1, func(i int) bool { return inside.Cmp(sums[int(e[0])+i+1]) < 0 }))
	f.row[v] = x
	for i, kid := range l.kids {
		f.at[kid] = e[2+i]
	}
	before := new(big.Int).Sub(sums[x], sums[e[0]])
	return skipped.Add(skipped, before.Mul(before, below)), below
}
