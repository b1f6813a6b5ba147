package diagram

import (
	"math"
	"math/bits"
	"slices"
)

const (
	firstBudget  = 1 << 14
	budgetGrowth = 1 << 4

	// preferred is how much wider the declared order may be than the narrow one and still be tried first: it serves walking too.
	preferred = 8

	// smallWork is so little that no other order is looked for.
	smallWork = 1 << 11

	// mostOrdered is how many linked variables another order is looked for, which takes the square of their number in time and memory: seconds,
	// and 32 MiB.
	mostOrdered = 1 << 14
)

// orders returns the orders in which a part may be compiled, the most promising first.
func (p *Problem) orders(q *part, scopes [][]int, position []int32) [][]int32 {
	if len(q.rules) < 2 || len(q.vars) > p.limits().ordered {
		return [][]int32{q.vars}
	}
	mine := make([][]int, len(q.rules))
	for i, r := range q.rules {
		mine[i] = scopes[r]
	}
	declared := p.eliminate(q.vars, mine, position).cost()
	if declared <= smallWork {
		return [][]int32{q.vars}
	}
	narrow, tidy := narrowOrder(q.vars, p.Domains, mine), tidyOrder(q.vars, mine)
	if declared <= preferred*p.eliminate(narrow, mine, position).cost() {
		return distinct(q.vars, narrow, tidy)
	}
	return distinct(narrow, tidy, q.vars)
}

func distinct(orders ...[]int32) [][]int32 {
	var all [][]int32
	for _, o := range orders {
		if !slices.ContainsFunc(all, func(a []int32) bool { return slices.Equal(a, o) }) {
			all = append(all, o)
		}
	}
	return all
}

// tidyOrder decides next, each time, the variable that leaves the fewest rules begun and not finished, among equals the one that finishes
// most, then the one declared first. Cost: n times the sum of the scopes.
func tidyOrder(vars []int32, scopes [][]int) []int32 {
	rules := map[int32][]int{} // of a variable
	open := make([]int, len(scopes))
	for i, s := range scopes {
		open[i] = len(s)
		for _, v := range s {
			rules[int32(v)] = append(rules[int32(v)], i)
		}
	}
	cost := func(v int32) (pending, finished int) {
		for _, i := range rules[v] {
			switch open[i] {
			case 1:
				finished++
				if len(scopes[i]) > 1 {
					pending--
				}
			case len(scopes[i]):
				pending++
			}
		}
		return pending, -finished
	}
	rest, order := slices.Clone(vars), make([]int32, 0, len(vars))
	for len(rest) > 0 {
		best, least, most := 0, math.MaxInt, 0
		for k, v := range rest {
			if pending, finished := cost(v); pending < least || pending == least && finished < most {
				best, least, most = k, pending, finished
			}
		}
		for _, i := range rules[rest[best]] {
			open[i]--
		}
		order = append(order, rest[best])
		rest = slices.Delete(rest, best, best+1)
	}
	return order
}

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
	logs   []int64 // of the domains, see log2
	weight []int64 // sum of the neighbours' logs; heaviest once eliminated
}

func newGraph(vars []int32, domains []int, scopes [][]int) *graph {
	local := make(map[int]int, len(vars))
	for i, v := range vars {
		local[int(v)] = i
	}
	words := (len(vars) + 63) / 64
	g := &graph{near: make([][]uint64, len(vars)), logs: make([]int64, len(vars)), weight: make([]int64, len(vars))}
	store := make([]uint64, words*len(vars))
	for i, v := range vars {
		g.near[i] = store[i*words : (i+1)*words]
		g.logs[i] = log2(domains[v])
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

const (
	logBits  = 40
	sameLogs = 1 << 11 // sums of logs that differ by no more are of equal products
	heaviest = math.MaxInt64
)

// log2 returns the binary logarithm of n ≥ 1 in units of 2^-logBits, rounded down: squaring gives one bit after the other. That of package math
// is not the same on all machines.
func log2(n int) int64 {
	whole := bits.Len(uint(n)) - 1
	x := uint64(n) << (63 - whole) // 1 to 2, in units of 2^-63
	log := int64(whole)
	for range logBits {
		log <<= 1
		if x, _ = bits.Mul64(x, x); x>>63 == 1 {
			log++
		} else {
			x <<= 1
		}
	}
	return log
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
		if w != heaviest && (best < 0 || w <= g.weight[best]+sameLogs) {
			best = i
		}
	}
	return best
}

func (g *graph) eliminate(i int) {
	neighbours := slices.Clone(g.near[i])
	g.join(neighbours)
	g.weight[i] = heaviest
	each(neighbours, func(j int) {
		g.near[j][i/64] &^= 1 << (i % 64)
		g.weigh(j)
	})
}
