package expr

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSumWidth: the width of a sum is bounded from above, and for long sums by little more than it is.
func TestSumWidth(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	for range 300 {
		sum, width := new(big.Int), int64(0)
		same := uint(rng.IntN(200))
		for k := range 1 + rng.IntN(1000) {
			bits := same
			if rng.IntN(2) == 0 {
				bits = uint(rng.IntN(200))
			}
			sum.Add(sum, new(big.Int).Lsh(big.NewInt(1), bits))
			if width = sumWidth(width, int64(bits)*bit); k == 0 {
				width = int64(bits) * bit
			}
		}
		least, most := int64(sum.BitLen()-1)*bit, int64(sum.BitLen()+3)*bit
		if width < least || width > most {
			t.Fatalf("a sum of %d bits is said to be of %.2f", sum.BitLen(), float64(width)/float64(bit))
		}
	}
}

// TestWidths: long sums are as good as any, long products are not, and an error says where.
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
