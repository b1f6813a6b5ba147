package expr

// quotient is a word of a state that may be replaced by a representative: a
// finished partial product v, all that its comparison with the constant c
// depends on, whose other factors are integers that are not negative. For
// such,
//
//	v*r <= c ⟺ r <= c/v,
//
// so that all v with one quotient are one state: at most 2√c of them. And
// v*r == c only where v divides c.
type quotient struct {
	slot  int
	c     word
	equal bool // the comparison is == or !=
}

// quotients finds the words of a level's states that have representatives.
func (w *writer) quotients() {
	for slot, i := range w.live {
		if q := w.threshold(i); q.c > 0 {
			q.slot = slot
			w.level.quotients = append(w.level.quotients, q)
		}
	}
}

// threshold follows the product that node i is the first part of to its
// comparison with a constant; the result's c is 0 if there is none.
func (w *writer) threshold(i int32) quotient {
	for w.marks[i].uses == 1 {
		n := &w.nodes[w.marks[i].user]
		other := &w.nodes[n.b]
		switch {
		case n.op == opMul && n.a == i && w.nonNegative(n.b):
			i = w.marks[i].user
		case !n.op.isComparison() || n.a != i || other.op != opConst || !isInt(other.k):
			return quotient{}
		case n.op == opLt || n.op == opGe:
			return quotient{c: other.k - 1}
		default:
			return quotient{c: other.k, equal: n.op == opEq || n.op == opNe}
		}
	}
	return quotient{}
}

func (w *writer) nonNegative(i int32) bool {
	b := &w.Machine.bounds[int(i)+len(w.nodes)]
	return b.may == mayNumber && b.lo >= 0
}

// represent replaces a product by the largest with the same future.
func (q *quotient) represent(v word) word {
	switch {
	case v <= 0:
		return v
	case v > q.c || q.equal && q.c%v != 0:
		return q.c + 1
	case q.equal:
		return v
	}
	return q.c / (q.c / v)
}
