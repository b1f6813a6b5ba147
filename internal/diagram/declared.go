package diagram

import "math/big"

// A declaredOrder is a space in declared order, for walks and ranks.
//
// An index counts assignments in lexicographic order of the variables as declared. The subtrees
// of the forest interleave in that order, but they are independent: while the variables are
// decided one by one, the number of assignments that remain is the product of the counts of all
// open nodes. Let v's node have count c, and let R be the product of the counts of the other open
// nodes. Then index r splits into the index r / R in v's node and the index r % R in the others,
// and back.
type declaredOrder struct {
	levels    []level
	fallbacks []*fallback // by variable, in parts without a diagram in declared order
	segments  []segment
	limit     int     // maximal rows of a tail
	cut       int     // first variable of the tail
	entries   []int32 // variables of the tail whose nodes the head decides
	keyed     bool    // the nodes of entries determine the tail
	empty     bool
}

// A segment is an interval of variables that contains whole trees only. An index is a number with
// one digit per segment.
type segment struct {
	from, to int // variables from..to-1
	small    bool
	size     uint64 // if small
	bigSize  *big.Int
}

// declaredShare is the fraction of the budget that the diagram in declared order may use.
const declaredShare = 4

// newDeclaredOrder compiles the parts that are not compiled in declared order yet. Parts that
// exceed their budget get a fallback.
func (s *Space) newDeclaredOrder() *declaredOrder {
	d := &declaredOrder{levels: make([]level, len(s.levels)), fallbacks: make([]*fallback, len(s.levels)), empty: s.count.Sign() == 0}
	if d.empty {
		return d
	}
	copy(d.levels, s.levels)
	position := make([]int32, len(s.levels))
	for _, q := range s.parts {
		if q.isDeclared() {
			continue
		}
		if err := s.problem.compile(q, q.vars, position, d.levels, s.problem.Budget/declaredShare); err != nil {
			d.addFallback(s, q)
		}
	}
	d.findSegments()
	d.split(maxTailRows)
	return d
}

// findSegments sets the segments: the shortest intervals of variables that contain whole trees,
// with neighbours joined while their size fits in 64 bits.
func (d *declaredOrder) findSegments() {
	end := make([]int, len(d.levels)) // by root: one past the last variable of its tree
	root := make([]int, len(d.levels))
	for v := range d.levels {
		root[v] = v
		if up := d.levels[v].parent; up >= 0 {
			root[v] = root[up]
		}
		end[root[v]] = v + 1
	}
	for from := 0; from < len(d.levels); {
		size, to, fallback := big.NewInt(1), from+1, false
		for v := from; v < to; v++ {
			to = max(to, end[root[v]])
			if root[v] == v {
				size.Mul(size, d.rootTotal(v))
			}
			fallback = fallback || d.fallbacks[v] != nil
		}
		d.appendSegment(segment{from: from, to: to, small: size.IsUint64() && !fallback, bigSize: size})
		from = to
	}
}

// appendSegment appends s or joins it to the last segment.
func (d *declaredOrder) appendSegment(s segment) {
	if n := len(d.segments) - 1; n >= 0 && s.small && d.segments[n].small {
		last := &d.segments[n]
		if size := new(big.Int).Mul(last.bigSize, s.bigSize); size.IsUint64() {
			last.to, last.bigSize, last.size = s.to, size, size.Uint64()
			return
		}
	}
	if s.small {
		s.size = s.bigSize.Uint64()
	}
	d.segments = append(d.segments, s)
}

// rootTotal returns the number of assignments of the tree with root v.
func (d *declaredOrder) rootTotal(v int) *big.Int {
	if d.fallbacks[v] != nil {
		return d.fallbacks[v].total()
	}
	return d.levels[v].rootCount()
}
