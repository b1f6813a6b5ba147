package expr

// A representative maps words of a state that have the same future to one of them. It is a
// quotient or a remainder.
type representative interface{ represent(v word) word }

// replacement replaces a word of a state by its representative.
type replacement struct {
	slot int
	by   representative
}

// replacements collects the words of a level's states that have representatives.
func (w *writer) replacements() {
	for slot, i := range w.live {
		if q := w.threshold(i); q.c > 0 {
			w.level.replaced = append(w.level.replaced, replacement{slot, q})
		} else if c := w.modulus(i); c > 0 {
			w.level.replaced = append(w.level.replaced, replacement{slot, remainder(c)})
		}
	}
}

// quotient represents finished partial products v whose only use is in the comparison of a product
// v*r with the constant c, where the remaining factor r is a non-negative integer. Then
//
//	v*r <= c ⟺ r <= c/v,
//
// so all v with the same quotient are one state, and there are at most 2√c. Also, v*r == c is
// possible only if v divides c.
type quotient struct {
	c     word
	equal bool // the comparison is == or !=
}

// threshold follows the product that starts with node i to its comparison with a constant. The
// result has c == 0 if there is none.
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

// represent returns the largest product with the same future as v.
func (q quotient) represent(v word) word {
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

// remainder represents finished parts v of a sum or product of non-negative integers of which only
// the remainder modulo the constant c is used:
//
//	(v+r) % c == (v%c + r) % c and (v*r) % c == (v%c * r) % c.
type remainder word

// modulus follows the sum or product that starts with node i to its remainder by a constant and
// returns the constant, or 0 if there is none.
func (w *writer) modulus(i int32) word {
	for w.marks[i].uses == 1 {
		n := &w.nodes[w.marks[i].user]
		other := &w.nodes[n.b]
		switch {
		case n.a != i:
			return 0
		case (n.op == opMul || n.op == opAdd || n.op == opAddMul && n.k > 0) && w.nonNegative(n.b):
			i = w.marks[i].user
		case n.op == opMod && other.op == opConst && isInt(other.k):
			return max(other.k, 0)
		default:
			return 0
		}
	}
	return 0
}

func (c remainder) represent(v word) word {
	if v < 0 || !isInt(v) {
		return v
	}
	return v % word(c)
}
