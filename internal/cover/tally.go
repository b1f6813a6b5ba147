package cover

// tally counts, for every tuple of a table, the rows that show it, and keeps as planes the tuples that none shows and
// those that only one shows: what a change of a cell gains and what it loses are then two counts of hits.
type tally struct {
	*table
	open    plane
	once    plane
	times   []uint16 // rows that show each tuple, by rank
	missing []uint32 // ranks of the open tuples
	place   []uint32 // place of each of them there
	listed  bool     // missing is kept
	tuple   []int32
}

func newTally(b *table, valid plane) *tally {
	return &tally{
		table: b,
		open:  append(plane{}, valid...),
		once:  make(plane, b.size),
		times: make([]uint16, b.total),
		place: make([]uint32, b.total),
		tuple: make([]int32, b.t),
	}
}

// start counts the rows, and only then lists what they leave open: it may have been everything.
func (c *tally) start(rows [][]int32) {
	part := make([]int32, len(c.domains))
	for _, r := range rows {
		for i := range part {
			part[i] = -1
		}
		for _, v := range c.cols {
			c.count(part, r[v], true)
			part[v] = r[v]
		}
	}
	c.each(c.open, func(number int, _ []int32) { c.miss(number) })
	c.listed = true
}

func (c *tally) miss(number int) {
	c.place[number] = uint32(len(c.missing))
	c.missing = append(c.missing, uint32(number))
}

func (c *tally) unmiss(number int) {
	last := len(c.missing) - 1
	moved := c.missing[last]
	c.missing[c.place[number]] = moved
	c.place[moved] = c.place[number]
	c.missing = c.missing[:last]
}

// count counts one row more, or one less, for the tuples of a literal and others of the row. Open columns of the row
// show nothing; what the row has in the literal's own column does not matter.
func (c *tally) count(row []int32, l int32, more bool) {
	switch {
	case c.local[l] < 0:
	case c.t == 2:
		c.count2(row, l, more)
	case c.t == 3:
		c.count3(row, l, more)
	default:
		c.countFrom(row, l, more, 0, 0, 0, false)
	}
}

func (c *tally) count2(row []int32, l int32, more bool) {
	for _, v := range c.cols {
		m := row[v]
		if m < 0 || v == int(c.column[l]) {
			continue
		}
		c.tuple[0], c.tuple[1] = min(l, m), max(l, m)
		c.step(c.base[0][c.tuple[0]]+c.base[1][c.tuple[1]], more)
	}
}

// count3 walks the pairs of the other columns: both above the literal's, one above, both below.
func (c *tally) count3(row []int32, l int32, more bool) {
	low, mid, high, t := c.base[0], c.base[1], c.base[2], c.tuple
	at := 0
	for c.cols[at] != int(c.column[l]) {
		at++
	}
	for i, v := range c.cols {
		m := row[v]
		switch {
		case m < 0 || i == at:
		case i > at:
			t[0], t[1] = l, m
			c.countLast(row, i+1, len(c.cols), 2, low[l]+mid[m], more)
		default:
			t[0], t[1] = m, l
			c.countLast(row, at+1, len(c.cols), 2, low[m]+mid[l], more)
			t[2] = l
			c.countLast(row, i+1, at, 1, low[m]+high[l], more)
		}
	}
}

// countLast walks the literals for the one place of the tuple that is not filled yet.
func (c *tally) countLast(row []int32, from, to, place, number int, more bool) {
	base := c.base[place]
	for _, v := range c.cols[from:to] {
		if m := row[v]; m >= 0 {
			c.tuple[place] = m
			c.step(number+base[m], more)
		}
	}
}

// countFrom walks the columns from the i-th for the places of the tuple from depth.
func (c *tally) countFrom(row []int32, l int32, more bool, i, depth, number int, with bool) {
	if depth == c.t {
		c.step(number, more)
		return
	}
	for ; i < len(c.cols); i++ {
		m := row[c.cols[i]]
		own := c.cols[i] == int(c.column[l])
		if own {
			m = l
		}
		if m < 0 || !own && !with && depth == c.t-1 {
			continue
		}
		c.tuple[depth] = m
		c.countFrom(row, l, more, i+1, depth+1, number+c.base[depth][m], with || own)
		if own {
			return
		}
	}
}

// step counts one row more or less for the tuple.
func (c *tally) step(number int, more bool) {
	if more {
		c.times[number]++
		switch c.times[number] {
		case 1:
			c.flip(c.open, c.tuple)
			c.flip(c.once, c.tuple)
			if c.listed {
				c.unmiss(number)
			}
		case 2:
			c.flip(c.once, c.tuple)
		}
		return
	}
	c.times[number]--
	switch c.times[number] {
	case 0:
		c.flip(c.open, c.tuple)
		c.flip(c.once, c.tuple)
		c.miss(number)
	case 1:
		c.flip(c.once, c.tuple)
	}
}
