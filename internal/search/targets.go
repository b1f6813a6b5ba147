package search

import (
	"math"
	"slices"

	"github.com/paramgen/paramgen/internal/detmath"
)

// transformed returns a target for each run, of which less is better, as a model takes them.
func (t *Task) transformed(o portion) []float64 {
	y := t.scalar(o.weight)
	if o.clipped {
		compress(y)
	}
	return y
}

// scalar returns one target for each run. Failed runs get the worst.
func (t *Task) scalar(weight float64) []float64 {
	y := make([]float64, len(t.Runs))
	worst := math.Inf(-1)
	combine := t.combination(weight)
	for i, r := range t.Runs {
		if !r.Failed {
			y[i] = combine(r.Targets)
			worst = math.Max(worst, y[i])
		}
	}
	for i, r := range t.Runs {
		if r.Failed {
			y[i] = worst
		}
	}
	return y
}

// combination returns how targets become one: two by the augmented Chebyshev distance from the best
// of each, in units of the distance of the best from the median.
func (t *Task) combination(weight float64) func([]float64) float64 {
	if len(t.targets()) == 1 {
		return func(targets []float64) float64 { return targets[0] }
	}
	var least, unit [2]float64
	for k := range least {
		var all []float64
		for _, r := range t.Runs {
			if !r.Failed {
				all = append(all, r.Targets[k])
			}
		}
		slices.Sort(all)
		least[k], unit[k] = all[0], math.Max(median(all)-all[0], 1e-12)
	}
	return func(targets []float64) float64 {
		a := float64(weight * ((targets[0] - least[0]) / unit[0]))
		b := float64((1 - weight) * ((targets[1] - least[1]) / unit[1]))
		return math.Max(a, b) + float64(0.05*(a+b))
	}
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
