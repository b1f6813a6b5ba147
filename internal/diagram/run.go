package diagram

import (
	"slices"
	"sort"

	"github.com/paramgen/paramgen/internal/intern"
)

// A Run is a sequence of assignments that agree in their first variables. Head holds those, and
// rows From..To-1 of Tails hold the others. Tails must not be changed.
//
// Most heads are followed by one of few different tails, and each tail is made once. Walking then
// costs nothing for the variables of the tail.
type Run struct {
	Head     []int32
	Tails    []int32
	From, To int
}

const (
	maxTailRows   = 1 << 10 // rows of a tail, unless the last variable has more values
	maxTailValues = 1 << 16 // values that a cursor caches
)

// tails caches the tails that a cursor has made, by the nodes of the tail's variables that the
// head decides.
type tails struct {
	fresh  bool // the tail of the current row is the first of its head
	seen   intern.Table[int32]
	rows   [][]int32 // by tail in seen
	stored int
	key    []int32
}

// split sets the cut: the tail has as many variables as keep it within limit rows, and at least
// one.
func (d *declaredOrder) split(limit int) {
	d.limit, d.cut, d.entries = limit, len(d.levels), nil
	for rows := 1; d.cut > 0; d.cut-- {
		rows *= int(d.levels[d.cut-1].size)
		if rows > limit && d.cut < len(d.levels) {
			break
		}
	}
	d.keyed = true
	for v := d.cut; v < len(d.levels); v++ {
		d.keyed = d.keyed && d.fallbacks[v] == nil
		if up := d.levels[v].parent; up >= 0 && int(up) < d.cut {
			d.entries = append(d.entries, int32(v))
		}
	}
}

// Head returns the length of every run's head.
func (c *Cursor) Head() int { return c.cut }

// Next returns the run that begins at the cursor, with its head stored in head, and moves past
// it. It returns false at the end of the space. Cost: a few nanoseconds for each assignment of a
// tail that is not cached, nothing for the others.
func (c *Cursor) Next(head []int32) (Run, bool) {
	if c.done {
		return Run{}, false
	}
	r := Run{Head: head[:copy(head, c.row[:c.cut])]}
	switch width := len(c.row) - c.cut; {
	case width == 0:
		r.To = 1
	case width == 1 && c.frames[c.cut].level.size > int32(c.limit):
		r.Tails = c.chunk()
		r.To = len(r.Tails)
		return r, true
	default:
		from := slices.Clone(c.row[c.cut:])
		r.Tails = c.tail()
		r.To = len(r.Tails) / width
		if !c.tails.fresh {
			r.From = find(r.Tails, from)
		}
	}
	c.advance()
	return r, true
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
	id, fresh := t.seen.Intern(t.key)
	if !fresh {
		return t.rows[id]
	}
	rows := c.makeTail()
	if t.stored += len(rows); t.stored > maxTailValues {
		t.seen, t.rows, t.stored = intern.Table[int32]{}, nil, len(rows)
		t.seen.Intern(t.key)
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

// chunk returns the next values of a last variable that has too many values to cache, and moves
// past them.
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

// find returns the index of row in ascending rows.
func find(rows, row []int32) int {
	n := len(row)
	return sort.Search(len(rows)/n, func(i int) bool { return slices.Compare(rows[i*n:(i+1)*n], row) >= 0 })
}
