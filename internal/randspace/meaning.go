package randspace

import (
	"math"
	"strings"
)

// What the operators of rule expressions mean. An unset value is nil, and so is what an unset value leaves unknown.

// truth takes a value for a condition.
func truth(v any) any {
	if v == nil || isBool(v) {
		return v
	}
	return fault{}
}

func not(v any) any {
	if b, ok := v.(bool); ok {
		return !b
	}
	return v
}

// and asks its right side unless the left one decides.
func and(x any, y func() any) any {
	if x == false || x == (fault{}) {
		return x
	}
	if v := y(); x == true || v == false || v == (fault{}) {
		return v
	}
	return nil
}

func or(x any, y func() any) any { return not(and(not(x), func() any { return not(y()) })) }

// number is int(v).
func number(v any) any {
	switch v = truth(v); v {
	case true:
		return int64(1)
	case false:
		return int64(0)
	}
	return v
}

// magnitude is abs(v).
func magnitude(v any) any {
	if compare("<", v, int64(0), false, false) == false {
		return v
	}
	return arithmetic("-", int64(0), v)
}

func toFloat(v any) float64 {
	if i, ok := v.(int64); ok {
		return float64(i)
	}
	return v.(float64)
}

// arithmetic applies a binary operator, min or max to numbers that are small enough to be exact as floats.
func arithmetic(op string, a, b any) any {
	switch {
	case a != nil && !isNumber(a) || b != nil && !isNumber(b):
		return fault{}
	case a == nil || b == nil:
		return nil
	case op == "min" && toFloat(b) < toFloat(a), op == "max" && toFloat(b) > toFloat(a):
		return b
	case op == "min", op == "max":
		return a
	case (op == "/" || op == "%") && toFloat(b) == 0:
		return fault{}
	}
	x, isInt := a.(int64)
	y, areInts := b.(int64)
	if isInt && areInts {
		return calculate(op, x, y, func(x, y int64) int64 { return x % y })
	}
	return calculate(op, toFloat(a), toFloat(b), math.Mod)
}

func calculate[T int64 | float64](op string, x, y T, mod func(x, y T) T) T {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "/":
		return x / y
	}
	return mod(x, y)
}

// compare applies a comparison. bareA and bareB say whose being unset is a value to == and !=.
func compare(op string, a, b any, bareA, bareB bool) any {
	switch equality := op == "==" || op == "!="; {
	case a == (fault{}) || b == (fault{}):
		return fault{}
	case equality && (a == nil && !bareA || b == nil && !bareB):
		return nil
	case equality:
		return equal(a, b) == (op == "==")
	case a == nil || b == nil:
		return nil
	case isString(a) && isString(b):
		return holds(op, strings.Compare(a.(string), b.(string)))
	case isNumber(a) && isNumber(b):
		return holds(op, sign(toFloat(a)-toFloat(b)))
	}
	return fault{}
}

func sign(x float64) int {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}

// holds reports whether op holds of two values whose order is sign.
func holds(op string, sign int) bool {
	return strings.HasPrefix(op, "<") && sign < 0 || strings.HasPrefix(op, ">") && sign > 0 || strings.HasSuffix(op, "=") && sign == 0
}

func equal(a, b any) bool {
	if isNumber(a) && isNumber(b) {
		return toFloat(a) == toFloat(b)
	}
	return a == b
}
