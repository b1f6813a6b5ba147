package diagram

import (
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen/internal/test/longtest"
)

// A pairKey stands for v = x and w = y, with v < w.
type pairKey struct{ v, x, w, y int }

// allPairs counts every pair of values of different variables. Pairs from different trees are
// counted as products.
func allPairs(s *Space) (map[pairKey]string, error) {
	pairs, met := map[pairKey]string{}, map[pairKey]bool{}
	var fault error
	s.Pairs(func(v, x, w int, counts []*big.Int) {
		for y, n := range counts {
			key := pairKey{v, x, w, y}
			if v > w {
				key = pairKey{w, y, v, x}
			}
			if met[key] {
				fault = fmt.Errorf("%v visited twice", key)
			}
			if met[key] = true; n.Sign() > 0 {
				pairs[key] = n.String()
			}
		}
	})
	values := s.Values()
	for v := range values {
		for w := v + 1; w < len(values); w++ {
			for x, a := range values[v] {
				for y, b := range values[w] {
					key := pairKey{v, x, w, y}
					if n := new(big.Int).Mul(a, b); n.Sign() > 0 && s.rootOf(v) != s.rootOf(w) {
						pairs[key] = n.Quo(n, s.count).String()
					}
				}
			}
		}
	}
	return pairs, fault
}

func (s *Space) rootOf(v int) int {
	for s.levels[v].parent >= 0 {
		v = int(s.levels[v].parent)
	}
	return v
}

func brutePairs(domains []int, rows [][]int32) (values [][]string, pairs map[pairKey]string) {
	counts := map[pairKey]int64{}
	singles := make([][]int64, len(domains))
	for v, d := range domains {
		singles[v] = make([]int64, d)
	}
	for _, row := range rows {
		for v := range row {
			singles[v][row[v]]++
			for w := v + 1; w < len(row); w++ {
				counts[pairKey{v, int(row[v]), w, int(row[w])}]++
			}
		}
	}
	pairs = map[pairKey]string{}
	for k, n := range counts {
		pairs[k] = fmt.Sprint(n)
	}
	values = make([][]string, len(domains))
	for v := range singles {
		for _, n := range singles[v] {
			values[v] = append(values[v], fmt.Sprint(n))
		}
	}
	return values, pairs
}

func texts(values [][]*big.Int) [][]string {
	all := make([][]string, len(values))
	for v := range values {
		for _, n := range values[v] {
			all[v] = append(all[v], n.String())
		}
	}
	return all
}

func TestMarginals(t *testing.T) {
	for seed := range longtest.Times[uint64](800, 4000) {
		rng := rand.New(rand.NewPCG(seed, 2))
		p, rules := randomProblem(t, rng)
		values, pairs := brutePairs(p.Domains, brute(p.Domains, rules))
		for name, s := range variants(t, p) {
			for _, wide := range []bool{false, true} {
				if wide {
					s.widen()
				}
				what := fmt.Sprintf("%s space of seed %d, wide %v", name, seed, wide)
				if got := texts(s.Values()); !slices.EqualFunc(values, got, slices.Equal) {
					t.Fatalf("%s: values: %s", what, cmp.Diff(values, got))
				}
				got, err := allPairs(s)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if !maps.Equal(pairs, got) {
					t.Fatalf("%s: pairs: %s", what, cmp.Diff(pairs, got))
				}
			}
		}
	}
}

// widen counts all nodes in big integers.
func (s *Space) widen() {
	for _, q := range s.parts {
		for i := len(q.order) - 1; i >= 0; i-- {
			l := &s.levels[q.order[i]]
			l.counts = counts{wide: true}
			l.countBig(s.levels)
		}
	}
}

func TestLargeZero(t *testing.T) {
	n := large{big.NewInt(7)}
	if got := n.minus(large{}); got.n.Int64() != 7 {
		t.Errorf("7 - 0 = %v", got.n)
	}
	if !n.times(large{}).isZero() || !(large{}).times(n).isZero() {
		t.Error("7 * 0 is not zero")
	}
}
