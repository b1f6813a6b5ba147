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
	r := &declaredOrder{levels: make([]level, len(s.levels)), fallbacks: make([]*fallback, len(s.levels)), empty: s.count.Sign() == 0}
	if r.empty {
		return r
	}
	copy(r.levels, s.levels)
	position := make([]int32, len(s.levels))
	for _, q := range s.parts {
		if q.isDeclared() {
			continue
		}
		if err := s.problem.compile(q, q.vars, position, r.levels, s.problem.Budget/declaredShare); err != nil {
			r.addFallback(s, q)
		}
	}
	r.findSegments()
	r.split(maxTailRows)
	return r
}

// findSegments sets the segments: the shortest intervals of variables that contain whole trees,
// with neighbours joined while their size fits in 64 bits.
func (r *declaredOrder) findSegments() {
	end := make([]int, len(r.levels)) // by root: one past the last variable of its tree
	root := make([]int, len(r.levels))
	for v := range r.levels {
		root[v] = v
		if up := r.levels[v].parent; up >= 0 {
			root[v] = root[up]
		}
		end[root[v]] = v + 1
	}
	for from := 0; from < len(r.levels); {
		size, to, asked := big.NewInt(1), from+1, false
		for v := from; v < to; v++ {
			to = max(to, end[root[v]])
			if root[v] == v {
				size.Mul(size, r.rootTotal(v))
			}
			asked = asked || r.fallbacks[v] != nil
		}
		r.appendSegment(segment{from: from, to: to, small: size.IsUint64() && !asked, bigSize: size})
		from = to
	}
}

// appendSegment appends s or joins it to the last segment.
func (r *declaredOrder) appendSegment(s segment) {
	if n := len(r.segments) - 1; n >= 0 && s.small && r.segments[n].small {
		last := &r.segments[n]
		if size := new(big.Int).Mul(last.bigSize, s.bigSize); size.IsUint64() {
			last.to, last.bigSize, last.size = s.to, size, size.Uint64()
			return
		}
	}
	if s.small {
		s.size = s.bigSize.Uint64()
	}
	r.segments = append(r.segments, s)
}

// rootTotal returns the number of assignments of the tree with root v.
func (r *declaredOrder) rootTotal(v int) *big.Int {
	if r.fallbacks[v] != nil {
		return r.fallbacks[v].total()
	}
	return r.levels[v].rootCount()
}
