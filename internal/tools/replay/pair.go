package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/tune"
)

// A pair is two sets of the same combinations, with another metric each.
type pair [2]*set

// row returns the results of both sets for a combination as one.
func (p *pair) row(c paramgen.Combination) results.Row {
	id := c.ID()
	var fields []string
	for _, s := range p {
		r := s.rows[id]
		if x, ok := r.Record.Number(s.metric.Name); ok {
			fields = append(fields, fmt.Sprintf("%q: %v", s.metric.Name, x))
		}
	}
	text := fmt.Sprintf(`{"id": %q, %s}`, id, strings.Join(fields, ", "))
	table, err := results.Read(strings.NewReader(text))
	if err != nil {
		panic(err)
	}
	rows, err := results.Join(p[0].g, table, slices.Values([]paramgen.Combination{c}))
	if err != nil {
		panic(err)
	}
	return rows[0]
}

func (p *pair) random(seed uint64, runs int) (rows []results.Row) {
	for c := range p[0].g.Sample(runs, seed) {
		rows = append(rows, p.row(c))
	}
	return rows
}

func (p *pair) tuned(seed uint64, runs, batch int) (rows []results.Row) {
	for len(rows) < runs {
		next, err := tune.Next(p[0].g, rows, min(batch, runs-len(rows)), tune.Metric(p[0].metric), tune.Metric(p[1].metric), tune.Seed(seed))
		if err != nil {
			panic(err)
		}
		for _, c := range next {
			rows = append(rows, p.row(c))
		}
	}
	return rows
}

// volume returns the hypervolume of the runs in the logarithms of the ratios to the best, up to
// ratios of 100, as a share of the whole square.
func (p *pair) volume(rows []results.Row) float64 {
	limit := math.Log(100)
	var points [][2]float64
	for _, r := range rows {
		var point [2]float64
		for k, s := range p {
			point[k] = math.Log(s.ratio(r))
		}
		points = append(points, point)
	}
	return hypervolume(points, [2]float64{limit, limit}) / (limit * limit)
}

// hypervolume returns the area that is dominated by the points and below the limit.
func hypervolume(points [][2]float64, limit [2]float64) (area float64) {
	slices.SortFunc(points, func(a, b [2]float64) int { return slices.Compare(a[:], b[:]) })
	top := limit[1]
	for _, p := range points {
		if p[0] < limit[0] && p[1] < top {
			area += (limit[0] - p[0]) * (top - p[1])
			top = p[1]
		}
	}
	return area
}

// replayPairs prints the hypervolume after 50, 100 and 200 runs of each set with a set that has
// its name and "_lat".
func replayPairs(w io.Writer, sets []*set, seeds int) {
	for _, s := range sets {
		other := slices.IndexFunc(sets, func(o *set) bool { return o.name == s.name+"_lat" })
		if other < 0 {
			continue
		}
		p := &pair{s, sets[other]}
		fmt.Fprintf(w, "\nTwo metrics, %s and %s: the median hypervolume as a share of that of all combinations:\n\n", s.name, sets[other].name)
		fmt.Fprint(w, "| method | 50 | 100 | 200 |\n|---|---|---|---|\n")
		var all []results.Row
		for c := range s.g.All() {
			all = append(all, p.row(c))
		}
		whole := p.volume(all)
		for _, m := range []struct {
			name string
			run  func(seed uint64) []results.Row
		}{
			{"random", func(seed uint64) []results.Row { return p.random(seed, 200) }},
			{"tune.Next, batches of 5", func(seed uint64) []results.Row { return p.tuned(seed, 200, 5) }},
		} {
			fmt.Fprintf(w, "| %s |", m.name)
			volumes := make([][]float64, 3)
			for seed := range uint64(seeds) {
				rows := m.run(seed + 1)
				for k, n := range []int{50, 100, 200} {
					volumes[k] = append(volumes[k], p.volume(rows[:n])/whole)
				}
			}
			for _, v := range volumes {
				slices.Sort(v)
				fmt.Fprintf(w, " %.3f |", v[len(v)/2])
			}
			fmt.Fprintln(w)
		}
	}
}
