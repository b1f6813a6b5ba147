// Package cover builds covering arrays over integers: few rows in which every t-tuple of values appears that some valid
// row has.
//
// It knows no rules. An Oracle says whether a partial row can be completed, and everything else follows: which tuples
// there are, which value may come next, which change of a cell is allowed. Tuples are bits, 64 of them met in a step
// (table.go). A greedy array comes first (greedy.go), a search then takes rows away (search.go), and at last the rows
// are put in order, so that any prefix shows as much as it can (order.go).
//
// The same problem gives the same array on every machine: effort is counted in moves, and nothing looks at a clock.
package cover

import (
	"fmt"
	"math"
	"math/big"
)

// Oracle knows the rules.
type Oracle interface {
	// Completable reports whether some valid row agrees with row, which holds a value index for each variable, or -1
	// where it is open.
	Completable(row []int32) bool
}

// Problem says what to cover, and with how much effort.
type Problem struct {
	Domains  []int     // number of values of each variable, at least 1
	Oracle   Oracle    // which rows are valid; nil for all of them
	Linked   [][]int   // sets of variables that rules link; every variable of a rule is in one, and no rule in two
	Strength int       // t, from 1 to the number of variables
	Groups   []Group   // sets of variables to cover at a higher strength besides
	Seeds    [][]int32 // valid rows that come first; the array is completed around them
	MaxRows  int       // the most rows there may be, seeds aside; 0 for as many as it takes
	Moves    int       // cells to change in search of fewer rows; a few, which take little time, are always made
	Memory   int64     // bytes that tables of tuples may take; 0 for 1 GiB

	// Progress, where it is set, hears now and then how far the work is. If it returns false the work ends with the
	// best rows so far.
	Progress func(Progress) bool
}

// Group is a set of variables whose tuples of a strength of their own are covered too.
type Group struct {
	Variables []int
	Strength  int
}

// Progress is the state of a Build.
type Progress struct {
	Rows   int // of the best array so far
	Open   int // tuples that the rows at hand do not show
	Tuples int // tuples there are
	Moves  int // moves made
}

// Array is the result of Build.
type Array struct {
	Rows   [][]int32 // value indices by variable
	New    []int     // tuples that each row is the first to show
	Tuples int       // tuples that valid rows show
	Shown  int       // those that these rows show, all of them unless the work was limited or stopped
	Bound  int       // no array that shows all of them has fewer rows
}

// A StrengthError is a strength that is not between 1 and the number of variables it is for.
type StrengthError struct {
	Strength, Variables int
	Group               int // index of the group, -1 for the whole problem
}

func (e *StrengthError) Error() string {
	return fmt.Sprintf("strength %d for %d variables", e.Strength, e.Variables)
}

// A SizeError is a problem whose tables of tuples exceed the memory allowed.
type SizeError struct {
	Tuples *big.Int // tuples there would be, those that rules exclude included
	Bytes  *big.Int // memory they would take
	Limit  int64
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("%v tuples would take %v bytes, more than the %d allowed", e.Tuples, e.Bytes, e.Limit)
}

// A RowError is a row that is not complete and valid.
type RowError struct {
	Row    int
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Reason) }

// candidates is the number of rows from which the greedy array takes the best.
const candidates = 3

// Build makes a covering array.
func Build(p Problem) (*Array, error) {
	if p.isWhole() {
		return p.whole()
	}
	s, goals, err := p.open()
	if err != nil {
		return nil, err
	}
	if goals == nil {
		return &Array{}, nil
	}
	w := &work{Problem: p, builder: newBuilder(s, goals), goes: true}
	for _, g := range goals {
		w.valid = append(w.valid, append(plane{}, g.open...))
		w.bound = max(w.bound, g.bound(g.open))
	}
	w.tuples = w.left()
	return w.build(), nil
}

// work is a Build under way.
type work struct {
	Problem
	*builder
	valid  []plane
	tuples int
	bound  int
	goes   bool // nobody has asked to stop
}

// build returns the array, or what shows more where there is a limit on rows: the head of it, or rows that from the
// first are chosen for how much they show, however much work they leave for others.
func (w *work) build() *Array {
	all := w.array(math.MaxInt)
	limit := w.MaxRows + len(w.Seeds)
	if w.MaxRows == 0 || len(all.Rows) <= limit {
		return all
	}
	all = all.head(limit)
	if few := w.array(limit); few.Shown >= all.Shown {
		return few
	}
	return all
}

func (w *work) array(limit int) *Array {
	w.reset()
	rows := w.greedy(limit)
	if w.goes {
		rows = w.improve(rows)
	}
	w.reset()
	return w.finish(rows)
}

// reset opens all tuples.
func (w *work) reset() {
	for i, g := range w.goals {
		copy(g.open, w.valid[i])
		g.left, g.from = g.len(g.open), 0
	}
}

// greedy returns the seeds and rows for what they leave open.
func (w *work) greedy(limit int) [][]int32 {
	var rows [][]int32
	for _, seed := range w.Seeds {
		row := w.literals(seed)
		w.use(row)
		rows = append(rows, row)
	}
	for w.goes && w.left() > 0 && len(rows) < limit {
		row := w.next(candidates, limit < math.MaxInt)
		w.use(row)
		rows = append(rows, row)
		w.tell(Progress{Rows: len(rows), Open: w.left()})
	}
	return rows
}

func (w *work) tell(p Progress) bool {
	p.Tuples = w.tuples
	w.goes = w.goes && w.Problem.tell(p)
	return w.goes
}

func (w *work) improve(rows [][]int32) [][]int32 {
	moves := max(w.Moves, w.brief(len(rows)))
	if moves == 0 || len(rows) > math.MaxUint16 { // a tally could not count them
		return rows
	}
	var tallies []*tally
	grid := newGrid(w.space, rows)
	for i, g := range w.goals {
		tallies = append(tallies, newTally(g.table, grid, w.valid[i]))
	}
	return newSearch(grid, tallies, len(w.Seeds)).run(moves, w.bound, w.tell)
}

// brief is the number of moves that are always worth their time: the first ones mend most of what a greedy array
// wastes. A move costs by the tuples of a cell, and most of those are the base strength's. Few cells need few moves, and rows
// that the limit has cut off, each as full as it can be, none.
func (w *work) brief(rows int) int {
	const moves, cheap, perCell = 20000, 2500, 40
	if w.left() > 0 {
		return 0
	}
	tuples := 1
	for i := 1; i < w.Strength && tuples < cheap*moves; i++ {
		tuples = tuples * (len(w.Domains) - i) / i
	}
	return min(moves*cheap/max(tuples, cheap), perCell*rows*len(w.Domains))
}

// finish orders the rows.
func (w *work) finish(rows [][]int32) *Array {
	rows, adds := arrange(w.builder, rows, len(w.Seeds))
	a := &Array{Tuples: w.tuples, Bound: w.bound}
	for i, r := range rows {
		a.add(w.values(r), adds[i])
	}
	return a
}

// add appends a row that is the first to show so many tuples.
func (a *Array) add(values []int32, adds int) {
	a.Rows = append(a.Rows, values)
	a.New = append(a.New, adds)
	a.Shown += adds
}

// head is the array of the first n rows.
func (a *Array) head(n int) *Array {
	n = min(n, len(a.Rows))
	h := *a
	h.Rows, h.New, h.Shown = a.Rows[:n], a.New[:n], 0
	for _, k := range h.New {
		h.Shown += k
	}
	return &h
}
