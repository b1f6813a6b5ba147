package expr

import (
	"math/bits"
	"strconv"
)

const (
	// maxBits bounds the integers that arithmetic can make. Machines keep the values of
	// sub-expressions, and a product of thousands of factors would exhaust the memory.
	maxBits = 4096

	// usualBits is the width of the widest integers that parameters usually have.
	usualBits = 64

	// bit is the unit of widths, which are logarithms to base 2 in fixed point.
	bit = int64(1) << 32

	// noWidth is the width of floats. Arithmetic with a float operand gives a float.
	noWidth = int64(-1)
)

// checkWidths fails if arithmetic could make an integer of more than maxBits, given the widths of
// its operands. Expressions with few operands of the usual width need no check.
func (c *checker) checkWidths(domains [][]Value) {
	if len(c.nodes) <= maxBits/usualBits && !c.hasWideConst() {
		return
	}
	params := make([]int64, len(domains))
	for i, d := range domains {
		for _, v := range d {
			params[i] = max(params[i], valueWidth(v))
		}
	}
	widths := make([]int64, len(c.nodes))
	for i := range c.nodes {
		n := &c.nodes[i]
		widths[i] = c.width(n, params, widths)
		if n.op.isArithmetic() && widths[i] > maxBits*bit {
			c.fail(n.at, "the result could exceed "+strconv.Itoa(maxBits)+" bits, the limit for integers")
		}
	}
}

func (c *checker) hasWideConst() bool {
	for _, v := range c.consts {
		if v.kind == kindBig && len(v.str) > usualBits/8 {
			return true
		}
	}
	return false
}

// width returns an upper bound on the logarithm of a node's magnitude, given the widths of its
// operands.
func (c *checker) width(n *node, params, of []int64) (width int64) {
	switch {
	case n.op == opConst:
		return valueWidth(c.consts[n.a])
	case n.op == opParam:
		return params[n.a]
	case n.op == opMin || n.op == opMax:
		for _, arg := range c.args[n.a:n.b] {
			width = max(width, of[arg])
		}
		return width
	case n.op == opNeg || n.op == opAbs:
		return of[n.a]
	case n.op == opInt:
		return bit
	case n.op.isArithmetic():
		return arithWidth(n.op, of[n.a], of[n.b])
	}
	return 0 // not a number
}

func valueWidth(v Value) int64 {
	switch v.kind {
	case kindInt:
		return int64(bits.Len64(magnitude(int64(v.bits)))) * bit
	case kindBig:
		return 8 * int64(len(v.str)) * bit
	case kindFloat:
		return noWidth
	}
	return 0
}

func arithWidth(o op, x, y int64) int64 {
	switch {
	case x == noWidth || y == noWidth:
		return noWidth
	case o == opMul:
		return x + y
	case o == opAdd || o == opSub:
		return sumWidth(x, y)
	case o == opMod:
		return min(x, y)
	}
	return x
}

// sumWidth bounds log(2^x + 2^y) = x + log(1 + 2^-d), where d = x-y ≥ 0, by x + 1.5·2^-⌊d⌋.
// It computes in integers, so that the result is the same on every machine. For a sum of n equal
// terms the bound is at most 2 bits too large.
func sumWidth(x, y int64) int64 {
	if x < y {
		x, y = y, x
	}
	return x + 3*bit/2>>min((x-y)/bit, 62)
}
