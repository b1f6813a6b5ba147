package tune

import (
	"iter"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/gp"
	"github.com/paramgen/paramgen/internal/search"
)

// Candidates of a large space.
const (
	drawn    = 1500 // uniform draws
	balanced = 200  // draws in which all values are about equally frequent
	scored   = 300  // combinations of the values that good runs have
)

// candidates are combinations that can be proposed.
type candidates struct {
	state  *state
	points *gp.Points
	all    []paramgen.Combination // of the first points
	known  map[string]bool        // rows
}

// candidates returns all open combinations of a small space, or some of a large one.
func (s *state) candidates(t *search.Task) *candidates {
	c := &candidates{state: s, points: s.points()}
	if s.listed() && s.identified() {
		c.add(s.All())
		return c
	}
	c.known = map[string]bool{}
	if s.listed() {
		c.add(s.All())
		return c
	}
	seed := s.seed ^ uint64(len(s.known))<<32
	c.add(s.Sample(drawn, seed))
	c.add(s.Sample(balanced, seed, paramgen.Balanced()))
	c.add(slices.Values(s.promising(t)))
	return c
}

// add adds the combinations that are open.
func (c *candidates) add(seq iter.Seq[paramgen.Combination]) {
	var row []int32
	for one := range seq {
		row, _ = c.state.row(row[:0], one)
		k := c.state.key(row)
		if c.state.known[k] || c.known[k] {
			continue
		}
		if c.known != nil {
			c.known[k] = true
		}
		c.points.Add(row)
		c.all = append(c.all, one)
	}
}

// promising returns the combinations whose values are the most frequent among the best runs.
func (s *state) promising(t *search.Task) []paramgen.Combination {
	scores := t.Scores()
	places := make(map[string]int, len(s.names))
	for i, name := range s.names {
		places[name] = i
	}
	best, err := s.Best(func(parameter string, value any) float64 {
		i := places[parameter]
		number, _ := s.number(i, value) // the value is one of the parameter
		return scores[i][number]
	}, scored)
	if err != nil {
		panic(err) // scores are finite
	}
	return best
}

// combination returns the combination of a candidate, which may have been added by a search.
func (c *candidates) combination(i int) paramgen.Combination {
	if i < len(c.all) {
		return c.all[i]
	}
	return c.state.combination(c.points.Row(i))
}

// neighbours calls add with the open rows near a row: those that differ in one parameter, and for
// each value the nearest row that has it, since rules can leave no row that differs in one.
func (c *candidates) neighbours(row []int32, add func(row []int32)) {
	s := c.state
	from := s.combination(row)
	near := make([]int32, 0, len(row))
	for _, sequence := range []func(paramgen.Combination) (iter.Seq[paramgen.Combination], error){s.Neighbours, s.OneAtATime} {
		all, err := sequence(from)
		if err != nil {
			panic(err) // the combination is one of the space
		}
		for one := range all {
			near, _ = s.row(near[:0], one)
			if !s.known[s.key(near)] {
				add(near)
			}
		}
	}
}
