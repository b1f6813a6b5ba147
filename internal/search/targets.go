package search

import (
	"math"
	"slices"

	"github.com/paramgen/paramgen/internal/detmath"
)

// transformed returns a target of each run as a model takes it. Failed runs get the worst.
func (t *Task) transformed(target int, clipped bool) []float64 {
	y := make([]float64, len(t.Runs))
	worst := math.Inf(-1)
	for i, r := range t.Runs {
		if !r.Failed {
			y[i] = r.Targets[target]
			worst = math.Max(worst, y[i])
		}
	}
	for i, r := range t.Runs {
		if r.Failed {
			y[i] = worst
		}
	}
	if clipped {
		compress(y)
	}
	return y
}

// median returns the median of sorted numbers.
func median(sorted []float64) float64 {
	return float64((sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2)
}

// deviation returns the standard deviation, or 1 if all are equal.
func deviation(y []float64) float64 {
	mean, squares := 0.0, 0.0
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		squares += float64((v - mean) * (v - mean))
	}
	if squares == 0 {
		return 1
	}
	return math.Sqrt(squares / float64(len(y)))
}

// compress makes the targets that are worse than the median grow like a logarithm, so that a model
// spends its detail on the good ones.
func compress(y []float64) {
	sorted := slices.Clone(y)
	slices.Sort(sorted)
	middle := median(sorted)
	unit := middle - sorted[0]
	if unit <= 0 {
		return
	}
	for i, v := range y {
		if v > middle {
			y[i] = middle + float64(unit*detmath.Log(1+(v-middle)/unit))
		}
	}
}
