package diagram

import (
	"iter"
	"slices"
)

// Best yields all assignments by the sum of the scores of their values, the largest first. It
// yields equal sums in declared order. scores[v][x] is the score of value x of variable v and
// must be finite. Sums are exact, not rounded as sums of floats are. The yielded row is reused.
//
// This is lazy k-best enumeration over a hypergraph (Huang and Chiang 2005, "Better k-best
// parsing", algorithm 3; Eppstein 1998 for paths). The assignments of a node are those of its
// edges, merged; those of an edge are the product of its values and of its children's assignments.
// Each node has a queue of candidates. The candidates that follow an assignment are added only
// when the next assignment of the node is wanted.
//
// Invariant: what follows an assignment of a node differs from it in one place, by the next one
// there. So it is not better, and a queue always holds the best assignment that is not yet found.
// Every assignment follows exactly one other, so none occurs twice.
//
// Cost: one pass over the edges for the best assignment of every node, then, for each assignment,
// at most one step for each variable. A step costs the logarithm of a queue's length.
func (s *Space) Best(scores [][]float64) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		if s.count.Sign() == 0 {
			return
		}
		r := newRanking(s, scores)
		var roots []stream
		for v := range s.levels {
			if l := &s.levels[v]; l.parent < 0 {
				roots = append(roots, r.node(int32(v), l.root))
			}
		}
		all, row := r.product(roots), make([]int32, len(s.levels))
		for i := 0; all.sum(i) != nil; i++ {
			if all.fill(i, row); !yield(row) {
				return
			}
		}
	}
}

// A stream is a list of assignments of some variables, the best first.
type stream interface {
	// sum returns the sum of the keys of assignment i, or nil if there are not so many. The
	// assignments before i must have been asked for.
	sum(i int) []uint64
	// fill sets the variables to assignment i, whose sum must have been asked for.
	fill(i int, row []int32)
}

// A ranking is the state of an enumeration.
type ranking struct {
	*keys
	levels []level
	best   [][]uint64 // by variable: the largest sums of its nodes, end to end
	nodes  [][]*nodeStream
	block  []uint64 // free words, for sums
}

func newRanking(s *Space, scores [][]float64) *ranking {
	r := &ranking{
		keys:   newKeys(s.problem.Domains, scores),
		levels: s.levels,
		best:   make([][]uint64, len(s.levels)),
		nodes:  make([][]*nodeStream, len(s.levels)),
	}
	for _, q := range s.parts {
		for i := len(q.order) - 1; i >= 0; i-- {
			r.rank(q.order[i])
		}
	}
	return r
}

// rank sets the best sums of a level, whose children are done.
func (r *ranking) rank(v int32) {
	l := &r.levels[v]
	r.best[v] = make([]uint64, l.nodes.Len()*r.words)
	sum := make([]uint64, r.words)
	for n := range int32(l.nodes.Len()) {
		best := r.bestSum(v, n)
		for e := range l.edges(n) {
			copy(sum, r.key(v, r.top(v, e[0], e[1])))
			r.addBelow(sum, l, e)
			if slices.Compare(sum, best) > 0 {
				copy(best, sum)
			}
		}
	}
}

// bestSum returns the largest sum of a node.
func (r *ranking) bestSum(v, n int32) []uint64 {
	return r.best[v][int(n)*r.words : (int(n)+1)*r.words]
}

// addBelow adds the largest sums of an edge's children.
func (r *ranking) addBelow(sum []uint64, l *level, e []int32) {
	for i, kid := range l.kids {
		add(sum, r.bestSum(kid, e[2+i]))
	}
}

// newSum returns the sum of two numbers.
func (r *ranking) newSum(a, b []uint64) []uint64 {
	if len(r.block) < r.words {
		r.block = make([]uint64, 256*r.words)
	}
	sum := r.block[:r.words:r.words]
	r.block = r.block[r.words:]
	copy(sum, a)
	add(sum, b)
	return sum
}

// A nodeStream is the stream of a node.
type nodeStream struct {
	*ranking
	v     int32
	edges []int32
	below []stream // by edge: of its children, made when it is needed
	next  queue[nodeStep]
	found []entry[nodeStep]
}

// A nodeStep is an assignment of a node: the value x of the edge at the given offset, and the
// assignment with number rank of the edge's children. It stands for the values lo..hi-1 of the
// edge, of which x is the best, until they are needed.
type nodeStep struct {
	edge, lo, hi, x int32
	rank            int
}

// node returns the stream of a node.
func (r *ranking) node(v, n int32) stream {
	l := &r.levels[v]
	if r.nodes[v] == nil {
		r.nodes[v] = make([]*nodeStream, l.nodes.Len())
	}
	if r.nodes[v][n] == nil {
		edges := l.nodes.Tuple(n)
		r.nodes[v][n] = &nodeStream{ranking: r, v: v, edges: edges, below: make([]stream, len(edges)/l.stride())}
	}
	return r.nodes[v][n]
}

func (c *nodeStream) sum(i int) []uint64 {
	if i == len(c.found) && !c.advance() {
		return nil
	}
	return c.found[i].sum
}

// advance finds the next assignment.
func (c *nodeStream) advance() bool {
	if n := len(c.found); n > 0 {
		c.follow(c.found[n-1].step)
	} else {
		for at, stride := 0, c.levels[c.v].stride(); at < len(c.edges); at += stride {
			c.add(int32(at), c.edges[at], c.edges[at+1])
		}
	}
	if len(c.next) == 0 {
		return false
	}
	c.found = append(c.found, c.next.pop())
	return true
}

// add adds the best assignment of the values lo..hi-1 of an edge.
func (c *nodeStream) add(edge, lo, hi int32) {
	if lo == hi {
		return
	}
	l := &c.levels[c.v]
	x := c.top(c.v, lo, hi)
	sum := c.newSum(c.key(c.v, x), c.zero)
	c.addBelow(sum, l, c.edges[edge:int(edge)+l.stride()])
	c.next.push(entry[nodeStep]{sum, nodeStep{edge, lo, hi, x, 0}})
}

// follow adds the assignments that follow t: the next one with the same value, and, after the
// first one with a value, the best ones with the values on either side of it.
func (c *nodeStream) follow(t nodeStep) {
	if t.rank == 0 {
		c.add(t.edge, t.lo, t.x)
		c.add(t.edge, t.x+1, t.hi)
	}
	below := c.children(t.edge)
	if t.rank == 0 {
		below.sum(0)
	}
	t.rank++
	if sum := below.sum(t.rank); sum != nil {
		c.next.push(entry[nodeStep]{c.newSum(sum, c.key(c.v, t.x)), t})
	}
}

// children returns the stream of an edge's children.
func (c *nodeStream) children(edge int32) stream {
	l := &c.levels[c.v]
	at := &c.below[int(edge)/l.stride()]
	if *at == nil {
		streams := make([]stream, len(l.kids))
		for i, kid := range l.kids {
			streams[i] = c.node(kid, c.edges[int(edge)+2+i])
		}
		*at = c.product(streams)
	}
	return *at
}

func (c *nodeStream) fill(i int, row []int32) {
	t := c.found[i].step
	row[c.v] = t.x
	below := c.children(t.edge)
	if t.rank == 0 {
		below.sum(0)
	}
	below.fill(t.rank, row)
}

// A pair is the stream of the product of two streams.
type pair struct {
	*ranking
	a, b  stream
	next  queue[pairStep]
	found []entry[pairStep]
}

// A pairStep is assignment i of a with assignment j of b.
type pairStep struct{ i, j int }

// product returns the stream of the product of streams over different variables: a balanced tree
// of pairs.
func (r *ranking) product(streams []stream) stream {
	switch n := len(streams); n {
	case 0:
		return nothing{r.zero}
	case 1:
		return streams[0]
	default:
		return &pair{ranking: r, a: r.product(streams[:n/2]), b: r.product(streams[n/2:])}
	}
}

func (p *pair) sum(i int) []uint64 {
	if i == len(p.found) && !p.advance() {
		return nil
	}
	return p.found[i].sum
}

// advance finds the next assignment. Assignment (i, j) is added after (i, j-1), or after (i-1, 0)
// if j is 0.
func (p *pair) advance() bool {
	if n := len(p.found); n == 0 {
		p.add(0, 0)
	} else {
		t := p.found[n-1].step
		p.add(t.i, t.j+1)
		if t.j == 0 {
			p.add(t.i+1, 0)
		}
	}
	if len(p.next) == 0 {
		return false
	}
	p.found = append(p.found, p.next.pop())
	return true
}

func (p *pair) add(i, j int) {
	a, b := p.a.sum(i), p.b.sum(j)
	if a != nil && b != nil {
		p.next.push(entry[pairStep]{p.newSum(a, b), pairStep{i, j}})
	}
}

func (p *pair) fill(i int, row []int32) {
	t := p.found[i].step
	p.a.fill(t.i, row)
	p.b.fill(t.j, row)
}

// nothing is the stream over no variables: one assignment.
type nothing struct{ zero []uint64 }

func (n nothing) sum(i int) []uint64 {
	if i > 0 {
		return nil
	}
	return n.zero
}

func (n nothing) fill(int, []int32) {}

// A queue is a heap, the entry with the largest sum first.
type queue[T any] []entry[T]

type entry[T any] struct {
	sum  []uint64
	step T
}

func (q *queue[T]) push(e entry[T]) {
	h := append(*q, e)
	at := len(h) - 1
	for up := (at - 1) / 2; at > 0 && slices.Compare(e.sum, h[up].sum) > 0; at, up = up, (up-1)/2 {
		h[at] = h[up]
	}
	h[at] = e
	*q = h
}

func (q *queue[T]) pop() entry[T] {
	h := *q
	first, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	at := 0
	for kid := 1; kid < len(h); kid = 2*at + 1 {
		if kid+1 < len(h) && slices.Compare(h[kid+1].sum, h[kid].sum) > 0 {
			kid++
		}
		if slices.Compare(last.sum, h[kid].sum) >= 0 {
			break
		}
		h[at], at = h[kid], kid
	}
	if len(h) > 0 {
		h[at] = last
	}
	return first
}
