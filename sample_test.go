package paramgen_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/sglang"
)

// svm returns the space of a support vector machine: 5 combinations have kernel linear, 105 rbf
// and 420 poly.
func svm() *paramgen.Generator {
	hasGamma := paramgen.Expr(`kernel == "rbf" || kernel == "poly"`)
	return paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("kernel", "linear", "rbf", "poly"),
		paramgen.Param("c", 0.1, 1, 10, 100, 1000),
		paramgen.Param("gamma", paramgen.Range(1, 21, 1)...).When(hasGamma),
		paramgen.Param("degree", 2, 3, 4, 5).When(paramgen.Expr(`kernel == "poly"`)),
	)))
}

// frequencies counts the values of a parameter in the first n combinations of many samples.
func frequencies(g *paramgen.Generator, name string, n, seeds int, options ...paramgen.SampleOption) map[any]float64 {
	counts := map[any]float64{}
	for seed := range uint64(seeds) {
		for c := range g.Sample(n, seed, options...) {
			v, _ := c.Get(name)
			counts[v]++
		}
	}
	return counts
}

// The values that χ² exceeds once in a thousand times, by degrees of freedom.
const (
	critical2  = 13.82
	critical4  = 18.47
	critical21 = 46.80
)

// TestBalancedBranches: a uniform sample has a linear kernel in 5 of 530 combinations, a balanced
// one in a third.
func TestBalancedBranches(t *testing.T) {
	g := svm()
	if g.Count().Int64() != 530 {
		t.Fatal(g.Count())
	}
	for name, tt := range map[string]struct {
		weights []float64
		options []paramgen.SampleOption
	}{
		"uniform":  {[]float64{5, 105, 420}, nil},
		"balanced": {[]float64{1, 1, 1}, []paramgen.SampleOption{paramgen.Balanced()}},
	} {
		counts := frequencies(g, "kernel", 1, 2000, tt.options...)
		if x := chiSquare([]float64{counts["linear"], counts["rbf"], counts["poly"]}, tt.weights); x > critical2 {
			t.Errorf("%s: χ² = %.1f: %v", name, x, counts)
		}
	}
}

// TestBalancedCondition: the values of conditional parameters are balanced where these are active.
func TestBalancedCondition(t *testing.T) {
	g := svm()
	for name, tt := range map[string]struct{ active, critical float64 }{"gamma": {2. / 3, critical21}, "degree": {1. / 3, critical4}} {
		const draws = 3000
		counts := frequencies(g, name, 1, draws, paramgen.Balanced())
		values := g.Parameters()[slices.IndexFunc(g.Parameters(), func(p paramgen.Parameter) bool { return p.Name() == name })].Values()
		got, want := []float64{counts[nil]}, []float64{1 - tt.active}
		for _, v := range values {
			got, want = append(got, counts[v]), append(want, tt.active/float64(len(values)))
		}
		if x := chiSquare(got, want); x > tt.critical {
			t.Errorf("%s: χ² = %.1f: %v", name, x, counts)
		}
	}
}

// TestBalancedPreset: the values of every parameter that the rules let be balanced are. At most
// one of max_running_requests and max_total_tokens is set in most combinations, so each is unset
// in half of them.
func TestBalancedPreset(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	const draws = 8000
	counts := map[string]map[any]float64{}
	for c := range g.Sample(draws, 1, paramgen.Balanced()) {
		for name, v := range c.All() {
			if counts[name] == nil {
				counts[name] = map[any]float64{}
			}
			counts[name][v]++
		}
	}
	for _, p := range g.Parameters() {
		most, least := 0.0, math.Inf(1)
		for _, v := range p.Values() {
			if n := counts[p.Name()][v]; v != nil || n < 1.5*draws/float64(len(p.Values())) {
				most, least = max(most, n), min(least, n)
			}
		}
		if most > 1.2*least && p.Name() != "disable_cuda_graph" {
			t.Errorf("%s: %v", p.Name(), counts[p.Name()])
		}
	}
	for _, name := range []string{"max_running_requests", "max_total_tokens"} {
		if n := counts[name][nil]; n < 0.48*draws || n > 0.52*draws {
			t.Errorf("%s: %v of %d are unset", name, n, draws)
		}
	}
}

// TestSampleCompiled samples a space that has no diagram in declared order within the budget.
func TestSampleCompiled(t *testing.T) {
	const pairs = 10
	options := []paramgen.Option{paramgen.WithBudget(1000)}
	for i := range 2 * pairs {
		options = append(options, paramgen.WithParameters(paramgen.Param(fmt.Sprint("x", i), false, true)))
	}
	for i := range pairs {
		options = append(options, paramgen.WithRules(paramgen.Expr(fmt.Sprintf("x%d == x%d", i, pairs+i))))
	}
	g := paramgen.Must(paramgen.New(options...))
	seen := map[string]bool{}
	for c := range g.Sample(2000, 1) {
		index, ok := g.Index(c)
		if !ok || seen[index.String()] {
			t.Fatalf("%v is not valid or comes twice", c)
		}
		seen[index.String()] = true
	}
	if len(seen) != 1<<pairs {
		t.Errorf("%d of %d", len(seen), 1<<pairs)
	}
	long := shown(g.Sample(100, 7))
	if few := shown(g.Sample(10, 7)); !slices.Equal(few, long[:10]) {
		t.Errorf("%q is not the beginning of %q", few, long)
	}
}

// TestWeights compares the first draws with the product of the weights.
func TestWeights(t *testing.T) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3)),
		paramgen.WithRules(paramgen.Expr("a != b || a == 2"))))
	weight := func(name string, v any) float64 {
		if name == "a" {
			return float64(v.(int)) / 3
		}
		return 1 / float64(v.(int)) // not exact; the distribution is that of the rounded numbers
	}
	var counts, weights []float64
	for c := range g.All() {
		counts, weights = append(counts, 0), append(weights, weight("a", c.Map()["a"])*weight("b", c.Map()["b"]))
	}
	for seed := range uint64(10000) {
		for c := range g.Sample(1, seed, paramgen.Weights(weight)) {
			index, _ := g.Index(c)
			counts[index.Int64()]++
		}
	}
	if x := chiSquare(counts, weights); x > critical8 {
		t.Errorf("χ² = %.1f: %v, weights %v", x, counts, weights)
	}
}

// TestWeightsExtreme: a sample ends, whatever the weights.
func TestWeightsExtreme(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for _, weights := range [][2]float64{{1, 1e9}, {math.SmallestNonzeroFloat64, math.MaxFloat64}} {
		n := 0
		for range g.Sample(1000, 1, paramgen.Weights(func(name string, v any) float64 {
			if v == nil {
				return weights[1]
			}
			return weights[0]
		})) {
			n++
		}
		if n != 1000 {
			t.Errorf("weights %v: %d combinations", weights, n)
		}
	}
}

func TestWeightsFaults(t *testing.T) {
	g := svm()
	for _, w := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		func() {
			defer func() {
				var fault *paramgen.ParameterError
				if err, _ := recover().(error); !errors.As(err, &fault) || fault.Parameter != "c" {
					t.Errorf("weight %v: %v", w, err)
				}
			}()
			g.Sample(1, 1, paramgen.Weights(func(name string, v any) float64 {
				if name == "c" && v == 10 {
					return w
				}
				return 1
			}))
		}()
	}
	empty := paramgen.Must(g.With(paramgen.WithRules(paramgen.Expr("c < 0"))))
	if got := shown(empty.Sample(3, 1, paramgen.Balanced())); len(got) > 0 {
		t.Errorf("%q of an empty space", got)
	}
	if got := shown(g.Sample(0, 1, paramgen.Balanced())); len(got) > 0 {
		t.Errorf("%q without combinations", got)
	}
}

// TestWeightedGolden: what a seed gives is a promise to users. These values must not change.
func TestWeightedGolden(t *testing.T) {
	weights := paramgen.Weights(func(name string, v any) float64 {
		if name == "tp_size" {
			return float64(v.(int))
		}
		return 0.1
	})
	for _, tt := range []struct {
		name    string
		options []paramgen.SampleOption
		want    string
	}{
		{"weights", []paramgen.SampleOption{weights}, "[112505 16121 84649 37827]"},
		{"balanced", []paramgen.SampleOption{paramgen.Balanced()}, "[118175 117945 118215 53363]"},
		{"both", []paramgen.SampleOption{paramgen.Balanced(), weights}, "[117804 56755 113825 40244]"},
	} {
		g := paramgen.Must(paramgen.New(sglang.Default()))
		var got []string
		for c := range g.Sample(4, 1, tt.options...) {
			index, _ := g.Index(c)
			got = append(got, index.String())
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A uniform sample starves the kernel that has few combinations; a balanced one does not.
func ExampleBalanced() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("kernel", "linear", "rbf", "poly"),
		paramgen.Param("c", 0.1, 1, 10, 100, 1000),
		paramgen.Param("gamma", paramgen.Range(1, 21, 1)...).When(paramgen.Expr(`kernel != "linear"`)),
		paramgen.Param("degree", 2, 3, 4, 5).When(paramgen.Expr(`kernel == "poly"`)),
	)))
	count := func(options ...paramgen.SampleOption) map[any]int {
		kernels := map[any]int{}
		for c := range g.Sample(12, 8, options...) {
			kernel, _ := c.Get("kernel")
			kernels[kernel]++
		}
		return kernels
	}
	fmt.Println("uniform:", count())
	fmt.Println("balanced:", count(paramgen.Balanced()))
	// Output:
	// uniform: map[poly:8 rbf:4]
	// balanced: map[linear:3 poly:5 rbf:4]
}

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
