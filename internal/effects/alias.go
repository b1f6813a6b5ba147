package effects

import (
	"math"
	"slices"
)

// An Alias is a set of parameters whose effects the rows cannot separate: some sum of values'
// indicators is the same in every row.
type Alias struct {
	Parameters []int
	weights    [][]float64 // by place in Parameters and group of values; NaN for those that do not occur
	groups     [][]int     // of the values, by parameter
}

// mostAliases limits how many are returned.
const mostAliases = 20

// aliases returns the dependencies between the columns of the design. Without the first column of
// each parameter, every column that earlier columns explain depends on those with a coefficient;
// these columns form a minimal dependent set.
func (f *factors) aliases() []Alias {
	m := newMatrix(len(f.counts))
	for i, row := range f.gram {
		copy(m[i], row)
	}
	var found []Alias
	column := make([]float64, len(f.counts))
	swept := make([]bool, len(f.counts))
	for p := range f.columns {
		for c := f.from[p] + 1; c < f.from[p+1]; c++ {
			if m[c][c] > 1e-9*f.gram[c][c] {
				m.sweep(c, column)
				swept[c] = true
			} else if a := f.alias(m, swept, c); len(found) < mostAliases && !slices.ContainsFunc(found, a.same) {
				found = append(found, a)
			}
		}
	}
	return found
}

func (a Alias) same(b Alias) bool { return slices.Equal(a.Parameters, b.Parameters) }

// alias returns the dependency of column c on those that were swept.
func (f *factors) alias(m matrix, swept []bool, c int) Alias {
	coefficients := make([]float64, len(m))
	coefficients[c] = -1
	for j := range m {
		if swept[j] && math.Abs(m.at(j, c)) > 1e-6 {
			coefficients[j] = m.at(j, c)
		}
	}
	var a Alias
	for p, columns := range f.columns {
		part := coefficients[f.from[p]:f.from[p+1]]
		if !slices.ContainsFunc(part, func(x float64) bool { return x != 0 }) {
			continue
		}
		weights := make([]float64, len(columns))
		for v, column := range columns {
			if weights[v] = math.NaN(); column >= 0 {
				weights[v] = coefficients[column]
			}
		}
		a.Parameters = append(a.Parameters, p)
		a.weights = append(a.weights, weights)
	}
	return a
}

// Holds reports whether no two of these rows contradict the dependency. Rows with values that the
// data lack do not count.
func (a *Alias) Holds(rows [][]int) bool {
	first := math.NaN()
	for _, row := range rows {
		sum := 0.0
		for k, p := range a.Parameters {
			sum += a.weights[k][a.groups[p][row[p]]]
		}
		if math.IsNaN(first) {
			first = sum
		}
		if math.Abs(sum-first) > 1e-4 {
			return false
		}
	}
	return true
}
