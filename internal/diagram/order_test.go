package diagram

import (
	"math"
	"testing"
)

func TestLog2(t *testing.T) {
	for n := 1; n < 100_000; n++ {
		got := math.Ldexp(float64(log2(n)), -logBits)
		if want := math.Log2(float64(n)); got > want+1e-14 || got < want-1e-11 {
			t.Fatalf("log2(%d) is %v, want %v", n, got, want)
		}
	}
	for k := range 31 {
		if got := log2(1 << k); got != int64(k)<<logBits {
			t.Errorf("log2(2^%d) is %d", k, got)
		}
	}
	if a, b := log2(6)+log2(35), log2(10)+log2(21); a-b > sameLogs || b-a > sameLogs {
		t.Errorf("6*35 and 10*21 are %d and %d", a, b)
	}
}
