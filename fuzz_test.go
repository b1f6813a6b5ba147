package paramgen

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"slices"
	"strconv"
	"testing"
)

// choices turns the bytes of a fuzzer into decisions, one after the other. Where no bytes are left, all of them are 0.
type choices struct{ data []byte }

func (c *choices) byte() byte {
	if len(c.data) == 0 {
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return b
}

// of returns a number below n.
func (c *choices) of(n int) int { return int(c.byte()) % n }

func (c *choices) uint64() uint64 {
	var eight [8]byte
	c.data = c.data[copy(eight[:], c.data):]
	return binary.LittleEndian.Uint64(eight[:])
}

// number returns an integer that is small more often than not.
func (c *choices) number() int64 {
	if b := int8(c.byte()); b > -100 {
		return int64(b)
	}
	return int64(c.uint64())
}

// string returns a string of at most most bytes.
func (c *choices) string(most int) string {
	n := min(c.of(most+1), len(c.data))
	s := string(c.data[:n])
	c.data = c.data[n:]
	return s
}

// hazards are what formats quote, escape, or take for their own.
var hazards = []string{" ", "\t", "\n", "\r", "'", `"`, `\`, "$", "`", "~", "#", "=", ",", "-", ":", "{", "%", "a", "0", ".", "_", "é", "\x00", "\x7f", "\xff", "\u2028", "\ufeff", "\U0001f600"}

// hazard returns a string of those.
func (c *choices) hazard() (s string) {
	for range c.of(6) {
		s += hazards[c.of(len(hazards))]
	}
	return s
}

// Types made of others, and values of no use.
type (
	fuzzBool   bool
	fuzzInt    int16
	fuzzUint   uint32
	fuzzFloat  float32
	fuzzDouble float64
	fuzzString string
)

// kinds make values of all kinds.
var kinds = []func(*choices) any{
	func(*choices) any { return nil },
	func(c *choices) any { return c.of(2) == 1 },
	func(c *choices) any { return int(c.number()) },
	func(c *choices) any { return c.string(6) },
	func(c *choices) any { return math.Float64frombits(c.uint64()) },
	func(c *choices) any { return float64(c.number()) / 4 },
	func(c *choices) any { return math.Float32frombits(uint32(c.uint64())) },
	func(c *choices) any { return float32(c.number()) / 10 },
	func(c *choices) any { return int8(c.number()) },
	func(c *choices) any { return int16(c.number()) },
	func(c *choices) any { return int32(c.number()) },
	func(c *choices) any { return c.number() },
	func(c *choices) any { return uint(c.number()) },
	func(c *choices) any { return uint8(c.number()) },
	func(c *choices) any { return uint16(c.number()) },
	func(c *choices) any { return uint32(c.number()) },
	func(c *choices) any { return uint64(c.number()) },
	func(c *choices) any { return uintptr(c.number()) },
	func(c *choices) any { return fuzzBool(c.of(2) == 1) },
	func(c *choices) any { return fuzzInt(c.number()) },
	func(c *choices) any { return fuzzUint(c.number()) },
	func(c *choices) any { return fuzzFloat(math.Float32frombits(uint32(c.uint64()))) },
	func(c *choices) any { return fuzzDouble(c.number()) },
	func(c *choices) any { return fuzzString(c.string(4)) },
	func(c *choices) any { return math.Ldexp(float64(c.number()), c.of(128)) },
}

// value returns a value that a parameter can have, or now and then a float that is no number.
func (c *choices) value() any { return kinds[c.of(len(kinds))](c) }

// finite returns a value that a parameter can have.
func (c *choices) finite() any {
	v := c.value()
	if _, ok := exact(v); !ok {
		return nil
	}
	return v
}

// exact returns what a value is, as a text that no other value has, whatever its type. It shares no code with the library. ok is false
// where a parameter cannot have the value.
func exact(v any) (key string, ok bool) {
	switch v := v.(type) {
	case nil:
		return "nil", true
	case bool, fuzzBool:
		return strconv.FormatBool(v == true || v == fuzzBool(true)), true
	case string:
		return strconv.Quote(v), true
	case fuzzString:
		return strconv.Quote(string(v)), true
	}
	if r := rational(v); r != nil {
		return r.RatString(), true
	}
	return "", false
}

// rational returns the number that v is, or nil.
func rational(v any) *big.Rat {
	r := new(big.Rat)
	switch v := v.(type) {
	case int:
		return r.SetInt64(int64(v))
	case int8:
		return r.SetInt64(int64(v))
	case int16:
		return r.SetInt64(int64(v))
	case fuzzInt:
		return r.SetInt64(int64(v))
	case int32:
		return r.SetInt64(int64(v))
	case int64:
		return r.SetInt64(v)
	case uint:
		return r.SetUint64(uint64(v))
	case uint8:
		return r.SetUint64(uint64(v))
	case uint16:
		return r.SetUint64(uint64(v))
	case uint32:
		return r.SetUint64(uint64(v))
	case fuzzUint:
		return r.SetUint64(uint64(v))
	case uint64:
		return r.SetUint64(v)
	case uintptr:
		return r.SetUint64(uint64(v))
	case float64:
		return r.SetFloat64(v)
	case fuzzDouble:
		return r.SetFloat64(float64(v))
	case float32:
		return printed(v)
	case fuzzFloat:
		return printed(float32(v))
	}
	return nil
}

// printed returns the number that a float32 is taken for: itself if it is whole, or else the double next to the decimal number that it prints as.
func printed(f float32) *big.Rat {
	if own := new(big.Rat).SetFloat64(float64(f)); own != nil && own.IsInt() {
		return own
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(float64(f), 'e', -1, 32))
	if !ok {
		return nil
	}
	double, _ := r.Float64()
	return r.SetFloat64(double)
}

// typed fails unless err is made of errors that New promises.
func typed(t *testing.T, err error) {
	t.Helper()
	all := split(err)
	for _, e := range all {
		switch e.(type) {
		case *ParameterError, *RuleError, *UnknownError, *BudgetError:
		default:
			if len(all) <= 100 { // or else the last may say that there are more
				t.Fatalf("New returns a %T: %v", e, e)
			}
		}
		if e.Error() == "" {
			t.Fatalf("a %T without words", e)
		}
	}
}

// panics returns the value that f panics with.
func panics(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// outOfRange fails unless f panics with a RangeError, or what it returns is one.
func outOfRange(t *testing.T, what string, f func() error) {
	t.Helper()
	var err error
	if v := panics(func() { err = f() }); v != nil {
		err, _ = v.(error)
	}
	var fault *RangeError
	if !errors.As(err, &fault) {
		t.Fatalf("%s: %v, want a RangeError", what, err)
	}
}

// seeds gives a target some random bytes to begin with, the same each time.
func seeds(f *testing.F, n, length int) {
	for i := range n {
		c := uint64(i)
		data := make([]byte, length)
		for k := range data {
			c = c*6364136223846793005 + 1442695040888963407
			data[k] = byte(c >> 56)
		}
		f.Add(slices.Clip(data))
	}
}

// keys returns the names of all combinations.
func keys(g *Generator) (all []string) {
	for c := range g.All() {
		all = append(all, c.String())
	}
	return all
}
