package expr

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// someNumbers returns numbers at boundaries: the ends of types, zero and its neighbours, and the
// limits of what a float represents exactly.
func someNumbers() []Value {
	all := append(append([]Value{}, someInts...), someBig...)
	for _, f := range []float64{0.5, 1.5, -1.5, 0, 2, -3, 1 << 53, 1 << 62, 1 << 63, -1 << 63, 1 << 64, 1e19, -1e19, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()} {
		all = append(all, Float(f))
	}
	return append(all, Int(1<<53+1), Int(1<<62-1), Int(math.MaxInt64-1), Int(math.MinInt64+1))
}

// rational returns the exact value of a finite number.
func rational(v Value) *big.Rat {
	if v.kind == kindFloat {
		return new(big.Rat).SetFloat64(v.float())
	}
	return new(big.Rat).SetInt(v.big())
}

// orderOf compares two numbers as fractions or, if one is not finite, as floats.
func orderOf(a, b Value) (sign int, ordered bool) {
	x, y := a.toFloat(), b.toFloat()
	switch {
	case math.IsNaN(x) || math.IsNaN(y):
		return 0, false
	case a.kind == kindFloat && math.IsInf(x, 0) || b.kind == kindFloat && math.IsInf(y, 0):
		return cmp.Compare(x, y), true
	}
	return rational(a).Cmp(rational(b)), true
}

func comparisonOf(o op, a, b Value) bool {
	sign, ordered := orderOf(a, b)
	switch o {
	case opEq:
		return ordered && sign == 0
	case opNe:
		return !ordered || sign != 0
	case opLt:
		return ordered && sign < 0
	case opLe:
		return ordered && sign <= 0
	case opGt:
		return ordered && sign > 0
	}
	return ordered && sign >= 0
}

// extremumOf is min or max. It returns NaN if an operand is NaN, and the float if an integer and a
// float are equal.
func extremumOf(o op, a, b Value) Value {
	sign, ordered := orderOf(a, b)
	switch {
	case !ordered && math.IsNaN(a.toFloat()):
		return a
	case !ordered, o == opMin && sign > 0, o == opMax && sign < 0, sign == 0 && a.kind != kindFloat:
		return b
	}
	return a
}

func integerOf(o op, x, y *big.Int) Value {
	z := new(big.Int)
	switch o {
	case opAdd:
		return bigValue(z.Add(x, y))
	case opSub:
		return bigValue(z.Sub(x, y))
	case opMul:
		return bigValue(z.Mul(x, y))
	}
	if y.Sign() == 0 {
		return fault(faultZero)
	}
	if o == opDiv {
		return bigValue(z.Quo(x, y))
	}
	return bigValue(z.Rem(x, y))
}

func floatOf(o op, x, y float64) Value {
	switch {
	case o == opAdd:
		return Float(x + y)
	case o == opSub:
		return Float(x - y)
	case o == opMul:
		return Float(x * y)
	case y == 0:
		return fault(faultZero)
	case o == opDiv:
		return Float(x / y)
	}
	return Float(math.Mod(x, y))
}

func arithmeticOf(o op, a, b Value) Value {
	switch {
	case o == opMin || o == opMax:
		return extremumOf(o, a, b)
	case a.kind == kindFloat || b.kind == kindFloat:
		return floatOf(o, a.toFloat(), b.toFloat())
	}
	return integerOf(o, a.big(), b.big())
}

// TestNumbers compares every operation on pairs of numbers with its definition.
func TestNumbers(t *testing.T) {
	for _, a := range someNumbers() {
		for _, b := range someNumbers() {
			for o := opAdd; o <= opMax; o++ {
				if got, want := arith(o, a, b), arithmeticOf(o, a, b); got != want {
					t.Errorf("%v %v %v is %v, want %v", a, o, b, got, want)
				}
			}
			for o := opEq; o <= opGe; o++ {
				if got, want := compare(o, a, b, 3), Bool(comparisonOf(o, a, b)); got != want {
					t.Errorf("%v %v %v is %v, want %v", a, o, b, got, want)
				}
			}
		}
	}
}

// TestWords compares operations on words with those on values.
func TestWords(t *testing.T) {
	tab := &table{}
	for _, a := range someNumbers() {
		for _, b := range someNumbers() {
			v, w := tab.word(a), tab.word(b)
			if tab.value(v) != a {
				t.Fatalf("%v is %v as a word", a, tab.value(v))
			}
			for o := opAdd; o <= opMax; o++ {
				if got, want := tab.arith(o, v, w), tab.word(arith(o, a, b)); got != want {
					t.Errorf("%v %v %v is %v, want %v", a, o, b, tab.value(got), tab.value(want))
				}
			}
			for o := opEq; o <= opGe; o++ {
				if got, want := tab.compare(o, v, w, 3), tab.word(compare(o, a, b, 3)); got != want {
					t.Errorf("%v %v %v is %v, want %v", a, o, b, tab.value(got), tab.value(want))
				}
			}
			for _, c := range []word{-limit + 1, -3, 1, 1 << 30, limit - 1} {
				if got, want := tab.addMul(v, c, w), tab.word(arith(opAdd, a, arith(opMul, Int(c), b))); got != want {
					t.Errorf("%v + %d*%v is %v, want %v", a, c, b, tab.value(got), tab.value(want))
				}
			}
		}
	}
}

// TestLinear compares multiples of variables, products and remainders with small constants. Moving
// a coefficient to the other side rounds the constant; a subtraction can make a remainder
// negative.
func TestLinear(t *testing.T) {
	g := &generator{Rand: rand.New(rand.NewPCG(1, 12)), domains: [][]Value{ints(-3, 3), ints(0, 2), ints(0, 5)}, types: []types{tNumber, tNumber, tNumber}}
	for _, text := range []string{"%d*a + %d %s %d", "%d*a*b + %d %s %d", "(c - %d*b) %% 4 + %d %s %d"} {
		for o := opEq; o <= opGe; o++ {
			for i := range 7 * 5 * 15 {
				e := parse(t, fmt.Sprintf(text, i%7-3, i/7%5-2, o, i/35-7))
				atoms, err := e.Bind(g.bindings(e))
				if err != nil {
					t.Fatal(err)
				}
				checkAtoms(t, g, e, atoms)
			}
		}
	}
}

// TestWidths checks which long sums and products are accepted, and the position of the error.
func TestWidths(t *testing.T) {
	domain := []Value{Uint(1<<64 - 1), Int(2)}
	for _, tt := range []struct {
		text string
		at   int // of the error, -1 for none
	}{
		{"a" + strings.Repeat("+a", 50_000) + " > 0", -1},
		{"a" + strings.Repeat("-a*a*a", 10_000) + " > 0", -1},
		{"a" + strings.Repeat("*a", 63) + " > 0", -1},
		{"a" + strings.Repeat("*a", 64) + " > 0", 2*64 - 1},
		{"a" + strings.Repeat("*a%7", 500) + " > 0", -1},
		{"a" + strings.Repeat("*a/a", 500) + " > 0", 4*64 - 3},
		{"max(1" + strings.Repeat(", a*a", 500) + ") > 0", -1},
		{"1" + strings.Repeat("0", 1200) + "*a > 0", -1},
		{"1" + strings.Repeat("0", 1300) + "*a > 0", 1301},
		{"1" + strings.Repeat("0", 1300) + " > a", -1},
		{"1.5" + strings.Repeat("*a", 200) + " > 0", -1},
		{"a*1.5" + strings.Repeat("*a", 200) + " > 0", -1},
		{"int(a > 1)" + strings.Repeat("*int(a > 1)", 500) + " > 0", -1},
		{"int(a > 1)" + strings.Repeat("+int(a > 1)*a", 500) + " > 0", -1},
	} {
		_, err := parse(t, tt.text).Bind([]int{0}, [][]Value{domain})
		var e *SyntaxError
		if tt.at < 0 && err != nil || tt.at >= 0 && (!errors.As(err, &e) || e.Offset != tt.at) {
			t.Errorf("%.20s… of %d bytes: %v, want an error at %d", tt.text, len(tt.text), err, tt.at)
		}
	}
}

// TestLargeCoefficients uses coefficients and constants whose sums, differences and products
// exceed what a word holds.
func TestLargeCoefficients(t *testing.T) {
	domains := [][]Value{ints(-2, 2), ints(-1, 2)}
	for _, text := range []string{
		"a + K %s K", "a - K %s K", "a + K %s -K", "a - K %s -K", "2*a + K %s K - 1", "K*a + K*a %s b",
		"K*a - K*b - K*a %s b", "b - K*a - K*a %s 0", "K*(K*a + b) %s K", "K*(b - K*a) %s -K", "-K*(K*a + b) %s K",
		"(a + K)*(b - K) %s K", "K*a %s K*b", "K*a*K*b %s K", "K*a + b %s b - K*a",
	} {
		for _, k := range []word{limit - 1, limit, limit / 2, limit/2 + 1, 1 << 31} {
			for o := opEq; o <= opGe; o++ {
				checkAll(t, strings.ReplaceAll(fmt.Sprintf(text, o), "K", fmt.Sprint(k)), domains)
			}
		}
	}
}
