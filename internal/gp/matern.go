package gp

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// matern returns the Matérn 5/2 correlation at the squared distance r2, and its derivative by r2.
func matern(r2 float64) (k, slope float64) {
	r := math.Sqrt(5 * r2)
	e := detmath.Exp(-r)
	return (1 + r + float64(r*r)/3) * e, -5.0 / 6 * (1 + r) * e
}

const (
	farthest = 40.0 // squared distance, at which the correlation is about 1e-4 of a percent
	cells    = 1 << 13
)

// table interpolates the correlation, for estimates that only select candidates.
var table = func() (t [cells + 2]float64) {
	for i := range t {
		t[i], _ = matern(float64(i) * (farthest / cells))
	}
	return t
}()

// roughly returns the correlation at r2 with an error of about 1e-5.
func roughly(r2 float64) float64 {
	at := float64(r2 * (cells / farthest))
	if at >= cells {
		return 0
	}
	i := int(at)
	return table[i] + float64((at-float64(i))*(table[i+1]-table[i]))
}
