package effects

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A Pair is the interaction of two parameters: what their values have together beyond the sum of
// their effects.
type Pair struct {
	A, B  int
	Share float64 // of the variance, less what random numbers would have
	P     float64 // share of permutations in which any pair is as strong
}

// interaction is a pair with the cells of its rows.
type interaction struct {
	a, b    int
	cells   []int32 // by row
	number  int     // of cells
	freedom float64
	sums    []float64
	counts  []float64
}

// pairs tests all pairs of parameters. It takes the residuals of an additive model, and compares
// the F ratio of each pair's cells with the largest F ratio of any pair after the residuals were
// permuted (Freedman and Lane 1983, "A nonstochastic interpretation of reported significance
// levels"; Westfall and Young 1993, "Resampling-Based Multiple Testing"), so that P allows for the
// number of pairs.
func (d *Data) pairs() (strongest []Pair, untested int) {
	a := d.additive()
	residuals := slices.Clone(d.Y)
	mean, total := moments(residuals)
	for i := range residuals {
		residuals[i] -= mean
	}
	a.reduce(residuals, 1000)
	_, rest := moments(residuals)
	all, untested := d.interactions(a)
	if rest < 1e-9*total || len(all) == 0 {
		return nil, untested
	}
	ratios := make([]float64, len(all))
	for k, x := range all {
		var share float64
		ratios[k], share = x.ratio(residuals, rest, a.freedom)
		strongest = append(strongest, Pair{A: x.a, B: x.b, Share: max(0, float64(share*(rest/total)))})
	}
	a.test(all, residuals, ratios, strongest)
	slices.SortStableFunc(strongest, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(x.P, y.P), cmp.Compare(y.Share, x.Share))
	})
	return strongest[:min(len(strongest), mostPairs)], untested
}

const mostPairs = 10

// test sets P of all pairs.
func (a *additive) test(all []*interaction, residuals, ratios []float64, pairs []Pair) {
	random := rand.New(rand.NewPCG(5, 6))
	cost := int64(len(residuals)) * int64(10*len(a.d.Domains)+2*len(all))
	n := int(max(99, min(999, 400_000_000/cost)))
	for k := range pairs {
		pairs[k].P = 1
	}
	permuted := make([]float64, len(residuals))
	for range n {
		for i, j := range random.Perm(len(residuals)) {
			permuted[i] = residuals[j]
		}
		a.reduce(permuted, 10)
		_, rest := moments(permuted)
		largest := 0.0
		for _, x := range all {
			ratio, _ := x.ratio(permuted, rest, a.freedom)
			largest = max(largest, ratio)
		}
		for k, r := range ratios {
			if largest >= r {
				pairs[k].P++
			}
		}
	}
	for k := range pairs {
		pairs[k].P /= float64(n + 1)
	}
}

// ratio returns the F ratio of the cells' means of the residuals, and their adjusted share of the
// residuals' sum of squares.
func (x *interaction) ratio(residuals []float64, rest, freedom float64) (ratio, share float64) {
	clear(x.sums)
	for i, c := range x.cells {
		x.sums[c] += residuals[i]
	}
	between := 0.0
	for c, s := range x.sums[:x.number] {
		between += float64(s*s) / x.counts[c]
	}
	within := max(rest-between, float64(1e-12*rest)) / (freedom - x.freedom)
	return between / x.freedom / within, (between - float64(x.freedom*within)) / rest
}

// interactions returns the pairs whose interaction has enough rows to be tested.
func (d *Data) interactions(a *additive) (all []*interaction, untested int) {
	for p := range d.Domains {
		for q := range p {
			if a.seen[p] < 2 || a.seen[q] < 2 {
				continue
			}
			x := d.interaction(q, p)
			x.freedom = float64(x.number - a.seen[p] - a.seen[q] + 1)
			if x.freedom >= 1 && a.freedom-x.freedom >= 1 {
				all = append(all, x)
			} else {
				untested++
			}
		}
	}
	return all, untested
}

func (d *Data) interaction(p, q int) *interaction {
	x := &interaction{a: p, b: q, cells: make([]int32, len(d.Rows))}
	numbers := map[[2]int]int32{}
	for i, row := range d.Rows {
		key := [2]int{row[p], row[q]}
		c, known := numbers[key]
		if !known {
			c = int32(len(numbers))
			numbers[key] = c
			x.counts = append(x.counts, 0)
		}
		x.cells[i] = c
		x.counts[c]++
	}
	x.number = len(numbers)
	x.sums = make([]float64, x.number)
	return x
}

// additive is the additive model, fitted by least squares.
type additive struct {
	d       *Data
	counts  [][]float64 // rows by parameter and value
	seen    []int       // values that occur, by parameter
	freedom float64     // degrees of freedom of the residuals
}

func (d *Data) additive() *additive {
	a := &additive{d: d, seen: make([]int, len(d.Domains)), freedom: float64(len(d.Rows) - 1)}
	for p, n := range d.Domains {
		counts := make([]float64, n)
		for _, row := range d.Rows {
			if counts[row[p]]++; counts[row[p]] == 1 {
				a.seen[p]++
			}
		}
		a.counts = append(a.counts, counts)
		a.freedom -= float64(a.seen[p] - 1)
	}
	return a
}

// reduce replaces y, whose mean is 0, with its residuals: it subtracts the means of each
// parameter's values until nothing changes, at most that many times (backfitting; Hastie and
// Tibshirani 1990, "Generalized Additive Models"). Columns that depend on each other do no harm.
func (a *additive) reduce(y []float64, rounds int) {
	_, total := moments(y)
	for range rounds {
		change := 0.0
		for p, counts := range a.counts {
			means := make([]float64, len(counts))
			for i, row := range a.d.Rows {
				means[row[p]] += y[i]
			}
			for v, n := range counts {
				if n > 0 {
					means[v] /= n
					change += float64(float64(means[v]*means[v]) * n)
				}
			}
			for i, row := range a.d.Rows {
				y[i] -= means[row[p]]
			}
		}
		if !(math.Abs(change) > 1e-14*total) {
			return
		}
	}
}
