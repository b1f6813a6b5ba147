package permute

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

func first(n *big.Int, seed uint64, count int) []string {
	var out []string
	for x := range Indices(n, seed) {
		if len(out) == count {
			break
		}
		out = append(out, x.String())
	}
	return out
}

func TestPermutation(t *testing.T) {
	for _, n := range []int64{0, 1, 2, 3, 7, 100, shuffled - 1, shuffled, shuffled + 1, 5000, 65537, 119232} {
		for seed := range uint64(3) {
			seen := make([]bool, n)
			for x := range Indices(big.NewInt(n), seed) {
				if !x.IsInt64() || x.Sign() < 0 || x.Int64() >= n || seen[x.Int64()] {
					t.Fatalf("n = %d, seed %d: %v is out of range or repeated", n, seed, x)
				}
				seen[x.Int64()] = true
			}
			if slices.Contains(seen, false) {
				t.Fatalf("n = %d, seed %d: a number is missing", n, seed)
			}
		}
	}
}

// TestBigGridPermutes walks the network over big integers to its end for small n.
func TestBigGridPermutes(t *testing.T) {
	for _, n := range []int64{1, 2, 3, 10, 257, 1000} {
		seen := make([]bool, n)
		newBigGrid(big.NewInt(n), 5).walk(func(x *big.Int) bool {
			if x.Sign() < 0 || x.Int64() >= n || seen[x.Int64()] {
				t.Fatalf("n = %d: %v is out of range or repeated", n, x)
			}
			seen[x.Int64()] = true
			return true
		})
		if slices.Contains(seen, false) {
			t.Fatalf("n = %d: a number is missing", n)
		}
	}
}

// uniform checks that counts are equally likely, by Pearson's χ² within five standard
// deviations.
func uniform(t *testing.T, what string, counts []int) {
	t.Helper()
	total := 0
	for _, c := range counts {
		total += c
	}
	want, chi := float64(total)/float64(len(counts)), 0.0
	for _, c := range counts {
		chi += (float64(c) - want) * (float64(c) - want) / want
	}
	df := float64(len(counts) - 1)
	if limit := df + 5*sqrt(2*df) + 5; chi > limit {
		t.Errorf("%s: χ² = %.1f over %d cells, want at most %.1f", what, chi, len(counts), limit)
	}
}

func sqrt(x float64) float64 {
	f, _ := new(big.Float).Sqrt(big.NewFloat(x)).Float64()
	return f
}

// TestUniform checks, for large N, the distribution of the first and the eighth number, and of
// the quarters of the first three.
func TestUniform(t *testing.T) {
	for _, n := range []uint64{shuffled, 1 << 13, 64 * 157, 1 << 40} {
		const cells, seeds, each = 64, 3000, 8
		at0, at7, triples := make([]int, cells), make([]int, cells), make([]int, 4*4*4)
		for seed := range uint64(seeds) {
			var cell [each]uint64
			i := 0
			for x := range Indices(new(big.Int).SetUint64(n), seed) {
				if i == each {
					break
				}
				cell[i] = x.Uint64() / ((n + cells - 1) / cells)
				i++
			}
			at0[cell[0]]++
			at7[cell[7]]++
			triples[cell[0]/16*16+cell[1]/16*4+cell[2]/16]++
		}
		for what, counts := range map[string][]int{"first": at0, "eighth": at7, "triples": triples} {
			uniform(t, what, counts)
		}
	}
}

// TestSetsUniform checks that all sets of k numbers are equally likely to come first, for both
// methods and small N.
func TestSetsUniform(t *testing.T) {
	type walk = func(n uint64, seed uint64, yield func(*big.Int) bool)
	for name, ordered := range map[string]walk{
		"shuffled": func(n, seed uint64, yield func(*big.Int) bool) { Indices(new(big.Int).SetUint64(n), seed)(yield) },
		"grid":     func(n, seed uint64, yield func(*big.Int) bool) { newGrid(n, seed).walk(yield) },
	} {
		for _, test := range []struct{ n, k int64 }{
			{5, 2}, {5, 3}, {6, 3}, {7, 3}, {7, 5}, {8, 2}, {8, 4}, {12, 6}, {13, 3}, {23, 3}, {31, 2}, {64, 2},
		} {
			sets, all := map[uint64]int{}, new(big.Int).Binomial(test.n, test.k).Int64()
			for seed := range uint64(20 * all) {
				set, left := uint64(0), test.k
				ordered(uint64(test.n), seed, func(x *big.Int) bool {
					set |= 1 << x.Uint64()
					left--
					return left > 0
				})
				sets[set]++
			}
			counts := slices.Sorted(maps.Values(sets))
			counts = append(counts, make([]int, int(all)-len(counts))...) // sets that never occurred
			uniform(t, fmt.Sprintf("%s, %d of %d", name, test.k, test.n), counts)
		}
	}
}

// TestSeedGolden checks fixed output: seeded output is part of the API and must not change.
func TestSeedGolden(t *testing.T) {
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for _, g := range []struct {
		n    *big.Int
		want []string
	}{
		{big.NewInt(10), []string{"2", "9", "1", "8", "3"}},
		{big.NewInt(shuffled), []string{"3712", "3660", "1909", "685", "3953"}},
		{big.NewInt(shuffled + 1), []string{"3125", "1938", "1836", "3068", "1293"}},
		{big.NewInt(119232), []string{"51026", "4826", "61660", "3661", "54091"}},
		{new(big.Int).Lsh(big.NewInt(1), 61), []string{"1633107211053714318", "110108588640886161", "915173973673588864", "1997157309936336450", "2224278228075259258"}},
		{big.NewInt(1<<gridBits - 1), []string{"3668180178823838164", "1744046432465354491", "2331488816804475121", "1448640797107118041", "4587046052545479244"}},
		{big.NewInt(1 << gridBits), []string{"662024787259694366", "4303963790041122389", "3530252910283428397", "3930183153663435859", "3174941181236166385"}},
		{huge, []string{"41705926940523868824234725966", "111574693213582371212452328231", "14198570599693364924658247932", "66715288976209358658129469956", "4459148736152564820766567412"}},
	} {
		got := first(g.n, 7, 5)
		if !slices.Equal(got, g.want) {
			t.Errorf("Indices(%v, 7) begins %q, want %q", g.n, got, g.want)
		}
	}
}

func BenchmarkIndices(b *testing.B) {
	for _, n := range []string{"119232", "1058158080000000000", "123456789012345678901234567890"} {
		b.Run("n="+n, func(b *testing.B) {
			size, _ := new(big.Int).SetString(n, 10)
			i := 0
			for range Indices(size, 1) {
				if i++; i > b.N {
					break
				}
			}
		})
	}
}

// TestBelow compares below with its definition in big integers for bounds that reject up to half
// of the source's numbers.
func TestBelow(t *testing.T) {
	all := new(big.Int).Lsh(big.NewInt(1), 64)
	for _, n := range []uint64{1, 3, 1<<63 - 1, 1<<63 + 1, 3 << 62, math.MaxUint64} {
		source, same := rand.NewPCG(1, n), rand.NewPCG(1, n)
		bound := new(big.Int).SetUint64(n)
		for range 1000 {
			var high, low *big.Int
			for low = new(big.Int); high == nil || low.Cmp(new(big.Int).Mod(all, bound)) < 0; {
				product := new(big.Int).SetUint64(same.Uint64())
				high, low = new(big.Int).DivMod(product.Mul(product, bound), all, low)
			}
			if got := below(source, n); got != high.Uint64() {
				t.Fatalf("below %d: %d, want %d", n, got, high)
			}
		}
	}
}
