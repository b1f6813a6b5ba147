package paramgen

import (
	"fmt"
	"iter"
	"math/big"

	"github.com/paramgen/paramgen/internal/cover"
	"github.com/paramgen/paramgen/internal/text"
)

// Coverage counts which t-tuples of values some combinations show: of all that valid combinations have, exactly. It is the measure by which a
// covering array, a sample, a prefix of either and the array of another tool can be compared, or runs that are done judged:
//
//	c, err := g.Coverage(2, g.Sample(49, 1))
//	fmt.Println(c) // 49 combinations show 593 of 691 pairs of values (85.82%)
//
// Package results reads combinations back from JSON, JSON Lines and CSV, also those that other tools wrote. One that is not valid,
// or not of this space, is a [*RowError]; where that may be, [Filter] with [Generator.Check] first. Of the options only [Strength] and
// [MemoryLimit] matter here. Other errors are those of [Generator.CoveringArray].
//
// The sequence is walked once. Cost: time and memory for all tuples, once, and for those that a combination shows, each a look at 64 of them.
func (g *Generator) Coverage(t int, seq iter.Seq[Combination], options ...CoverOption) (*Coverage, error) {
	p, err := g.plan(t, options)
	if err != nil {
		return nil, err
	}
	var last Combination
	looked, known := 0, true
	v, err := cover.Cover(p.problem(), func(yield func([]int32) bool) {
		for last = range seq {
			looked++
			var row []int32
			if row, known = p.row(last); !known || !yield(row) {
				return
			}
		}
	})
	if !known || err != nil { // only a row can be at fault: plan has found all else
		return nil, &RowError{looked, p.fault(p.space.adopt(last))}
	}
	return &Coverage{Strength: t, Tuples: v.Tuples, Shown: v.Shown, New: v.New, plan: p, missing: v.Missing}, nil
}

// row returns the values of a combination, which may be another generator's, and whether this one knows them.
func (p *plan) row(c Combination) ([]int32, bool) {
	if c.space() == p.space {
		return p.space.row(c)
	}
	var e CheckError
	row := p.space.choose(p.space.adopt(c), &e)
	return row, len(e.Faults) == 0
}

// A Coverage says what some combinations show.
type Coverage struct {
	Strength int   // how many values make a tuple, those of groups aside
	Tuples   int   // tuples that valid combinations show
	Shown    int   // tuples that these combinations show
	New      []int // for each combination, how many it is the first to show

	plan    *plan
	missing func() iter.Seq[[]int32] // nil where nothing is
}

// Share returns the part of the tuples that is shown, 0 to 1. Where there are none, all are.
func (c *Coverage) Share() float64 {
	if c.Tuples == 0 {
		return 1
	}
	return float64(c.Shown) / float64(c.Tuples)
}

// Missing yields the tuples that no combination shows, each in declared order.
func (c *Coverage) Missing() iter.Seq[[]Setting] {
	return func(yield func([]Setting) bool) {
		if c.missing == nil {
			return
		}
		for row := range c.missing() {
			if !yield(c.plan.space.decided(row)) {
				return
			}
		}
	}
}

// decided returns what a row does not leave open.
func (s *space) decided(row []int32) []Setting {
	var all []Setting
	for v, x := range row {
		if x >= 0 {
			all = append(all, Setting{s.params[v].name, s.params[v].values[x]})
		}
	}
	return all
}

// String says it in a line.
func (c *Coverage) String() string {
	n, show := len(c.New), "combinations show"
	if n == 1 {
		show = "combination shows"
	}
	if c.Shown == c.Tuples {
		return fmt.Sprintf("%d %s all %d %s", n, show, c.Tuples, c.tuples())
	}
	share := text.Percent(big.NewInt(int64(c.Shown)), big.NewInt(int64(c.Tuples)))
	return fmt.Sprintf("%d %s %d of %d %s (%s)", n, show, c.Shown, c.Tuples, c.tuples(), share)
}

// tuples is what the tuples are called.
func (c *Coverage) tuples() string {
	switch {
	case len(c.plan.Groups) > 0:
		return "tuples of values"
	case c.Strength <= 3:
		return []string{"values", "pairs of values", "triples of values"}[c.Strength-1]
	}
	return fmt.Sprintf("%d-tuples of values", c.Strength)
}
