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
	column := make([]float64, len(m))
	for k := range m {
		m.sweep(k, column)
	}
	for i, row := range m {
		for j := range row[:i+1] {
			row[j] = -row[j]
			m[j][i] = row[j]
		}
	}
}

// sweep replaces row and column k of a symmetric matrix with the coefficients by which variable k
// explains the others, and the rest with what it does not explain (Goodnight 1979, "A tutorial on
// the SWEEP operator"). It reads and writes the lower triangle only. After all variables were
// swept, the matrix is the negative of its inverse. column is for temporary use.
func (m matrix) sweep(k int, column []float64) {
	d := m[k][k]
	copy(column, m[k][:k])
	column[k] = 0
	for i := k + 1; i < len(m); i++ {
		column[i] = m[i][k]
	}
	for i, c := range column {
		if c == 0 {
			continue
		}
		c /= d
		row := m[i][:i+1]
		for j, x := range column[:i+1] {
			row[j] -= float64(c * x)
		}
		if i < k {
			m[k][i] = c
		} else {
			row[k] = c
		}
	}
	m[k][k] = -1 / d
}

// at returns an element of a symmetric matrix of which only the lower triangle is set.
func (m matrix) at(i, j int) float64 { return m[max(i, j)][min(i, j)] }
