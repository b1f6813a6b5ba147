package reference

import (
	"go/token"
	"math"
	"math/big"
	"slices"
	"strings"
)

func not(v any) any {
	if b, ok := v.(bool); ok {
		return !b
	}
	return v
}

// number is int(condition).
func number(v any) any {
	switch v {
	case true:
		return big.NewInt(1)
	case false:
		return big.NewInt(0)
	}
	return v
}

func isNumber(v any) bool {
	switch v.(type) {
	case *big.Int, float64:
		return true
	}
	return false
}

// strict returns the result of an operator on numbers if an operand is not a number: a fault if
// one has a wrong type or is a fault, otherwise nil.
func strict(a, b any) (any, bool) {
	switch {
	case a != nil && !isNumber(a) || b != nil && !isNumber(b):
		return Fault{}, true
	case a == nil || b == nil:
		return nil, true
	}
	return nil, false
}

func negative(v any) any {
	if f, ok := v.(float64); ok {
		return -f
	}
	return arithmetic(token.SUB, big.NewInt(0), v)
}

func absolute(v any) any {
	switch v := v.(type) {
	case float64:
		return math.Abs(v)
	case *big.Int:
		return new(big.Int).Abs(v)
	}
	return negative(v)
}

func arithmetic(op token.Token, a, b any) any {
	if v, ok := strict(a, b); ok {
		return v
	}
	if (op == token.QUO || op == token.REM) && toFloat(b) == 0 {
		return Fault{}
	}
	x, isInt := a.(*big.Int)
	y, areInts := b.(*big.Int)
	if isInt && areInts {
		return ofIntegers(op, x, y)
	}
	return ofFloats(op, toFloat(a), toFloat(b))
}

func ofIntegers(op token.Token, x, y *big.Int) *big.Int {
	z := new(big.Int)
	switch op {
	case token.ADD:
		return z.Add(x, y)
	case token.SUB:
		return z.Sub(x, y)
	case token.MUL:
		return z.Mul(x, y)
	case token.QUO:
		return z.Quo(x, y)
	}
	return z.Rem(x, y)
}

func ofFloats(op token.Token, x, y float64) float64 {
	switch op {
	case token.ADD:
		return x + y
	case token.SUB:
		return x - y
	case token.MUL:
		return x * y
	case token.QUO:
		return x / y
	}
	return math.Mod(x, y)
}

// toFloat returns the nearest float.
func toFloat(v any) float64 {
	if f, ok := v.(float64); ok {
		return f
	}
	f, _ := new(big.Float).SetInt(v.(*big.Int)).Float64()
	return f
}

// pick is min or max of two values. It returns NaN if an operand is NaN, and the float if an
// integer and a float are equal.
func pick(name string, a, b any) any {
	if v, ok := strict(a, b); ok {
		return v
	}
	for _, v := range []any{a, b} {
		if f, ok := v.(float64); ok && math.IsNaN(f) {
			return v
		}
	}
	switch sign := order(a, b); {
	case sign == 0 && isFloat(a):
		return a
	case sign == 0:
		return b
	case (name == "min") == (sign < 0):
		return a
	}
	return b
}

func isFloat(v any) bool {
	_, ok := v.(float64)
	return ok
}

// order compares two numbers exactly. Neither may be NaN.
func order(a, b any) int {
	x, y := infinite(a), infinite(b)
	if x != 0 || y != 0 {
		return x - y
	}
	return fraction(a).Cmp(fraction(b))
}

// infinite returns 1 or -1 for an infinite float, and otherwise 0.
func infinite(v any) int {
	switch f, _ := v.(float64); {
	case math.IsInf(f, 1):
		return 1
	case math.IsInf(f, -1):
		return -1
	}
	return 0
}

func fraction(v any) *big.Rat {
	if i, ok := v.(*big.Int); ok {
		return new(big.Rat).SetInt(i)
	}
	return new(big.Rat).SetFloat64(v.(float64))
}

// compare applies a comparison. leafA and leafB say whether the operands are leaves, see [term].
func compare(op token.Token, a, b any, leafA, leafB bool) any {
	equality := op == token.EQL || op == token.NEQ
	switch {
	case a == Fault{} || b == Fault{}:
		return Fault{}
	case equality && (a == nil && !leafA || b == nil && !leafB):
		return nil
	case equality:
		return Equal(a, b) == (op == token.EQL)
	case a == nil || b == nil:
		return nil
	}
	s, isString := a.(string)
	t, areStrings := b.(string)
	switch {
	case isString && areStrings:
		return holds(op, strings.Compare(s, t))
	case !isNumber(a) || !isNumber(b):
		return Fault{}
	}
	return !isNaN(a) && !isNaN(b) && holds(op, order(a, b))
}

func isNaN(v any) bool {
	f, ok := v.(float64)
	return ok && math.IsNaN(f)
}

// holds reports whether an ordering operator is true for operands whose order is sign.
func holds(op token.Token, sign int) bool {
	text := op.String()
	return text[0] == '<' && sign < 0 || text[0] == '>' && sign > 0 || len(text) == 2 && sign == 0
}

// Equal reports whether two values are equal: numbers by their value, others by type and value.
func Equal(a, b any) bool {
	if isNumber(a) && isNumber(b) {
		return !isNaN(a) && !isNaN(b) && order(a, b) == 0
	}
	x, isList := a.(*List)
	y, areLists := b.(*List)
	if isList && areLists {
		return slices.EqualFunc(x.Elements, y.Elements, Equal)
	}
	return a == b
}

// length is len(list).
func length(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case *List:
		return big.NewInt(int64(len(v.Elements)))
	}
	return Fault{}
}

// contains is contains(list, x).
func contains(list, x any) any {
	l, isList := list.(*List)
	_, inner := x.(*List)
	switch {
	case list != nil && !isList || inner || x == Fault{}:
		return Fault{}
	case list == nil || x == nil:
		return nil
	}
	return slices.ContainsFunc(l.Elements, func(e any) bool { return Equal(e, x) })
}
