package expr

import (
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// missed is the excess of a condition that is not a comparison of numbers.
const missed = 1

// Excess returns how far each conjunct of a condition is from being true: 0 or less if it is true,
// more if it is false, and NaN if it is unknown or a fault. Comparisons of numbers are measured by
// the logarithm of the ratio if both are positive, and otherwise by the difference relative to the
// right one. && takes the farthest of its operands, || the nearest. Anything else is 1 or -1.
func (e *Expr) Excess(get func(name string) Value) []float64 {
	m := measure{evaluator{Expr: e, get: get, memo: map[int32]Value{}}}
	return m.conjuncts(e.root, nil)
}

type measure struct{ evaluator }

func (m *measure) conjuncts(i int32, all []float64) []float64 {
	n := &m.nodes[i]
	if n.op != opAnd {
		return append(all, m.excess(i))
	}
	for _, arg := range m.args[n.a:n.b] {
		all = m.conjuncts(arg, all)
	}
	return all
}

// excess returns how far node i is from being true.
func (m *measure) excess(i int32) float64 {
	o := outcome(m.cond(i))
	if o == Unknown || o == Fault {
		return math.NaN()
	}
	x := math.NaN()
	switch n := &m.nodes[i]; n.op {
	case opLt, opLe, opGt, opGe:
		x = m.comparison(n.op, n.a, n.b)
	case opChain:
		links := m.args[n.a:n.b]
		x = math.Inf(-1)
		for l := 0; l+3 < len(links); l += 3 {
			x = math.Max(x, m.comparison(op(links[l+1]), links[l], links[l+3]))
		}
	case opAnd:
		x = math.Inf(-1)
		for _, arg := range m.args[n.a:n.b] {
			x = math.Max(x, m.excess(arg))
		}
	case opOr:
		x = math.Inf(1)
		for _, arg := range m.args[n.a:n.b] {
			if y := m.excess(arg); !math.IsNaN(y) {
				x = math.Min(x, y)
			}
		}
	case opNot:
		x = -m.excess(n.a)
	}
	return agreeing(x, o == True)
}

// agreeing returns an excess whose sign is that of the outcome: x unless rounding or equal
// operands of a strict comparison give it another one.
func agreeing(x float64, holds bool) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		x = missed
	}
	if holds {
		return -math.Abs(x)
	}
	return math.Max(math.Abs(x), 1e-9)
}

// comparison returns how far nodes a and b are from being ordered by an operation, NaN if they are
// not numbers.
func (m *measure) comparison(o op, a, b int32) float64 {
	x, y := m.value(a).approximate(), m.value(b).approximate()
	if o == opGt || o == opGe {
		x, y = y, x
	}
	if x > 0 && y > 0 {
		return detmath.Log(x) - detmath.Log(y)
	}
	return (x - y) / math.Max(1, math.Max(math.Abs(x), math.Abs(y)))
}

// approximate returns the nearest float64 of a number, or NaN.
func (v Value) approximate() float64 {
	if !v.isNumber() {
		return math.NaN()
	}
	return v.toFloat()
}
