package diagram

import "math/big"

// Seek moves the cursor to the assignment with the given index, which must be less than the
// count. Cost: one division per variable if 64 bits suffice.
func (c *Cursor) Seek(index *big.Int) {
	c.done, c.tails.fresh = false, false
	if len(c.segments) == 1 && c.segments[0].small {
		c.seekSmall(&c.segments[0], index.Uint64())
		return
	}
	for i, digit := range c.digits(index) {
		s := &c.segments[i]
		if s.small {
			c.seekSmall(s, digit.Uint64())
		} else {
			c.seekBig(s, digit)
		}
	}
}

// digits splits an index into one digit per segment, the most significant first.
func (d *declaredOrder) digits(index *big.Int) []*big.Int {
	digits := make([]*big.Int, len(d.segments))
	rest := new(big.Int).Set(index)
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = new(big.Int)
		rest.QuoRem(rest, d.segments[i].bigSize, digits[i])
	}
	return digits
}

// seekSmall turns an index into values, as declaredOrder explains, in 64 bits.
func (c *Cursor) seekSmall(s *segment, index uint64) {
	open := s.size
	for v := s.from; v < s.to; v++ {
		f := &c.frames[v]
		l := f.level
		c.load(v)
		beside := open / l.count[f.node]
		place, rest := index/beside, index%beside
		first := l.nodes.Offset(f.node) / l.stride()
		before := l.before[first : first+len(f.edges)/l.stride()]
		e := len(before) - 1
		for before[e] > place {
			e--
		}
		below := l.below[first+e]
		place -= before[e]
		c.choose(v, e*l.stride())
		f.value += int32(place / below)
		c.row[v] = f.value
		index, open = place%below*beside+rest, below*beside
	}
}

// seekBig is seekSmall in big integers.
func (c *Cursor) seekBig(s *segment, digit *big.Int) {
	open, index := new(big.Int).Set(s.bigSize), new(big.Int).Set(digit)
	place, rest, offset, scratch := new(big.Int), new(big.Int), new(big.Int), new(big.Int)
	for v := s.from; v < s.to; v++ {
		c.load(v)
		open.Quo(open, c.total(v))
		place.QuoRem(index, open, rest)
		below := new(big.Int)
		for at := 0; ; at += c.frames[v].level.stride() {
			c.choose(v, at)
			below.Set(c.follow(v, scratch))
			if scratch.Mul(below, big.NewInt(c.values(v))); place.Cmp(scratch) < 0 {
				break
			}
			place.Sub(place, scratch)
		}
		offset.QuoRem(place, below, place)
		c.frames[v].value += int32(offset.Int64())
		c.row[v] = c.frames[v].value
		index.Add(index.Mul(place, open), rest)
		open.Mul(open, below)
	}
}

// values returns how many values the edge of v covers.
func (c *Cursor) values(v int) int64 {
	f := &c.frames[v]
	return int64(f.edges[f.at+1] - f.edges[f.at])
}

// total returns the assignments of the node of v. The caller must not change the result.
func (c *Cursor) total(v int) *big.Int {
	f := &c.frames[v]
	if fb := c.fallbacks[v]; fb != nil {
		f.counts, f.total = fb.counts(f.edges, c.row, v, &c.oracle)
		return f.total
	}
	return f.level.total(f.node)
}

// follow returns the assignments for each value of the edge of v, either in scratch or in a
// number that the caller must not change.
func (c *Cursor) follow(v int, scratch *big.Int) *big.Int {
	f := &c.frames[v]
	if c.fallbacks[v] != nil {
		return f.counts[f.at/f.level.stride()]
	}
	return f.level.follow(f.edges[f.at:f.at+f.level.stride()], c.levels, scratch)
}

// Rank returns the index of row, or false if row is not in the space or nil. The cursor's position
// afterwards is unspecified.
func (c *Cursor) Rank(row []int32) (*big.Int, bool) {
	if c.empty || len(row) != len(c.row) {
		return nil, false
	}
	index := new(big.Int)
	for i := range c.segments {
		s := &c.segments[i]
		digit, ok := new(big.Int), false
		if s.small {
			var small uint64
			small, ok = c.rankSmall(s, row)
			digit.SetUint64(small)
		} else {
			ok = c.rankBig(s, row, digit)
		}
		if !ok {
			return nil, false
		}
		index.Add(index.Mul(index, s.bigSize), digit)
	}
	return index, true
}

// find opens v and sets it to value x. It returns false if the node does not have x.
func (c *Cursor) find(v int, x int32) bool {
	c.load(v)
	f := &c.frames[v]
	stride := f.level.stride()
	lo, hi := 0, len(f.edges)/stride // find the first edge that ends after x
	for lo < hi {
		if mid := (lo + hi) / 2; f.edges[mid*stride+1] <= x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if at := lo * stride; at < len(f.edges) && f.edges[at] <= x {
		c.choose(v, at)
		f.value, c.row[v] = x, x
		return true
	}
	return false
}

// rankSmall is the inverse of seekSmall.
func (c *Cursor) rankSmall(s *segment, row []int32) (uint64, bool) {
	open, index := s.size, uint64(0)
	for v := s.from; v < s.to; v++ {
		if !c.find(v, row[v]) {
			return 0, false
		}
		f := &c.frames[v]
		edge := (f.level.nodes.Offset(f.node) + f.at) / f.level.stride()
		below := f.level.below[edge]
		open /= f.level.count[f.node]
		index += open * (f.level.before[edge] + below*uint64(f.value-f.edges[f.at]))
		open *= below
	}
	return index, true
}

// rankBig is the inverse of seekBig. It adds the index to digit.
func (c *Cursor) rankBig(s *segment, row []int32, digit *big.Int) bool {
	open, scratch := new(big.Int).Set(s.bigSize), new(big.Int)
	for v := s.from; v < s.to; v++ {
		if !c.find(v, row[v]) {
			return false
		}
		at := c.frames[v].at
		open.Quo(open, c.total(v))
		skipped := new(big.Int)
		for before := 0; before < at; before += c.frames[v].level.stride() {
			c.frames[v].at = before
			skipped.Add(skipped, scratch.Mul(c.follow(v, scratch), big.NewInt(c.values(v))))
		}
		c.frames[v].at = at
		below := new(big.Int).Set(c.follow(v, scratch))
		skipped.Add(skipped, scratch.Mul(below, big.NewInt(int64(row[v]-c.frames[v].edges[at]))))
		digit.Add(digit, skipped.Mul(skipped, open))
		open.Mul(open, below)
	}
	return true
}
