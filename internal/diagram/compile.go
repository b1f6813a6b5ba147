package diagram

import "slices"

// A level holds the nodes of one variable. A node is its edges, end to end; an edge is the values lo..hi-1 that
// lead to the same node of each child: lo, hi, then one node number a child.
type level struct {
	size   int32 // of the domain
	parent int32 // variable above in the tree, -1 for a root
	root   int32 // node to start from, in a root
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

	pending []uint64 // stack of sets under construction
	edges   []int32  // stack of edges under construction
}

// place is what the compiler knows of one position.
type place struct {
	starters []residual    // the rules that begin here
	states   table[uint64] // pending sets
	nodes    []int32       // by state: node or dead
	unary    int32         // 1 + place in pending of the unary residual just pushed
}

// key orders residuals by the position of the variable that they decide next.
func (c *compiler) key(f residual) uint64 {
	return uint64(c.position[c.rules.top[f]])<<32 | uint64(uint32(f))
}

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

// push puts the conjunction of passive (a state's own keys) and extra on the stack, normalised; false means that it
// cannot be satisfied.
func (c *compiler) push(passive []uint64, extra []residual) bool {
	start := len(c.pending)
	possible := true
	for _, k := range passive {
		possible = possible && c.add(residual(uint32(k)))
	}
	for _, f := range extra {
		possible = possible && c.add(f)
	}
	for _, k := range c.pending[start:] {
		c.places[k>>32].unary = 0
	}
	added := c.pending[start:]
	slices.Sort(added)
	c.pending = c.pending[:start+len(slices.Compact(added))]
	return possible
}

// add pushes one residual. Unary residuals of one variable become one: without that, "all different" would remember
// who took which value, and not only which values are taken.
func (c *compiler) add(f residual) bool {
	if f <= always {
		return f == always
	}
	k := c.key(f)
	if !c.rules.unary[f] {
		c.pending = append(c.pending, k)
		return true
	}
	if at := c.places[k>>32].unary; at > 0 {
		both := c.rules.and(residual(uint32(c.pending[at-1])), f)
		if both == never {
			return false
		}
		c.pending[at-1] = c.key(both)
		return true
	}
	c.pending = append(c.pending, k)
	c.places[k>>32].unary = int32(len(c.pending))
	return true
}

// child returns the node at position p of those residuals of set that belong to its subtree.
func (c *compiler) child(p int32, set []uint64) int32 {
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
func (c *compiler) node(p int32, state []uint64) int32 {
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
func (c *compiler) expand(p int32, state []uint64) {
	base := len(c.edges)
	active := append([]residual(nil), c.places[p].starters...)
	for len(state) > 0 && int32(state[0]>>32) == p {
		active = append(active, residual(uint32(state[0])))
		state = state[1:]
	}
	v := c.order[p]
	size := c.levels[v].size
	next := make([]residual, len(active))
	run := make([]int, len(active))
	for lo := int32(0); lo < size; {
		hi := size
		for i, f := range active {
			r := c.rules.children(f)
			next[i] = r[run[i]+1]
			hi = min(hi, r[run[i]])
		}
		c.edge(base, v, lo, hi, state, next)
		for i, f := range active {
			if c.rules.children(f)[run[i]] == hi {
				run[i] += 2
			}
		}
		lo = hi
	}
}

// edge pushes the edge for the values lo..hi-1, unless nothing follows; it widens the edge before it where both lead to
// the same nodes.
func (c *compiler) edge(base int, v, lo, hi int32, passive []uint64, next []residual) {
	start := len(c.pending)
	defer func() { c.pending = c.pending[:start] }()
	if c.spent.step(v, 1+len(passive)/wordsANode); c.spent.over || !c.push(passive, next) {
		return
	}
	set := c.pending[start:]
	from := len(c.edges)
	c.edges = append(c.edges, lo, hi)
	for _, kid := range c.levels[v].kids {
		n := c.child(c.position[kid], set)
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
