// Package tune proposes what to run next, from a space and the results so far.
//
// A search for the best combination is a loop: take the proposals of [Next], run them, append the
// results to a file, and call Next again with all results:
//
//	rows, err := results.Join(g, table, nil)
//	next, err := tune.Next(g, rows, 8,
//		tune.Maximize("output_throughput"), tune.Limit("p99_ttft_ms <= 200"))
//
// There is no study, no server and no state: Next depends on its arguments only, and gives the
// same proposals for the same arguments on every machine. To restart is to call it again. The
// command does the same with -next.
//
// # Method
//
// The first five combinations are uniform draws, and the next five show as many new pairs of
// values as possible. After that two Gaussian processes are fitted to all results, and the
// combinations with the largest expected improvement are proposed; package internal/search
// describes the details and their sources. In a space of up to 20,000 combinations every one is a
// candidate. In a larger one the candidates are random draws, the exact best of a score that
// prefers the values of good runs ([paramgen.Generator.Best]), and what is near the best of these,
// as far as a climb leads. One proposal of twenty is a uniform draw.
//
// # Limits
//
// docs/search.md has figures of what to expect: on thirteen spaces of real programs, with 864 to
// 17,956 combinations, 100 runs find one within 1 % of the best in most cases. Where the metric
// depends on single values without any pattern, no method that runs a hundred of a million
// combinations finds the best one; [Progress] says what is known of the whole space.
//
// Results are modelled by at most 1,000 combinations, the best and a part of the others, and the
// scales by 100 of them. From 100 runs on a proposal takes about 0.1 to 1 s.
package tune

import (
	"fmt"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// modelled is the most proposals of a batch that the model chooses; others are uniform draws.
const modelled = 400

// Next returns n combinations to run next: different valid ones that have no result and are not
// pending. Combinations of one id count as one, see [paramgen.Parameter.NoID]. There are fewer
// only if the space has no more, or for a [Budget]. It is an error if rows has a combination that
// is not valid in g.
//
// Rows without the metric are failed runs, from which Next learns what to avoid. Several rows of a
// combination are repetitions, which count by their mean.
func Next(g *paramgen.Generator, rows []results.Row, n int, options ...Option) ([]paramgen.Combination, error) {
	if n < 0 {
		return nil, &paramgen.RangeError{What: "number of proposals", Got: fmt.Sprint(n), Want: "0 or more"}
	}
	s, err := newState(g, rows, options)
	if err != nil {
		return nil, err
	}
	phase, n := s.phase(n)
	if phase == racing {
		return s.race(n), nil
	}
	b := &batch{state: s, n: n}
	if err := b.baselines(); err != nil {
		return nil, err
	}
	b.begin()
	b.again()
	b.model()
	b.draw(n - len(b.all))
	return b.all, nil
}

// A batch is the proposals so far. Each is pending from then on.
type batch struct {
	*state
	n   int
	all []paramgen.Combination
}

func (b *batch) add(row []int32, c paramgen.Combination) {
	b.all = append(b.all, c)
	b.addPending(row)
}

// baselines adds the baselines that were not run.
func (b *batch) baselines() error {
	for _, c := range b.baseline {
		row, ok := b.valid(c)
		if !ok {
			return fmt.Errorf("tune: the baseline %s is not valid in this space", c)
		}
		if len(b.all) < b.n && b.open(row, c) {
			b.add(row, b.combination(row))
		}
	}
	return nil
}

// draw adds the next k uniform draws that are open: those of [paramgen.Generator.Sample] in their
// order, so that a prefix of the sample is complete.
func (b *batch) draw(k int) {
	if k <= 0 || b.left().Sign() <= 0 {
		return
	}
	for c := range b.Sample(maxInt, b.seed) {
		row, _ := b.row(nil, c)
		if b.open(row, c) {
			b.add(row, c)
			if k--; k == 0 {
				return
			}
		}
	}
}

const maxInt = int(^uint(0) >> 1)

// model adds the proposals of the search.
func (b *batch) model() {
	n := min(b.n-len(b.all), modelled)
	if n <= 0 || b.succeeded() == 0 {
		return
	}
	t := b.task()
	c := b.candidates(t)
	t.Candidates = c.points
	if !b.listed() {
		t.Neighbours = c.neighbours
	}
	for _, pick := range t.Pick(n) {
		if row, one := c.points.Row(pick.Candidate), c.combination(pick.Candidate); b.open(row, one) {
			b.add(row, one)
		}
	}
}
