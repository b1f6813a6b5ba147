package diagram

import (
	"slices"

	"github.com/paramgen/paramgen/internal/intern"
)

// compile fills the levels of a part, with its variables decided in the given order.
func (p *Problem) compile(q *part, order []int32, position []int32, levels []level, limit int) error {
	for at, v := range order {
		position[v] = int32(at)
	}
	spent := &budget{limit: limit}
	rules := newResiduals(position, spent)
	conjuncts, supports, err := p.trace(q, rules)
	if err != nil {
		return err
	}
	q.dead = slices.Contains(conjuncts, never)
	conjuncts = rules.conjoin(conjuncts, supports)
	t := p.eliminate(order, supports, position)
	if t == nil || spent.over {
		return q.overrun(t, spent, supports)
	}
	for at, v := range order {
		levels[v] = level{size: int32(p.Domains[v]), parent: t.parent[at], kids: t.kids[at]}
	}
	c := &compiler{elimTree: t, rules: rules, levels: levels, spent: spent}
	c.roots(conjuncts)
	if spent.over {
		return q.overrun(t, spent, supports)
	}
	sweep(order, levels)
	if !countAll(order, levels, p.limits().words) {
		return q.tooLarge(limit)
	}
	return nil
}

// A level holds the nodes of one variable. A node is the concatenation of its edges. An edge
// covers the values lo..hi-1 and leads to one node of each child: lo, hi, then one node number
// per child.
type level struct {
	size   int32 // of the domain
	parent int32 // variable above in the tree, -1 for a root
	root   int32 // in a root: its first node, 0 or dead
	kids   []int32
	nodes  intern.Table[int32]
	counts
}

func (l *level) stride() int { return 2 + len(l.kids) }

const dead = int32(-1) // in place of a node that accepts nothing

// A compiler turns the rules of one part into levels, over one elimination tree.
//
// Take three variables a, b and c with the values 0, 1 and 2, and two rules: if a is 0, b is 0;
// if a is 2, c is 0. The rules link a with b and a with c, so b and c are children of a:
//
//	           a0                      node of a, the root
//	  0 /      | 1     \ 2             its edges, each with an interval of values
//	   /       |        \
//	b0   c1  b1   c1  b1   c0          an edge leads to one node of b and one of c
//
//	b0: 0    b1: 0..2                  nodes of b and their edges
//	c0: 0    c1: 0..2                  nodes of c and their edges
//
// There are 1·3 + 3·3 + 3·1 = 15 assignments. The node c1 is stored once, as the state "nothing
// remains of the second rule". b1 is that state of the first rule. In b0 and c0 what remains is
// "b is 0" and "c is 0".
//
// Invariant: a state of variable v is the conjunction of what remains of the rules that begin
// above v and end at v or below it, sorted by position, without duplicates and with at most one
// unary residual per variable. Rules that begin at v or below it are the same in all states of v
// and are not part of them. States are interned, so each is expanded once. Cost: states times
// edges times pending residuals.
type compiler struct {
	*elimTree
	rules  *residuals
	levels []level
	spent  *budget

	slots []slot // by position

	pending []key   // stack of sets under construction
	edges   []int32 // stack of edges under construction
}

// A slot is what the compiler stores for one position.
type slot struct {
	starters []residual        // rules that begin here
	starts   []start           // what starters leave; made when the first state is expanded
	states   intern.Table[key] // pending sets
	nodes    []int32           // by state: node or dead
}

// A start is what remains of the rules that begin at a position for the values up to end.
type start struct {
	end  int32
	dead bool
	keys []uint64
}

// A key is a residual as a member of a state: its next position, whether it is unary, and its
// number. So members sort by position, and the unary residuals of a position are adjacent, last.
type key = uint64

const unaryKey key = 1 << 31

func (c *compiler) key(f residual) key {
	k := key(c.position[c.rules.top[f]])<<32 | key(f)
	if c.rules.unary[f] {
		k |= unaryKey
	}
	return k
}

func member(k key) residual { return residual(k &^ unaryKey & 0xffffffff) }

// roots compiles the conjunction and sets the root node of every tree.
func (c *compiler) roots(conjuncts []residual) {
	c.slots = make([]slot, len(c.order))
	possible := true
	for _, f := range conjuncts {
		if f > always {
			p := &c.slots[c.position[c.rules.top[f]]]
			p.starters = append(p.starters, f)
		}
		possible = possible && f != never
	}
	for p, v := range c.order {
		if l := &c.levels[v]; l.parent < 0 {
			if l.root = dead; possible {
				l.root = c.node(int32(p), nil)
			}
		}
	}
}

// push puts the normalised conjunction of three parts on the stack. passive and begun are sorted;
// extra need not be. push returns false if the conjunction cannot be satisfied.
func (c *compiler) push(passive, begun []key, extra []residual) bool {
	if slices.Contains(extra, never) {
		return false
	}
	start := len(c.pending)
	c.pending = merge(c.pending, passive, begun)
	for _, f := range extra {
		if f != always {
			c.pending = insert(c.pending, start, c.key(f))
		}
	}
	return c.normalise(start)
}

// merge appends the merger of two sorted lists.
func merge(to, a, b []key) []key {
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			to, a = append(to, a[0]), a[1:]
		} else {
			to, b = append(to, b[0]), b[1:]
		}
	}
	return append(append(to, a...), b...)
}

// insert inserts k into the sorted keys from start on.
func insert(keys []key, start int, k key) []key {
	keys = append(keys, k)
	at := len(keys) - 1
	for ; at > start && keys[at-1] > k; at-- {
		keys[at] = keys[at-1]
	}
	keys[at] = k
	return keys
}

// normalise drops duplicates from the sorted keys from start on, and joins the unary residuals of
// a variable into one. Without the second step "all different" would remember which variable took
// which value instead of the set of values taken.
func (c *compiler) normalise(start int) bool {
	out := start
	for _, k := range c.pending[start:] {
		if out > start {
			last := c.pending[out-1]
			if last == k {
				continue
			}
			if last&k&unaryKey != 0 && last>>32 == k>>32 {
				both := c.rules.and(member(last), member(k))
				if both == never {
					return false
				}
				c.pending[out-1] = c.key(both)
				continue
			}
		}
		c.pending[out] = k
		out++
	}
	c.pending = c.pending[:out]
	return true
}

// child returns the node at position p for those residuals of set that belong to its subtree.
func (c *compiler) child(p int32, set []key) int32 {
	start := len(c.pending)
	for _, k := range set {
		if c.below(int32(k>>32), p) {
			c.pending = append(c.pending, k)
		}
	}
	n := c.node(p, c.pending[start:])
	c.pending = c.pending[:start]
	return n
}

// node returns the node at position p for a state, or dead.
func (c *compiler) node(p int32, state []key) int32 {
	at := &c.slots[p]
	id, fresh := at.states.Intern(state)
	if !fresh {
		return at.nodes[id]
	}
	c.spent.addState(c.order[p], len(state))
	at.nodes = append(at.nodes, dead)
	start := len(c.edges)
	c.expand(p, state)
	n := dead
	if edges := c.edges[start:]; len(edges) > 0 {
		n, fresh = c.levels[c.order[p]].nodes.Intern(edges)
		if fresh {
			c.spent.addNode(c.order[p], len(edges))
		}
	}
	c.edges = c.edges[:start]
	at.nodes[id] = n
	return n
}

// expand pushes the edges of a state. It walks the intervals of the residuals that decide this
// variable in parallel, so that values which none of them distinguishes are examined once.
func (c *compiler) expand(p int32, state []key) {
	base := len(c.edges)
	starts := c.starts(p)
	active := 0
	for active < len(state) && int32(state[active]>>32) == p {
		active++
	}
	w := newIntervals(state[:active])
	for lo := int32(0); lo < c.levels[c.order[p]].size; {
		hi := w.next(c.rules, starts[0].end)
		if !starts[0].dead {
			c.edge(base, c.order[p], lo, hi, state[active:], starts[0].keys, w.children)
		}
		w.skip(c.rules, hi)
		if starts[0].end == hi {
			starts = starts[1:]
		}
		lo = hi
	}
}

// starts returns what the rules that begin at p leave, by interval.
func (c *compiler) starts(p int32) []start {
	at := &c.slots[p]
	if at.starts != nil {
		return at.starts
	}
	size := c.levels[c.order[p]].size
	members := make([]key, len(at.starters))
	for i, f := range at.starters {
		members[i] = c.key(f)
	}
	w := newIntervals(members)
	for lo := int32(0); lo < size; {
		hi := w.next(c.rules, size)
		from := len(c.pending)
		possible := c.push(nil, nil, w.children)
		at.starts = append(at.starts, start{hi, !possible, slices.Clone(c.pending[from:])})
		c.pending = c.pending[:from]
		w.skip(c.rules, hi)
		lo = hi
	}
	return at.starts
}

// An intervals walks the children of several residuals of one variable in parallel.
type intervals struct {
	members  []key
	at       []int      // by member: offset in its children
	children []residual // by member: of the current interval
}

func newIntervals(members []key) intervals {
	return intervals{members, make([]int, len(members)), make([]residual, len(members))}
}

// next sets the children of the current interval and returns its end, at most end.
func (w *intervals) next(rules *residuals, end int32) int32 {
	for i, k := range w.members {
		pairs := rules.children(member(k))
		w.children[i] = pairs[w.at[i]+1]
		end = min(end, pairs[w.at[i]])
	}
	return end
}

// skip moves past the interval that ends at end.
func (w *intervals) skip(rules *residuals, end int32) {
	for i, k := range w.members {
		if rules.children(member(k))[w.at[i]] == end {
			w.at[i] += 2
		}
	}
}

// edge pushes the edge for the values lo..hi-1 unless it is dead. It widens the edge before it
// instead if both lead to the same nodes.
func (c *compiler) edge(base int, v, lo, hi int32, passive, begun []key, next []residual) {
	start := len(c.pending)
	defer func() { c.pending = c.pending[:start] }()
	if c.spent.addStep(v, 1+len(passive)/wordsPerNode); c.spent.over || !c.push(passive, begun, next) {
		return
	}
	set := c.pending[start:]
	from := len(c.edges)
	c.edges = append(c.edges, lo, hi)
	for _, kid := range c.levels[v].kids {
		n := dead
		if len(c.levels[v].kids) == 1 {
			n = c.node(c.position[kid], set)
		} else {
			n = c.child(c.position[kid], set)
		}
		if n == dead {
			c.edges = c.edges[:from]
			return
		}
		c.edges = append(c.edges, n)
	}
	c.widen(base, from)
}

// widen joins the last edge to the one before it if both belong to the node whose edges start at
// base and lead to the same nodes.
func (c *compiler) widen(base, last int) {
	stride := len(c.edges) - last
	before := last - stride
	if before < base || c.edges[before+1] != c.edges[last] || !slices.Equal(c.edges[before+2:last], c.edges[last+2:]) {
		return
	}
	c.edges[before+1] = c.edges[last+1]
	c.edges = c.edges[:last]
}
