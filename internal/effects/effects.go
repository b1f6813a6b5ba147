// Package effects estimates which parameters determine a number, from rows of discrete values.
//
// The model is additive with random effects (Searle, Casella and McCulloch 1992, "Variance
// Components"): y is a mean, plus an effect for the value of each parameter, plus a rest. The
// effects of a parameter's values have a variance of their own, estimated by restricted maximum
// likelihood (REML). The share of a parameter is its variance divided by the sum of all; an
// estimate of a variance does not grow with the number of values. Of 60 rows of covering arrays
// in which parameters are unbalanced, it finds the most important parameter more often than an
// analysis of each parameter alone, which is also given.
//
// All arithmetic gives the same bits on every machine: products are converted to float64 before
// they are added, and random numbers have fixed seeds.
package effects

import (
	"math"
	"math/rand/v2"
)

// Data is a table: a row of value numbers and a number for each. Rows differ from each other.
type Data struct {
	Domains []int // how many values each parameter has
	Rows    [][]int
	Y       []float64
}

// A Result describes what determines Y.
type Result struct {
	Parameters []Parameter // in the order of Data.Domains
	Rest       float64     // share of the variance that no parameter explains alone
	HeldOut    float64     // share of the variance of rows that the model has not seen, which it explains
	Pairs      []Pair      // the strongest first
	Untested   int         // pairs of parameters with too few rows for a test
	Aliases    []Alias
}

// A Parameter is the effect of a parameter.
type Parameter struct {
	Share     float64 // of the variance
	Low, High float64 // the interval of Share
	Alone     float64 // epsilon squared of the parameter alone
	Values    []Value

	// Groups is the number of groups of neighbouring values that Share does not distinguish
	// within, or 0 if it distinguishes all values.
	Groups int
}

// Analyse analyses the data, which have at least three rows and two different numbers.
func Analyse(d *Data) *Result {
	d, size := d.scaled()
	grouped, groups := d.grouped()
	f := newFactors(grouped)
	fit := f.fit(d.Y, nil, 300)
	r := &Result{Parameters: make([]Parameter, len(d.Domains)), Rest: fit.rest / fit.total()}
	for p := range r.Parameters {
		r.Parameters[p] = Parameter{Share: fit.share(p), Alone: d.alone(p)}
		if grouped.Domains[p] < d.Domains[p] {
			r.Parameters[p].Groups = grouped.Domains[p]
		}
	}
	f.intervals(d.Y, fit, r.Parameters)
	for p := range r.Parameters {
		r.Parameters[p].Values = d.values(p, fit.without(d.Y, p))
		for v := range r.Parameters[p].Values {
			r.Parameters[p].Values[v].multiply(size)
		}
	}
	r.HeldOut = grouped.heldOut(fit)
	r.Pairs, r.Untested = grouped.pairs()
	r.Aliases = f.aliases()
	for i := range r.Aliases {
		r.Aliases[i].groups = groups
	}
	return r
}

// scaled returns the data with Y divided by a power of two, so that squares do not overflow.
func (d *Data) scaled() (scaled *Data, size float64) {
	largest := 0.0
	for _, y := range d.Y {
		largest = max(largest, math.Abs(y))
	}
	_, exponent := math.Frexp(largest)
	size = math.Ldexp(1, exponent-1)
	scaled = &Data{d.Domains, d.Rows, make([]float64, len(d.Y))}
	for i, y := range d.Y {
		scaled.Y[i] = y / size
	}
	return scaled, size
}

// alone returns epsilon squared of a one-way analysis of variance: the share of the variance
// between the values of a parameter, less what random numbers would have (Kelley 1935, "An
// unbiased correlation ratio measure"). Okada 2013, "Is omega squared less biased?", compares it
// with others.
func (d *Data) alone(p int) float64 {
	_, total := moments(d.Y)
	within, values := d.within(p, d.Y)
	n := float64(len(d.Y))
	if values < 2 || n <= values {
		return 0
	}
	return max(0, 1-within/(n-values)/(total/(n-1)))
}

// within returns the sum of squares of y around the means of a parameter's values, and how many
// values occur.
func (d *Data) within(p int, y []float64) (ss, values float64) {
	sums, counts := make([]float64, d.Domains[p]), make([]float64, d.Domains[p])
	for i, row := range d.Rows {
		sums[row[p]] += y[i]
		counts[row[p]]++
	}
	for v, n := range counts {
		if n > 0 {
			sums[v] /= n
			values++
		}
	}
	for i, row := range d.Rows {
		e := y[i] - sums[row[p]]
		ss += float64(e * e)
	}
	return ss, values
}

// moments returns the mean and the sum of squares around it.
func moments(y []float64) (mean, ss float64) {
	for _, v := range y {
		mean += v
	}
	mean /= float64(len(y))
	for _, v := range y {
		ss += float64((v - mean) * (v - mean))
	}
	return mean, ss
}

// Skewness returns the third standardised moment.
func Skewness(y []float64) float64 {
	mean, ss := moments(y)
	if ss == 0 {
		return 0
	}
	third := 0.0
	for _, v := range y {
		e := v - mean
		third += float64(float64(e*e) * e)
	}
	n := float64(len(y))
	return third / n / (ss / n * math.Sqrt(ss/n))
}

// folds is the number of parts of the rows that are held out one after another.
const folds = 10

// heldOut returns the share of the variance that the model explains on rows that it has not seen,
// by cross-validation in ten parts. It is negative if the mean of the others predicts better.
func (d *Data) heldOut(full *fit) float64 {
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(d.Y))
	var missed, around float64
	for k := range min(folds, len(d.Y)) {
		train, test := d.split(order, k)
		mean, ss := moments(train.Y)
		var m *fit
		if ss > 0 {
			m = newFactors(train).fit(train.Y, full, 50)
		}
		for i, row := range test.Rows {
			e, o := test.Y[i]-mean, test.Y[i]-mean
			if m != nil {
				e = test.Y[i] - m.predict(row)
			}
			missed += float64(e * e)
			around += float64(o * o)
		}
	}
	if around == 0 {
		return 0
	}
	return 1 - missed/around
}

// split returns the rows outside and inside of part k.
func (d *Data) split(order []int, k int) (train, test *Data) {
	train, test = &Data{Domains: d.Domains}, &Data{Domains: d.Domains}
	for place, i := range order {
		part := train
		if place%folds == k {
			part = test
		}
		part.Rows = append(part.Rows, d.Rows[i])
		part.Y = append(part.Y, d.Y[i])
	}
	return train, test
}
