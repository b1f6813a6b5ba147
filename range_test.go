package paramgen_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/paramgen/paramgen"
)

// TestRangeRounds: floats are stepped as the decimal numbers that they are written as, and rounded once.
func TestRangeRounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		first, step, digits := rng.IntN(2000)-1000, rng.IntN(999)+1, rng.IntN(5)
		if rng.IntN(2) == 0 {
			step = -step
		}
		read := func(i int) (f64 float64, f32 float32) {
			number := fmt.Sprintf("%de-%d", first+i*step, digits)
			f64, _ = strconv.ParseFloat(number, 64)
			f, _ := strconv.ParseFloat(number, 32)
			return f64, float32(f)
		}
		first64, first32 := read(0)
		last64, last32 := read(20)
		by64, _ := strconv.ParseFloat(fmt.Sprintf("%de-%d", step, digits), 64)
		steps, steps32 := paramgen.Range(first64, last64, by64), paramgen.Range(first32, last32, float32(by64))
		if len(steps) != 21 || len(steps32) != 21 {
			t.Fatalf("Range(%v, %v, %v): %v, %v", first64, last64, by64, steps, steps32)
		}
		for i := range steps {
			if f64, f32 := read(i); steps[i] != f64 || steps32[i] != f32 {
				t.Fatalf("Range(%v, %v, %v): value %d is %v or %v, want %v", first64, last64, by64, i, steps[i], steps32[i], f64)
			}
		}
	}
}

// TestRangeOfIntegersEnds: where the type ends, too.
func TestRangeOfIntegersEnds(t *testing.T) {
	for _, tt := range []struct{ got, want []any }{
		{paramgen.Range[uint8](250, 255, 2), []any{uint8(250), uint8(252), uint8(254)}},
		{paramgen.Range[uint8](250, 255, 5), []any{uint8(250), uint8(255)}},
		{paramgen.Range[int8](-100, -128, -14), []any{int8(-100), int8(-114), int8(-128)}},
		{paramgen.Range[int64](math.MaxInt64, math.MaxInt64, 1), []any{int64(math.MaxInt64)}},
		{paramgen.Range[uint64](0, math.MaxUint64, 1<<63), []any{uint64(0), uint64(1 << 63)}},
		{paramgen.Range[int](3, 3, -2), []any{3}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%v, want %v", tt.got, tt.want)
		}
	}
	if all := paramgen.Range[int8](-128, 127, 1); len(all) != 256 {
		t.Errorf("%d values of an int8", len(all))
	}
}

// TestRangeOfWholeFloat32: whole numbers are themselves, whatever they print as.
func TestRangeOfWholeFloat32(t *testing.T) {
	for _, tt := range []struct{ first, last, step float32 }{
		{1 << 27, 1<<27 + 64, 16}, {1<<27 + 64, 1 << 27, -16}, {33554448, 33554464, 4}, {-1 << 27, 1 << 27, 1 << 26}, {1e11, 4e11, 1e11}, {1 << 100, 1 << 102, 1 << 100},
	} {
		var want []any
		for f := tt.first; f != tt.last+tt.step; f += tt.step {
			want = append(want, f)
		}
		if got := paramgen.Range(tt.first, tt.last, tt.step); !slices.Equal(got, want) {
			t.Errorf("Range(%v, %v, %v): %v, want %v", tt.first, tt.last, tt.step, got, want)
		}
	}
}

// TestRangeOfFloatsEnds: where the numbers end, too.
func TestRangeOfFloatsEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, tt := range []struct{ first, last, step, n float64 }{
		{0, 0.3, 0.1, 4}, {1, 0, -0.25, 5}, {0.5, 0.5, -1, 1}, {0, 0.3, 0.2, 2}, {0, 1, -1, 0}, {0, 1, 0, 0},
		{1e300, math.MaxFloat64, 1e308, 2}, {1e16, 1e16 + 4, 1, 1}, {0, 1e-323, 5e-324, 3},
		{0, inf, 1, 0}, {-inf, 0, 1, 0}, {0, 1, inf, 0}, {math.NaN(), 1, 1, 0}, {0, math.NaN(), 1, 0}, {0, 1, math.NaN(), 0},
	} {
		if got := paramgen.Range(tt.first, tt.last, tt.step); len(got) != int(tt.n) {
			t.Errorf("Range(%v, %v, %v): %v", tt.first, tt.last, tt.step, got)
		}
	}
}
