package expr

import "math"

// may is the set of kinds of value that a sub-expression can still take.
type may uint16

const (
	mayNumber may = 1 << iota // within the bound's interval
	mayFloat                  // the number may be a float
	mayNaN
	mayOther // a string
	mayNil
	mayFault
	mayFalse
	mayTrue
	mayList // with a length within the bound's interval

	mayCond = mayFalse | mayTrue | mayNil | mayFault
)

// bound is an upper approximation of the values that a sub-expression can still take: an interval
// of numbers (interval arithmetic; Moore 1966), which holds the lengths of lists too, and the
// other kinds of value. lo = -limit and
// hi = limit stand for infinity. An empty interval has lo > hi.
type bound struct {
	lo, hi int64
	may    may
}

// noNumber returns the bound of values that are not numbers.
func noNumber(m may) bound { return bound{lo: 1, hi: 0, may: m} }

func clamp(i int64) int64 { return max(-limit, min(limit, i)) }

// single returns the only value that b allows, unless it is a float, a string, a list or a big
// integer.
func (b *bound) single() (word, bool) {
	switch b.may {
	case mayNumber:
		return b.lo, b.lo == b.hi && -limit < b.lo && b.lo < limit
	case mayNil:
		return wordNil, true
	case mayFault:
		return wordFault, true
	case mayFalse:
		return wordFalse, true
	case mayTrue:
		return wordTrue, true
	}
	return 0, false
}

// boundOf returns the bound of one value.
func (t *table) boundOf(w word) bound {
	switch {
	case isInt(w):
		return bound{w, w, mayNumber}
	case w == wordNil:
		return noNumber(mayNil)
	case w == wordFault:
		return noNumber(mayFault)
	case w == wordFalse:
		return noNumber(mayFalse)
	case w == wordTrue:
		return noNumber(mayTrue)
	case w == wordPending:
		return noNumber(mayCond)
	}
	return valueBound(t.value(w))
}

func valueBound(v Value) bound {
	switch v.kind {
	case kindInt:
		i := clamp(int64(v.bits))
		return bound{i, i, mayNumber}
	case kindBig:
		if v.bits != 0 {
			return bound{-limit, -limit, mayNumber}
		}
		return bound{limit, limit, mayNumber}
	case kindFloat:
		if f := v.float(); f == f {
			return bound{clampFloat(math.Floor(f)), clampFloat(math.Ceil(f)), mayNumber | mayFloat}
		}
		return bound{-limit, limit, mayNumber | mayFloat | mayNaN}
	case kindList:
		return bound{int64(v.bits), int64(v.bits), mayList}
	}
	return noNumber(mayOther)
}

func clampFloat(f float64) int64 {
	return int64(max(-limit, min(limit, f)))
}

// join extends b to the values that c allows.
func (b *bound) join(c bound) {
	b.may |= c.may
	if c.lo <= c.hi {
		if b.lo > b.hi {
			b.lo, b.hi = c.lo, c.hi
		}
		b.lo, b.hi = min(b.lo, c.lo), max(b.hi, c.hi)
	}
}

// stepBound returns the bound of the result of one operation. It is to bounds what [table.step] is
// to words.
func stepBound(o op, leaves uint8, k word, a, b *bound) bound {
	switch {
	case o == opAddMul:
		return boundAddMul(a, k, b)
	case o.isArithmetic():
		return boundArith(o, a, b)
	case o.isComparison():
		return boundCompare(o, a, b, leaves)
	case o == opAnd || o == opOr:
		return boundConnective(o, a, b)
	}
	return unaryBound(o, a, b)
}

func unaryBound(o op, a, b *bound) bound {
	switch o {
	case opNeg:
		zero := bound{0, 0, mayNumber}
		return boundArith(opSub, &zero, a)
	case opAbs:
		return boundAbs(a)
	case opInt:
		return boundInt(a)
	case opSet:
		return boundSet(a)
	case opLen:
		return boundLen(a)
	case opContains:
		return boundContains(a, b)
	case opNot:
		return boundNot(a)
	case opIf:
		return boundIf(a, b)
	}
	return boundCond(a)
}
