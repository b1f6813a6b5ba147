package diagram

import "math/big"

// An Oracle answers questions about partial assignments. A row holds the value of each variable,
// or -1 if the variable is open. An oracle caches answers and is not safe for concurrent use; a
// [Space] can make any number of them.
//
// A question visits each node at most once, and only nodes that are reachable under the decided
// values. It skips subtrees without decided variables. An answer for a subtree stays valid until
// a variable of the subtree changes, so a question that differs from the last one in few
// variables costs only the levels above them.
type Oracle struct {
	space   *Space
	row     []int32 // of the last question
	stamp   uint32
	decided []int32       // by variable: decided variables in its subtree
	changed []uint32      // by variable: stamp of the last change in its subtree
	answers [][]answer    // by variable and node
	counts  [][]counted   // of levels whose counts need big integers
	words   [][]counted64 // of the others
}

// An answer is valid if no variable of its subtree has changed since its stamp.
type answer struct {
	stamp uint32
	yes   bool
}

// A counted is an answer of Count, valid like an answer.
type counted struct {
	stamp uint32
	n     *big.Int
}

type counted64 struct {
	n     uint64
	stamp uint32
}

// Oracle returns a new oracle.
func (s *Space) Oracle() *Oracle {
	n := len(s.levels)
	o := &Oracle{
		space:   s,
		row:     make([]int32, n),
		decided: make([]int32, n),
		changed: make([]uint32, n),
		answers: make([][]answer, n),
		counts:  make([][]counted, n),
		words:   make([][]counted64, n),
	}
	for v := range o.answers {
		o.row[v] = -1
		o.answers[v] = make([]answer, s.levels[v].nodes.Len())
	}
	return o
}

// Completable reports whether some valid assignment agrees with row.
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

// ask starts a question: it applies the differences from the last row.
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

// change marks v and its ancestors as changed. decided is added to their decided variables.
func (o *Oracle) change(v, decided int32) {
	for ; v >= 0; v = o.space.levels[v].parent {
		if decided == 0 && o.changed[v] == o.stamp {
			return // its ancestors are marked too
		}
		o.changed[v] = o.stamp
		o.decided[v] += decided
	}
}

// forget drops all answers because the stamps start again.
func (o *Oracle) forget() {
	clear(o.changed)
	for v := range o.answers {
		clear(o.answers[v])
		o.counts[v], o.words[v] = nil, nil
	}
	o.stamp = 1
}

// completable reports whether some assignment of node n of v agrees with the row.
func (o *Oracle) completable(v, n int32) bool {
	if o.decided[v] == 0 {
		return true // every node has an assignment
	}
	if a := &o.answers[v][n]; a.stamp != 0 && a.stamp >= o.changed[v] {
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

// followed reports whether all children of an edge are completable.
func (o *Oracle) followed(l *level, e []int32) bool {
	for i, kid := range l.kids {
		if !o.completable(kid, e[2+i]) {
			return false
		}
	}
	return true
}

// compatible yields the edges of a node that cover a value which the row allows.
func (o *Oracle) compatible(v, n int32) func(yield func([]int32) bool) {
	return func(yield func([]int32) bool) {
		x := o.row[v]
		for e := range o.space.levels[v].edges(n) {
			if x >= e[1] {
				continue
			}
			if (x < 0 || e[0] <= x) && !yield(e) || x >= 0 {
				return
			}
		}
	}
}

// Count returns the number of valid assignments that agree with row.
func (o *Oracle) Count(row []int32) *big.Int {
	n := new(big.Int).Set(o.space.count)
	if n.Sign() == 0 {
		return n
	}
	o.ask(row)
	for v := range row {
		if l := &o.space.levels[v]; l.parent < 0 && o.decided[v] > 0 {
			n.Mul(n.Quo(n, l.rootCount()), o.counted(int32(v), l.root))
		}
	}
	return n
}

// counted returns the number of a node's assignments that agree with the row. The caller must not
// change the result, and the next question does.
func (o *Oracle) counted(v, n int32) *big.Int {
	l := &o.space.levels[v]
	if o.decided[v] == 0 {
		return l.total(n)
	}
	if !l.wide {
		return new(big.Int).SetUint64(o.counted64(v, n))
	}
	if o.counts[v] == nil {
		o.counts[v] = make([]counted, l.nodes.Len())
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

// counted64 is counted for counts that fit in 64 bits.
func (o *Oracle) counted64(v, n int32) uint64 {
	l := &o.space.levels[v]
	if o.decided[v] == 0 {
		return l.count[n]
	}
	if o.words[v] == nil {
		o.words[v] = make([]counted64, l.nodes.Len())
	}
	if c := &o.words[v][n]; c.stamp != 0 && c.stamp >= o.changed[v] {
		return c.n
	}
	sum, x := uint64(0), o.row[v]
	for words := l.nodes.Tuple(n); len(words) > 0; words = words[l.stride():] {
		below := uint64(1)
		if x < 0 {
			below = uint64(words[1] - words[0])
		} else if x < words[0] || x >= words[1] {
			continue
		}
		for i := 0; i < len(l.kids) && below > 0; i++ {
			below *= o.counted64(l.kids[i], words[2+i])
		}
		sum += below
	}
	o.words[v][n] = counted64{sum, o.stamp}
	return sum
}
