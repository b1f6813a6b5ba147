package tune

import (
	"cmp"
	"slices"

	"github.com/paramgen/paramgen"
)

const (
	racers = 4    // combinations that a race repeats
	final  = 8    // the race is the last of so many parts of the budget
	quiet  = 0.03 // noise up to which there is no race
)

// A phase is a part of a search with a budget.
type phase int

const (
	searching phase = iota
	racing
)

// phase returns the part of the search that begins now, and how many of n runs are left in it.
func (s *state) phase(n int) (phase, int) {
	if s.budget == 0 {
		return searching, n
	}
	used := s.rows + len(s.queued) + len(s.ids)
	left := max(0, s.budget-used)
	before := left - s.budget/final
	spread, known := s.noise()
	switch {
	case len(s.metrics) == 2 || s.succeeded() == 0 || known && spread <= quiet:
		return searching, min(n, left)
	case before > 0:
		return searching, min(n, before)
	}
	return racing, min(n, left)
}

// race returns up to n combinations to repeat: of the best four, those with the fewest runs first.
func (s *state) race(n int) (again []paramgen.Combination) {
	best := s.best(racers)
	slices.SortStableFunc(best, func(a, b *run) int { return cmp.Compare(len(a.figures), len(b.figures)) })
	for _, r := range best {
		if len(again) < n && !s.queued[s.key(r.row)] && !s.ids[r.combination.ID()] {
			again = append(again, r.combination)
		}
	}
	return again
}

// best returns the k best runs that keep the limits, by their means.
func (s *state) best(k int) []*run {
	var all []*run
	for _, r := range s.runs {
		if !r.failed() && s.keeps(r) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b *run) int { return cmp.Compare(s.targets(a)[0], s.targets(b)[0]) })
	return all[:min(k, len(all))]
}
