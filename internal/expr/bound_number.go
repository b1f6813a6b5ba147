package expr

// strict returns the kinds of result of a strict operation on numbers.
func strict(a, b *bound) may {
	m := (a.may | b.may) & (mayNil | mayFault | mayFloat | mayNaN)
	if (a.may|b.may)&(mayOther|mayList|mayTrue|mayFalse) != 0 {
		m |= mayFault
	}
	if a.may&b.may&mayNumber != 0 {
		return m | mayNumber
	}
	return m &^ (mayFloat | mayNaN)
}

// boundArith returns the bound of a strict binary operation.
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

// exact reports whether the ends of b are exact as floats, so that rounding keeps results within
// the computed ends. Beyond 2^53 there may be infinities and, computed from them, NaN.
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

// mulEnds multiplies two ends of intervals. Zero times infinity is zero, because infinity stands
// for arbitrarily large finite numbers.
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

// divPart returns the bound of a quotient whose divisor does not change sign: its extremes are at
// the ends of the intervals.
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
	switch infinite := x == limit || x == -limit; {
	case infinite && (x < 0) != (y < 0):
		return bound{-limit, 0, mayNumber}
	case infinite:
		return bound{0, limit, mayNumber}
	}
	q := x / y // 0 if y is infinite
	r := bound{q, q, mayNumber}
	if float && x%y != 0 {
		r.lo, r.hi = q-1, q+1
	}
	return r
}

// boundMod bounds a remainder, which is smaller than the divisor, no larger than the dividend, and
// has the sign of the dividend.
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

// boundAddMul returns the bound of acc + c*x.
func boundAddMul(acc *bound, c word, x *bound) bound {
	k := bound{c, c, mayNumber}
	p := boundArith(opMul, x, &k)
	return boundArith(opAdd, acc, &p)
}

// boundInt returns the bound of int(a).
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

// boundLen returns the bound of len(a).
func boundLen(a *bound) bound {
	r := noNumber(a.may & (mayNil | mayFault))
	if a.may&^(mayNil|mayFault|mayList) != 0 {
		r.may |= mayFault
	}
	if a.may&mayList != 0 {
		r.join(bound{max(a.lo, 0), max(a.hi, 0), mayNumber})
	}
	return r
}
