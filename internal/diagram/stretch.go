package diagram

import "slices"

// A Run is consecutive assignments that agree in their first variables: Head holds those, and row i of Tails the others, for i
// from From up to but not including To. Tails must not be changed, and never changes.
//
// Most heads are followed by one of few different sets of tails, which is made once: walking then costs nothing for the
// variables of the tail.
type Run struct {
	Head     []int32
	Tails    []int32
	From, To int
}

const (
	tailRows   = 1 << 10 // most rows of a tail, unless one variable has more values
	tailValues = 1 << 16 // that a cursor remembers
)

// tails remembers the tails that a cursor met, by the nodes of the tail's variables that the head decides.
type tails struct {
	fresh  bool // the tail of the current row is the first of its head
	seen   table[int32]
	rows   [][]int32 // of the tails in seen
	stored int
	key    []int32
}

// split chooses the cut: as many variables behind it as have few joint values, at least one.
func (r *ranks) split(limit int) {
	r.limit, r.cut, r.entries = limit, len(r.levels), nil
	for rows := 1; r.cut > 0; r.cut-- {
		rows *= int(r.levels[r.cut-1].size)
		if rows > limit && r.cut < len(r.levels) {
			break
		}
	}
	r.keyed = true
	for v := r.cut; v < len(r.levels); v++ {
		r.keyed = r.keyed && r.asked[v] == nil
		if up := r.levels[v].parent; up >= 0 && int(up) < r.cut {
			r.entries = append(r.entries, int32(v))
		}
	}
}

// Head returns how many variables the head of every stretch has.
func (c *Cursor) Head() int { return c.cut }

// Next returns the stretch that begins where the cursor stands, writes its head into head, and moves behind it. It returns false at the
// end of the space. Cost: a few nanoseconds for each assignment of a tail that was not met before, none for others.
func (c *Cursor) Next(head []int32) (Run, bool) {
	if c.done {
		return Run{}, false
	}
	s := Run{Head: head[:copy(head, c.row[:c.cut])]}
	if width := len(c.row) - c.cut; width == 1 && c.frames[c.cut].level.size > int32(c.limit) {
		s.Tails = c.chunk()
		s.To = len(s.Tails)
		return s, true
	} else if s.To = 1; width > 0 {
		from := slices.Clone(c.row[c.cut:])
		s.Tails = c.tail()
		s.To = len(s.Tails) / width
		if !c.tails.fresh {
			s.From = find(s.Tails, from)
		}
	}
	c.advance()
	return s, true
}

// advance moves to the next head and leaves its tail unopened.
func (c *Cursor) advance() {
	c.done = !c.nextBefore(0, c.cut)
	c.tails.fresh = true
}

// tail returns all tails of the current head.
func (c *Cursor) tail() []int32 {
	t := &c.tails
	if !c.keyed {
		return c.makeTail()
	}
	t.key = t.key[:0]
	for _, v := range c.entries {
		t.key = append(t.key, c.frames[v].node)
	}
	id, fresh := t.seen.intern(t.key)
	if !fresh {
		return t.rows[id]
	}
	rows := c.makeTail()
	if t.stored += len(rows); t.stored > tailValues {
		t.seen, t.rows, t.stored = table[int32]{}, nil, len(rows)
		t.seen.intern(t.key)
	}
	t.rows = append(t.rows, rows)
	return rows
}

// makeTail walks the variables of the tail.
func (c *Cursor) makeTail() []int32 {
	var rows []int32
	c.open(c.cut, len(c.row))
	for more := true; more; more = c.nextBefore(c.cut, len(c.row)) {
		rows = append(rows, c.row[c.cut:]...)
	}
	return rows
}

// chunk returns the next values of a last variable that has too many to be remembered, and moves behind them.
func (c *Cursor) chunk() []int32 {
	if c.tails.fresh {
		c.open(c.cut, len(c.row))
		c.tails.fresh = false
	}
	values := make([]int32, 0, c.limit)
	for len(values) < c.limit {
		values = append(values, c.row[c.cut])
		if !c.nextBefore(c.cut, len(c.row)) {
			c.advance()
			break
		}
	}
	return values
}

// find returns the place of row among rows that ascend.
func find(rows, row []int32) int {
	lo, hi := 0, len(rows)/max(1, len(row))
	for lo < hi {
		mid := (lo + hi) / 2
		if slices.Compare(rows[mid*len(row):(mid+1)*len(row)], row) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
