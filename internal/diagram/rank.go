package diagram

import "math/big"

// ranks is a space in declared order: what walking and ranking need.
//
// An index counts assignments in lexicographic order of the variables as declared. Subtrees of the forest interleave in
// that order, but they are independent: while variable after variable is decided, the assignments still possible are the
// product of the counts of all open nodes. So an index r with R open assignments beside the node of v (of count c) splits
// into a place r / R in that node and a rest r % R for the others, and back.
type ranks struct {
	levels   []level
	asked    []*asker // by variable: of parts that have no diagram in declared order
	segments []segment
	limit    int     // rows of a tail
	cut      int     // where rows are split into head and tail
	entries  []int32 // variables of the tail whose nodes the head decides
	keyed    bool    // those nodes say what the tail may be
	empty    bool
}

// A segment is a stretch of variables that no tree leaves: an index is a number with one digit a segment.
type segment struct {
	from, to int // variables from..to-1
	small    bool
	size     uint64   // where small
	bigSize  *big.Int // always
}

// declaredShare is the part of the budget that a second diagram, in declared order, may take.
const declaredShare = 4

func (s *Space) rank() *ranks {
	r := &ranks{levels: make([]level, len(s.levels)), asked: make([]*asker, len(s.levels)), empty: s.count.Sign() == 0}
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
			r.ask(s, q)
		}
	}
	r.segment()
	r.split(tailRows)
	return r
}

// segment finds the segments and joins small neighbours.
func (r *ranks) segment() {
	end := make([]int, len(r.levels)) // one past the last variable of a tree, at its root
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
			asked = asked || r.asked[v] != nil
		}
		r.join(segment{from: from, to: to, small: size.IsUint64() && !asked, bigSize: size})
		from = to
	}
}

func (r *ranks) join(s segment) {
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

func (r *ranks) rootTotal(v int) *big.Int {
	if r.asked[v] != nil {
		return r.asked[v].total()
	}
	return r.levels[v].rootCount()
}
