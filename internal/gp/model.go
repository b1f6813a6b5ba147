// Package gp is Gaussian process regression over rows of discrete values: what a search believes
// about the combinations that were not run.
//
// The covariance is Matérn 5/2 with a scale for each feature (automatic relevance determination,
// Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", sections 4.2 and 5.1).
// The scales and the noise are those of the largest posterior density, with normal priors of their
// logarithms; the mean and the variance of the process are eliminated analytically. All arithmetic
// gives the same bits on every machine.
package gp

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// Options are the priors and the limits of a fit.
type Options struct {
	// Noise is the expected variance of the noise as a share of the variance of the targets, and
	// NoiseSpread the standard deviation of its logarithm.
	Noise, NoiseSpread float64
	// Steps is the number of steps of the optimiser.
	Steps int
	// Fitted is the largest number of rows from which the scales are estimated, the first ones.
	// The predictions use all rows.
	Fitted int
}

// A Model is a fitted Gaussian process. It is immutable.
type Model struct {
	features []Feature
	x        *Points
	weights  []float64 // of the features: inverse squared lengths
	noise    float64   // variance, relative to that of the process
	factor   triangle  // of the covariance matrix
	alpha    []float64 // the inverse of that matrix times the centred targets
	mean     float64
	variance float64 // of the process
}

// jitter keeps the covariance matrix positive definite.
const jitter = 1e-8

// Fit estimates a model from targets y at the points x. repeats says how many measurements each
// target is the mean of.
func Fit(features []Feature, x *Points, y, repeats []float64, o Options) *Model {
	m := &Model{features: features, x: x}
	for _, v := range y {
		m.mean += v
	}
	m.mean /= float64(len(y))
	centred := make([]float64, len(y))
	for i, v := range y {
		centred[i] = v - m.mean
	}
	if dot(centred, centred) == 0 {
		return m.constant(repeats, o)
	}
	theta := newFit(m, centred, repeats, o).run()
	m.weights, m.noise = exponentials(theta)
	for !m.solve(centred, repeats) {
		m.noise = float64(4*m.noise) + jitter
	}
	return m
}

// constant completes a model of equal targets. Its variance is 1, so that uncertain points still
// differ from certain ones.
func (m *Model) constant(repeats []float64, o Options) *Model {
	m.weights, m.noise = make([]float64, len(m.features)), o.Noise
	for i := range m.weights {
		m.weights[i] = 10 / float64(len(m.features)+1)
	}
	m.solve(make([]float64, len(repeats)), repeats)
	m.variance = 1
	return m
}

// exponentials returns the weights and the noise for their logarithms.
func exponentials(theta []float64) (weights []float64, noise float64) {
	for _, t := range theta {
		weights = append(weights, detmath.Exp(t))
	}
	last := len(weights) - 1
	return weights[:last], weights[last]
}

// solve computes the factor, the variance and alpha. It returns false if the covariance matrix is
// singular.
func (m *Model) solve(centred, repeats []float64) bool {
	n := len(centred)
	m.factor = newTriangle(n)
	scan := m.newScan()
	for i, row := range m.factor.rows {
		scan.from(m.x.Row(i))
		for j := range row[:i] {
			row[j], _ = matern(scan.apart(m.x.Row(j)))
		}
		row[i] = 1 + m.noise/repeats[i]
	}
	if !m.factor.cholesky() {
		return false
	}
	m.alpha = append([]float64(nil), centred...)
	m.factor.solve(m.alpha)
	m.variance = math.Max(dot(m.alpha, m.alpha)/float64(n), 1e-300)
	m.factor.solveTransposed(m.alpha)
	return true
}

// Noise returns the variance of the noise of one measurement.
func (m *Model) Noise() float64 { return m.noise * m.variance }

// Deviation returns the standard deviation of the process.
func (m *Model) Deviation() float64 { return math.Sqrt(m.variance) }

// Weights returns the inverse squared length scale of each feature: how fast the target changes
// along it.
func (m *Model) Weights() []float64 { return m.weights }

// A scan computes weighted squared distances from one row to many.
type scan struct {
	m       *Model
	offsets []int     // of each variable's values in shares
	shares  []float64 // what a value adds to the distance
}

func (m *Model) newScan() *scan {
	s := &scan{m: m, offsets: make([]int, m.x.Width+1)}
	sizes := make([]int, m.x.Width)
	for i := range m.features {
		f := &m.features[i]
		sizes[f.Variable] = len(f.At)
	}
	for i, size := range sizes {
		s.offsets[i+1] = s.offsets[i] + max(size, 1) // a variable of one value has no feature
	}
	s.shares = make([]float64, s.offsets[m.x.Width])
	return s
}

// from prepares distances from row.
func (s *scan) from(row []int32) {
	clear(s.shares)
	for i := range s.m.features {
		f, w := &s.m.features[i], s.m.weights[i]
		shares := s.shares[s.offsets[f.Variable]:]
		a := row[f.Variable]
		for b := range f.At {
			shares[b] += float64(w * f.apart(a, int32(b)))
		}
	}
}

// apart returns the distance of a row from the prepared one.
func (s *scan) apart(row []int32) float64 {
	r2 := 0.0
	for i, v := range row {
		r2 += s.shares[s.offsets[i]+int(v)]
	}
	return r2
}

// Means estimates the posterior mean at each candidate, to about five digits.
//
// It takes the rows of the model one after another. Candidates in lexicographic order share
// prefixes, whose distances are kept, so that a row costs little more than one addition and one
// interpolation.
func (m *Model) Means(candidates *Points) []float64 {
	n, width := candidates.Len(), candidates.Width
	means := make([]float64, n)
	for i := range means {
		means[i] = m.mean
	}
	changed := firstChanges(candidates)
	s := m.newScan()
	sums := make([]float64, width+1)
	for t, alpha := range m.alpha {
		s.from(m.x.Row(t))
		for c := range means {
			row := candidates.Values[c*width : (c+1)*width]
			r2 := sums[changed[c]]
			for i := int(changed[c]); i < width; i++ {
				r2 += s.shares[s.offsets[i]+int(row[i])]
				sums[i+1] = r2
			}
			means[c] += float64(alpha * roughly(r2))
		}
	}
	return means
}

// firstChanges returns for each row the first variable in which it differs from the row before.
func firstChanges(p *Points) []int32 {
	changed := make([]int32, p.Len())
	for c := 1; c < len(changed); c++ {
		a, b := p.Row(c-1), p.Row(c)
		for int(changed[c]) < p.Width && a[changed[c]] == b[changed[c]] {
			changed[c]++
		}
	}
	return changed
}
