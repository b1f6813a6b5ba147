package expr

// boundCompare returns the bound of a comparison.
func boundCompare(o op, a, b *bound, leaves uint8) bound {
	m := (a.may | b.may) & mayFault
	equality := o == opEq || o == opNe
	set := func(x *bound) bool { return x.may&(mayNumber|mayOther|mayList|mayTrue|mayFalse) != 0 }
	switch {
	case equality:
		m |= boundNilEqual(o, a, b, leaves)
	case (a.may|b.may)&mayNil != 0:
		m |= mayNil
	}
	if set(a) && set(b) {
		m |= setCompare(o, a, b)
	}
	return noNumber(m)
}

// boundNilEqual returns the results of == and != if an operand is unset.
func boundNilEqual(o op, a, b *bound, leaves uint8) may {
	var m may
	if a.may&mayNil != 0 && leaves&1 == 0 || b.may&mayNil != 0 && leaves&2 == 0 {
		m |= mayNil
	}
	no, yes := mayFalse, mayTrue
	if o == opNe {
		no, yes = yes, no
	}
	if a.may&b.may&mayNil != 0 && leaves == 3 {
		m |= yes
	}
	if a.may&mayNil != 0 && b.may&^(mayNil|mayFault) != 0 && leaves&1 != 0 ||
		b.may&mayNil != 0 && a.may&^(mayNil|mayFault) != 0 && leaves&2 != 0 {
		m |= no
	}
	return m
}

// setCompare returns the results of comparing two set values.
func setCompare(o op, a, b *bound) may {
	const others = mayOther | mayList | mayTrue | mayFalse
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

// less returns yes if a < b for all values, no if a >= b for all, and otherwise both.
func less(a, b *bound, yes, no may) may {
	switch {
	case a.hi < b.lo:
		return yes
	case a.lo >= b.hi && a.lo > -limit && b.hi < limit:
		return no
	}
	return yes | no
}

// boundConnective returns the bound of && or ||.
func boundConnective(o op, a, b *bound) bound {
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

// boundCond returns the bound of a value used as a condition.
func boundCond(a *bound) bound {
	m := a.may & mayCond
	if a.may&^mayCond != 0 {
		m |= mayFault
	}
	return noNumber(m)
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

// boundContains returns the bound of contains(a, b).
func boundContains(a, b *bound) bound {
	m := (a.may | b.may) & (mayFault | mayNil)
	if a.may&^(mayFault|mayNil|mayList) != 0 || b.may&mayList != 0 {
		m |= mayFault
	}
	if a.may&mayList != 0 && b.may&^(mayFault|mayNil|mayList) != 0 {
		m |= mayFalse | mayTrue
	}
	return noNumber(m)
}
