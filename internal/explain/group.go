package explain

import (
	"slices"

	"github.com/paramgen/paramgen/internal/rectangles"
)

// A Rectangle is a group of pairs that no combination has: each of the values Rows of parameter V
// with each of the values Columns of parameter W. Sets are the sets of rules that forbid each
// pair.
type Rectangle struct {
	V, W          int
	Rows, Columns []int
	Sets          [][]int
}

// Rectangles groups the pairs among cells, which are in order, by parameters and sets of rules.
func (s *Space) Rectangles(cells []Cell, sets map[Cell][][]int) []Rectangle {
	var all []Rectangle
	pairs := slices.DeleteFunc(slices.Clone(cells), func(c Cell) bool { return c.W < 0 })
	for len(pairs) > 0 {
		n := 1
		for n < len(pairs) && pairs[n].V == pairs[0].V && pairs[n].W == pairs[0].W {
			n++
		}
		all = append(all, s.group(pairs[:n], sets)...)
		pairs = pairs[n:]
	}
	return all
}

// group groups the pairs of two parameters.
func (s *Space) group(pairs []Cell, sets map[Cell][][]int) (all []Rectangle) {
	v, w := pairs[0].V, pairs[0].W
	done := make(map[Cell]bool, len(pairs))
	for _, first := range pairs {
		if done[first] {
			continue
		}
		alike := make(map[Cell]bool, len(pairs))
		for _, c := range pairs {
			if slices.EqualFunc(sets[c], sets[first], slices.Equal) {
				alike[c], done[c] = true, true
			}
		}
		marked := func(x, y int) bool { return alike[Cell{v, x, w, y}] }
		for _, r := range rectangles.Group(s.Problem.Domains[v], s.Problem.Domains[w], marked) {
			all = append(all, Rectangle{v, w, r.Rows, r.Columns, sets[first]})
		}
	}
	return all
}
