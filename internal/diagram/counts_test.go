package diagram

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// wideProblem returns a problem whose count has about 64 bits. Its rules form chains and stars.
func wideProblem(rng *rand.Rand) Problem {
	var p Problem
	for bits := 50 + rng.IntN(80); bits > 0; {
		n := min(bits, 1+rng.IntN(10))
		bits -= n
		p.Domains = append(p.Domains, 1<<n-rng.IntN(2))
	}
	for range rng.IntN(2 * len(p.Domains)) {
		vars := rng.Perm(len(p.Domains))[:2]
		if rng.IntN(2) == 0 {
			vars = []int{0, 1 + rng.IntN(len(p.Domains)-1)}
		}
		slices.Sort(vars)
		values := make([]int32, len(vars))
		for i, v := range vars {
			values[i] = int32(rng.IntN(p.Domains[v]))
			if rng.IntN(2) == 0 {
				values[i] = int32(p.Domains[v] - 1) // so that edges are long
			}
		}
		p.Constraints = append(p.Constraints, Nogood(vars, values))
	}
	return p
}

// TestCountWidths compares counts in 64 bits with counts in big integers, and checks that Rank is
// the inverse of Seek, for counts near 2^64.
func TestCountWidths(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 8))
		s, err := Compile(wideProblem(rng))
		if err != nil {
			t.Fatal(err)
		}
		if s.count.Sign() == 0 {
			continue
		}
		for _, index := range []*big.Int{new(big.Int), new(big.Int).Rsh(s.count, 1), new(big.Int).Sub(s.count, big.NewInt(1))} {
			c := s.Cursor()
			c.Seek(index)
			if got, ok := c.Rank(slices.Clone(c.Row())); !ok || got.Cmp(index) != 0 {
				t.Fatalf("seed %d: Seek(%v) has the rank %v, %v of %v", seed, index, got, ok, s.count)
			}
		}
		count, counts := s.Count(), nodeCounts(s)
		s.widen()
		if want := s.total(); count.Cmp(want) != 0 {
			t.Fatalf("seed %d: %v assignments, want %v", seed, count, want)
		}
		for i, want := range nodeCounts(s) {
			if counts[i].Cmp(want) != 0 {
				t.Fatalf("seed %d: node %d has %v assignments, want %v", seed, i, counts[i], want)
			}
		}
	}
}

// nodeCounts returns the counts of all nodes.
func nodeCounts(s *Space) (all []*big.Int) {
	for v := range s.levels {
		for n := range s.levels[v].nodes.Len() {
			all = append(all, s.levels[v].total(int32(n)))
		}
	}
	return all
}
