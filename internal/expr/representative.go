package expr

// A representative stands for all words of a state with the same future. It is a quotient or a remainder.
type representative interface{ represent(v word) word }

// replacement puts the representative in the place of a word.
type replacement struct {
	slot int
	by   representative
}

// replacements finds the words of a level's states that have representatives.
func (w *writer) replacements() {
	for slot, i := range w.live {
		if q := w.threshold(i); q.c > 0 {
			w.level.replaced = append(w.level.replaced, replacement{slot, q})
		} else if c := w.modulus(i); c > 0 {
			w.level.replaced = append(w.level.replaced, replacement{slot, remainder(c)})
		}
	}
}

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
	c     word
	equal bool // the comparison is == or !=
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

// remainder is a word that may be replaced by what is left of it modulo a constant: a finished part of a sum or product of integers
// that are not negative, of which only the remainder is used. For such,
//
//	(v+r) % c == (v%c + r) % c, and (v*r) % c == (v%c * r) % c.
type remainder word

// modulus follows the sum or product that node i is the first part of to its remainder by a constant, which it returns;
// 0 if there is none.
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
