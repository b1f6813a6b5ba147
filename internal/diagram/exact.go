package diagram

import (
	"math"
	"math/big"
	"math/bits"
)

// A dyadic is a finite float as an integer times a power of two. The integer is odd or 0.
type dyadic struct {
	mantissa int64
	exponent int
}

func toDyadic(f float64) dyadic {
	fraction, exponent := math.Frexp(f)
	b := dyadic{int64(math.Ldexp(fraction, 53)), exponent - 53}
	if b.mantissa == 0 {
		return dyadic{}
	}
	zeros := bits.TrailingZeros64(uint64(b.mantissa))
	return dyadic{b.mantissa >> zeros, b.exponent + zeros}
}

// integers returns the floats, which must be finite, as integers: each one divided by the same
// power of two. The results are exact.
func integers(floats []float64) []*big.Int {
	dyadics := make([]dyadic, len(floats))
	least := math.MaxInt
	for i, f := range floats {
		dyadics[i] = toDyadic(f)
		if dyadics[i].mantissa != 0 {
			least = min(least, dyadics[i].exponent)
		}
	}
	all := make([]*big.Int, len(floats))
	for i, b := range dyadics {
		all[i] = big.NewInt(b.mantissa)
		if b.mantissa != 0 {
			all[i].Lsh(all[i], uint(b.exponent-least))
		}
	}
	return all
}
