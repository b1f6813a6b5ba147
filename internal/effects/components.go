package effects

import "math"

// factors is the design: a column for each value that occurs, of the parameters that vary.
type factors struct {
	d       *Data
	columns [][]int // by parameter and value: the column, or -1
	from    []int   // the first column of each parameter; one more at the end
	gram    matrix  // products of the columns, less their means
	counts  []float64
}

func newFactors(d *Data) *factors {
	f := &factors{d: d}
	for p, n := range d.Domains {
		seen := make([]int, n)
		for _, row := range d.Rows {
			seen[row[p]]++
		}
		f.add(seen)
	}
	f.from = append(f.from, len(f.counts))
	f.gram = newMatrix(len(f.counts))
	at := make([]int, 0, len(d.Domains))
	for _, row := range d.Rows {
		at = f.of(at[:0], row)
		for _, i := range at {
			for _, j := range at {
				f.gram[i][j]++
			}
		}
	}
	n := float64(len(d.Rows))
	for i, row := range f.gram {
		for j := range row {
			row[j] -= f.counts[i] * f.counts[j] / n
		}
	}
	return f
}

// add adds the columns of a parameter whose values occur so often.
func (f *factors) add(seen []int) {
	f.from = append(f.from, len(f.counts))
	columns := make([]int, len(seen))
	varies := 0
	for _, n := range seen {
		if n > 0 {
			varies++
		}
	}
	for v, n := range seen {
		columns[v] = -1
		if n > 0 && varies > 1 {
			columns[v] = len(f.counts)
			f.counts = append(f.counts, float64(n))
		}
	}
	f.columns = append(f.columns, columns)
}

// of appends the columns of a row.
func (f *factors) of(at []int, row []int) []int {
	for p, v := range row {
		if c := f.columns[p][v]; c >= 0 {
			at = append(at, c)
		}
	}
	return at
}

// products returns the products of the columns with y, whose mean is 0.
func (f *factors) products(y []float64) []float64 {
	sums := make([]float64, len(f.counts))
	at := make([]int, 0, len(f.columns))
	for i, row := range f.d.Rows {
		at = f.of(at[:0], row)
		for _, c := range at {
			sums[c] += y[i]
		}
	}
	return sums
}

// A fit is an estimate: the variances of the parameters' effects and of the rest, and the best
// linear unbiased predictions of the effects.
type fit struct {
	f         *factors
	mean      float64
	variances []float64 // by parameter
	rest      float64
	effects   []float64 // by column
}

// negligible is the share of the variance below which a parameter's variance becomes 0.
const negligible = 1e-8

// fit estimates the variances by restricted maximum likelihood, in at most that many steps. Each
// step solves Henderson's mixed model equations, and divides the sum of squares of the predicted
// effects of a parameter by the number of effects that the data determine (Harville 1977, "Maximum
// likelihood approaches to variance component estimation"; Schall 1991). It begins with equal
// variances, or with those of a fit to similar numbers, and is then less exact.
//
// A step costs the cube of the number of values of all parameters, whatever the number of rows.
func (f *factors) fit(y []float64, begin *fit, steps int) *fit {
	mean, total := moments(y)
	centred := make([]float64, len(y))
	for i, v := range y {
		centred[i] = v - mean
	}
	m := &fit{f: f, mean: mean, variances: make([]float64, len(f.columns))}
	m.begin(begin, total/float64(len(y)-1))
	products := f.products(centred)
	enough := 1e-7
	if begin != nil {
		enough = 1e-4
	}
	for range steps {
		if m.step(products, total) < enough {
			break
		}
	}
	m.centre()
	return m
}

func (m *fit) begin(other *fit, variance float64) {
	share := 1 / float64(len(m.variances)+1)
	m.rest = share * variance
	for p := range m.variances {
		if m.f.from[p+1] > m.f.from[p] {
			m.variances[p] = share * variance
			if other != nil {
				m.variances[p] = max(other.share(p), 0.01) * variance
			}
		}
	}
	if other != nil {
		m.rest = max(other.rest/other.total(), 0.01) * variance
	}
}

// step replaces the variances and returns the largest change as a share of the total.
func (m *fit) step(products []float64, total float64) (change float64) {
	inverse, roots := m.solved()
	m.effects = make([]float64, len(roots))
	explained := 0.0
	for i, row := range inverse {
		for j, x := range row {
			m.effects[i] += float64(float64(x*roots[j]) * products[j])
		}
		m.effects[i] *= roots[i]
		explained += float64(m.effects[i] * products[i])
	}
	// Henderson's estimate of the rest; the rows determine the mean, too.
	sum, n := m.total(), float64(len(m.f.d.Rows))
	rest := max((total-explained)/(n-1), float64(1e-9*total)/n)
	change = math.Abs(rest-m.rest) / sum
	for p, v := range m.variances {
		variance := m.updated(p, v, inverse)
		change = max(change, math.Abs(variance-v)/sum)
		m.variances[p] = variance
	}
	m.rest = rest
	return change
}

// solved returns the inverse of the equations' matrix, scaled by the standard deviations of the
// effects so that variances of 0 do no harm, and these deviations.
func (m *fit) solved() (inverse matrix, roots []float64) {
	f := m.f
	roots = make([]float64, len(f.counts))
	for p, v := range m.variances {
		for c := f.from[p]; c < f.from[p+1]; c++ {
			roots[c] = math.Sqrt(v)
		}
	}
	inverse = newMatrix(len(roots))
	for i, row := range f.gram {
		for j, x := range row {
			inverse[i][j] = roots[i] * roots[j] * x
		}
		inverse[i][i] += m.rest
	}
	inverse.invert()
	return inverse, roots
}

// updated returns the next variance of a parameter.
func (m *fit) updated(p int, v float64, inverse matrix) float64 {
	if v == 0 {
		return 0
	}
	var squares, determined float64
	for c := m.f.from[p]; c < m.f.from[p+1]; c++ {
		squares += float64(m.effects[c] * m.effects[c])
		determined += 1 - float64(m.rest*inverse[c][c])
	}
	if variance := squares / determined; variance > negligible*m.total() {
		return variance
	}
	return 0
}

func (m *fit) total() float64 {
	sum := m.rest
	for _, v := range m.variances {
		sum += v
	}
	return sum
}

func (m *fit) share(p int) float64 { return m.variances[p] / m.total() }

// centre moves the mean of the effects, over the rows, into the mean.
func (m *fit) centre() {
	f := m.f
	for p := range m.variances {
		mean := 0.0
		for c := f.from[p]; c < f.from[p+1]; c++ {
			mean += float64(f.counts[c] * m.effects[c])
		}
		mean /= float64(len(f.d.Rows))
		for c := f.from[p]; c < f.from[p+1]; c++ {
			m.effects[c] -= mean
		}
	}
}

// effect returns the predicted effect of a value, which is 0 for one that did not occur.
func (m *fit) effect(p, v int) float64 {
	if c := m.f.columns[p][v]; c >= 0 {
		return m.effects[c]
	}
	return 0
}

func (m *fit) predict(row []int) float64 {
	y := m.mean
	for p, v := range row {
		y += m.effect(p, v)
	}
	return y
}

// without returns y less the mean and the effects of all parameters but p.
func (m *fit) without(y []float64, p int) []float64 {
	left := make([]float64, len(y))
	for i, row := range m.f.d.Rows {
		left[i] = y[i] - m.predict(row) + m.effect(p, row[p])
	}
	return left
}
