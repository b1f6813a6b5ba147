package diagram

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

func randomWeights(rng *rand.Rand, domains []int) [][]float64 {
	kind := rng.IntN(4)
	weights := make([][]float64, len(domains))
	for v, size := range domains {
		for range size {
			weight := 1.0
			switch kind {
			case 1:
				weight = float64(1 + rng.IntN(4))
			case 2:
				weight = math.Ldexp(1+rng.Float64(), rng.IntN(5))
			case 3:
				weight = []float64{5e-324, 0.1, 1, math.MaxFloat64}[rng.IntN(4)]
			}
			weights[v] = append(weights[v], weight)
		}
	}
	return weights
}

// bruteWeights returns the exact weight of each row, in units of the smallest weights that the
// variables could have.
func bruteWeights(rows [][]int32, tables ...[][]float64) []*big.Int {
	var all []*big.Int
	for _, row := range rows {
		product := big.NewInt(1)
		for v, x := range row {
			for _, table := range tables {
				product.Mul(product, integers(table[v])[x])
			}
		}
		all = append(all, product)
	}
	return all
}

// TestWeigh checks that the intervals of the assignments have the length of their weights and
// divide the numbers below the total.
func TestWeigh(t *testing.T) {
	for seed := range uint64(250) {
		rng := rand.New(rand.NewPCG(seed, 30))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		a, b := randomWeights(rng, p.Domains), randomWeights(rng, p.Domains)
		want := map[string]string{}
		total := new(big.Int)
		for i, n := range bruteWeights(rows, a, b) {
			want[fmt.Sprint(rows[i])] = n.String()
			total.Add(total, n)
		}
		for name, s := range variants(t, p) {
			what := fmt.Sprintf("%s space of seed %d", name, seed)
			w := s.Weigh(a, b)
			if w.Total().Cmp(total) != 0 {
				t.Fatalf("%s: total %v, want %v", what, w.Total(), total)
			}
			checkIntervals(t, what, rng, w, want)
		}
	}
}

// checkIntervals walks the intervals one after another and looks for a random number in each.
func checkIntervals(t *testing.T, what string, rng *rand.Rand, w *Weighting, want map[string]string) {
	f, at, met := w.finder(), new(big.Int), 0
	for ; at.Cmp(w.total) < 0; met++ {
		start, length := f.find(at)
		row := slices.Clone(f.row)
		if start.Cmp(at) != 0 || length.String() != want[fmt.Sprint(row)] {
			t.Fatalf("%s: at %v the interval of %v is at %v, length %v, want %v", what, at, row, start, length, want[fmt.Sprint(row)])
		}
		inside := below(rand.NewPCG(rng.Uint64(), 0), length)
		if again, _ := f.find(inside.Add(inside, start)); again.Cmp(start) != 0 || !slices.Equal(row, f.row) {
			t.Fatalf("%s: %v is in the interval of %v, not of %v", what, inside, f.row, row)
		}
		at.Add(at, length)
	}
	if met != len(want) {
		t.Fatalf("%s: %d intervals, want %d", what, met, len(want))
	}
}
