package gp

import "math"

// A triangle is a lower triangular matrix, or a symmetric one of which this half is stored, row
// after row.
type triangle struct {
	rows [][]float64
}

func newTriangle(n int) triangle {
	t := triangle{make([][]float64, n)}
	all := make([]float64, n*(n+1)/2)
	for i := range t.rows {
		t.rows[i], all = all[:i+1:i+1], all[i+1:]
	}
	return t
}

// dot returns the sum of products, in an order that does not depend on the machine.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += float64(a[0] * b[0])
		s1 += float64(a[1] * b[1])
		s2 += float64(a[2] * b[2])
		s3 += float64(a[3] * b[3])
		a, b = a[4:], b[4:]
	}
	for i, x := range a {
		s0 += float64(x * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}

// addScaled adds x times b to a.
func addScaled(a []float64, x float64, b []float64) {
	b = b[:len(a)]
	for i := range a {
		a[i] += float64(x * b[i])
	}
}

// cholesky replaces the symmetric matrix by its factor L with L*Lᵀ equal to it. It returns false
// if the matrix is not positive definite to working precision.
func (t triangle) cholesky() bool {
	for i, row := range t.rows {
		for j, other := range t.rows[:i] {
			row[j] = (row[j] - dot(row[:j], other[:j])) / other[j]
		}
		d := row[i] - dot(row[:i], row[:i])
		if !(d > 1e-12) {
			return false
		}
		row[i] = math.Sqrt(d)
	}
	return true
}

// solve replaces v by the solution x of L*x = v.
func (t triangle) solve(v []float64) {
	for i, row := range t.rows[:len(v)] {
		v[i] = (v[i] - dot(row[:i], v[:i])) / row[i]
	}
}

// solveTransposed replaces v by the solution x of Lᵀ*x = v.
func (t triangle) solveTransposed(v []float64) {
	for i := len(v) - 1; i >= 0; i-- {
		row := t.rows[i]
		v[i] /= row[i]
		addScaled(v[:i], -v[i], row[:i])
	}
}

// invert sets inverse to the inverse of the factor L, which is lower triangular too.
func (t triangle) invert(inverse triangle) {
	for i, row := range t.rows {
		out := inverse.rows[i]
		clear(out)
		for k, x := range row[:i] {
			addScaled(out[:k+1], x, inverse.rows[k])
		}
		for j := range out[:i] {
			out[j] = -out[j] / row[i]
		}
		out[i] = 1 / row[i]
	}
}

// square sets product to tᵀ*t, which is the inverse of the matrix if t is the inverse of its
// factor.
func (t triangle) square(product triangle) {
	for i := range product.rows {
		clear(product.rows[i])
	}
	for _, row := range t.rows {
		for i, x := range row {
			addScaled(product.rows[i], x, row[:i+1])
		}
	}
}
