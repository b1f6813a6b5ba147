package diagram

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// draws returns the first n draws as row numbers.
func draws(w *Weighting, seed uint64, n int, numbers map[string]int) (all []int) {
	for row := range w.Draw(seed) {
		if len(all) == n {
			break
		}
		i, ok := numbers[rowKey(row)]
		if !ok {
			i = -1
		}
		all = append(all, i)
	}
	return all
}

func rowKey(row []int32) string {
	key := make([]byte, len(row))
	for v, x := range row {
		key[v] = byte(x)
	}
	return string(key)
}

func rowNumbers(rows [][]int32) map[string]int {
	numbers := map[string]int{}
	for i, row := range rows {
		numbers[rowKey(row)] = i
	}
	return numbers
}

// TestDrawAll checks that a draw of everything has every assignment once, however small its
// weight, and that smaller draws are its beginning.
func TestDrawAll(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 31))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		s, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		w, numbers := s.Weigh(randomWeights(rng, p.Domains)), rowNumbers(rows)
		all := draws(w, seed, len(rows)+1, numbers)
		if few := draws(w, seed, len(rows)/2, numbers); !slices.Equal(few, all[:len(few)]) {
			t.Fatalf("seed %d: %v is not the beginning of %v", seed, few, all)
		}
		slices.Sort(all)
		for i := range max(len(rows), len(all)) {
			if i >= len(all) || all[i] != i {
				t.Fatalf("seed %d: drew %v, want each of %d", seed, all, len(rows))
			}
		}
	}
}

// TestDrawRare draws 4,096 assignments whose weights span 240 bits.
func TestDrawRare(t *testing.T) {
	p, weights := Problem{}, [][]float64{}
	for range 12 {
		p.Domains, weights = append(p.Domains, 2), append(weights, []float64{1, 1 << 20})
	}
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for row := range s.Weigh(weights).Draw(1) {
		seen[rowKey(row)] = true
	}
	if len(seen) != 1<<12 {
		t.Errorf("drew %d of %d", len(seen), 1<<12)
	}
}

// TestDrawDistribution compares how often each ordered triple is drawn first with the product of
// the shares of what is left: χ² within five standard deviations. The weights make the first
// triple meet intervals that are cut out and others that are not.
func TestDrawDistribution(t *testing.T) {
	for seed := range uint64(5) {
		rng := rand.New(rand.NewPCG(seed, 32))
		var rows [][]int32
		var p Problem
		for rules := []func([]int32) bool(nil); len(rows) < 4 || len(rows) > 8; rows = brute(p.Domains, rules) {
			p, rules = randomProblem(t, rng)
		}
		s, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		weights := make([][]float64, len(p.Domains))
		for v, size := range p.Domains {
			for range size {
				weights[v] = append(weights[v], []float64{0.5, 1, 1.5, 4}[rng.IntN(4)])
			}
		}
		w, numbers, counts := s.Weigh(weights), rowNumbers(rows), map[[3]int]float64{}
		const trials = 8000
		for trial := range uint64(trials) {
			counts[[3]int(draws(w, trial, 3, numbers))]++
		}
		chi, cells := 0.0, 0
		shares := tripleShares(bruteWeights(rows, weights))
		for triple, share := range shares {
			if want := share * trials; want >= 5 {
				chi += (counts[triple] - want) * (counts[triple] - want) / want
				cells++
			}
		}
		if z := (chi - float64(cells)); z*z > 25*2*float64(cells) {
			t.Errorf("seed %d: χ² = %.1f over %d cells", seed, chi, cells)
		}
	}
}

// tripleShares returns the probability of each ordered triple under successive sampling.
func tripleShares(weights []*big.Int) map[[3]int]float64 {
	var w []float64
	total := 0.0
	for _, n := range weights {
		f, _ := new(big.Float).SetInt(n).Float64()
		w, total = append(w, f), total+f
	}
	shares := map[[3]int]float64{}
	for i := range w {
		for j := range w {
			for k := range w {
				if i != j && j != k && i != k {
					shares[[3]int{i, j, k}] = w[i] / total * w[j] / (total - w[i]) * w[k] / (total - w[i] - w[j])
				}
			}
		}
	}
	return shares
}

// TestDrawGolden checks fixed output: what a seed gives is part of the API and must not change.
func TestDrawGolden(t *testing.T) {
	s, err := Compile(Problem{Domains: []int{3, 5}, Constraints: []Constraint{Nogood([]int{0, 1}, []int32{1, 1})}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range s.Weigh([][]float64{{1, 2, 4}, {1, 1, 0.5, 9, 1}}).Draw(7) {
		got = append(got, fmt.Sprint(row[0], row[1]))
	}
	want := []string{
		"1 3", "2 3", "0 3", "0 2", "2 1", "1 0", "1 4", "2 0", "1 2", "0 1", "2 4", "2 2", "0 4", "0 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("drew %q, want %q", got, want)
	}
}
