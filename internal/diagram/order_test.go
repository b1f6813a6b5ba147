package diagram

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestLog2(t *testing.T) {
	for n := 1; n < 100_000; n++ {
		got := math.Ldexp(float64(log2(n)), -logBits)
		if want := math.Log2(float64(n)); got > want+1e-14 || got < want-1e-11 {
			t.Fatalf("log2(%d) is %v, want %v", n, got, want)
		}
	}
	for k := range 31 {
		if got := log2(1 << k); got != int64(k)<<logBits {
			t.Errorf("log2(2^%d) is %d", k, got)
		}
	}
	if a, b := log2(6)+log2(35), log2(10)+log2(21); a-b > sameLogs || b-a > sameLogs {
		t.Errorf("logarithms of 6*35 and 10*21: %d and %d", a, b)
	}
}

// twoTree returns the edges of a random graph of treewidth at most 2, with shuffled vertices.
func twoTree(rng *rand.Rand, n int) (scopes [][]int) {
	edges := [][2]int{{0, 1}}
	for v := 2; v < n; v++ {
		e := edges[rng.IntN(len(edges))]
		edges = append(edges, [2]int{e[0], v}, [2]int{e[1], v})
	}
	names := rng.Perm(n)
	for _, e := range edges {
		if rng.IntN(4) > 0 {
			s := []int{names[e[0]], names[e[1]]}
			slices.Sort(s)
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// width eliminates the variables of an order, last first, and returns the largest degree met.
func width(order []int32, scopes [][]int) (most int) {
	near := map[int]map[int]bool{}
	for _, v := range order {
		near[int(v)] = map[int]bool{}
	}
	for _, s := range scopes {
		near[s[0]][s[1]], near[s[1]][s[0]] = true, true
	}
	for _, v := range slices.Backward(order) {
		most = max(most, len(near[int(v)]))
		for u := range near[int(v)] {
			delete(near[u], int(v))
			for w := range near[int(v)] {
				if u != w {
					near[u][w] = true
				}
			}
		}
	}
	return most
}

// TestMinDegreeOrder checks that the order is optimal for graphs of treewidth 2.
func TestMinDegreeOrder(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 10))
		n := 3 + rng.IntN(30)
		scopes, vars := twoTree(rng, n), make([]int32, n)
		for v := range vars {
			vars[v] = int32(v)
		}
		order := minDegreeOrder(vars, slices.Repeat([]int{3}, n), scopes)
		if sorted := slices.Sorted(slices.Values(order)); !slices.Equal(sorted, vars) {
			t.Fatalf("seed %d: %v is not a permutation", seed, order)
		}
		if w := width(order, scopes); w > 2 {
			t.Errorf("seed %d: width %d", seed, w)
		}
	}
}
