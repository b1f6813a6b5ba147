package diagram

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomScores returns a score for each value. The scores of one kind have many equal sums, others
// differ by less than a sum of floats can show.
func randomScores(rng *rand.Rand, domains []int) [][]float64 {
	kind := rng.IntN(5)
	scores := make([][]float64, len(domains))
	for v, size := range domains {
		for range size {
			score := 0.0
			switch kind {
			case 1:
				score = float64(rng.IntN(5) - 2)
			case 2:
				score = rng.NormFloat64()
			case 3:
				score = []float64{1e300, 1, -1e-300, 5e-324, -math.MaxFloat64}[rng.IntN(5)]
			case 4:
				score = math.Ldexp(float64(rng.IntN(3)), 40*rng.IntN(3))
			}
			scores[v] = append(scores[v], score)
		}
	}
	return scores
}

// bruteBest sorts the rows by the exact sum of their scores, the largest first. Equal sums keep
// their order.
func bruteBest(rows [][]int32, scores [][]float64) [][]int32 {
	sums := map[*int32]*big.Float{}
	for _, row := range rows {
		sum := new(big.Float).SetPrec(4000)
		for v, x := range row {
			sum.Add(sum, big.NewFloat(scores[v][x]))
		}
		sums[&row[0]] = sum
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b []int32) int { return sums[&b[0]].Cmp(sums[&a[0]]) })
	return rows
}

func collectBest(s *Space, scores [][]float64, k int) (rows [][]int32) {
	for row := range s.Best(scores) {
		if len(rows) == k {
			break
		}
		rows = append(rows, slices.Clone(row))
	}
	return rows
}

func TestBest(t *testing.T) {
	for seed := range uint64(800) {
		rng := rand.New(rand.NewPCG(seed, 20))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		scores := randomScores(rng, p.Domains)
		want := bruteBest(rows, scores)
		for name, s := range variants(t, p) {
			for _, k := range []int{1, rng.IntN(len(rows) + 1), len(rows) + 1} {
				what := fmt.Sprintf("best %d of the %s space of seed %d by %v", k, name, seed, scores)
				sameRows(t, what, collectBest(s, scores, k), want[:min(k, len(want))])
			}
		}
	}
}

// TestBestWide compares with brute force over variables of many values, whose edges are long.
func TestBestWide(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 21))
		p := Problem{Domains: []int{1 + rng.IntN(40), 1 + rng.IntN(40), 1 + rng.IntN(9)}}
		var rules []func([]int32) bool
		for range 3 {
			c, allows := randomNogood(rng, p.Domains)
			p.Constraints, rules = append(p.Constraints, c), append(rules, allows)
		}
		s, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		scores := randomScores(rng, p.Domains)
		want := bruteBest(brute(p.Domains, rules), scores)
		sameRows(t, fmt.Sprintf("seed %d", seed), collectBest(s, scores, len(want)+1), want)
	}
}

// TestBestOfHuge finds the best of 2^3000 assignments, of which all sums but one are equal.
func TestBestOfHuge(t *testing.T) {
	const n = 3000
	p, scores := Problem{Domains: make([]int, n)}, make([][]float64, n)
	for v := range n {
		p.Domains[v], scores[v] = 2, []float64{0, 0}
		if v > 0 {
			p.Constraints = append(p.Constraints, Nogood([]int{v - 1, v}, []int32{1, 1}))
		}
	}
	scores[n-1][1] = 1e-9
	s, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]int32, n)
	want[n-1] = 1
	for i, row := range collectBest(s, scores, 3) {
		if !slices.Equal(row, want) {
			t.Errorf("row %d ends with %v, want %v", i, row[n-5:], want[n-5:])
		}
		want[n-3], want[n-4] = 1-int32(i), int32(i) // 00001, 00101, 01001
	}
}
