package diagram

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// bruteShares returns the share of each value among rows drawn by weights.
func bruteShares(domains []int, rows [][]int32, weights [][]float64) [][]float64 {
	shares := make([][]float64, len(domains))
	for v, size := range domains {
		shares[v] = make([]float64, size)
	}
	total := 0.0
	for _, row := range rows {
		weight := 1.0
		for v, x := range row {
			weight *= weights[v][x]
		}
		total += weight
		for v, x := range row {
			shares[v][x] += weight
		}
	}
	for v := range shares {
		for x := range shares[v] {
			shares[v][x] /= total
		}
	}
	return shares
}

// bruteBalance is Balance over a list of rows. order is the order in which variables are adjusted.
func bruteBalance(domains []int, rows [][]int32, wanted [][]bool, order []int32) [][]float64 {
	weights := ones(domains)
	for sweep := range sweeps * phases {
		for _, v := range order {
			shares := bruteShares(domains, rows, weights)[v]
			mean, values := 0.0, 0.0
			for x, share := range shares {
				if wanted[v][x] && share > 0 {
					mean, values = mean+share, values+1
				}
			}
			for x, share := range shares {
				if wanted[v][x] && share > 0 {
					weights[v][x] *= root(mean/values/share, 1+sweep/sweeps)
				}
			}
		}
	}
	return weights
}

func ones(domains []int) [][]float64 {
	weights := make([][]float64, len(domains))
	for v, size := range domains {
		for range size {
			weights[v] = append(weights[v], 1)
		}
	}
	return weights
}

// preorder returns the variables as Balance visits them.
func (s *Space) preorder() (order []int32) {
	var visit func(v int32)
	visit = func(v int32) {
		order = append(order, v)
		for _, kid := range s.levels[v].kids {
			visit(kid)
		}
	}
	for v := range s.levels {
		if s.levels[v].parent < 0 {
			visit(int32(v))
		}
	}
	return order
}

// imbalance measures how far the shares of the wanted values that occur are from equal: the sum of
// the divergences of equal shares from the shares.
func imbalance(shares [][]float64, wanted [][]bool) float64 {
	sum := 0.0
	for v := range shares {
		mean, values := 0.0, 0.0
		for x, share := range shares[v] {
			if wanted[v][x] && share > 0 {
				mean, values = mean+share, values+1
			}
		}
		for x, share := range shares[v] {
			if wanted[v][x] && share > 0 {
				sum += mean / values * math.Log(mean/values/share)
			}
		}
	}
	return sum
}

// TestBalance compares with balancing a list, and checks that shares are nearer to equal than
// those of uniform sampling.
func TestBalance(t *testing.T) {
	before, after := 0.0, 0.0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 33))
		p, rules := randomProblem(t, rng)
		rows := brute(p.Domains, rules)
		wanted := make([][]bool, len(p.Domains))
		for v, size := range p.Domains {
			for range size {
				wanted[v] = append(wanted[v], rng.IntN(4) > 0)
			}
		}
		for name, s := range variants(t, p) {
			got, want := s.Balance(wanted), bruteBalance(p.Domains, rows, wanted, s.preorder())
			for v := range want {
				for x, w := range want[v] {
					if g := got[v][x]; math.Abs(g-w) > w*1e-4 {
						t.Fatalf("%s space of seed %d: weight %v of value %d of variable %d, want %v", name, seed, g, x, v, w)
					}
				}
			}
			if len(rows) == 0 {
				continue
			}
			uniform, balanced := imbalance(bruteShares(p.Domains, rows, ones(p.Domains)), wanted), imbalance(bruteShares(p.Domains, rows, got), wanted)
			if balanced > uniform+1e-6 {
				t.Errorf("%s space of seed %d: imbalance %v of uniform, %v of balanced shares", name, seed, uniform, balanced)
			}
			before, after = before+uniform, after+balanced
		}
	}
	t.Logf("the mean imbalance is %.4f of uniform shares, %.4f of balanced ones", before/900, after/900)
}

func TestSpans(t *testing.T) {
	for size := range 20 {
		size++
		rng := rand.New(rand.NewPCG(uint64(size), 34))
		s, added, list := newSpans(size), newSpans(size), make([]float64, size)
		for x := range list {
			list[x] = float64(rng.IntN(100))
			s.set(x, list[x])
		}
		sums := make([]float64, size)
		for range 30 {
			lo := rng.IntN(size + 1)
			hi := lo + rng.IntN(size-lo+1)
			sum := 0.0
			for x := lo; x < hi; x++ {
				sum += list[x]
				sums[x] += list[lo]
			}
			if got := s.sum(int32(lo), int32(hi)); got != sum {
				t.Fatalf("size %d: sum %d..%d is %v, want %v", size, lo, hi, got, sum)
			}
			if lo < hi {
				added.add(int32(lo), int32(hi), list[lo])
			}
		}
		if got := added.flush(); fmt.Sprint(got) != fmt.Sprint(sums) {
			t.Fatalf("size %d: %v, want %v", size, got, sums)
		}
	}
}
