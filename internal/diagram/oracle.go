package diagram

import "math/big"

// An Oracle answers questions about partial assignments: a row holds the value of each variable, or -1 where it is open.
// It keeps scratch between questions and is not safe for concurrent use; a [Space] makes any number of them.
//
// A question looks only at the nodes that the decided variables leave reachable, and at each of them once; subtrees in which
// nothing is decided are not entered.
type Oracle struct {
	space   *Space
	row     []int32
	stamp   uint32
	touched []uint32   // by variable: stamp where it or one below it is decided
	answers [][]answer // by variable and node
	counts  [][]*big.Int
}

// answer is valid for one question.
type answer struct {
	stamp uint32
	yes   bool
}

// Oracle returns a new oracle.
func (s *Space) Oracle() *Oracle {
	o := &Oracle{space: s, touched: make([]uint32, len(s.levels)), answers: make([][]answer, len(s.levels)), counts: make([][]*big.Int, len(s.levels))}
	for v := range o.answers {
		o.answers[v] = make([]answer, s.levels[v].nodes.len())
	}
	return o
}

// Completable tells whether some valid assignment agrees with row.
func (o *Oracle) Completable(row []int32) bool {
	if o.space.count.Sign() == 0 {
		return false
	}
	o.ask(row)
	for v, x := range row {
		if l := &o.space.levels[v]; l.parent < 0 && o.touched[v] == o.stamp && !o.completable(int32(v), l.root) {
			return false
		} else if x >= l.size {
			return false
		}
	}
	return true
}

// ask starts a question: it marks the decided variables and those above them.
func (o *Oracle) ask(row []int32) {
	o.row = row
	if o.stamp++; o.stamp == 0 {
		o.forget()
	}
	for v, x := range row {
		if x < 0 {
			continue
		}
		for u := int32(v); u >= 0 && o.touched[u] != o.stamp; u = o.space.levels[u].parent {
			o.touched[u] = o.stamp
		}
	}
}

// forget drops answers whose stamp is about to be used again.
func (o *Oracle) forget() {
	clear(o.touched)
	for _, a := range o.answers {
		clear(a)
	}
	o.stamp = 1
}

func (o *Oracle) completable(v, n int32) bool {
	if o.touched[v] != o.stamp {
		return true // no node is dead
	}
	if a := &o.answers[v][n]; a.stamp == o.stamp {
		return a.yes
	}
	l, yes := &o.space.levels[v], false
	for e := range o.compatible(v, n) {
		if yes = o.followed(l, e); yes {
			break
		}
	}
	o.answers[v][n] = answer{o.stamp, yes}
	return yes
}

func (o *Oracle) followed(l *level, e []int32) bool {
	for i, kid := range l.kids {
		if !o.completable(kid, e[2+i]) {
			return false
		}
	}
	return true
}

// compatible yields the edges of a node that the row allows.
func (o *Oracle) compatible(v, n int32) func(yield func([]int32) bool) {
	return func(yield func([]int32) bool) {
		x := o.row[v]
		for e := range o.space.levels[v].edges(n) {
			if (x < 0 || e[0] <= x && x < e[1]) && !yield(e) {
				return
			}
		}
	}
}

// Count returns how many valid assignments agree with row.
func (o *Oracle) Count(row []int32) *big.Int {
	if !o.Completable(row) {
		return new(big.Int)
	}
	n := new(big.Int).Set(o.space.count)
	for v := range row {
		if l := &o.space.levels[v]; l.parent < 0 && o.touched[v] == o.stamp {
			n.Mul(n.Quo(n, l.rootCount()), o.counted(int32(v), l.root))
		}
	}
	for v := range o.counts {
		clear(o.counts[v])
	}
	return n
}

// counted returns the assignments of a node that agree with the row; the result must not be changed.
func (o *Oracle) counted(v, n int32) *big.Int {
	l := &o.space.levels[v]
	if o.touched[v] != o.stamp {
		return l.total(n)
	}
	if o.counts[v] == nil {
		o.counts[v] = make([]*big.Int, l.nodes.len())
	}
	if c := o.counts[v][n]; c != nil {
		return c
	}
	sum := new(big.Int)
	for e := range o.compatible(v, n) {
		values := int64(1)
		if o.row[v] < 0 {
			values = int64(e[1] - e[0])
		}
		product := big.NewInt(values)
		for i, kid := range l.kids {
			product.Mul(product, o.counted(kid, e[2+i]))
		}
		sum.Add(sum, product)
	}
	o.counts[v][n] = sum
	return sum
}
