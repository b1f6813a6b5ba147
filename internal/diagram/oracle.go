package diagram

import "math/big"

// An Oracle answers questions about partial assignments: a row holds the value of each variable, or -1 where it is open.
// It keeps scratch between questions and is not safe for concurrent use; a [Space] makes any number of them.
//
// A question looks only at the nodes that the decided variables leave reachable, and at each of them once; subtrees in which
// nothing is decided are not entered. What was found out for a subtree stands until a variable in it changes: questions that differ in few
// variables from the last one cost only the levels above those.
type Oracle struct {
	space   *Space
	row     []int32 // of the last question
	stamp   uint32
	decided []int32    // by variable: decided variables at it and below
	changed []uint32   // by variable: stamp of the last question that changed one of those
	answers [][]answer // by variable and node
	counts  [][]counted
}

// answer and counted are valid if no younger than their stamp is a change below them.
type answer struct {
	stamp uint32
	yes   bool
}

type counted struct {
	stamp uint32
	n     *big.Int
}

// Oracle returns a new oracle.
func (s *Space) Oracle() *Oracle {
	n := len(s.levels)
	o := &Oracle{space: s, row: make([]int32, n), decided: make([]int32, n), changed: make([]uint32, n), answers: make([][]answer, n), counts: make([][]counted, n)}
	for v := range o.answers {
		o.row[v] = -1
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
	for v := range o.row {
		if l := &o.space.levels[v]; l.parent < 0 && !o.completable(int32(v), l.root) {
			return false
		}
	}
	return true
}

// ask starts a question: it takes over what differs from the last one.
func (o *Oracle) ask(row []int32) {
	if o.stamp++; o.stamp == 0 {
		o.forget()
	}
	for v, x := range row {
		if was := o.row[v]; x != was {
			o.row[v] = x
			o.change(int32(v), int32(bit(x >= 0)-bit(was >= 0)))
		}
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// change marks v and the variables above it; decided is the change in the number of decided variables.
func (o *Oracle) change(v, decided int32) {
	for ; v >= 0; v = o.space.levels[v].parent {
		if decided == 0 && o.changed[v] == o.stamp {
			return // and so were those above
		}
		o.changed[v] = o.stamp
		o.decided[v] += decided
	}
}

// forget drops what was found out under stamps that are about to be used again.
func (o *Oracle) forget() {
	clear(o.changed)
	for v := range o.answers {
		clear(o.answers[v])
		o.counts[v] = nil
	}
	o.stamp = 1
}

func (o *Oracle) completable(v, n int32) bool {
	if o.decided[v] == 0 {
		return true // no node is dead
	}
	if a := &o.answers[v][n]; a.stamp != 0 && a.stamp >= o.changed[v] {
		return a.yes
	}
	l, x, yes := &o.space.levels[v], o.row[v], false
	stride := l.stride()
	for words := l.nodes.tuple(n); len(words) > 0 && !yes; words = words[stride:] {
		if x >= words[1] { // values behind this edge
			continue
		}
		yes = (x < 0 || words[0] <= x) && o.followed(l, words[:stride])
		if x >= 0 {
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
		if l := &o.space.levels[v]; l.parent < 0 && o.decided[v] > 0 {
			n.Mul(n.Quo(n, l.rootCount()), o.counted(int32(v), l.root))
		}
	}
	return n
}

// counted returns the assignments of a node that agree with the row; the result must not be changed, and does in the next question.
func (o *Oracle) counted(v, n int32) *big.Int {
	l := &o.space.levels[v]
	if o.decided[v] == 0 {
		return l.total(n)
	}
	if o.counts[v] == nil {
		o.counts[v] = make([]counted, l.nodes.len())
	}
	c := &o.counts[v][n]
	if c.stamp != 0 && c.stamp >= o.changed[v] {
		return c.n
	}
	if c.n == nil {
		c.n = new(big.Int)
	}
	c.stamp = o.stamp
	sum, product := c.n.SetInt64(0), new(big.Int)
	for e := range o.compatible(v, n) {
		product.SetInt64(1)
		if o.row[v] < 0 {
			product.SetInt64(int64(e[1] - e[0]))
		}
		for i, kid := range l.kids {
			product.Mul(product, o.counted(kid, e[2+i]))
		}
		sum.Add(sum, product)
	}
	return sum
}
