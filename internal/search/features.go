package search

import (
	"cmp"
	"math"
	"slices"

	"github.com/paramgen/paramgen/internal/gp"
)

// A Variable is a parameter: its number of values, and their numbers if they have an order.
type Variable struct {
	Values  int
	Numbers []float64 // nil if the values are categories; NaN is a value without a number
}

// A view is a way to describe values by coordinates. No single one fits all spaces.
type view uint8

const (
	// byPowers adds, beside the rank of a number, the power of two that divides it: multiples of 32
	// matter to GPUs and allocators, whatever their size.
	byPowers view = iota
	// byValue adds that two values differ at all, for targets that are rough along a parameter.
	byValue
)

// features describes the variables. A variable of one value has no feature.
func features(variables []Variable, v view) []gp.Feature {
	var all []gp.Feature
	for i, x := range variables {
		if x.Values < 2 {
			continue
		}
		if x.Numbers == nil || x.Values == 2 {
			all = append(all, category(i, x.Values))
			continue
		}
		all = append(all, gp.Feature{Variable: i, At: ranks(x.Numbers)})
		unset := slices.ContainsFunc(x.Numbers, math.IsNaN)
		if unset && (v == byPowers || x.Values < 4) {
			all = append(all, without(i, x.Numbers))
		}
		if x.Values < 4 {
			continue
		}
		if v == byValue {
			all = append(all, category(i, x.Values))
		} else if p := powers(x.Numbers); p != nil {
			all = append(all, gp.Feature{Variable: i, At: p})
		}
	}
	return all
}

func category(variable, values int) gp.Feature {
	at := make([]float64, values)
	for i := range at {
		at[i] = float64(i)
	}
	return gp.Feature{Variable: variable, At: at, Category: true}
}

// without tells the values that have no number from the others.
func without(variable int, numbers []float64) gp.Feature {
	at := make([]float64, len(numbers))
	for i, x := range numbers {
		if math.IsNaN(x) {
			at[i] = 1
		}
	}
	return gp.Feature{Variable: variable, At: at, Category: true}
}

// ranks returns the places of the numbers among the different ones, from 0 to 1; values without a
// number are in the middle. Ranks are robust to scales: 1, 2, 4, 1000 is as regular as 1, 2, 3, 4.
func ranks(numbers []float64) []float64 {
	different := slices.DeleteFunc(slices.Clone(numbers), math.IsNaN)
	slices.Sort(different)
	different = slices.Compact(different)
	at := make([]float64, len(numbers))
	for i, x := range numbers {
		place, _ := slices.BinarySearch(different, x)
		if at[i] = float64(place) / float64(max(len(different)-1, 1)); math.IsNaN(x) {
			at[i] = 0.5
		}
	}
	return at
}

// powers returns the ranks of the powers of two that divide the numbers, or nil if these grow with
// the numbers, so that they tell nothing that the ranks do not.
func powers(numbers []float64) []float64 {
	at := make([]float64, len(numbers))
	for i, x := range numbers {
		for x != 0 && !math.IsNaN(x) && math.Abs(x) < 1<<53 && math.Trunc(x) == x && math.Mod(x, 2) == 0 {
			x /= 2
			at[i]++
		}
	}
	order := make([]int, len(numbers))
	for i := range order {
		order[i] = i
	}
	order = slices.DeleteFunc(order, func(i int) bool { return math.IsNaN(numbers[i]) })
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(numbers[a], numbers[b]) })
	if slices.IsSortedFunc(order, func(a, b int) int { return int(at[a] - at[b]) }) {
		return nil
	}
	return ranks(at)
}
