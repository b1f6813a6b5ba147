package expr

import (
	"math"
	"testing"
)

// allows reports whether a bound contains a value.
func (b *bound) allows(v Value) bool {
	switch v.kind {
	case kindNil:
		return b.may&mayNil != 0
	case kindFault:
		return b.may&mayFault != 0
	case kindBool:
		return v.bits == 0 && b.may&mayFalse != 0 || v.bits == 1 && b.may&mayTrue != 0
	case kindString:
		return b.may&mayOther != 0
	case kindFloat:
		if f := v.float(); f != f {
			return b.may&mayNaN != 0
		} else if b.may&mayFloat == 0 {
			return false
		}
	}
	over, _ := orderOf(v, Int(b.lo))
	under, _ := orderOf(v, Int(b.hi))
	return b.may&mayNumber != 0 && (b.lo == -limit || over >= 0) && (b.hi == limit || under <= 0)
}

// someOperands are values of every kind.
var someOperands = []Value{Int(-7), Int(-1), Int(0), Int(2), Int(limit - 1), Int(limit), Int(limit + 7), Int(-limit), Int(math.MinInt64), Float(-1.5), Float(0), Float(0.5),
	Float(1e300), Float(math.Inf(1)), Nil(), Bool(true), String("a"), fault(faultZero)}

// operands are two words and a bound that contains both.
type operands struct {
	bound
	words [2]word
}

func pairsOf(t *table, values []Value) (all []operands) {
	for i, v := range values {
		for _, w := range values[i:] {
			b := t.boundOf(t.word(v))
			b.join(t.boundOf(t.word(w)))
			all = append(all, operands{b, [2]word{t.word(v), t.word(w)}})
		}
	}
	return all
}

// conditional returns the operands as conditions.
func (x operands) conditional(t *table) operands {
	cond := func(w word) word { return t.step(opCond, 0, 0, w, w) }
	return operands{boundCond(&x.bound), [2]word{cond(x.words[0]), cond(x.words[1])}}
}

// TestBounds applies every operation to values within two bounds and checks that the bound of the
// result contains each result.
func TestBounds(t *testing.T) {
	tab := &table{}
	all := pairsOf(tab, someOperands)
	for o := opNeg; o <= opIf; o++ {
		if o == opIn {
			continue
		}
		for _, x := range all {
			for _, y := range all {
				if o == opInt || o == opNot || o >= opAnd {
					x, y = x.conditional(tab), y.conditional(tab)
				}
				within := stepBound(o, 3, 0, &x.bound, &y.bound)
				checkSingle(t, tab, o, x, y, within)
				for _, v := range x.words {
					for _, w := range y.words {
						if got := tab.value(tab.step(o, 3, 0, v, w)); !within.allows(got) {
							t.Fatalf("%v %v %v is %v, outside of the bound %+v", tab.value(v), o, tab.value(w), got, within)
						}
					}
				}
			}
		}
	}
}

// checkSingle checks that the bound of an operation on two single integers or conditions is a
// single value. This does not hold for faults, big integers and the operation %.
func checkSingle(t *testing.T, tab *table, o op, x, y operands, within bound) {
	t.Helper()
	v, w := x.words[0], y.words[0]
	got := tab.step(o, 3, 0, v, w)
	operands := v == x.words[1] && w == y.words[1] && (isInt(v) && isInt(w) || o >= opAnd)
	if !operands || o == opMod || got == wordFault || got > wordTrue && !isInt(got) {
		return
	}
	if only, ok := within.single(); !ok || only != got {
		t.Fatalf("%v %v %v is %v, but has the bound %+v", tab.value(v), o, tab.value(w), tab.value(got), within)
	}
}
