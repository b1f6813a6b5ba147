package expr

import "math"

// may is what a sub-expression's value can be, once the rest is decided.
type may uint8

const (
	mayNumber may = 1 << iota // within the bound's interval
	mayFloat                  // the number may be a float
	mayNaN
	mayOther // a string
	mayNil
	mayFault
	mayFalse
	mayTrue

	mayCond = mayFalse | mayTrue | mayNil | mayFault
)

// bound is a sound description of all values that a sub-expression can still
// take. The ends are literal, but for lo = -limit and hi = limit, which are
// infinite; an empty interval has lo > hi.
type bound struct {
	lo, hi int64
	may    may
}

func noNumber(m may) bound { return bound{lo: 1, hi: 0, may: m} }

func clamp(i int64) int64 { return max(-limit, min(limit, i)) }

// single returns the only value that b allows, if that is an integer or a
// truth value.
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

// boundOf describes one value.
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
	}
	return noNumber(mayOther)
}

func clampFloat(f float64) int64 {
	return int64(max(-limit, min(limit, f)))
}

func (b *bound) join(c bound) {
	b.may |= c.may
	if c.lo <= c.hi {
		if b.lo > b.hi {
			b.lo, b.hi = c.lo, c.hi
		}
		b.lo, b.hi = min(b.lo, c.lo), max(b.hi, c.hi)
	}
}

// strict is what a strict operation on numbers can give besides a number.
func strict(a, b *bound) may {
	m := (a.may | b.may) & (mayNil | mayFault | mayFloat | mayNaN)
	if (a.may|b.may)&(mayOther|mayTrue|mayFalse) != 0 {
		m |= mayFault
	}
	if a.may&b.may&mayNumber != 0 {
		return m | mayNumber
	}
	return m &^ (mayFloat | mayNaN)
}

// boundArith describes a strict binary operation's result.
func boundArith(o op, a, b *bound) bound {
	r := bound{1, 0, strict(a, b)}
	if r.may&mayNumber == 0 {
		return r
	}
	switch o {
	case opAdd:
		r.lo, r.hi = addLow(a.lo, b.lo), addHigh(a.hi, b.hi)
	case opSub:
		r.lo, r.hi = addLow(a.lo, -b.hi), addHigh(a.hi, -b.lo)
	case opMul:
		r.lo, r.hi = mulInterval(a.lo, a.hi, b.lo, b.hi)
	case opMin:
		r.lo, r.hi = min(a.lo, b.lo), min(a.hi, b.hi)
	case opMax:
		r.lo, r.hi = max(a.lo, b.lo), max(a.hi, b.hi)
	case opDiv:
		boundDiv(&r, a, b)
	case opMod:
		boundMod(&r, a, b)
	}
	if r.may&mayFloat != 0 && !(exact(a) && exact(b) && exact(&r)) {
		r.lo, r.hi = -limit, limit
		r.may |= mayNaN
	}
	return r
}

// exact reports whether b's ends are floats themselves. Between such ends
// rounding is monotone; beyond 2^53 there may be infinities and, from them,
// NaN.
func exact(b *bound) bool { return -1<<53 <= b.lo && b.hi <= 1<<53 }

func addLow(a, b int64) int64 {
	if a == -limit || b == -limit {
		return -limit
	}
	return clamp(a + b)
}

func addHigh(a, b int64) int64 {
	if a == limit || b == limit {
		return limit
	}
	return clamp(a + b)
}

// mulEnds multiplies two ends: zero times infinity is zero, for the infinity
// stands for numbers as large as you like.
func mulEnds(a, b int64) int64 {
	if uint64(a+1<<30) < 1<<31 && uint64(b+1<<30) < 1<<31 {
		return a * b
	}
	if p, ok := mulInt(a, b); ok {
		return clamp(p)
	}
	if (a < 0) != (b < 0) {
		return -limit
	}
	return limit
}

func mulInterval(alo, ahi, blo, bhi int64) (lo, hi int64) {
	if alo >= 0 && blo >= 0 {
		return mulEnds(alo, blo), mulEnds(ahi, bhi)
	}
	p, q, r, s := mulEnds(alo, blo), mulEnds(alo, bhi), mulEnds(ahi, blo), mulEnds(ahi, bhi)
	return min(p, q, r, s), max(p, q, r, s)
}

func boundDiv(r, a, b *bound) {
	float := r.may&mayFloat != 0
	if b.lo <= 0 && 0 <= b.hi {
		r.may |= mayFault
	}
	if float && b.lo < 1 && b.hi > -1 {
		r.lo, r.hi = -limit, limit
		r.may |= mayNaN
		return
	}
	*r = bound{1, 0, r.may &^ mayNumber}
	if b.hi >= 1 {
		r.join(divPart(a, max(b.lo, 1), b.hi, float))
	}
	if b.lo <= -1 {
		r.join(divPart(a, b.lo, min(b.hi, -1), float))
	}
}

// divPart bounds a quotient whose divisor does not change sign, by its corners.
func divPart(a *bound, blo, bhi int64, float bool) bound {
	r := bound{1, 0, mayNumber}
	for _, x := range [...]int64{a.lo, a.hi} {
		for _, y := range [...]int64{blo, bhi} {
			r.join(divEnds(x, y, float))
		}
	}
	return r
}

func divEnds(x, y int64, float bool) bound {
	switch {
	case x == limit || x == -limit:
		if (x < 0) != (y < 0) {
			return bound{-limit, 0, mayNumber}
		}
		return bound{0, limit, mayNumber}
	case y == limit || y == -limit:
		if float {
			return bound{-1, 1, mayNumber}
		}
		return bound{0, 0, mayNumber}
	}
	q := x / y
	r := bound{q, q, mayNumber}
	if float && x%y != 0 {
		r.lo, r.hi = q-1, q+1
	}
	return r
}

// boundMod: a remainder is smaller than the divisor, no larger than the
// dividend, and has the dividend's sign.
func boundMod(r, a, b *bound) {
	if b.lo <= 0 && 0 <= b.hi {
		r.may |= mayFault
		if b.lo == 0 && b.hi == 0 && r.may&mayFloat == 0 {
			r.may &^= mayNumber
			return
		}
	}
	most := max(-b.lo, b.hi)
	if most < limit && r.may&mayFloat == 0 {
		most--
	}
	least := max(b.lo, -b.hi, 0)
	if a.lo >= 0 && a.hi < least {
		r.lo, r.hi = a.lo, a.hi
		return
	}
	r.lo, r.hi = max(min(a.lo, 0), -most), min(max(a.hi, 0), most)
}

func boundAbs(a *bound) bound {
	zero := bound{0, 0, mayNumber}
	r := boundArith(opAdd, a, &zero)
	if r.may&mayNumber == 0 || r.lo >= 0 {
		return r
	}
	r.lo, r.hi = max(0, -r.hi), max(-r.lo, r.hi)
	return r
}

// boundCompare describes a comparison.
func boundCompare(o op, a, b *bound, loose uint8) bound {
	m := (a.may | b.may) & mayFault
	equality := o == opEq || o == opNe
	set := func(x *bound) bool { return x.may&(mayNumber|mayOther|mayTrue|mayFalse) != 0 }
	switch {
	case equality:
		m |= boundNilEqual(o, a, b, loose)
	case (a.may|b.may)&mayNil != 0:
		m |= mayNil
	}
	if set(a) && set(b) {
		m |= setCompare(o, a, b)
	}
	return noNumber(m)
}

// boundNilEqual covers == and != where an operand is unset.
func boundNilEqual(o op, a, b *bound, loose uint8) may {
	var m may
	if a.may&mayNil != 0 && loose&1 == 0 || b.may&mayNil != 0 && loose&2 == 0 {
		m |= mayNil
	}
	no, yes := mayFalse, mayTrue
	if o == opNe {
		no, yes = yes, no
	}
	if a.may&b.may&mayNil != 0 && loose == 3 {
		m |= yes
	}
	if a.may&mayNil != 0 && b.may&^(mayNil|mayFault) != 0 && loose&1 != 0 ||
		b.may&mayNil != 0 && a.may&^(mayNil|mayFault) != 0 && loose&2 != 0 {
		m |= no
	}
	return m
}

// setCompare covers a comparison of two set values.
func setCompare(o op, a, b *bound) may {
	const others = mayOther | mayTrue | mayFalse
	if (a.may|b.may)&others == 0 {
		if (a.may|b.may)&mayNaN != 0 {
			return mayFalse | mayTrue
		}
		return compareIntervals(o, a, b)
	}
	if o == opEq || o == opNe {
		return mayFalse | mayTrue
	}
	m := mayFault
	if a.may&b.may&(mayNumber|mayOther) != 0 {
		m |= mayFalse | mayTrue
	}
	return m
}

func compareIntervals(o op, a, b *bound) may {
	switch o {
	case opEq:
		return equalIntervals(a, b, mayTrue, mayFalse)
	case opNe:
		return equalIntervals(a, b, mayFalse, mayTrue)
	case opLt:
		return less(a, b, mayTrue, mayFalse)
	case opGe:
		return less(a, b, mayFalse, mayTrue)
	case opGt:
		return less(b, a, mayTrue, mayFalse)
	}
	return less(b, a, mayFalse, mayTrue)
}

func equalIntervals(a, b *bound, yes, no may) may {
	switch {
	case a.hi < b.lo || b.hi < a.lo:
		return no
	case a.lo == a.hi && b.lo == b.hi && a.lo == b.lo && -limit < a.lo && a.lo < limit:
		return yes
	}
	return yes | no
}

// less gives yes where a < b for sure, no where a >= b.
func less(a, b *bound, yes, no may) may {
	switch {
	case a.hi < b.lo:
		return yes
	case a.lo >= b.hi && a.lo > -limit && b.hi < limit:
		return no
	}
	return yes | no
}

// boundAddMul describes acc + c*x.
func boundAddMul(acc *bound, c word, x *bound) bound {
	k := bound{c, c, mayNumber}
	p := boundArith(opMul, x, &k)
	return boundArith(opAdd, acc, &p)
}

// boundJunction describes && or ||.
func boundJunction(o op, a, b *bound) bound {
	decisive, neutral := mayTrue, mayFalse
	if o == opAnd {
		decisive, neutral = neutral, decisive
	}
	m := a.may & (decisive | mayFault)
	if a.may&neutral != 0 {
		m |= b.may
	}
	if a.may&mayNil != 0 {
		m |= b.may & (decisive | mayFault)
		if b.may&(neutral|mayNil) != 0 {
			m |= mayNil
		}
	}
	return noNumber(m)
}

func boundIf(cond, then *bound) bound {
	m := cond.may & (mayNil | mayFault)
	if cond.may&mayFalse != 0 {
		m |= mayTrue
	}
	if cond.may&mayTrue != 0 {
		m |= then.may
	}
	return noNumber(m)
}

func boundNot(a *bound) bound {
	m := a.may & (mayNil | mayFault)
	if a.may&mayFalse != 0 {
		m |= mayTrue
	}
	if a.may&mayTrue != 0 {
		m |= mayFalse
	}
	return noNumber(m)
}

// boundCond describes a value used as a condition.
func boundCond(a *bound) bound {
	m := a.may & mayCond
	if a.may&^mayCond != 0 {
		m |= mayFault
	}
	return noNumber(m)
}

// boundInt describes 1 or 0 of a condition.
func boundInt(a *bound) bound {
	r := noNumber(a.may & (mayNil | mayFault))
	if a.may&mayFalse != 0 {
		r.join(bound{0, 0, mayNumber})
	}
	if a.may&mayTrue != 0 {
		r.join(bound{1, 1, mayNumber})
	}
	return r
}

func boundSet(a *bound) bound {
	m := a.may & mayFault
	if a.may&mayNil != 0 {
		m |= mayFalse
	}
	if a.may&^(mayFault|mayNil) != 0 {
		m |= mayTrue
	}
	return noNumber(m)
}
