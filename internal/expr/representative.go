package expr

// replacement replaces a word of a state by a representative: all words with the same future are
// replaced by one of them. The finished word v is used once, in an expression of one of the forms
//
//	v*r <= c    and other comparisons (op is opLe, or opEq for == and !=)
//	(v+r) % c   (op is opMod)
//	(v*r) % c
//
// in which c is a constant and the undecided rest r is a non-negative integer.
type replacement struct {
	slot int
	op   op
	c    word
}

// replacements collects the words of a level's states that have representatives.
func (w *writer) replacements() {
	for slot, i := range w.live {
		if o, c := w.constantUse(i); c > 0 {
			w.level.replaced = append(w.level.replaced, replacement{slot, o, c})
		}
	}
}

// constantUse follows the sum or product that starts with node i to its comparison with a constant
// or its remainder by one. The constant is 0 if there is none.
func (w *writer) constantUse(i int32) (o op, c word) {
	product := true
	for w.marks[i].uses == 1 {
		user := w.marks[i].user
		n := &w.nodes[user]
		other := &w.nodes[n.b]
		constant := other.op == opConst && isInt(other.k)
		switch {
		case n.a != i:
			return 0, 0
		case n.op == opMul && w.nonNegative(n.b):
		case (n.op == opAdd || n.op == opAddMul && n.k > 0) && w.nonNegative(n.b):
			product = false
		case n.op == opMod && constant:
			return opMod, other.k
		case !product || !n.op.isComparison() || !constant:
			return 0, 0
		case n.op == opEq || n.op == opNe:
			return opEq, other.k
		case n.op == opLt || n.op == opGe:
			return opLe, other.k - 1
		default:
			return opLe, other.k
		}
		i = user
	}
	return 0, 0
}

func (w *writer) nonNegative(i int32) bool {
	b := &w.Machine.bounds[int(i)+len(w.nodes)]
	return b.may == mayNumber && b.lo >= 0
}

// represent returns the representative of v.
//
//	(v+r) % c == (v%c + r) % c, and (v*r) % c == (v%c * r) % c.
//	v*r == c is possible only if v divides c.
//	v*r <= c ⟺ r <= c/v, so all v with the same quotient are equivalent. There are at most 2√c
//	quotients; the representative is the largest v.
func (r *replacement) represent(v word) word {
	switch {
	case v <= 0 || !isInt(v):
		return v
	case r.op == opMod:
		return v % r.c
	case v > r.c || r.op == opEq && r.c%v != 0:
		return r.c + 1
	case r.op == opEq:
		return v
	}
	return r.c / (r.c / v)
}
