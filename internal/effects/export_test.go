package effects

// Shares returns the shares of the parameters alone, without intervals and tests.
func Shares(d *Data) []float64 {
	m := newFactors(d).fit(d.Y, nil, 300)
	shares := make([]float64, len(d.Domains))
	for p := range shares {
		shares[p] = m.share(p)
	}
	return shares
}

// Variances returns the variance components and that of the rest.
func Variances(d *Data) ([]float64, float64) {
	m := newFactors(d).fit(d.Y, nil, 2000)
	return m.variances, m.rest
}

// Alone returns epsilon squared.
func Alone(d *Data, p int) float64 { return d.alone(p) }

// Student is student.
func Student(freedom float64) float64 { return student(freedom) }
