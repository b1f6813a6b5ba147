package paramgen_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

// TestSampleGolden: what a seed gives is a promise to users, who quote it. These values must not change.
func TestSampleGolden(t *testing.T) {
	for _, tt := range []struct {
		name  string
		space []paramgen.Option
		seed  uint64
		want  []string
	}{
		{"default space", []paramgen.Option{sglang.Default()}, 1, []string{"39236", "21426", "19559", "100711"}},
		{"default space", []paramgen.Option{sglang.Default()}, 18446744073709551615, []string{"48981", "86637", "81675", "39990"}},
		{"a small space", []paramgen.Option{paramgen.WithParameters(paramgen.Param("x", paramgen.Range(0, 9, 1)...))}, 1, []string{"5", "0", "4", "9"}},
		{"10^30", []paramgen.Option{paramgen.WithParameters(digits(30)...)}, 1, []string{
			"662084537624613728718185948232", "68363083674479243628830942453", "56578916700635363824643837031", "969751116275207140771294908107",
		}},
	} {
		g := paramgen.Must(paramgen.New(tt.space...))
		var got []string
		for c := range g.Sample(4, tt.seed) {
			index, _ := g.Index(c)
			got = append(got, index.String())
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s, seed %d: %s", tt.name, tt.seed, d)
		}
	}
}

// digits returns n parameters of ten values.
func digits(n int) []paramgen.Parameter {
	params := make([]paramgen.Parameter, n)
	for i := range params {
		params[i] = paramgen.Param("d"+string(rune('A'+i)), paramgen.Range(0, 9, 1)...)
	}
	return params
}

func TestSamplePrefix(t *testing.T) {
	for _, g := range []*paramgen.Generator{
		paramgen.Must(paramgen.New(sglang.Default())),
		paramgen.Must(paramgen.New(paramgen.WithParameters(digits(30)...))),
		paramgen.Must(paramgen.New(paramgen.WithParameters(digits(2)...))),
	} {
		long := shown(g.Sample(100, 7))
		for _, n := range []int{0, 1, 10, 99} {
			if !slices.Equal(long[:n], shown(g.Sample(n, 7))) {
				t.Errorf("Sample(%d, 7) is not the beginning of Sample(100, 7)", n)
			}
		}
	}
}

// TestSampleAll: a sample that is as large as the space has each combination once, whatever the seed.
func TestSampleAll(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	for seed := range uint64(1) {
		seen := make([]bool, 119232)
		n := 0
		for c := range g.Sample(len(seen)+1, seed) {
			index, ok := g.Index(c)
			if !ok || seen[index.Int64()] {
				t.Fatalf("seed %d: %v is not valid or comes twice", seed, c)
			}
			seen[index.Int64()] = true
			n++
		}
		if n != len(seen) {
			t.Errorf("seed %d: %d of %d", seed, n, len(seen))
		}
	}
}

// chiSquare returns Pearson's statistic of counts whose expected shares are as weights.
func chiSquare(counts, weights []float64) float64 {
	var n, total, sum float64
	for i := range counts {
		n += counts[i]
		total += weights[i]
	}
	for i := range counts {
		want := n * weights[i] / total
		sum += (counts[i] - want) * (counts[i] - want) / want
	}
	return sum
}

// The values that a uniform sample exceeds once in a thousand times, by degrees of freedom.
const (
	critical8  = 26.12
	critical59 = 98.32
)

// TestSampleUniform counts the nine pairs of max_running_requests and max_total_tokens that the rules leave, which are not equally frequent.
func TestSampleUniform(t *testing.T) {
	g := paramgen.Must(paramgen.New(sglang.Default()))
	cells := map[[2]any]int{}
	var weights []float64
	add := func(c paramgen.Combination, counts *[]float64) {
		running, _ := c.Get("max_running_requests")
		total, _ := c.Get("max_total_tokens")
		i, known := cells[[2]any{running, total}]
		if !known {
			i = len(cells)
			cells[[2]any{running, total}] = i
		}
		for len(*counts) <= i {
			*counts = append(*counts, 0)
		}
		(*counts)[i]++
	}
	for c := range g.All() {
		add(c, &weights)
	}
	counts := make([]float64, 9)
	for seed := range uint64(200) {
		for c := range g.Sample(500, seed) {
			add(c, &counts)
		}
	}
	if x := chiSquare(counts, weights); len(cells) != 9 || x > critical8 {
		t.Errorf("χ² = %.1f over %d cells: %v of %v", x, len(cells), counts, weights)
	}
}

// TestSampleUniformEverywhere counts every combination of small spaces, at each place of the sample, for many seeds: one that is shuffled in
// memory, and the first part of a large one that is not.
func TestSampleUniformEverywhere(t *testing.T) {
	small := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("a", paramgen.Range(0, 5, 1)...), paramgen.Param("b", paramgen.Range(0, 14, 1)...)),
		paramgen.WithRules(paramgen.Expr("(a + b) % 3 != 0"))))
	large := paramgen.Must(paramgen.New(sglang.Default()))
	for name, g := range map[string]*paramgen.Generator{"small": small, "large": large} {
		count := g.Count().Int64()
		const cells, places = 60, 4
		counts, weights := make([]float64, cells*places), make([]float64, cells)
		for i := range count {
			weights[i*cells/count]++
		}
		for seed := range uint64(10000) {
			place := 0
			for c := range g.Sample(places, seed) {
				index, _ := g.Index(c)
				counts[int64(place*cells)+index.Int64()*cells/count]++
				place++
			}
		}
		for place := range places {
			if x := chiSquare(counts[place*cells:(place+1)*cells], weights); x > critical59 {
				t.Errorf("%s, place %d: χ² = %.1f", name, place, x)
			}
		}
	}
}

// TestSampleSpread: from 10^30 combinations, the indices come from everywhere.
func TestSampleSpread(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(digits(30)...)))
	counts, weights := make([]float64, 9), []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}
	for c := range g.Sample(9000, 1) {
		index, ok := g.Index(c)
		if !ok {
			t.Fatal(c)
		}
		counts[index.Mul(index, big.NewInt(9)).Quo(index, g.Count()).Int64()]++
	}
	if x := chiSquare(counts, weights); x > critical8 {
		t.Errorf("χ² = %.1f: %v", x, counts)
	}
}

// TestHuge: a walk may begin anywhere in a space whose indices no machine integer holds.
func TestHuge(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(digits(30)...), paramgen.WithRules(paramgen.Expr("dA + dB != dC"))))
	for start := range g.Sample(50, 1) {
		from, _ := g.Index(start)
		want := new(big.Int).Set(from)
		n := 0
		for c := range must(g.From(from)) {
			if index, ok := g.Index(c); !ok || index.Cmp(want) != 0 {
				t.Fatalf("From(%v): combination %d has index %v, %v", from, n, index, ok)
			}
			want.Add(want, big.NewInt(1))
			if n++; n == 30 {
				break
			}
		}
		if n < 30 {
			t.Fatalf("From(%v) ends after %d combinations", from, n)
		}
	}
	for i := range 10 {
		from, _, _ := g.ShardRange(i, 10)
		n := 0
		for c := range must(g.Shard(i, 10)) {
			if index, ok := g.Index(c); !ok || index.Cmp(from) != 0 {
				t.Errorf("shard %d begins at %v, want %v", i, index, from)
			}
			n++
			break
		}
		if n == 0 {
			t.Errorf("shard %d is empty", i)
		}
	}
}
