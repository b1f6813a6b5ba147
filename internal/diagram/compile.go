package diagram

import "slices"

// A level holds the nodes of one variable. A node is its edges, end to end; an edge is the values lo..hi-1 that
// lead to the same node of each child: lo, hi, then one node number a child.
type level struct {
	size   int32 // of the domain
	parent int32 // variable above in the tree, -1 for a root
	root   int32 // node to start from, in a root: 0, the only one, or dead
	kids   []int32
	nodes  table[int32]
	tally
}

func (l *level) stride() int { return 2 + len(l.kids) }

const dead = int32(-1) // in place of a node: nothing follows

// compiler turns the rules of one part into levels, over one tree.
//
// Invariant: a state of variable v is the conjunction of what is left of the rules that have begun above v and go on at v or
// below it, sorted by position, no two equal, at most one unary residual a variable. Rules that begin at v or below it are the same in
// all states of v and not part of them. States are interned, so each is expanded once.
// Cost: states times edges times pending residuals.
type compiler struct {
	*tree
	rules  *residuals
	levels []level
	spent  *meter

	places []place // by position

	pending []key   // stack of sets under construction
	edges   []int32 // stack of edges under construction
}

// place is what the compiler knows of one position.
type place struct {
	starters []residual // the rules that begin here
	starts   []start    // what the starters leave, the same for every state; made when the first is expanded
	states   table[key] // pending sets
	nodes    []int32    // by state: node or dead
}

// start is what the rules that begin at a position leave of the values up to end.
type start struct {
	end  int32
	dead bool
	keys []uint64
}

// A key is a residual as a member of a state: the position that it decides next, whether it is unary, and its number. So members
// sort by position, and the unary ones of a position stand together, last.
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
	c.places = make([]place, len(c.order))
	possible := true
	for _, f := range conjuncts {
		if f > always {
			p := &c.places[c.position[c.rules.top[f]]]
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

// push puts the conjunction of three parts on the stack, normalised: passive and begun are sorted, extra is anything. False means that it
// cannot be satisfied.
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

// merge appends two sorted lists as one.
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

// insert puts k in its place among the sorted keys from start on.
func insert(keys []key, start int, k key) []key {
	keys = append(keys, k)
	at := len(keys) - 1
	for ; at > start && keys[at-1] > k; at-- {
		keys[at] = keys[at-1]
	}
	keys[at] = k
	return keys
}

// normalise drops repetitions from the sorted keys from start on, and makes the unary residuals of one variable one: without that,
// "all different" would remember who took which value, and not only which values are taken.
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

// child returns the node at position p of those residuals of set that belong to its subtree.
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

// node returns the node at position p of a state, or dead.
func (c *compiler) node(p int32, state []key) int32 {
	at := &c.places[p]
	id, fresh := at.states.intern(state)
	if !fresh {
		return at.nodes[id]
	}
	c.spent.state(c.order[p], len(state))
	at.nodes = append(at.nodes, dead)
	start := len(c.edges)
	c.expand(p, state)
	n := dead
	if edges := c.edges[start:]; len(edges) > 0 {
		n, fresh = c.levels[c.order[p]].nodes.intern(edges)
		if fresh {
			c.spent.edges(c.order[p], len(edges))
		}
	}
	c.edges = c.edges[:start]
	at.nodes[id] = n
	return n
}

// expand pushes the edges of a state. It walks the runs of the residuals that decide this variable side by side, so that
// values which none of them tells apart are looked at once.
func (c *compiler) expand(p int32, state []key) {
	base := len(c.edges)
	starts := c.starts(p)
	active := 0
	for active < len(state) && int32(state[active]>>32) == p {
		active++
	}
	w := newRuns(state[:active])
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

// starts returns what the rules that begin at p leave, by runs of values.
func (c *compiler) starts(p int32) []start {
	at := &c.places[p]
	if at.starts != nil {
		return at.starts
	}
	size := c.levels[c.order[p]].size
	members := make([]key, len(at.starters))
	for i, f := range at.starters {
		members[i] = c.key(f)
	}
	w := newRuns(members)
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

// runs walks the children of several residuals of one variable side by side.
type runs struct {
	members  []key
	at       []int      // in the children of each
	children []residual // of the run at hand
}

func newRuns(members []key) runs {
	return runs{members, make([]int, len(members)), make([]residual, len(members))}
}

// next sets the children of the run at hand and returns its end, at most end.
func (w *runs) next(rules *residuals, end int32) int32 {
	for i, k := range w.members {
		pairs := rules.children(member(k))
		w.children[i] = pairs[w.at[i]+1]
		end = min(end, pairs[w.at[i]])
	}
	return end
}

// skip moves behind the run that ends at end.
func (w *runs) skip(rules *residuals, end int32) {
	for i, k := range w.members {
		if rules.children(member(k))[w.at[i]] == end {
			w.at[i] += 2
		}
	}
}

// edge pushes the edge for the values lo..hi-1, unless nothing follows; it widens the edge before it where both lead to
// the same nodes.
func (c *compiler) edge(base int, v, lo, hi int32, passive, begun []key, next []residual) {
	start := len(c.pending)
	defer func() { c.pending = c.pending[:start] }()
	if c.spent.step(v, 1+len(passive)/wordsANode); c.spent.over || !c.push(passive, begun, next) {
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

// widen joins the last edge to the one before it, where both belong to the node whose edges start at base and lead to
// the same nodes.
func (c *compiler) widen(base, last int) {
	stride := len(c.edges) - last
	before := last - stride
	if before < base || c.edges[before+1] != c.edges[last] || !slices.Equal(c.edges[before+2:last], c.edges[last+2:]) {
		return
	}
	c.edges[before+1] = c.edges[last+1]
	c.edges = c.edges[:last]
}
