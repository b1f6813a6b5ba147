package search

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
	"github.com/paramgen/paramgen/internal/gp"
)

// A chebyshev makes one target of two: the larger of their weighted distances from a reference, which
// is a little worse than the front of the runs in both. Less is better.
type chebyshev struct {
	reference, weight [2]float64
	best              float64
}

// newChebyshev chooses the weights by a number from 0 to 1. kept are the runs that count.
func newChebyshev(at float64, kept []int, figures [][]float64) *chebyshev {
	c := &chebyshev{}
	// The direction (1-at, at) is as good as an angle, since the units are arbitrary.
	share := [2]float64{1 - float64(0.98*at) - 0.01, float64(0.98*at) + 0.01}
	front := frontOf(kept, figures)
	for k := range c.weight {
		least, most := math.Inf(1), math.Inf(-1)
		for _, i := range front {
			least, most = math.Min(least, figures[k][i]), math.Max(most, figures[k][i])
		}
		unit := most - least
		if unit <= 0 {
			unit = deviation(figures[k])
		}
		c.reference[k] = most + float64(0.1*unit)
		c.weight[k] = 1 / (share[k] * unit)
	}
	c.best = math.Inf(1)
	for _, i := range front {
		c.best = math.Min(c.best, math.Max(c.scaled(0, figures[0][i]), c.scaled(1, figures[1][i])))
	}
	return c
}

func (c *chebyshev) scaled(k int, y float64) float64 {
	return float64((y - c.reference[k]) * c.weight[k])
}

// frontOf returns the runs that no other beats in both targets.
func frontOf(runs []int, figures [][]float64) (front []int) {
	for _, i := range runs {
		beaten := false
		for _, j := range runs {
			a, b := figures[0][j]-figures[0][i], figures[1][j]-figures[1][i]
			beaten = beaten || a <= 0 && b <= 0 && a+b < 0
		}
		if !beaten {
			front = append(front, i)
		}
	}
	return front
}

// points of the rule of midpoints for the integral of the improvement.
const quadrature = 12

// improvement returns how far below the best the larger distance is expected to be: the integral of
// the probability that both are below t, over all t below the best.
func (c *chebyshev) improvement(posts []*gp.Posterior, i int) float64 {
	var mean, deviation [2]float64
	low := math.Inf(-1)
	for k, post := range posts {
		mean[k], deviation[k] = c.scaled(k, post.Mean[i]), math.Max(post.Deviation(i)*c.weight[k], 1e-9)
		low = math.Max(low, mean[k]-float64(5*deviation[k]))
	}
	step := (c.best - low) / quadrature
	if step <= 0 {
		return 0
	}
	sum := 0.0
	for q := range quadrature {
		t := low + float64((float64(q)+0.5)*step)
		sum += float64(detmath.Normal((t-mean[0])/deviation[0]) * detmath.Normal((t-mean[1])/deviation[1]))
	}
	return sum * step
}
