package diagram

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestUnranker checks that each number below the count gives another assignment, also with counts
// in big integers, and that the order is the declared one if there is a diagram in it.
func TestUnranker(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 40))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		for name, s := range variants(t, p) {
			for _, wide := range []bool{false, true} {
				if wide && name != "asked" {
					continue
				}
				if wide {
					s.widen()
				}
				what := fmt.Sprintf("%s space of seed %d, wide %v", name, seed, wide)
				checkUnranker(t, what, s, rows)
			}
		}
	}
}

func checkUnranker(t *testing.T, what string, s *Space, rows [][]int32) {
	numbers, seen := rowNumbers(rows), map[int]bool{}
	if len(rows) == 0 {
		return
	}
	unrank, declared := s.Unranker(), s.declared().complete()
	for i := range rows {
		row := unrank(big.NewInt(int64(i)))
		number, valid := numbers[rowKey(row)]
		if !valid || seen[number] || declared && number != i {
			t.Fatalf("%s: index %d gives %v", what, i, row)
		}
		seen[number] = true
	}
}

// TestUnrankerWidths checks, for counts near 2^64, that indices give different valid assignments.
func TestUnrankerWidths(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 41))
		s, err := compileReversed(wideProblem(rng))
		if err != nil {
			t.Fatal(err)
		}
		if s.count.Cmp(big.NewInt(100)) < 0 {
			continue
		}
		u, o := &unranker{space: s, row: make([]int32, len(s.levels))}, s.Oracle()
		seen := map[string]bool{}
		step := new(big.Int).Quo(s.count, big.NewInt(50))
		for index := new(big.Int).Sub(s.count, big.NewInt(1)); index.Sign() >= 0; index.Sub(index, step) {
			row := u.find(index)
			key := fmt.Sprint(row)
			if !o.Completable(row) || seen[key] {
				t.Fatalf("seed %d: index %v of %v gives %v", seed, index, s.count, row)
			}
			seen[key] = true
		}
	}
}
