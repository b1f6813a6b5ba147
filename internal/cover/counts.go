package cover

import "math/bits"

// counts holds, for every tuple of a table, the number of rows of a grid that contain it.
//
// Invariant: missing and open hold the valid tuples with count 0, and needs of the grid holds for
// each cell the number of tuples with count 1 that it is part of, so that the loss of a change is
// known before it is made. Only changes to or from 0 and 1 cost more than an addition.
type counts struct {
	*table
	*grid
	times    []uint16 // number of rows with each tuple, by rank
	open     plane    // tuples that no row contains
	missing  []uint32 // the same by rank
	position []uint32 // index in missing of each missing tuple
	tuple    []int32
	row      int // row whose tuples are counted
	step     uint16
	edge     uint16 // largest count after the step that changes missing or needs
}

// grid is the array that the search changes.
type grid struct {
	rows  [][]int32
	masks []bitset
	has   []bitset  // rows that have each literal
	needs [][]int32 // for each cell, the number of its tuples that no other row contains
}

func newGrid(s *space, rows [][]int32) *grid {
	g := &grid{}
	for range s.column {
		g.has = append(g.has, make(bitset, (len(rows)+63)/64))
	}
	for i, r := range rows {
		g.rows = append(g.rows, append([]int32{}, r...))
		g.masks = append(g.masks, make(bitset, s.words))
		g.needs = append(g.needs, make([]int32, len(r)))
		for _, l := range r {
			g.masks[i].set(l)
			g.has[l].set(int32(i))
		}
	}
	return g
}

// newCounts counts the tuples of the rows of a grid.
func newCounts(b *table, g *grid, valid plane) *counts {
	c := &counts{table: b, grid: g, open: make(plane, b.size), tuple: make([]int32, b.t)}
	c.times = make([]uint16, b.total)
	c.position = make([]uint32, b.total)
	for _, r := range g.rows {
		c.countAll(r, len(c.cols), c.t-1, 0)
	}
	c.each(valid, func(number int, tuple []int32) bool {
		copy(c.tuple, tuple)
		switch c.times[number] {
		case 0:
			c.addMissing(number)
		case 1:
			c.need(c.firstRow(tuple), 1)
		}
		return true
	})
	return c
}

// countAll counts the tuples of the first n columns of a row. The lowest position is the
// innermost loop, since counts of tuples that differ there are adjacent.
func (c *counts) countAll(row []int32, n, position, number int) {
	if position == 0 {
		for _, v := range c.cols[:n] {
			c.times[number+c.base[0][row[v]]]++
		}
		return
	}
	for i := position; i < n; i++ {
		c.countAll(row, i, position-1, number+c.base[position][row[c.cols[i]]])
	}
}

// count adds 1 to, or subtracts 1 from, the counts of the tuples of a literal with other literals
// of the row. Open columns have no tuples, and the row's own literal in that column is ignored.
// The row must not be in has of the literal.
func (c *counts) count(r int, l int32, more bool) {
	if c.local[l] < 0 {
		return
	}
	c.row, c.step, c.edge = r, 1, 2
	if !more {
		c.step, c.edge = ^uint16(0), 1
	}
	at := 0
	for c.cols[at] != int(c.column[l]) {
		at++
	}
	if c.t == 3 {
		c.count3(l, at)
		return
	}
	c.tuple[c.t-1] = l
	if c.t == 1 {
		c.add(c.base[0][l])
		return
	}
	c.countFrom(l, at, len(c.cols), c.t-1, 0)
}

// countFrom fills the positions of the tuple from the highest down with columns before the n-th.
// The literal is in the at-th column and takes its position in order; then at is negative.
func (c *counts) countFrom(l int32, at, n, position, number int) {
	if position == 0 && at < 0 {
		c.countLast(0, n, 0, number)
		return
	}
	if at >= 0 {
		c.tuple[position] = l
		if position == 0 {
			c.add(number + c.base[0][l])
			return
		}
		c.countFrom(l, -1, at, position-1, number+c.base[position][l])
	}
	for i := max(position, at+1); i < n; i++ {
		if m := c.rows[c.row][c.cols[i]]; m >= 0 {
			c.tuple[position] = m
			c.countFrom(l, at, i, position-1, number+c.base[position][m])
		}
	}
}

// count3 is countFrom for strength 3.
func (c *counts) count3(l int32, at int) {
	low, mid, high, t := c.base[0], c.base[1], c.base[2], c.tuple
	for i, v := range c.cols {
		m := c.rows[c.row][v]
		switch {
		case m < 0 || i == at:
		case i < at:
			t[1], t[2] = m, l
			c.countLast(0, i, 0, mid[m]+high[l])
		default:
			t[1], t[2] = l, m
			c.countLast(0, at, 0, mid[l]+high[m])
			t[0] = l
			c.countLast(at+1, i, 1, low[l]+high[m])
		}
	}
}

// countLast counts the tuples whose literal at the last unfilled position is in the columns
// [from, to).
func (c *counts) countLast(from, to, position, number int) {
	base, row := c.base[position], c.rows[c.row]
	for _, v := range c.cols[from:to] {
		m := row[v]
		if m < 0 {
			continue
		}
		k := number + base[m]
		n := c.times[k] + c.step
		c.times[k] = n
		if n <= c.edge {
			c.tuple[position] = m
			c.update(k, n)
		}
	}
}

func (c *counts) add(number int) {
	c.times[number] += c.step
	if n := c.times[number]; n <= c.edge {
		c.update(number, n)
	}
}

// update restores the invariant after the count of the tuple became n.
func (c *counts) update(number int, n uint16) {
	more := c.step == 1
	switch {
	case more && n == 1:
		c.removeMissing(number)
		c.need(c.row, 1)
	case more:
		c.need(c.firstRow(c.tuple), -1)
	case n == 0:
		c.addMissing(number)
		c.need(c.row, -1)
	default:
		c.need(c.firstRow(c.tuple), 1)
	}
}

func (c *counts) addMissing(number int) {
	c.flip(c.open, c.tuple)
	c.position[number] = uint32(len(c.missing))
	c.missing = append(c.missing, uint32(number))
}

func (c *counts) removeMissing(number int) {
	c.flip(c.open, c.tuple)
	last := len(c.missing) - 1
	moved := c.missing[last]
	c.missing[c.position[number]] = moved
	c.position[moved] = c.position[number]
	c.missing = c.missing[:last]
}

// firstRow returns the first row that contains the tuple.
func (g *grid) firstRow(tuple []int32) int {
	for w, x := range g.has[tuple[0]] {
		for _, l := range tuple[1:] {
			x &= g.has[l][w]
		}
		if x != 0 {
			return w<<6 + bits.TrailingZeros64(x)
		}
	}
	panic("cover: a tuple is counted that no row has")
}

// need adds n to the needs of the tuple's cells in row r.
func (c *counts) need(r int, n int32) {
	needs := c.needs[r]
	for _, l := range c.tuple {
		needs[c.column[l]] += n
	}
}
