package gp

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// A fit finds the logarithms of the weights and of the noise with the largest posterior density.
type fit struct {
	n        int
	features int
	apart    []float64 // squared distances of each pair of rows, feature by feature
	y        []float64
	repeats  []float64
	prior    float64 // mean of the logarithm of a weight
	o        Options

	// Working memory.
	weights         []float64
	covariance      triangle
	slopes          triangle
	inverse         triangle // of the factor
	product         triangle // the inverse of the covariance
	whitened, alpha []float64
	gradient        []float64
}

const (
	weightSpread = 1.5 // standard deviation of the prior of a weight's logarithm
	lowest       = -9.0
	highest      = 6.0
)

func newFit(m *Model, y, repeats []float64, o Options) *fit {
	n := min(len(y), o.Fitted)
	f := &fit{n: n, features: len(m.features), y: y[:n], repeats: repeats[:n], o: o,
		prior:      detmath.Log(10 / float64(len(m.features)+1)),
		covariance: newTriangle(n), slopes: newTriangle(n), inverse: newTriangle(n), product: newTriangle(n),
		whitened: make([]float64, n), alpha: make([]float64, n),
		weights: make([]float64, len(m.features)), gradient: make([]float64, len(m.features)+1)}
	for i := range n {
		for j := range i {
			a, b := m.x.Row(i), m.x.Row(j)
			for k := range m.features {
				v := m.features[k].Variable
				f.apart = append(f.apart, m.features[k].apart(a[v], b[v]))
			}
		}
	}
	return f
}

// run maximises by resilient backpropagation (Riedmiller and Braun 1993), which needs the sign of
// the gradient only and is robust to the flat and the steep parts of the likelihood.
func (f *fit) run() []float64 {
	size := f.features + 1
	theta, previous, step := make([]float64, size), make([]float64, size), make([]float64, size)
	for i := range theta {
		theta[i], step[i] = f.prior, 0.3
	}
	theta[f.features] = detmath.Log(f.o.Noise)
	best, lowestCost := append([]float64(nil), theta...), math.Inf(1)
	for range f.o.Steps {
		cost := f.cost(theta)
		if math.IsInf(cost, 1) {
			copy(theta, best)
			theta[f.features]++
			continue
		}
		if cost < lowestCost {
			lowestCost = cost
			copy(best, theta)
		}
		for i, g := range f.gradient {
			theta[i] = math.Max(lowest, math.Min(theta[i]-moved(g, previous[i], &step[i]), highest))
			previous[i] = g
		}
	}
	return best
}

// moved adapts a step to the signs of two gradients and returns it in the direction of the last.
func moved(g, previous float64, step *float64) float64 {
	switch {
	case g*previous > 0:
		*step = math.Min(*step*1.4, 1.5)
	case g*previous < 0:
		*step = math.Max(*step*0.5, 1e-3)
	}
	switch {
	case g > 0:
		return *step
	case g < 0:
		return -*step
	}
	return 0
}

// cost returns the negative logarithm of the posterior density, and sets the gradient. It is +Inf
// if the covariance matrix is singular.
func (f *fit) cost(theta []float64) float64 {
	for i := range f.weights {
		f.weights[i] = detmath.Exp(theta[i])
	}
	noise := detmath.Exp(theta[f.features]) + jitter
	f.fill(noise)
	if !f.covariance.cholesky() {
		return math.Inf(1)
	}
	f.covariance.invert(f.inverse)
	f.inverse.square(f.product)
	clear(f.alpha)
	cost := 0.0
	for i, row := range f.inverse.rows {
		f.whitened[i] = dot(row, f.y[:i+1])
		addScaled(f.alpha[:i+1], f.whitened[i], row)
		cost += detmath.Log(f.covariance.rows[i][i])
	}
	variance := math.Max(dot(f.whitened, f.whitened)/float64(f.n), 1e-300)
	cost += float64(0.5 * float64(f.n) * detmath.Log(variance))
	f.differentiate(noise, variance)
	return cost + f.priors(theta)
}

// fill computes the covariance matrix and its derivatives by the squared distances.
func (f *fit) fill(noise float64) {
	at := 0
	for i, row := range f.covariance.rows {
		slopes := f.slopes.rows[i]
		for j := range row[:i] {
			r2 := 0.0
			for k, d := range f.apart[at : at+f.features] {
				r2 += float64(f.weights[k] * d)
			}
			at += f.features
			row[j], slopes[j] = matern(r2)
		}
		row[i] = 1 + noise/f.repeats[i]
	}
}

// differentiate sets the gradient of the likelihood: half the trace of (K⁻¹ - ααᵀ/σ²)
// times the derivative of K, whose off-diagonal elements occur twice.
func (f *fit) differentiate(noise, variance float64) {
	clear(f.gradient)
	at := 0
	for i, row := range f.product.rows {
		scaled := f.alpha[i] / variance
		for j, slope := range f.slopes.rows[i][:i] {
			c := (row[j] - float64(scaled*f.alpha[j])) * slope
			addScaled(f.gradient[:f.features], c, f.apart[at:at+f.features])
			at += f.features
		}
		f.gradient[f.features] += (row[i] - float64(scaled*f.alpha[i])) * 0.5 * noise / f.repeats[i]
	}
	for k, w := range f.weights {
		f.gradient[k] *= w
	}
}

// priors returns the negative logarithm of the prior density, and adds its gradient.
func (f *fit) priors(theta []float64) float64 {
	cost := 0.0
	for i, t := range theta {
		mean, spread := f.prior, weightSpread
		if i == f.features {
			mean, spread = detmath.Log(f.o.Noise), f.o.NoiseSpread
		}
		z := (t - mean) / spread
		cost += float64(0.5 * z * z)
		f.gradient[i] += z / spread
	}
	return cost
}
