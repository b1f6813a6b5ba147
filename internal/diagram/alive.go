package diagram

import (
	"cmp"
	"slices"
)

// alive notes, by position, which values the rules traced so far leave to a variable; nil where none is known to be dead.
//
// Invariant: a dead value is rejected by the rule that killed it. So rules traced later need not look at it, and may say of it what they
// say of its neighbour: they become smaller, and a rule over a million values of which a handful are alive costs a handful.
type alive [][]bool

// byWork returns the places of rules in the order in which they are traced: those with the fewest cases first, as they are the
// ones that kill.
func (p *Problem) byWork(rules []int) []int {
	cases := make([]float64, len(rules))
	order := make([]int, len(rules))
	for k, i := range rules {
		order[k], cases[k] = k, 1
		for _, v := range p.Constraints[i].Vars() {
			cases[k] *= float64(p.Domains[v])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cases[a], cases[b]) })
	return order
}

// bury takes from a what f kills: values that no path of f to acceptance takes. Cost: one pass over f.
func (a alive) bury(r *residuals, f residual, support []int, domains []int) {
	s := survey{residuals: r, taken: make([][]bool, len(support)), free: make([]bool, len(support)), places: make([]int32, len(support))}
	for i, v := range support {
		s.places[i] = r.position[v]
	}
	slices.Sort(s.places)
	r.visits++
	s.visit(f, 0, domains)
	for i, p := range s.places {
		if !s.free[i] && slices.Contains(s.taken[i], false) {
			a.meet(p, s.taken[i])
		}
	}
}

// meet leaves the values of position p that both have.
func (a alive) meet(p int32, taken []bool) {
	for x := range a[p] {
		taken[x] = taken[x] && a[p][x]
	}
	a[p] = taken
}

// survey looks which values the paths of a residual take.
type survey struct {
	*residuals
	places []int32  // positions of the support, ascending
	taken  [][]bool // by place
	free   []bool   // by place: some path takes any value
}

// visit surveys f, which is met where the place at is to be decided, and returns nothing for what was seen.
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
