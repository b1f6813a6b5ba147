package expr

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"
)

type kind uint8

const (
	kindNil kind = iota
	kindBool
	kindInt    // bits: an int64
	kindBig    // str: magnitude, big-endian; bits: 1 if negative
	kindFloat  // bits: IEEE 754
	kindString // str
	kindList   // str: the elements, see [List]; bits: their number
	kindFault  // bits: the reason; only inside an evaluation
)

// Value is immutable: unset, a bool, an integer, a float, a string or a list of these.
// The zero Value is unset. The operator == distinguishes 1 from 1.0, which divide differently;
// [Same] does not.
type Value struct {
	kind kind
	bits uint64
	str  string
}

// Nil returns the value of an unset parameter.
func Nil() Value { return Value{} }

// Bool returns b as a Value.
func Bool(b bool) Value {
	if b {
		return Value{kind: kindBool, bits: 1}
	}
	return Value{kind: kindBool}
}

// Int returns i as a Value.
func Int(i int64) Value { return Value{kind: kindInt, bits: uint64(i)} }

// Uint returns u as a Value.
func Uint(u uint64) Value {
	if u <= math.MaxInt64 {
		return Int(int64(u))
	}
	return bigValue(new(big.Int).SetUint64(u))
}

// Float returns f as a Value.
func Float(f float64) Value { return Value{kind: kindFloat, bits: math.Float64bits(f)} }

// Decimal returns the float64 that stands for a float of the given number of bits. For a float32
// with a fraction this is the decimal number that it prints as, so that float32(0.1) is 0.1. An
// integral float32 is itself, because the shortest decimal may be another integer.
func Decimal(f float64, bits int) float64 {
	if bits == 32 && f != math.Trunc(f) {
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	}
	return f
}

// String returns s as a Value.
func String(s string) Value { return Value{kind: kindString, str: s} }

// List returns a list of values, none of which is unset or a list.
func List(elements []Value) Value {
	var b []byte
	for _, e := range elements {
		b = append(b, byte(e.kind))
		b = binary.AppendUvarint(b, e.bits)
		b = binary.AppendUvarint(b, uint64(len(e.str)))
		b = append(b, e.str...)
	}
	return Value{kind: kindList, bits: uint64(len(elements)), str: string(b)}
}

// Elements returns the elements of a list.
func (v Value) Elements() []Value {
	all := make([]Value, 0, v.bits)
	for rest := []byte(v.str); len(rest) > 0; {
		e := Value{kind: kind(rest[0])}
		bits, n := binary.Uvarint(rest[1:])
		rest = rest[1+n:]
		length, n := binary.Uvarint(rest)
		e.bits, e.str = bits, string(rest[n:n+int(length)])
		rest = rest[n+int(length):]
		all = append(all, e)
	}
	return all
}

// IsList reports whether v is a list.
func (v Value) IsList() bool { return v.kind == kindList }

// Same reports whether a and b are equal as values of a parameter. Numbers are compared by their
// numeric value, whatever their types.
func Same(a, b Value) bool { return a.Key() == b.Key() }

// Key returns a canonical Value that equal values share, for use as a map key.
func (v Value) Key() Value {
	if v.kind == kindList {
		elements := v.Elements()
		for i, e := range elements {
			elements[i] = e.Key()
		}
		return List(elements)
	}
	f := v.float()
	if v.kind != kindFloat || f != math.Trunc(f) || math.IsInf(f, 0) {
		return v
	}
	if -1<<63 <= f && f < 1<<63 {
		return Int(int64(f))
	}
	i, _ := big.NewFloat(f).Int(nil)
	return bigValue(i)
}

// String returns v in the syntax of expressions.
func (v Value) String() string {
	switch v.kind {
	case kindBool:
		return strconv.FormatBool(v.bits != 0)
	case kindInt:
		return strconv.FormatInt(int64(v.bits), 10)
	case kindBig:
		return v.big().String()
	case kindFloat:
		return formatFloat(v.float())
	case kindString:
		return strconv.Quote(v.str)
	case kindList:
		return "[" + v.joined() + "]"
	case kindFault:
		return faultText[v.bits]
	}
	return "nil"
}

// joined returns the elements of a list, separated by commas.
func (v Value) joined() string {
	var words []string
	for _, e := range v.Elements() {
		words = append(words, e.String())
	}
	return strings.Join(words, ", ")
}

// formatFloat writes a point or an exponent, so that 2.0 does not read as an integer.
func formatFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if strings.Trim(s, "-0123456789") == "" {
		s += ".0"
	}
	return s
}

// Reasons of a fault.
const (
	faultZero = iota
	faultType
)

var faultText = [...]string{faultZero: "division by zero", faultType: "wrong type"}

func fault(why uint64) Value { return Value{kind: kindFault, bits: why} }

func (v Value) float() float64 { return math.Float64frombits(v.bits) }

func (v Value) isNumber() bool { return v.kind == kindInt || v.kind == kindFloat || v.kind == kindBig }

func (v Value) big() *big.Int {
	if v.kind == kindInt {
		return big.NewInt(int64(v.bits))
	}
	i := new(big.Int).SetBytes([]byte(v.str))
	if v.bits != 0 {
		i.Neg(i)
	}
	return i
}

// bigValue returns the value of i, which has the kind kindInt if it fits.
func bigValue(i *big.Int) Value {
	if i.IsInt64() {
		return Int(i.Int64())
	}
	v := Value{kind: kindBig, str: string(i.Bytes())}
	if i.Sign() < 0 {
		v.bits = 1
	}
	return v
}

func (v Value) toFloat() float64 {
	switch v.kind {
	case kindFloat:
		return v.float()
	case kindInt:
		return float64(int64(v.bits))
	}
	f, _ := new(big.Float).SetInt(v.big()).Float64()
	return f
}

// order compares two values. ordered is false if one is NaN; comparable is false if the types
// have no common order.
func order(a, b Value) (sign int, ordered, comparable bool) {
	switch {
	case a.kind == kindInt && b.kind == kindInt:
		return cmp.Compare(int64(a.bits), int64(b.bits)), true, true
	case a.kind == kindString && b.kind == kindString:
		return cmp.Compare(a.str, b.str), true, true
	case !a.isNumber() || !b.isNumber():
		return 0, false, false
	case a.kind == kindFloat && b.kind == kindFloat:
		return cmp.Compare(a.float(), b.float()), a.float() == a.float() && b.float() == b.float(), true
	case a.kind == kindFloat:
		sign, ordered = orderIntFloat(b, a.float())
		return -sign, ordered, true
	case b.kind == kindFloat:
		sign, ordered = orderIntFloat(a, b.float())
		return sign, ordered, true
	}
	return a.big().Cmp(b.big()), true, true
}

// orderIntFloat compares exactly: converting i to a float could round it.
func orderIntFloat(i Value, f float64) (sign int, ordered bool) {
	switch {
	case f != f:
		return 0, false
	case math.IsInf(f, 0):
		return -int(math.Copysign(1, f)), true
	case i.kind == kindInt && -1<<63 <= f && f < 1<<63:
		whole := math.Trunc(f)
		if c := cmp.Compare(int64(i.bits), int64(whole)); c != 0 {
			return c, true
		}
		return cmp.Compare(whole, f), true
	}
	return new(big.Float).SetInt(i.big()).Cmp(big.NewFloat(f)), true
}

// equal is == on two set values. Values of different types are not equal.
func equal(a, b Value) bool {
	if a.isNumber() && b.isNumber() {
		sign, ordered, _ := order(a, b)
		return ordered && sign == 0
	}
	return a == b || a.kind == kindList && b.kind == kindList && a.Key() == b.Key()
}
