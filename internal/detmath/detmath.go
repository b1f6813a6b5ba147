// Package detmath computes functions of floats that have the same bits on every machine.
//
// The functions of package math differ in the last bit between architectures: some have assembly,
// and on arm64, ppc64le, riscv64 and s390x the compiler fuses a product and a sum into one
// instruction with one rounding. Here every product that is added to something is converted to
// float64 first, which the language defines to round, and only math.Sqrt, which IEEE 754 defines
// to the last bit, and operations on the bits of a float are taken from package math.
package detmath

import "math"

const (
	ln2High = 6.93147180369123816490e-01 // its low 32 bits are zero, so multiples are exact
	ln2Low  = 1.90821492927058770002e-10
)

// Exp returns e**x with an error of about one unit in the last place. It reduces x to k*ln2 + r
// with |r| ≤ ln2/2 and takes the rational function of FreeBSD's e_exp.c of r.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x > 709.78271289338397:
		return math.Inf(1)
	case x < -745.13321910194122:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	high := x - float64(k*ln2High)
	low := float64(k * ln2Low)
	r := high - low
	t := float64(r * r)
	p := 4.13813679705723846039e-08
	p = float64(p*t) - 1.65339022054652515390e-06
	p = float64(p*t) + 6.61375632143793436117e-05
	p = float64(p*t) - 2.77777777770155933842e-03
	p = float64(p*t) + 1.66666666666666019037e-01
	c := r - float64(p*t)
	y := 1 - ((low - float64(r*c)/(2-c)) - high)
	return scale(y, int(k))
}

// scale returns y * 2**k for y near 1, in two steps if the result has few bits.
func scale(y float64, k int) float64 {
	if k < -1000 {
		return y * power(k+200) * power(-200)
	}
	if k > 1000 {
		return y * power(k-200) * power(200)
	}
	return y * power(k)
}

func power(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }

// Log returns the natural logarithm of x with an error of about one unit in the last place, by the
// polynomial of FreeBSD's e_log.c. It is NaN for negative x and -Inf for 0.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, exponent := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		exponent--
	}
	f, k := m-1, float64(exponent)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := float64(s4*1.531383769920937332e-01) + 2.222219843214978396e-01
	odd = float64(s4*odd) + 3.999999999940941908e-01
	even := float64(s4*1.479819860511658591e-01) + 1.818357216161805012e-01
	even = float64(s4*even) + 2.857142874366239149e-01
	even = float64(s4*even) + 6.666666666666735130e-01
	r := float64(s2*even) + float64(s4*odd)
	half := float64(float64(0.5*f) * f)
	return float64(k*ln2High) - ((half - (float64(s*(half+r)) + float64(k*ln2Low))) - f)
}

// NormalDensity returns the density of the standard normal distribution at z.
func NormalDensity(z float64) float64 {
	return Exp(-float64(z*z)/2) / 2.5066282746310005024
}

// Normal returns the probability that a standard normal variable is at most z, with a relative
// error below 1e-8 for z ≥ -37 and 0 below. It is Hart's algorithm 5666 (Hart 1968, "Computer
// Approximations"), in the form of West 2005, "Better approximations to cumulative normal
// functions".
func Normal(z float64) float64 {
	x := math.Abs(z)
	tail := 0.0
	switch {
	case x > 37:
	case x < 7.07106781186547:
		tail = Exp(-float64(x*x)/2) * polynomial(x, numerator[:]) / polynomial(x, denominator[:])
	default:
		b := x + 0.65
		for _, k := range [...]float64{4, 3, 2, 1} {
			b = x + k/b
		}
		tail = Exp(-float64(x*x)/2) / b / 2.50662827463100020002
	}
	if z > 0 {
		return 1 - tail
	}
	return tail
}

var numerator = [...]float64{3.52624965998911e-02, 0.700383064443688, 6.37396220353165,
	33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376}

var denominator = [...]float64{8.83883476483184e-02, 1.75566716318264, 16.064177579207,
	86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752}

// polynomial evaluates a polynomial, the coefficient of the highest power first.
func polynomial(x float64, coefficients []float64) float64 {
	y := 0.0
	for _, c := range coefficients {
		y = float64(y*x) + c
	}
	return y
}
