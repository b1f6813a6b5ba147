package paramgen_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/paramgen/paramgen"
)

// TestRangeRounds: each step of a range is a product rounded and then a sum rounded. Processors that can do both with one rounding would give other values.
func TestRangeRounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		first, step := rng.Float64(), rng.Float64()
		for i, v := range paramgen.Range(first, first+20*step, step) {
			if want := rounded(first, step, i); v != want {
				t.Fatalf("Range(%v, …, %v): value %d is %v, want %v", first, step, i, v, want)
			}
		}
		for i, v := range paramgen.Range(float32(first), float32(first+20*step), float32(step)) {
			if want := rounded32(float32(first), float32(step), i); v != want {
				t.Fatalf("Range(%v, …, %v): value %d is %v, want %v", float32(first), float32(step), i, v, want)
			}
		}
	}
}

// rounded is first + i*step in numbers of arbitrary width, rounded twice.
func rounded(first, step float64, i int) float64 {
	product, _ := exactly(float64(i), step).Float64()
	sum, _ := new(big.Float).SetPrec(2000).Add(big.NewFloat(first), big.NewFloat(product)).Float64()
	return sum
}

func rounded32(first, step float32, i int) float32 {
	product, _ := exactly(float64(i), float64(step)).Float32()
	sum, _ := new(big.Float).SetPrec(2000).Add(big.NewFloat(float64(first)), big.NewFloat(float64(product))).Float32()
	return sum
}

func exactly(x, y float64) *big.Float {
	return new(big.Float).SetPrec(2000).Mul(big.NewFloat(x), big.NewFloat(y))
}

// TestManyPairs: more pairs than 32 bits hold.
func TestManyPairs(t *testing.T) {
	many := paramgen.Range(1, 50_000, 1)
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", many...), paramgen.Param("b", many...))))
	const pairs = 2_500_000_000
	if got, want := g.Report().Pairs, int(min(int64(pairs), math.MaxInt)); got != want {
		t.Errorf("%d pairs, want %d", got, want)
	}
}
