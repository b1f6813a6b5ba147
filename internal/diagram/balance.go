package diagram

import "math"

// Balance adjusts every weight sweeps times in each phase. In phase p, counted from 1, it divides
// by the root of order 2^p.
const (
	sweeps = 8
	phases = 5
)

// Balance returns a weight for each value such that, among assignments drawn by [Space.Weigh],
// the values of a variable occur about equally often. Only the values that are wanted and occur in
// an assignment are balanced; values that are not wanted keep the weight 1. If the rules do not
// allow equal shares for all variables at once, the weights are a compromise.
//
// This is iterative proportional fitting (Deming and Stephan 1940): the weights of one variable
// after another are divided by the shares of its values, relative to their mean. If demands
// conflict, fitting does not converge but favours the variable that was fitted last (Csiszár
// 1975). Dividing by roots of the shares, of higher and higher order, ends between the demands.
// The shares are computed in floats, as [Space.Values] counts: from above and from below. The
// variables of a tree are visited from the root down, and sums are brought up to date on the way,
// so a sweep costs as much as two passes over the edges. Results are the same on every machine:
// the only operations are +, *, / and square roots, each rounded on its own.
func (s *Space) Balance(wanted [][]bool) [][]float64 {
	weights := make([][]float64, len(s.levels))
	b := &balancer{levels: s.levels, wanted: wanted, weights: make([]spans, len(s.levels)), up: make([][]float64, len(s.levels))}
	for v, size := range s.problem.Domains {
		b.weights[v] = newSpans(size)
		for x := range size {
			b.weights[v].set(x, 1)
		}
	}
	if s.count.Sign() > 0 {
		b.balance(s)
	}
	for v, size := range s.problem.Domains {
		weights[v] = make([]float64, size)
		for x := range size {
			weights[v][x] = rounded(b.weights[v].of(x))
		}
	}
	return weights
}

// rounded rounds a positive float to 16 significant bits, which keeps sums of products short.
func rounded(f float64) float64 {
	fraction, exponent := math.Frexp(f)
	return math.Ldexp(math.Round(math.Ldexp(fraction, 16)), exponent-16)
}

// A balancer is the state of Balance. All numbers of one level may be scaled by a common factor:
// shares do not depend on it.
type balancer struct {
	levels  []level
	wanted  [][]bool
	weights []spans
	up      [][]float64 // by variable and node: weight of the node's assignments
	phase   int
}

func (b *balancer) balance(s *Space) {
	for _, q := range s.parts {
		for i := len(q.order) - 1; i >= 0; i-- {
			v := q.order[i]
			b.up[v] = make([]float64, b.levels[v].nodes.Len())
			b.sumUp(v)
		}
	}
	for v := range s.levels {
		if l := &s.levels[v]; l.parent < 0 {
			down := make([]float64, l.nodes.Len())
			down[l.root] = 1
			for sweep := range sweeps * phases {
				b.phase = 1 + sweep/sweeps
				b.visit(int32(v), down)
			}
		}
	}
}

// sumUp sets the weights of v's nodes. Those of its children are set.
func (b *balancer) sumUp(v int32) {
	l := &b.levels[v]
	for n := range b.up[v] {
		sum := 0.0
		for e := range l.edges(int32(n)) {
			sum += float64(b.weights[v].sum(e[0], e[1]) * b.beside(l, e, -1))
		}
		b.up[v][n] = sum
	}
	scale(b.up[v])
}

// beside returns the product of the weights of an edge's children other than i.
func (b *balancer) beside(l *level, e []int32, i int) float64 {
	product := 1.0
	for k, kid := range l.kids {
		if k != i {
			product *= b.up[kid][e[2+k]]
		}
	}
	return product
}

// scale multiplies by the power of two that makes the largest number about 1.
func scale(numbers []float64) {
	largest := 0.0
	for _, f := range numbers {
		largest = max(largest, f)
	}
	if _, exponent := math.Frexp(largest); exponent != 0 {
		for i := range numbers {
			numbers[i] = math.Ldexp(numbers[i], -exponent)
		}
	}
}

// visit adjusts the weights of v and of the variables below it. down[n] is the weight of what is
// outside of the assignments of node n of v.
func (b *balancer) visit(v int32, down []float64) {
	l, weights := &b.levels[v], &b.weights[v]
	shares := newSpans(int(l.size))
	for n, w := range down {
		if w > 0 {
			for e := range l.edges(int32(n)) {
				shares.add(e[0], e[1], float64(w*b.beside(l, e, -1)))
			}
		}
	}
	b.adjust(v, shares.flush())
	for i, kid := range l.kids {
		below := make([]float64, b.levels[kid].nodes.Len())
		for n, w := range down {
			if w > 0 {
				for e := range l.edges(int32(n)) {
					below[e[2+i]] += float64(float64(w*weights.sum(e[0], e[1])) * b.beside(l, e, i))
				}
			}
		}
		scale(below)
		b.visit(kid, below)
	}
	b.sumUp(v)
}

// adjust divides the wanted weights of v by roots of their shares. others[x] is the share of value
// x divided by its weight.
func (b *balancer) adjust(v int32, others []float64) {
	weights, sum, values := b.weights[v], 0.0, 0
	share := func(x int) float64 { return float64(weights.of(x) * others[x]) }
	for x, wanted := range b.wanted[v] {
		if f := share(x); wanted && f > 0 {
			sum += f
			values++
		}
	}
	for x, wanted := range b.wanted[v] {
		if f := share(x); wanted && f > 0 {
			weights.set(x, weights.of(x)*root(sum/float64(values)/f, b.phase))
		}
	}
}

// root returns the root of order 2^p.
func root(f float64, p int) float64 {
	for range p {
		f = math.Sqrt(f)
	}
	return f
}

// Spans are numbers for the values of a variable, with sums over intervals and additions to
// intervals in logarithmic time. Nothing is subtracted, so small numbers stay exact beside large
// ones. It is a binary tree: the node size+x is value x, and nodes 2i and 2i+1 are below node i.
type spans []float64

func newSpans(size int) spans { return make(spans, 2*size) }

func (s spans) of(x int) float64 { return s[len(s)/2+x] }

// set sets value x and the sums above it.
func (s spans) set(x int, f float64) {
	i := len(s)/2 + x
	for s[i] = f; i > 1; i /= 2 {
		s[i/2] = s[i] + s[i^1]
	}
}

// sum returns the sum of the values lo..hi-1.
func (s spans) sum(lo, hi int32) float64 {
	sum, size := 0.0, int32(len(s)/2)
	for lo, hi = lo+size, hi+size; lo < hi; lo, hi = lo/2, hi/2 {
		if lo&1 == 1 {
			sum += s[lo]
			lo++
		}
		if hi&1 == 1 {
			hi--
			sum += s[hi]
		}
	}
	return sum
}

// add adds f to the values lo..hi-1, as flush returns them.
func (s spans) add(lo, hi int32, f float64) {
	size := int32(len(s) / 2)
	for lo, hi = lo+size, hi+size; lo < hi; lo, hi = lo/2, hi/2 {
		if lo&1 == 1 {
			s[lo] += f
			lo++
		}
		if hi&1 == 1 {
			hi--
			s[hi] += f
		}
	}
}

// flush returns the values after additions.
func (s spans) flush() []float64 {
	for i := 2; i < len(s); i++ {
		s[i] += s[i/2]
	}
	return s[len(s)/2:]
}
