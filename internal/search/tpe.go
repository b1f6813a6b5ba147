package search

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// Scores returns a score for each value of each variable: how much more frequent it is among the
// best tenth of the runs than among the others, as a logarithm. The rows with the largest sums are
// promising candidates of a large space (tree-structured Parzen estimators: Bergstra et al. 2011,
// "Algorithms for Hyper-Parameter Optimization"). Counts are smoothed along ordered values.
func (t *Task) Scores() [][]float64 {
	order := byTarget(t.transformed(0, false))
	best := max(1, (len(order)+9)/10)
	all := make([][]float64, len(t.Variables))
	for i, x := range t.Variables {
		good, bad := t.frequencies(i, order[:best]), t.frequencies(i, order[best:])
		all[i] = make([]float64, x.Values)
		for v := range all[i] {
			all[i][v] = detmath.Log(good[v]) - detmath.Log(bad[v])
		}
	}
	return all
}

// frequencies returns the shares of a variable's values in some runs, each value counted once
// more.
func (t *Task) frequencies(variable int, runs []int) []float64 {
	x := t.Variables[variable]
	counts := make([]float64, x.Values)
	for _, run := range runs {
		counts[t.Runs[run].Row[variable]]++
	}
	shares := make([]float64, x.Values)
	for v := range shares {
		shares[v] = (counts[v] + float64(0.5*x.beside(counts, v)) + 1) / float64(len(runs)+x.Values)
	}
	return shares
}

// beside returns the counts of the values next to a value, if the values are ordered.
func (x *Variable) beside(counts []float64, v int) float64 {
	sum := 0.0
	for _, next := range []int{v - 1, v + 1} {
		if x.Numbers != nil && next >= 0 && next < x.Values && !math.IsNaN(x.Numbers[next]) && !math.IsNaN(x.Numbers[v]) {
			sum += counts[next]
		}
	}
	return sum
}
