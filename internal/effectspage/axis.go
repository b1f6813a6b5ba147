package effectspage

import (
	"fmt"
	"math"

	"github.com/paramgen/paramgen/internal/detmath"
)

// An Axis maps numbers to places from 0 to 1.
type Axis struct {
	Low, High float64
	Log       bool
}

// NewAxis returns an axis that shows all numbers, with some room. log requires positive numbers.
func NewAxis(numbers []float64, log bool) Axis {
	a := Axis{Low: math.Inf(1), High: math.Inf(-1)}
	for _, x := range numbers {
		a.Low, a.High = min(a.Low, x), max(a.High, x)
	}
	a.Log = log && a.Low > 0
	low, high := a.scale(a.Low), a.scale(a.High)
	room := float64(0.04 * (high - low))
	if room == 0 {
		room = 1
	}
	a.Low, a.High = a.unscale(low-room), a.unscale(high+room)
	return a
}

func (a Axis) scale(x float64) float64 {
	if a.Log {
		return detmath.Log(x)
	}
	return x
}

func (a Axis) unscale(x float64) float64 {
	if a.Log {
		return detmath.Exp(x)
	}
	return x
}

// At returns the place of x on a length.
func (a Axis) At(x, length float64) float64 {
	low, high := a.scale(a.Low), a.scale(a.High)
	return length * (a.scale(x) - low) / (high - low)
}

// A Tick is a label at a place from 0 to 1.
type Tick struct {
	Place float64
	Text  string
}

// Left returns the place in percent.
func (t Tick) Left() string { return fmt.Sprintf("%.2f%%", 100*t.Place) }

// Ticks returns about six round numbers.
func (a Axis) Ticks() []Tick {
	var ticks []Tick
	for _, x := range a.round() {
		ticks = append(ticks, Tick{a.At(x, 1), number(x)})
	}
	return ticks
}

// round returns round numbers on the axis: multiples of 1, 2 or 5 times a power of ten, or on a
// logarithmic axis over more than a decade, 1, 2 and 5 times powers of ten, or powers alone.
func (a Axis) round() (all []float64) {
	if a.Log && a.High > 8*a.Low {
		digits := []float64{1, 2, 5}
		if a.High > 2000*a.Low {
			digits = digits[:1]
		}
		for e := -300; e <= 300; e++ {
			for _, d := range digits {
				if x := d * power(e); x >= a.Low && x <= a.High {
					all = append(all, x)
				}
			}
		}
		return all
	}
	step := power(-300)
	for e := -300; (a.High-a.Low)/step > 6 && e <= 300; e++ {
		for _, d := range []float64{1, 2, 5} {
			if step = d * power(e); (a.High-a.Low)/step <= 6 {
				break
			}
		}
	}
	for k := math.Ceil(a.Low / step); float64(k*step) <= a.High && len(all) < 10; k++ {
		all = append(all, float64(k*step))
	}
	return all
}

// power returns the power of ten.
func power(e int) float64 {
	x := 1.0
	for range max(e, -e) {
		x *= 10
	}
	if e < 0 {
		return 1 / x
	}
	return x
}

// number formats a round number.
func number(x float64) string {
	switch size := math.Abs(x); {
	case size == 0:
		return "0"
	case size >= 1e9:
		return fmt.Sprintf("%.3gG", x/1e9)
	case size >= 1e6:
		return fmt.Sprintf("%.3gM", x/1e6)
	case size >= 1e4:
		return fmt.Sprintf("%.3gk", x/1e3)
	}
	return fmt.Sprintf("%.4g", x)
}
