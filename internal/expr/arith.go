package expr

import (
	"math"
	"math/big"
	"math/bits"
)

// arith applies a strict binary operation on numbers. A fault in an operand takes precedence over
// a wrong type, and that over an unset operand, so n operands can be folded in any order.
func arith(o op, a, b Value) Value {
	if a.kind == kindInt && b.kind == kindInt {
		return arithInt(o, int64(a.bits), int64(b.bits))
	}
	if v, ok := operandFault(a, b); ok {
		return v
	}
	switch {
	case a.kind == kindNil || b.kind == kindNil:
		return Nil()
	case o == opMin || o == opMax:
		return pick(o, a, b)
	case a.kind == kindFloat || b.kind == kindFloat:
		return arithFloat(o, a.toFloat(), b.toFloat())
	}
	return arithBig(o, a.big(), b.big())
}

func operandFault(a, b Value) (Value, bool) {
	switch {
	case a.kind == kindFault:
		return a, true
	case b.kind == kindFault:
		return b, true
	case a.kind != kindNil && !a.isNumber() || b.kind != kindNil && !b.isNumber():
		return fault(faultType), true
	}
	return Value{}, false
}

// arithInt is the fast path for integers. On overflow it calls arithBig.
func arithInt(o op, x, y int64) Value {
	switch o {
	case opAdd:
		if s := x + y; (s > x) == (y > 0) {
			return Int(s)
		}
	case opSub:
		if d := x - y; (d < x) == (y > 0) {
			return Int(d)
		}
	case opMul:
		if p, ok := mulInt(x, y); ok {
			return Int(p)
		}
	case opMin:
		return Int(min(x, y))
	case opMax:
		return Int(max(x, y))
	case opDiv, opMod:
		return divInt(o, x, y)
	}
	return arithBig(o, big.NewInt(x), big.NewInt(y))
}

func divInt(o op, x, y int64) Value {
	switch {
	case y == 0:
		return fault(faultZero)
	case o == opMod:
		return Int(x % y)
	case x == math.MinInt64 && y == -1:
		return Uint(1 << 63)
	}
	return Int(x / y)
}

// mulInt returns x*y and reports whether it fits in an int64.
func mulInt(x, y int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(x), magnitude(y))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (x < 0) != (y < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

func arithBig(o op, x, y *big.Int) Value {
	z := new(big.Int)
	switch o {
	case opAdd:
		z.Add(x, y)
	case opSub:
		z.Sub(x, y)
	case opMul:
		z.Mul(x, y)
	case opDiv, opMod:
		if y.Sign() == 0 {
			return fault(faultZero)
		}
		if o == opDiv {
			z.Quo(x, y)
		} else {
			z.Rem(x, y)
		}
	}
	return bigValue(z)
}

func arithFloat(o op, x, y float64) Value {
	switch o {
	case opAdd:
		return Float(x + y)
	case opSub:
		return Float(x - y)
	case opMul:
		return Float(float64(x * y)) // the conversion prevents a fused multiply-add
	}
	if y == 0 {
		return fault(faultZero)
	}
	if o == opMod {
		return Float(math.Mod(x, y))
	}
	return Float(x / y)
}

// pick is min or max. It returns NaN if an operand is NaN, and the float if an integer and a float
// are equal, so that the result does not depend on the order of the operands.
func pick(o op, a, b Value) Value {
	sign, ordered, _ := order(a, b)
	switch {
	case !ordered && a.kind == kindFloat && a.float() != a.float():
		return a
	case !ordered, o == opMin && sign > 0, o == opMax && sign < 0, sign == 0 && a.kind != kindFloat:
		return b
	}
	return a
}

// negate is unary minus. It changes the sign of a float zero, too.
func negate(a Value) Value {
	if a.kind == kindFloat {
		return Float(-a.float())
	}
	return arith(opSub, Int(0), a)
}

func absolute(a Value) Value {
	if a.kind == kindFloat {
		return Float(math.Abs(a.float()))
	}
	if v := arith(opAdd, a, Int(0)); v.kind != kindInt && v.kind != kindBig {
		return v
	}
	return arith(opMax, a, negate(a))
}

// compare applies a comparison. The bits of leaves say which operands are parameters or constants
// (1 the left, 2 the right): == and != compare these as values even if they are unset.
func compare(o op, a, b Value, leaves uint8) Value {
	switch {
	case a.kind == kindFault:
		return a
	case b.kind == kindFault:
		return b
	case o == opEq || o == opNe:
		if a.kind == kindNil && leaves&1 == 0 || b.kind == kindNil && leaves&2 == 0 {
			return Nil()
		}
		return Bool(equal(a, b) == (o == opEq))
	case a.kind == kindNil || b.kind == kindNil:
		return Nil()
	}
	sign, ordered, comparable := order(a, b)
	if !comparable {
		return fault(faultType)
	}
	return Bool(ordered && holds(o, sign))
}

// holds reports whether a comparison is true of two values whose order is sign.
func holds(o op, sign int) bool {
	switch o {
	case opEq:
		return sign == 0
	case opNe:
		return sign != 0
	case opLt:
		return sign < 0
	case opLe:
		return sign <= 0
	case opGt:
		return sign > 0
	}
	return sign >= 0
}
