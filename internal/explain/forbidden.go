package explain

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
)

// mostWork bounds the searches of one call of Forbidding for rules that forbid a cell only
// together: the number of rules and parameters of all problems compiled, about a second. The
// remaining cells have no sets.
const mostWork = 150_000

// A Cell is two values: X of parameter V and Y of parameter W > V. If W is -1, it is X alone.
type Cell struct{ V, X, W, Y int }

// Single returns the cell of one value.
func Single(v, x int) Cell { return Cell{v, x, -1, -1} }

func pair(v, x, w, y int) Cell {
	if v > w {
		return Cell{w, y, v, x}
	}
	return Cell{v, x, w, y}
}

func (c Cell) compare(d Cell) int { return cmp.Or(c.V-d.V, c.W-d.W, c.X-d.X, c.Y-d.Y) }

// Dead returns the values that no combination has, and the pairs of other values that no
// combination has together, in order: at most `most` pairs. Unlisted is the number of pairs beyond
// these.
func (s *Space) Dead(most int) (cells []Cell, unlisted int) {
	values := s.Engine.Values()
	dead := func(v, x int) bool { return values[v][x].Sign() == 0 }
	pairs := 0
	eachDead(s.Engine, func(c Cell) {
		switch {
		case c.W < 0:
			cells = append(cells, c)
		case dead(c.V, c.X) || dead(c.W, c.Y):
		case pairs == most:
			unlisted++
		default:
			pairs++
			cells = append(cells, c)
		}
	})
	slices.SortFunc(cells, Cell.compare)
	return cells, unlisted
}

// eachDead calls yield for each value that occurs in no combination, and for each such pair of
// values of parameters that rules link.
func eachDead(engine *diagram.Space, yield func(Cell)) {
	for v, counts := range engine.Values() {
		for x, n := range counts {
			if n.Sign() == 0 {
				yield(Single(v, x))
			}
		}
	}
	engine.Pairs(func(v, x, w int, counts []*big.Int) {
		for y, n := range counts {
			if n.Sign() == 0 {
				yield(pair(v, x, w, y))
			}
		}
	})
}

// Forbidding returns, for each dead cell, the minimal sets of rules that forbid it: every rule
// that does so alone or, if none does, one minimal set of several. A cell has no set if the search
// exceeds its budget.
func (s *Space) Forbidding(cells []Cell) map[Cell][][]int {
	f := &forbidding{Space: s, sets: make(map[Cell][][]int, len(cells)), reads: s.reads()}
	for _, c := range cells {
		f.sets[c] = nil
	}
	for r := range s.Conditions {
		for c := range f.by([]int{r}) {
			f.sets[c] = append(f.sets[c], []int{r})
		}
	}
	work := 0
	for _, c := range cells {
		if len(f.sets[c]) == 0 && work < mostWork {
			work += f.search(c)
		}
	}
	return f.sets
}

type forbidding struct {
	*Space
	sets  map[Cell][][]int
	reads [][]int // parameters, by rule
}

// by returns the cells that some rules forbid together, or none if their diagram exceeds the
// budget.
func (f *forbidding) by(rules []int) map[Cell]bool {
	found := make(map[Cell]bool)
	engine, err := diagram.Compile(f.under(rules, nil))
	if err != nil {
		return found
	}
	eachDead(engine, func(c Cell) {
		if _, wanted := f.sets[c]; wanted {
			found[c] = true
		}
	})
	return found
}

// search looks for a minimal set of rules that forbids c, and returns what the search cost. The
// set is recorded for every cell without a set for which it is minimal too.
func (f *forbidding) search(c Cell) (work int) {
	row := f.undecided()
	row[c.V] = int32(c.X)
	if c.W >= 0 {
		row[c.W] = int32(c.Y)
	}
	set, work := f.conflict(f.rulesNear(row, f.reads), row)
	if set == nil {
		return work
	}
	cells := f.by(set)
	for i := range set {
		for d := range f.by(slices.Delete(slices.Clone(set), i, i+1)) {
			delete(cells, d)
		}
	}
	cells[c] = true
	for d := range cells {
		if len(f.sets[d]) == 0 {
			f.sets[d] = [][]int{set}
		}
	}
	return work
}

// rulesNear returns the rules that can help to forbid what row decides, likely ones first: those
// that read a decided parameter, then those that share a parameter with these, and so on; in each
// layer, those with the fewest undecided parameters first. Reads are the parameters of each rule.
func (s *Space) rulesNear(row []int32, reads [][]int) []int {
	reached := make([]bool, len(row))
	for v, x := range row {
		reached[v] = x >= 0
	}
	var rules []int
	left := slices.DeleteFunc(s.all(), func(r int) bool { return s.settled(r, row) })
	undecided := func(r int) (n int) {
		for _, v := range reads[r] {
			if row[v] < 0 {
				n++
			}
		}
		return n
	}
	for {
		near := func(r int) bool {
			return slices.ContainsFunc(reads[r], func(v int) bool { return reached[v] })
		}
		layer := slices.DeleteFunc(slices.Clone(left), func(r int) bool { return !near(r) })
		if len(layer) == 0 {
			return rules
		}
		left = slices.DeleteFunc(left, near)
		slices.SortStableFunc(layer, func(q, r int) int { return undecided(q) - undecided(r) })
		for _, r := range layer {
			for _, v := range reads[r] {
				reached[v] = true
			}
		}
		rules = append(rules, layer...)
	}
}

// settled reports whether the values that row decides are seen to satisfy rule r.
func (s *Space) settled(r int, row []int32) bool {
	return !slices.ContainsFunc(s.constraints(r), func(c diagram.Constraint) bool { return !diagram.Settled(c, row) })
}
