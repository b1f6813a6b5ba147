package diagram

import "math/big"

// A Cursor is a position in the assignments of a space, in declared order.
// It is not safe for concurrent use.
type Cursor struct {
	*declaredOrder
	frames []frame // by variable
	row    []int32
	done   bool
	tails  tails
	oracle *Oracle // of fallbacks, made on first use
}

// A frame is the cursor's position in one variable: an edge of a node and a value of the edge.
type frame struct {
	level *level
	node  int32
	edges []int32 // of the node
	at    int     // the edge is edges[at:at+stride]
	value int32

	// Set by total for a variable without a diagram in declared order:
	counts []*big.Int // by edge: assignments for its value
	total  *big.Int   // of the node
}

// Cursor returns a cursor at the first assignment.
func (s *Space) Cursor() *Cursor {
	d := s.declared()
	c := &Cursor{declaredOrder: d, frames: make([]frame, len(d.levels)), row: make([]int32, len(d.levels)), done: d.empty}
	for v := range c.frames {
		c.frames[v].level = &d.levels[v]
		c.frames[v].node = d.levels[v].root // a root's; parents set the others
	}
	if !c.done {
		c.open(0, len(c.frames))
		c.tails.fresh = true
	}
	return c
}

// open sets the variables v..end-1 to the first values of their nodes.
func (c *Cursor) open(v, end int) {
	for ; v < end; v++ {
		c.load(v)
		c.choose(v, 0)
	}
}

// load fetches the edges of v. All variables before v must be decided.
func (c *Cursor) load(v int) {
	f := &c.frames[v]
	if fb := c.fallbacks[v]; fb != nil {
		f.edges = fb.edges(f.edges[:0], c.row, v, &c.oracle)
		return
	}
	f.edges = f.level.nodes.Tuple(f.node)
}

// choose sets v to the first value of the edge at the given offset and sets its children's nodes.
func (c *Cursor) choose(v, at int) {
	f := &c.frames[v]
	f.at = at
	f.value = f.edges[at]
	c.row[v] = f.value
	for i, kid := range f.level.kids {
		c.frames[kid].node = f.edges[at+2+i]
	}
}

// Row returns the current assignment. The slice belongs to the cursor and changes as it moves.
func (c *Cursor) Row() []int32 { return c.row }

// nextBefore advances the variables lo..hi-1 to their next assignment: it advances the last one
// that can advance and reopens those after it. It returns false after the last assignment.
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
