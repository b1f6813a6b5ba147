package diagram

import (
	"math/big"
	"sort"
)

// Unranker returns a function that turns the numbers below the count into assignments, each into
// another one: in declared order, as [Cursor.Seek] does, unless a part has no diagram in this
// order. The order is then the one in which the space is compiled, and the cost of a number is
// one step for each variable instead of many passes over the diagram. The function is not safe
// for concurrent use, and its result is reused.
func (s *Space) Unranker() func(index *big.Int) []int32 {
	if d := s.declared(); !d.complete() {
		u := &unranker{space: s, row: make([]int32, len(s.levels))}
		return u.find
	}
	c := s.Cursor()
	return func(index *big.Int) []int32 {
		c.Seek(index)
		return c.row
	}
}

// complete reports whether every part has a diagram in declared order.
func (d *declaredOrder) complete() bool {
	for _, f := range d.fallbacks {
		if f != nil {
			return false
		}
	}
	return true
}

// An unranker finds assignments by their index in the compiled order. The index of a node's
// assignment is a number with a digit for its value and one for each child's assignment.
type unranker struct {
	space *Space
	row   []int32
}

func (u *unranker) find(index *big.Int) []int32 {
	rest, digit := new(big.Int).Set(index), new(big.Int)
	for v := len(u.row) - 1; v >= 0; v-- {
		if l := &u.space.levels[v]; l.parent < 0 {
			rest.QuoRem(rest, l.total(l.root), digit)
			u.node(int32(v), l.root, digit)
		}
	}
	return u.row
}

// node sets the variables of a node to the assignment with the given index, which it changes.
func (u *unranker) node(v, n int32, index *big.Int) {
	l := &u.space.levels[v]
	if !l.wide {
		u.node64(v, n, index.Uint64())
		return
	}
	scratch, digit := new(big.Int), new(big.Int)
	for e := range l.edges(n) {
		if weight := l.weight(e, u.space.levels, scratch); index.Cmp(weight) >= 0 {
			index.Sub(index, weight)
			continue
		}
		digit.QuoRem(index, l.follow(e, u.space.levels, scratch), index)
		u.row[v] = e[0] + int32(digit.Int64())
		for i := len(l.kids) - 1; i >= 0; i-- {
			kid := l.kids[i]
			index.QuoRem(index, u.space.levels[kid].total(e[2+i]), digit)
			u.node(kid, e[2+i], digit)
		}
		return
	}
}

// node64 is node for counts that fit in 64 bits.
func (u *unranker) node64(v, n int32, index uint64) {
	l := &u.space.levels[v]
	edges, first := l.nodes.Tuple(n), l.nodes.Offset(n)/l.stride()
	before := l.before[first : first+len(edges)/l.stride()]
	at := sort.Search(len(before), func(i int) bool { return before[i] > index }) - 1
	e := edges[at*l.stride() : (at+1)*l.stride()]
	index -= before[at]
	u.row[v] = e[0] + int32(index/l.below[first+at])
	index %= l.below[first+at]
	for i := len(l.kids) - 1; i >= 0; i-- {
		count := u.space.levels[l.kids[i]].count[e[2+i]]
		u.node64(l.kids[i], e[2+i], index%count)
		index /= count
	}
}
