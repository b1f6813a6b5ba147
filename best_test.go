package paramgen_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/paramgen/paramgen"
)

func TestBestFaults(t *testing.T) {
	g := svm()
	for _, score := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		var fault *paramgen.ParameterError
		_, err := g.Best(func(string, any) float64 { return score }, 3)
		if !errors.As(err, &fault) || fault.Parameter != "kernel" {
			t.Errorf("score %v: %v", score, err)
		}
	}
	var fault *paramgen.RangeError
	if _, err := g.Best(func(string, any) float64 { return 1 }, -1); !errors.As(err, &fault) {
		t.Error(err)
	}
	empty := paramgen.Must(g.With(paramgen.WithRules(paramgen.Expr("c < 0"))))
	if best, err := empty.Best(func(string, any) float64 { return 1 }, 3); err != nil || len(best) > 0 {
		t.Errorf("%v %v of an empty space", best, err)
	}
}

// TestBestOrder: combinations with equal sums are in the order of All.
func TestBestOrder(t *testing.T) {
	g := svm()
	best, err := g.Best(func(string, any) float64 { return 0.1 }, math.MaxInt)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for c := range g.All() {
		if best[i].String() != c.String() {
			t.Fatalf("combination %d is %v, want %v", i, best[i], c)
		}
		i++
	}
}

// Scores as a model of measured runs could give them: the three most promising combinations.
func ExampleGenerator_Best() {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("threads", 1, 2, 4, 8),
			paramgen.Param("memory_gb", 4, 8, 16),
			paramgen.Param("compression", nil, "zstd", "lz4")),
		paramgen.WithRules(paramgen.Expr("threads*2 <= memory_gb"))))

	speed := map[any]float64{1: 1, 2: 1.9, 4: 3.5, 8: 5, "zstd": -0.8, "lz4": -0.2}
	cost := map[any]float64{4: 0.5, 8: 1, 16: 2}
	best, err := g.Best(func(parameter string, value any) float64 {
		if parameter == "memory_gb" {
			return -cost[value]
		}
		return speed[value]
	}, 3)
	if err != nil {
		fmt.Println(err)
	}
	for _, c := range best {
		fmt.Println(c)
	}
	// Output:
	// threads=8/memory_gb=16/compression=nil
	// threads=8/memory_gb=16/compression=lz4
	// threads=4/memory_gb=8/compression=nil
}
