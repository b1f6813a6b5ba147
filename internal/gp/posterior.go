package gp

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// A Posterior is the joint distribution at some points, which can be conditioned on runs at other
// points whose outcome is not known yet. Such a run leaves the means as they are and lowers the
// variances near it ("kriging believer": Ginsbourger, Le Riche and Carraro 2010, "Kriging is
// well-suited to parallelize optimization").
type Posterior struct {
	m      *Model
	points *Points
	Mean   []float64
	share  []float64   // variance that is left, as a share of that of the process
	white  [][]float64 // covariances with the rows of the model, divided by its factor
}

// Posterior computes the distribution at the points. room is the number of runs that it will be
// conditioned on. The cost is the square of the number of rows of the model, for each point.
func (m *Model) Posterior(points *Points, room int) *Posterior {
	n, rows := points.Len(), len(m.alpha)
	p := &Posterior{m: m, points: points, Mean: make([]float64, n), share: make([]float64, n), white: make([][]float64, n)}
	all := make([]float64, n*(rows+room))
	for i := range p.white {
		p.white[i], all = all[:rows:rows+room], all[rows+room:]
	}
	s := m.newScan()
	for t := range rows {
		s.from(m.x.Row(t))
		for i, w := range p.white {
			w[t], _ = matern(s.apart(points.Row(i)))
		}
	}
	for i, w := range p.white {
		p.Mean[i] = m.mean + dot(w, m.alpha)
		m.factor.solve(w)
		p.share[i] = math.Max(1-dot(w, w), 0)
	}
	return p
}

// Condition takes a run at point i as done.
func (p *Posterior) Condition(i int) {
	spread := math.Sqrt(p.share[i] + p.m.noise + jitter)
	s := p.m.newScan()
	s.from(p.points.Row(i))
	own := p.white[i]
	own = own[:len(own):len(own)]
	for j, w := range p.white {
		k, _ := matern(s.apart(p.points.Row(j)))
		t := (k - dot(own, w)) / spread
		p.white[j] = append(w, t)
		p.share[j] = math.Max(p.share[j]-float64(t*t), 0)
	}
}

// Deviation returns the standard deviation at point i.
func (p *Posterior) Deviation(i int) float64 { return math.Sqrt(p.share[i] * p.m.variance) }

// Improvement returns how far below best the target at point i is expected to be, counting 0 if it
// is above (expected improvement: Mockus 1975; Jones, Schonlau and Welch 1998).
func (p *Posterior) Improvement(i int, best float64) float64 {
	gain, deviation := best-p.Mean[i], p.Deviation(i)
	if deviation == 0 {
		return math.Max(gain, 0)
	}
	z := gain / deviation
	return math.Max(0, float64(gain*detmath.Normal(z))+float64(deviation*detmath.NormalDensity(z)))
}

// Below returns the probability that the target at point i is at most limit.
func (p *Posterior) Below(i int, limit float64) float64 {
	return detmath.Normal((limit - p.Mean[i]) / math.Max(p.Deviation(i), 1e-300))
}
