package expr

import (
	"math/bits"
	"slices"
	"strconv"
)

const (
	// maxBits bounds the integers that arithmetic can make. Machines keep the values of
	// sub-expressions, and a product of thousands of factors would exhaust the memory.
	maxBits = 4096

	// noWidth is the width of floats. Arithmetic with a float operand gives a float.
	noWidth = -1
)

// checkWidths fails if arithmetic could make an integer of more than maxBits, or a few more: the
// width of a sum is taken to be that of its widest operand.
func (c *checker) checkWidths(domains [][]Value) {
	var few [32]int // enough for most expressions
	all := slices.Grow(few[:0], len(domains)+len(c.nodes))[:len(domains)+len(c.nodes)]
	params, widths := all[:len(domains)], all[len(domains):]
	for i, d := range domains {
		for j := range d {
			params[i] = max(params[i], valueWidth(&d[j]))
		}
	}
	for i := range c.nodes {
		n := &c.nodes[i]
		widths[i] = c.width(n, params, widths)
		if n.op.isArithmetic() && widths[i] > maxBits {
			c.fail(n.at, "the result could exceed "+strconv.Itoa(maxBits)+" bits, the limit for integers")
		}
	}
}

// width returns the number of bits of a node, given the widths of its operands.
func (c *checker) width(n *node, params, of []int) (width int) {
	switch {
	case n.op == opConst:
		return valueWidth(&c.consts[n.a])
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
		return 1
	case n.op == opLen:
		return 64
	case n.op.isArithmetic():
		return arithWidth(n.op, of[n.a], of[n.b])
	}
	return 0 // not a number
}

func valueWidth(v *Value) int {
	switch v.kind {
	case kindInt:
		return bits.Len64(magnitude(int64(v.bits)))
	case kindBig:
		return 8 * len(v.str)
	case kindFloat:
		return noWidth
	}
	return 0
}

func arithWidth(o op, x, y int) int {
	switch {
	case x == noWidth || y == noWidth:
		return noWidth
	case o == opMul:
		return x + y
	case o == opAdd || o == opSub:
		return max(x, y)
	case o == opMod:
		return min(x, y)
	}
	return x
}
