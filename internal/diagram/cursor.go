package diagram

import "math/big"

// A Cursor stands at one assignment of a space and moves on in declared order. It is not safe for concurrent use.
type Cursor struct {
	*ranks
	frames []frame // by variable
	row    []int32
	done   bool
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
		c.openFrom(0)
	}
	return c
}

// openFrom puts the variables from v on at the first value of their nodes.
func (c *Cursor) openFrom(v int) {
	for ; v < len(c.frames); v++ {
		c.open(v)
		c.choose(v, 0)
	}
}

// open loads the node of v: all variables before v are decided.
func (c *Cursor) open(v int) {
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

// Fill writes the assignment that the cursor stands at and those after it into block, end to end, as many as fit, moves
// behind them, and returns their number: fewer than fit only where the space ends.
func (c *Cursor) Fill(block []int32) int {
	width, rows := len(c.row), 0
	if width == 0 {
		return c.fillEmpty()
	}
	last := &c.frames[width-1]
	for !c.done && len(block) >= width {
		end := min(last.edges[last.at+1], last.value+int32(len(block)/width))
		rows += int(end - last.value)
		for ; last.value < end; last.value++ {
			copy(block, c.row)
			block[width-1] = last.value
			block = block[width:]
		}
		if last.value == last.edges[last.at+1] {
			last.value--
			c.next()
		} else {
			c.row[width-1] = last.value
		}
	}
	return rows
}

// fillEmpty serves a space without variables: one assignment, of nothing.
func (c *Cursor) fillEmpty() int {
	if c.done {
		return 0
	}
	c.done = true
	return 1
}

// next moves to the assignment after this one: the last variable that can change does, those after it start anew.
func (c *Cursor) next() {
	for v := len(c.frames) - 1; v >= 0; v-- {
		f := &c.frames[v]
		if f.value+1 < f.edges[f.at+1] {
			f.value++
			c.row[v] = f.value
		} else if after := f.at + f.level.stride(); after < len(f.edges) {
			c.choose(v, after)
		} else {
			continue
		}
		c.openFrom(v + 1)
		return
	}
	c.done = true
}
