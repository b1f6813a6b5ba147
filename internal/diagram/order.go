package diagram

import (
	"math"
	"math/bits"
	"slices"
)

// narrowOrder looks for an order with small contexts: it eliminates, from the last place to the first, the variable
// whose neighbours have the fewest joint values (weighted min-degree; Kjaerulff 1990), later declared ones first among equals.
// Cost: n² plus the fill, in words of n bits.
func narrowOrder(vars []int32, domains []int, scopes [][]int) []int32 {
	g := newGraph(vars, domains, scopes)
	order := slices.Clone(vars)
	for last := len(order) - 1; last >= 0; last-- {
		i := g.lightest()
		order[last] = vars[i]
		g.eliminate(i)
	}
	return order
}

// graph is the primal graph of rules over local variable numbers, as bit sets.
type graph struct {
	near   [][]uint64
	logs   []float64
	weight []float64 // sum of the neighbours' logs; +Inf once eliminated
}

func newGraph(vars []int32, domains []int, scopes [][]int) *graph {
	local := make(map[int]int, len(vars))
	for i, v := range vars {
		local[int(v)] = i
	}
	words := (len(vars) + 63) / 64
	g := &graph{near: make([][]uint64, len(vars)), logs: make([]float64, len(vars)), weight: make([]float64, len(vars))}
	store := make([]uint64, words*len(vars))
	for i, v := range vars {
		g.near[i] = store[i*words : (i+1)*words]
		g.logs[i] = math.Log(float64(domains[v]))
	}
	clique := make([]uint64, words)
	for _, s := range scopes {
		clear(clique)
		for _, v := range s {
			set(clique, local[v])
		}
		g.join(clique)
	}
	for i := range vars {
		g.weigh(i)
	}
	return g
}

func set(b []uint64, i int) { b[i/64] |= 1 << (i % 64) }

// each calls f for the members of b, ascending.
func each(b []uint64, f func(int)) {
	for w, x := range b {
		for ; x != 0; x &= x - 1 {
			f(64*w + bits.TrailingZeros64(x))
		}
	}
}

// join makes the members of clique neighbours of each other.
func (g *graph) join(clique []uint64) {
	each(clique, func(i int) {
		for w, x := range clique {
			g.near[i][w] |= x
		}
		g.near[i][i/64] &^= 1 << (i % 64)
	})
}

func (g *graph) weigh(i int) {
	g.weight[i] = 0
	each(g.near[i], func(j int) { g.weight[i] += g.logs[j] })
}

func (g *graph) lightest() int {
	best := -1
	for i, w := range g.weight {
		if !math.IsInf(w, 1) && (best < 0 || w <= g.weight[best]+1e-9) {
			best = i
		}
	}
	return best
}

func (g *graph) eliminate(i int) {
	neighbours := slices.Clone(g.near[i])
	g.join(neighbours)
	g.weight[i] = math.Inf(1)
	each(neighbours, func(j int) {
		g.near[j][i/64] &^= 1 << (i % 64)
		g.weigh(j)
	})
}
