package detmath

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"
)

// ulps returns the distance of got from want in units in the last place of want.
func ulps(got, want float64) float64 {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

func TestExpAndLogAgreeWithPackageMath(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		x := random.NormFloat64() * 100
		if got, want := Exp(x), math.Exp(x); ulps(got, want) > 2.5 {
			t.Fatalf("Exp(%v) = %v, want %v", x, got, want)
		}
		y := math.Exp(x)
		if got, want := Log(y), math.Log(y); ulps(got, want) > 2.5 {
			t.Fatalf("Log(%v) = %v, want %v", y, got, want)
		}
	}
	for _, x := range []float64{0, 1, -1, 709.7, 710, -745.2, -744.9, -720, math.Inf(1), math.Inf(-1), math.NaN(), 1e-300} {
		if got, want := Exp(x), math.Exp(x); ulps(got, want) > 2.5 {
			t.Errorf("Exp(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{0, 1, -1, math.MaxFloat64, math.Inf(1), math.NaN(), 1 + 1e-15, 0.70710678, 0.7071068} {
		if got, want := Log(x), math.Log(x); ulps(got, want) > 2.5 {
			t.Errorf("Log(%v) = %v, want %v", x, got, want)
		}
	}
}

// Package math has a wrong logarithm of subnormal numbers on amd64.
func TestLogOfSubnormalNumbers(t *testing.T) {
	if got := Log(5e-324); ulps(got, -744.4400719213812) > 1 {
		t.Errorf("Log(5e-324) = %v", got)
	}
}

func TestNormalAgreesWithErfc(t *testing.T) {
	for z := -36.0; z < 9; z += 0.01 {
		want := 0.5 * math.Erfc(-z/math.Sqrt2)
		if got := Normal(z); math.Abs(got-want) > 1e-8*want {
			t.Fatalf("Normal(%v) = %v, want %v", z, got, want)
		}
	}
	if Normal(-40) != 0 || Normal(40) != 1 {
		t.Error("the tails are wrong")
	}
}

// The bits must not depend on the architecture.
func TestGoldenBits(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	hash := fnv.New64a()
	add := func(x float64) {
		b := math.Float64bits(x)
		for i := range 8 {
			hash.Write([]byte{byte(b >> (8 * i))})
		}
	}
	for range 100_000 {
		x := float64(random.Float64()*200) - 100
		add(Exp(x))
		add(Log(math.Abs(x)))
		add(Normal(x / 10))
		add(NormalDensity(x / 10))
	}
	if got, want := hash.Sum64(), uint64(0xe9aea7dc73938316); got != want {
		t.Errorf("the bits have the hash %#x, want %#x", got, want)
	}
}
