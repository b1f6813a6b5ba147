package cover

import "math/bits"

// tally counts, for every tuple of a table, the rows of a grid that show it.
//
// Most changes of a count mean nothing. Where it passes between 0 and 1, the tuple joins or leaves those that are missing;
// where it is or was 1, the cells of the one row that shows the tuple learn that they are more or less needed. So what
// a change of a cell loses is known before it is made.
type tally struct {
	*table
	*grid
	times   []uint16 // rows that show each tuple, by rank
	open    plane    // tuples that no row shows
	missing []uint32 // the same by rank
	place   []uint32 // place of each of them there
	tuple   []int32
	row     int // whose tuples are counted
	step    uint16
	edge    uint16 // highest count that means something after the step
}

// grid is an array under change.
type grid struct {
	rows  [][]int32
	masks []bitset
	has   []bitset  // rows that have each literal
	needs [][]int32 // for each cell the tuples with it that its row alone shows
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

// newTally counts the rows of a grid.
func newTally(b *table, g *grid, valid plane) *tally {
	c := &tally{table: b, grid: g, open: make(plane, b.size), tuple: make([]int32, b.t)}
	c.times = make([]uint16, b.total)
	c.place = make([]uint32, b.total)
	for _, r := range g.rows {
		c.countAll(r, len(c.cols), c.t-1, 0)
	}
	c.each(valid, func(number int, tuple []int32) bool {
		copy(c.tuple, tuple)
		switch c.times[number] {
		case 0:
			c.miss(number)
		case 1:
			c.need(c.only(tuple), 1)
		}
		return true
	})
	return c
}

// countAll counts a row for the tuples of its first n columns, down to the lowest place: counts of tuples that differ
// there are neighbours.
func (c *tally) countAll(row []int32, n, place, number int) {
	if place == 0 {
		for _, v := range c.cols[:n] {
			c.times[number+c.base[0][row[v]]]++
		}
		return
	}
	for i := place; i < n; i++ {
		c.countAll(row, i, place-1, number+c.base[place][row[c.cols[i]]])
	}
}

// count counts a row once more, or once less, for the tuples of a literal and others of the row. Open columns show
// nothing; what the row has in the literal's own column does not matter. The grid's has must not have the literal yet,
// or no more.
func (c *tally) count(r int, l int32, more bool) {
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
		c.bump(c.base[0][l])
		return
	}
	c.countFrom(l, at, len(c.cols), c.t-1, 0)
}

// countFrom fills the places of the tuple from the highest down, with columns before the n-th. The literal takes its
// place as soon as no more columns come after its own, which is the at-th; at is negative once it has.
func (c *tally) countFrom(l int32, at, n, place, number int) {
	if place == 0 && at < 0 {
		c.countLast(0, n, 0, number)
		return
	}
	if at >= 0 {
		c.tuple[place] = l
		if place == 0 {
			c.bump(number + c.base[0][l])
			return
		}
		c.countFrom(l, -1, at, place-1, number+c.base[place][l])
	}
	for i := max(place, at+1); i < n; i++ {
		if m := c.rows[c.row][c.cols[i]]; m >= 0 {
			c.tuple[place] = m
			c.countFrom(l, at, i, place-1, number+c.base[place][m])
		}
	}
}

// count3 is countFrom for three places, each tuple found by its columns other than the literal's.
func (c *tally) count3(l int32, at int) {
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

// countLast walks the columns from one to another for the one place of the tuple that is not filled yet.
func (c *tally) countLast(from, to, place, number int) {
	base, row := c.base[place], c.rows[c.row]
	for _, v := range c.cols[from:to] {
		m := row[v]
		if m < 0 {
			continue
		}
		k := number + base[m]
		n := c.times[k] + c.step
		c.times[k] = n
		if n <= c.edge {
			c.tuple[place] = m
			c.pass(k, n)
		}
	}
}

func (c *tally) bump(number int) {
	c.times[number] += c.step
	if n := c.times[number]; n <= c.edge {
		c.pass(number, n)
	}
}

// pass tells those concerned that the count of the tuple has become n.
func (c *tally) pass(number int, n uint16) {
	more := c.step == 1
	switch {
	case more && n == 1:
		c.unmiss(number)
		c.need(c.row, 1)
	case more:
		c.need(c.only(c.tuple), -1)
	case n == 0:
		c.miss(number)
		c.need(c.row, -1)
	default:
		c.need(c.only(c.tuple), 1)
	}
}

func (c *tally) miss(number int) {
	c.flip(c.open, c.tuple)
	c.place[number] = uint32(len(c.missing))
	c.missing = append(c.missing, uint32(number))
}

func (c *tally) unmiss(number int) {
	c.flip(c.open, c.tuple)
	last := len(c.missing) - 1
	moved := c.missing[last]
	c.missing[c.place[number]] = moved
	c.place[moved] = c.place[number]
	c.missing = c.missing[:last]
}

// only returns the first row that has the tuple.
func (g *grid) only(tuple []int32) int {
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

func (c *tally) need(r int, n int32) {
	needs := c.needs[r]
	for _, l := range c.tuple {
		needs[c.column[l]] += n
	}
}
