package diagram

import "slices"

// live records, by position, which values of a variable the rules traced so far leave possible.
// An entry is nil while every value may be possible.
//
// Invariant: a value that is not live is rejected by a rule that is already traced. A rule traced
// later may therefore treat it like the value next to it. That keeps its residual small: a rule
// over a million values costs as much as the few that are live.
type live [][]bool

// prune removes the values that no accepting path of f takes. Cost: one pass over f.
func (l live) prune(r *residuals, f residual, support []int, domains []int) {
	s := survey{
		residuals: r,
		places:    make([]int32, len(support)),
		taken:     make([][]bool, len(support)),
		free:      make([]bool, len(support)),
	}
	for i, v := range support {
		s.places[i] = r.position[v]
	}
	slices.Sort(s.places)
	r.visits++
	s.visit(f, 0, domains)
	for i, p := range s.places {
		if !s.free[i] && slices.Contains(s.taken[i], false) {
			l.intersect(p, s.taken[i])
		}
	}
}

// intersect removes the values of position p that are not taken. It takes over the slice.
func (l live) intersect(p int32, taken []bool) {
	for x := range l[p] {
		taken[x] = taken[x] && l[p][x]
	}
	l[p] = taken
}

// A survey finds the values that the accepting paths of a residual take.
type survey struct {
	*residuals
	places []int32  // positions of the support, ascending
	taken  [][]bool // by place
	free   []bool   // by place: some path takes any value
}

// visit surveys f, which is reached before the variable of the given place is decided. It skips
// residuals that it has visited before.
func (s *survey) visit(f residual, at int, domains []int) {
	for at < len(s.places) && (f == always || s.places[at] < s.position[s.top[f]]) {
		s.free[at] = true
		at++
	}
	if f == always || s.seen[f] == s.visits {
		return
	}
	s.seen[f] = s.visits
	if s.taken[at] == nil {
		s.taken[at] = make([]bool, domains[s.top[f]])
	}
	lo, c := int32(0), s.children(f)
	for i := 0; i < len(c); i += 2 {
		if c[i+1] != never {
			for x := lo; x < c[i]; x++ {
				s.taken[at][x] = true
			}
			s.visit(c[i+1], at+1, domains)
		}
		lo = c[i]
	}
}
