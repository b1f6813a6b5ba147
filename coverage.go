package paramgen

import (
	"errors"
	"fmt"
	"iter"
	"math/big"

	"github.com/paramgen/paramgen/internal/cover"
	"github.com/paramgen/paramgen/internal/text"
)

// Coverage counts which t-tuples of values some combinations cover, of all that occur in valid
// combinations. Use it to compare a covering array with a sample, a prefix or the array of another
// tool, or to judge the runs that are done:
//
//	c, err := g.Coverage(2, g.Sample(49, 1))
//	fmt.Println(c) // 49 combinations cover 593 of 691 pairs of values (85.82%)
//
// Package results reads combinations from JSON, JSON Lines and CSV files. A combination that is
// not valid in this space is a [*RowError]; [Filter] by [Generator.Check] removes such
// combinations first. Of the options only [Strength] and [MemoryLimit] have an effect. Other
// errors are those of [Generator.Cover].
//
// The sequence is walked once. Cost: time and memory for all tuples once, and time for the tuples
// of each combination.
func (g *Generator) Coverage(t int, seq iter.Seq[Combination], options ...CoverOption) (*Coverage, error) {
	p, err := g.plan(t, options)
	if err != nil {
		return nil, err
	}
	var last Combination
	read, known := 0, true
	v, err := cover.Cover(p.problem(), func(yield func([]int32) bool) {
		for last = range seq {
			read++
			var row []int32
			if row, known = g.space.rowOf(last); !known || !yield(row) {
				return
			}
		}
	})
	var invalid *cover.RowError
	if !known || errors.As(err, &invalid) {
		return nil, &RowError{read, g.fault(g.space.adopt(last))}
	}
	if err != nil {
		return nil, coverError(err)
	}
	return &Coverage{Strength: t, Tuples: v.Tuples, Covered: v.Shown, New: v.New, plan: p, missing: v.Missing}, nil
}

// rowOf returns the value numbers of a combination, which may be another generator's, and reports
// whether this space has all its values.
func (s *space) rowOf(c Combination) ([]int32, bool) {
	if c.space() == s {
		return s.row(c)
	}
	var e CheckError
	row := s.choose(s.adopt(c), &e)
	return row, len(e.Faults) == 0
}

// A Coverage says how many tuples of values some combinations cover.
type Coverage struct {
	Strength int   // number of values in a tuple, apart from groups of a higher strength
	Tuples   int   // tuples that occur in valid combinations
	Covered  int   // tuples that these combinations cover
	New      []int // for each combination, how many tuples it is the first to cover

	plan    *plan
	missing func() iter.Seq[[]int32]
}

// Share returns the part of the tuples that is covered, from 0 to 1. It is 1 if there are no
// tuples.
func (c *Coverage) Share() float64 {
	if c.Tuples == 0 {
		return 1
	}
	return float64(c.Covered) / float64(c.Tuples)
}

// Missing yields the tuples that no combination covers, each in declared order.
func (c *Coverage) Missing() iter.Seq[[]Setting] {
	return func(yield func([]Setting) bool) {
		if c.Covered == c.Tuples {
			return
		}
		for row := range c.missing() {
			if !yield(c.plan.g.space.decided(row)) {
				return
			}
		}
	}
}

// decided returns the parameters that have a value in a partial row.
func (s *space) decided(row []int32) []Setting {
	var all []Setting
	for v, x := range row {
		if x >= 0 {
			all = append(all, Setting{s.params[v].name, s.params[v].values[x]})
		}
	}
	return all
}

// String returns the coverage in a line.
func (c *Coverage) String() string {
	n, verb := len(c.New), "combinations cover"
	if n == 1 {
		verb = "combination covers"
	}
	if c.Covered == c.Tuples {
		return fmt.Sprintf("%d %s all %d %s", n, verb, c.Tuples, c.tuples())
	}
	share := text.Percent(big.NewInt(int64(c.Covered)), big.NewInt(int64(c.Tuples)))
	return fmt.Sprintf("%d %s %d of %d %s (%s)", n, verb, c.Covered, c.Tuples, c.tuples(), share)
}

// tuples returns what the tuples are called.
func (c *Coverage) tuples() string {
	switch {
	case len(c.plan.Groups) > 0:
		return "tuples of values"
	case c.Strength <= 3:
		return []string{"values", "pairs of values", "triples of values"}[c.Strength-1]
	}
	return fmt.Sprintf("%d-tuples of values", c.Strength)
}
