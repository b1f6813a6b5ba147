package diagram

import (
	"math"
	"math/bits"
	"slices"
)

const (
	// Budget of the first attempt, and its growth if no order succeeds.
	firstBudget  = 1 << 14
	budgetGrowth = 1 << 4

	// The declared order is tried first unless it costs more than this times the cost of the
	// narrow one, because walks need it anyway.
	declaredBonus = 8

	// Work up to which no other order is tried.
	minWork = 1 << 11

	// Number of linked variables up to which other orders are tried. Finding them takes quadratic
	// time and memory: seconds and 32 MiB at this limit.
	maxOrdered = 1 << 14
)

// orders returns the orders in which to try to compile a part, the most promising first.
func (p *Problem) orders(q *part, scopes [][]int, position []int32) [][]int32 {
	if len(q.rules) < 2 || len(q.vars) > p.limits().ordered {
		return [][]int32{q.vars}
	}
	mine := make([][]int, len(q.rules))
	for i, r := range q.rules {
		mine[i] = scopes[r]
	}
	declared := p.eliminate(q.vars, mine, position).cost()
	if declared <= minWork {
		return [][]int32{q.vars}
	}
	narrow, pending := minDegreeOrder(q.vars, p.Domains, mine), fewestPendingOrder(q.vars, mine)
	if declared <= declaredBonus*p.eliminate(narrow, mine, position).cost() {
		return distinct(q.vars, narrow, pending)
	}
	return distinct(narrow, pending, q.vars)
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

// fewestPendingOrder decides, in each step, the variable that leaves the fewest rules pending;
// among those the one that finishes most rules; among those the one declared first. Cost: n times
// the sum of the scopes.
func fewestPendingOrder(vars []int32, scopes [][]int) []int32 {
	rules := map[int32][]int{} // by variable
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

// minDegreeOrder looks for an order with small contexts. From the last place to the first, it
// eliminates the variable whose neighbours have the fewest joint values, and among equals the one
// declared last (weighted min-degree, Kjærulff 1990). Cost: n² plus the fill, in words of n
// bits.
func minDegreeOrder(vars []int32, domains []int, scopes [][]int) []int32 {
	g := newGraph(vars, domains, scopes)
	order := slices.Clone(vars)
	for last := len(order) - 1; last >= 0; last-- {
		i := g.lightest()
		order[last] = vars[i]
		g.eliminate(i)
	}
	return order
}

// A graph is the primal graph of rules over local variable numbers, as bit sets.
type graph struct {
	adjacent [][]uint64
	logs     []int64 // of the domains
	weight   []int64 // sum of the neighbours' logs, or heaviest if eliminated
}

func newGraph(vars []int32, domains []int, scopes [][]int) *graph {
	local := make(map[int]int, len(vars))
	for i, v := range vars {
		local[int(v)] = i
	}
	words := (len(vars) + 63) / 64
	g := &graph{adjacent: make([][]uint64, len(vars)), logs: make([]int64, len(vars)), weight: make([]int64, len(vars))}
	store := make([]uint64, words*len(vars))
	for i, v := range vars {
		g.adjacent[i] = store[i*words : (i+1)*words]
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
	sameLogs = 1 << 11 // sums that differ by at most this much count as equal
	heaviest = math.MaxInt64
)

// log2 returns the binary logarithm of n ≥ 1 in units of 2^-logBits, rounded down. Each squaring
// gives one bit. math.Log2 does not give the same result on all machines.
func log2(n int) int64 {
	whole := bits.Len(uint(n)) - 1
	x := uint64(n) << (63 - whole) // in [1, 2), in units of 2^-63
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
			g.adjacent[i][w] |= x
		}
		g.adjacent[i][i/64] &^= 1 << (i % 64)
	})
}

// weigh sets the weight of i to the sum of its neighbours' logarithms.
func (g *graph) weigh(i int) {
	g.weight[i] = 0
	each(g.adjacent[i], func(j int) { g.weight[i] += g.logs[j] })
}

// lightest returns the last vertex of least weight.
func (g *graph) lightest() int {
	best := -1
	for i, w := range g.weight {
		if w != heaviest && (best < 0 || w <= g.weight[best]+sameLogs) {
			best = i
		}
	}
	return best
}

// eliminate removes i and makes its neighbours a clique.
func (g *graph) eliminate(i int) {
	neighbours := slices.Clone(g.adjacent[i])
	g.join(neighbours)
	g.weight[i] = heaviest
	each(neighbours, func(j int) {
		g.adjacent[j][i/64] &^= 1 << (i % 64)
		g.weigh(j)
	})
}
