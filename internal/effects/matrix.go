package effects

// matrix is a square matrix by rows.
type matrix [][]float64

func newMatrix(n int) matrix {
	cells := make([]float64, n*n)
	m := make(matrix, n)
	for i := range m {
		m[i] = cells[i*n : (i+1)*n : (i+1)*n]
	}
	return m
}

// invert replaces a symmetric positive definite matrix with its inverse.
func (m matrix) invert() {
	for k := range m {
		m.sweep(k)
	}
}

// sweep replaces row and column k of a symmetric matrix with those of the inverse, and the others
// with what column k does not explain (Goodnight 1979, "A tutorial on the SWEEP operator").
func (m matrix) sweep(k int) {
	pivot := m[k]
	d := pivot[k]
	for j := range pivot {
		pivot[j] /= d
	}
	for i, row := range m {
		b := row[k]
		if i == k || b == 0 {
			continue
		}
		for j, x := range pivot {
			row[j] -= float64(b * x)
		}
		row[k] = -b / d
	}
	pivot[k] = 1 / d
}
