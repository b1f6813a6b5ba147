package main

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/tune"
)

// A method runs combinations of a set, at most a number of them.
type method struct {
	name string
	run  func(s *set, seed uint64, runs int) []results.Row
}

func methods(batches []int) []method {
	all := []method{
		{"random", random},
		{"covering array, then random", covering},
		{"hill climbing with restarts", climbing},
	}
	for _, b := range batches {
		all = append(all, method{fmt.Sprintf("tune.Next, batches of %d", b), func(s *set, seed uint64, runs int) []results.Row {
			return tuned(s, seed, runs, b)
		}})
	}
	return all
}

// take returns the results of the first different combinations of the sequences.
func take(s *set, runs int, sequences ...iter.Seq[paramgen.Combination]) (rows []results.Row) {
	seen := map[string]bool{}
	for _, seq := range sequences {
		for c := range seq {
			if len(rows) == runs {
				return rows
			}
			if id := c.ID(); !seen[id] {
				seen[id] = true
				rows = append(rows, s.rows[id])
			}
		}
	}
	return rows
}

func random(s *set, seed uint64, runs int) []results.Row {
	return take(s, runs, s.g.Sample(runs, seed))
}

func covering(s *set, seed uint64, runs int) []results.Row {
	array, err := s.g.Cover(2)
	if err != nil {
		panic(err)
	}
	return take(s, runs, array.Rows(), s.g.Sample(2*runs, seed))
}

// climbing moves to the first better neighbour, in random order, and begins again at a random
// combination when there is none.
func climbing(s *set, seed uint64, runs int) (rows []results.Row) {
	order := rand.New(rand.NewPCG(seed, 1))
	measured := map[string]float64{}
	try := func(c paramgen.Combination) float64 {
		id := c.ID()
		x, known := measured[id]
		if !known {
			x = s.ratio(s.rows[id])
			measured[id] = x
			rows = append(rows, s.rows[id])
		}
		return x
	}
	for start := range s.g.Sample(len(s.rows), seed) {
		at, best := start, try(start)
		for moved := true; moved && len(rows) < runs; {
			moved = false
			for _, c := range shuffled(s.g, at, order) {
				if x := try(c); x < best {
					at, best, moved = c, x, true
					break
				}
			}
		}
		if len(rows) >= runs {
			break
		}
	}
	return rows[:min(runs, len(rows))]
}

func shuffled(g *paramgen.Generator, c paramgen.Combination, order *rand.Rand) (all []paramgen.Combination) {
	near, err := g.Neighbours(c)
	if err != nil {
		panic(err)
	}
	for n := range near {
		all = append(all, n)
	}
	order.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// tuned runs the proposals of package tune. It ends early if the best of the set is found, after
// which nothing can change.
func tuned(s *set, seed uint64, runs, batch int) (rows []results.Row) {
	for found := false; !found && len(rows) < runs; {
		next, err := tune.Next(s.g, rows, min(batch, runs-len(rows)), tune.Metric(s.metric), tune.Seed(seed))
		if err != nil {
			panic(err)
		}
		if len(next) == 0 {
			break
		}
		for _, c := range next {
			rows = append(rows, s.rows[c.ID()])
			found = found || s.ratio(rows[len(rows)-1]) == 1
		}
	}
	return rows
}

// curve returns the ratio of the best so far to the best of the set after each run.
func (s *set) curve(rows []results.Row) []float64 {
	best := math.Inf(1)
	all := make([]float64, len(rows))
	for i, r := range rows {
		best = math.Min(best, s.ratio(r))
		all[i] = best
	}
	return all
}
