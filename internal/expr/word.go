package expr

import (
	"cmp"
	"math"
)

// A word is a Value in 64 bits, for the inner loops. An integer of magnitude below 2^61 is its own
// word. Other values, and references into a table, are words below all of these.
type word = int64

// limit bounds the integers that are their own words. In bounds it stands for infinity.
const limit = 1 << 61

const (
	wordNil   word = math.MinInt64 + iota
	wordFault      // for any reason
	wordFalse      // wordFalse|1 == wordTrue
	wordTrue
	wordPending // in a state: a condition without an outcome yet
	wordRefs    // the first reference
)

// isInt reports whether w is the word of an integer of magnitude below limit.
func isInt(w word) bool { return w > -limit }

func wordBool(b bool) word {
	if b {
		return wordTrue
	}
	return wordFalse
}

// table holds the values that have no word of their own, each once. The table of a machine extends
// that of its expression, which it only reads.
type table struct {
	base   *table
	values []Value
	index  map[Value]word
}

func (t *table) word(v Value) word {
	switch v.kind {
	case kindNil:
		return wordNil
	case kindBool:
		return wordFalse + word(v.bits)
	case kindFault:
		return wordFault
	case kindInt:
		if i := int64(v.bits); -limit < i && i < limit {
			return i
		}
	}
	return t.intern(v)
}

func (t *table) intern(v Value) word {
	first := 0
	if t.base != nil {
		if w, ok := t.base.index[v]; ok {
			return w
		}
		first = len(t.base.values)
	}
	if w, ok := t.index[v]; ok {
		return w
	}
	if t.index == nil {
		t.index = make(map[Value]word)
	}
	w := wordRefs + word(first+len(t.values))
	t.index[v] = w
	t.values = append(t.values, v)
	return w
}

func (t *table) value(w word) Value {
	switch {
	case isInt(w):
		return Int(w)
	case w == wordNil:
		return Nil()
	case w == wordFault:
		return fault(faultZero)
	case w == wordFalse || w == wordTrue:
		return Bool(w == wordTrue)
	}
	i := int(w - wordRefs)
	if t.base == nil {
		return t.values[i]
	}
	if n := len(t.base.values); i >= n {
		return t.values[i-n]
	}
	return t.base.values[i]
}

// arith applies a strict binary operation.
func (t *table) arith(o op, a, b word) word {
	if isInt(a) && isInt(b) {
		switch o {
		case opAdd:
			return t.fit(a + b)
		case opSub:
			return t.fit(a - b)
		case opMul:
			if uint64(a+1<<30) < 1<<31 && uint64(b+1<<30) < 1<<31 {
				return t.fit(a * b)
			}
		case opDiv:
			if b != 0 {
				return a / b
			}
			return wordFault
		case opMod:
			if b != 0 {
				return a % b
			}
			return wordFault
		case opMin:
			return min(a, b)
		case opMax:
			return max(a, b)
		}
	}
	return t.word(arith(o, t.value(a), t.value(b)))
}

func (t *table) fit(i int64) word {
	if -limit < i && i < limit {
		return i
	}
	return t.intern(Int(i))
}

// addMul returns acc + c*x for a constant integer c.
func (t *table) addMul(acc, c, x word) word {
	if isInt(acc) && isInt(x) && uint64(c+1<<30) < 1<<31 && uint64(x+1<<30) < 1<<31 {
		return t.fit(acc + c*x)
	}
	return t.arith(opAdd, acc, t.arith(opMul, c, x))
}

// compare applies a comparison. For leaves see the function [compare].
func (t *table) compare(o op, a, b word, leaves uint8) word {
	if isInt(a) && isInt(b) {
		return wordBool(holds(o, cmp.Compare(a, b)))
	}
	if (o == opEq || o == opNe) && a <= wordTrue && b <= wordTrue && a > wordFault && b > wordFault {
		return wordBool((a == b) == (o == opEq))
	}
	return t.word(compare(o, t.value(a), t.value(b), leaves))
}

// wordConnective is && or || of two finished operands, by Kleene's tables. A fault is the result
// unless the operand on its left decides.
func wordConnective(o op, a, b word) word {
	decisive := wordTrue
	if o == opAnd {
		decisive = wordFalse
	}
	switch {
	case a == decisive || a == wordFault:
		return a
	case b == decisive || b == wordFault || a != wordNil:
		return b
	}
	return a
}

// step applies one operation.
func (t *table) step(o op, leaves uint8, k, a, b word) word {
	switch {
	case o == opAddMul:
		return t.addMul(a, k, b)
	case o.isArithmetic():
		return t.arith(o, a, b)
	case o.isComparison():
		return t.compare(o, a, b, leaves)
	case o == opAnd || o == opOr:
		return wordConnective(o, a, b)
	}
	return t.word(apply(o, t.value(a), t.value(b)))
}
