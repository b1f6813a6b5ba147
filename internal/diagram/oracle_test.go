package diagram

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// TestOracleStamps checks that an oracle forgets its answers when its stamps overflow, after 2^32
// questions.
func TestOracleStamps(t *testing.T) {
	for seed := range longtest.Times[uint64](500, 1500) {
		rng := rand.New(rand.NewPCG(seed, 7))
		p, _ := randomProblem(t, rng)
		s, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		old := s.Oracle()
		old.stamp = math.MaxUint32 - 6
		for range 20 {
			q := make([]int32, len(p.Domains))
			for v := range q {
				q[v] = int32(rng.IntN(p.Domains[v]+1)) - 1
			}
			want := s.Oracle().Count(q)
			if yes := old.Completable(q); yes != (want.Sign() > 0) {
				t.Fatalf("seed %d, stamp %d: Completable(%v) = %v, %v complete it", seed, old.stamp, q, yes, want)
			}
			if n := old.Count(q); n.Cmp(want) != 0 {
				t.Fatalf("seed %d, stamp %d: Count(%v) = %v, want %v", seed, old.stamp, q, n, want)
			}
		}
	}
}
