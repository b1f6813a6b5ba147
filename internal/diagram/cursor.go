package diagram

import "math/big"

// A Cursor stands at one assignment of a space and moves on in declared order. It is not safe for concurrent use.
type Cursor struct {
	*ranks
	frames []frame // by variable
	row    []int32
	done   bool
	tails  tails
	oracle *Oracle // for variables without a diagram in declared order, on first use
}

// frame is where the cursor stands in one variable: an edge of a node, and a value of the edge.
type frame struct {
	level *level
	node  int32
	edges []int32 // of the node
	at    int     // the edge is edges[at:at+stride]
	value int32

	// Where there is no diagram, and once counted:
	counts []*big.Int // assignments for the value of each edge
	total  *big.Int   // of the node
}

// Cursor returns a cursor at the first assignment.
func (s *Space) Cursor() *Cursor {
	r := s.declared()
	c := &Cursor{ranks: r, frames: make([]frame, len(r.levels)), row: make([]int32, len(r.levels)), done: r.empty}
	for v := range c.frames {
		c.frames[v].level = &r.levels[v]
		c.frames[v].node = r.levels[v].root // below a root, parents set it
	}
	if !c.done {
		c.open(0, len(c.frames))
		c.tails.fresh = true
	}
	return c
}

// open puts the variables from v up to but not including end at the first value of their nodes.
func (c *Cursor) open(v, end int) {
	for ; v < end; v++ {
		c.load(v)
		c.choose(v, 0)
	}
}

// load fetches the node of v: all variables before v are decided.
func (c *Cursor) load(v int) {
	f := &c.frames[v]
	if a := c.asked[v]; a != nil {
		f.edges = a.edges(f.edges[:0], c.row, v, &c.oracle)
		return
	}
	f.edges = f.level.nodes.tuple(f.node)
}

// choose moves v to the first value of the edge at the given place and tells its children their nodes.
func (c *Cursor) choose(v, at int) {
	f := &c.frames[v]
	f.at = at
	f.value = f.edges[at]
	c.row[v] = f.value
	for i, kid := range f.level.kids {
		c.frames[kid].node = f.edges[at+2+i]
	}
}

// Row returns the assignment that the cursor stands at. It is the cursor's own and changes as the cursor moves.
func (c *Cursor) Row() []int32 { return c.row }

// nextBefore moves to the next assignment of the variables from lo up to but not including hi: the last one that can change does,
// those after it start anew. It returns false where there is none.
func (c *Cursor) nextBefore(lo, hi int) bool {
	for v := hi - 1; v >= lo; v-- {
		f := &c.frames[v]
		if f.value+1 < f.edges[f.at+1] {
			f.value++
			c.row[v] = f.value
		} else if after := f.at + f.level.stride(); after < len(f.edges) {
			c.choose(v, after)
		} else {
			continue
		}
		c.open(v+1, hi)
		return true
	}
	return false
}
