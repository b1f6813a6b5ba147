package tune

import (
	"iter"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/gp"
)

// drawn is the number of uniform draws among the candidates of a large space.
const drawn = 2000

// candidates are combinations that can be proposed.
type candidates struct {
	state  *state
	points *gp.Points
	all    []paramgen.Combination // of the first points
}

// candidates returns all open combinations of a small space, or some of a large one.
func (s *state) candidates() *candidates {
	c := &candidates{state: s, points: s.points()}
	from := s.All()
	if !s.listed() {
		from = s.Sample(drawn, s.seed^uint64(len(s.known))<<32)
	}
	var row []int32
	for one := range from {
		row, _ = s.row(row[:0], one)
		if !s.known[key(row)] {
			c.points.Add(row)
			c.all = append(c.all, one)
		}
	}
	return c
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
			if !s.known[key(near)] {
				add(near)
			}
		}
	}
}
