// Package cover builds covering arrays over integers: few rows that contain every t-tuple of
// values that some valid row contains.
//
// It knows no rules. An Oracle decides whether a partial row can be completed, which defines the
// valid tuples, the values that a cell can have and the allowed changes of a row. Tuples are
// stored as bits, of which 64 are processed at a time (table.go). Build makes a greedy array
// (greedy.go), removes rows by local search (search.go) and sorts the rows so that every prefix
// covers many tuples (order.go).
//
// The same problem gives the same array on every machine: effort is counted in moves, not in
// time.
package cover

import (
	"fmt"
	"math"
	"math/big"
)

// An Oracle decides which rows are valid.
type Oracle interface {
	// Completable reports whether some valid row agrees with row, which has a value index for
	// each variable, or -1 for an open one.
	Completable(row []int32) bool
}

// A Problem is what to cover, and the effort to spend.
type Problem struct {
	Domains  []int     // number of values of each variable, at least 1
	Oracle   Oracle    // nil if all rows are valid
	Linked   [][]int   // disjoint sets of variables; each rule is within one of them
	Strength int       // t, from 1 to the number of variables
	Groups   []Group   // sets of variables to cover at another strength too
	Seeds    [][]int32 // valid rows with which the array begins
	MaxRows  int       // limit on rows besides the seeds; 0 for no limit
	Moves    int       // changes of cells in search of fewer rows; a cheap minimum is always made
	Memory   int64     // limit on the bytes of tuple tables; 0 for DefaultMemory

	// Progress, unless it is nil, is called regularly. If it returns false, Build returns the
	// best rows so far.
	Progress func(Progress) bool
}

// A Group is a set of variables that is covered at its own strength.
type Group struct {
	Variables []int
	Strength  int
}

// Progress is the state of a Build.
type Progress struct {
	Rows   int // rows of the best array so far
	Open   int // tuples that the current rows do not cover
	Tuples int // all tuples
	Moves  int // moves made
}

// Array is the result of Build.
type Array struct {
	Rows   [][]int32 // value indices by variable
	New    []int     // tuples that each row is the first to cover
	Tuples int       // tuples that valid rows contain
	Shown  int       // tuples that these rows cover: all, unless rows were limited or Progress stopped the work
	Bound  int       // lower bound on the rows of an array that covers all tuples
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
	Tuples *big.Int // including those that rules exclude
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

// candidates is the number of random rows of which the greedy algorithm takes the best.
const candidates = 3

// Build makes a covering array.
func Build(p Problem) (*Array, error) {
	if p.isFullFactorial() {
		return p.fullFactorial()
	}
	s, goals, err := p.open()
	if err != nil {
		return nil, err
	}
	if goals == nil {
		return &Array{}, nil
	}
	w := &work{Problem: p, builder: newBuilder(s, goals), running: true}
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
	valid   []plane
	tuples  int
	bound   int
	running bool // until Progress stops the work
}

// build returns the array. If the number of rows is limited, it returns the better of two arrays:
// the first rows of the unlimited one, and rows that each cover as many tuples as possible.
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
	if w.running {
		rows = w.improve(rows)
	}
	w.reset()
	return w.finish(rows)
}

// reset makes all valid tuples open.
func (w *work) reset() {
	for i, g := range w.goals {
		copy(g.open, w.valid[i])
		g.left, g.from = g.len(g.open), 0
	}
}

// greedy returns the seeds and rows that cover the remaining tuples.
func (w *work) greedy(limit int) [][]int32 {
	var rows [][]int32
	for _, seed := range w.Seeds {
		row := w.literals(seed)
		w.use(row)
		rows = append(rows, row)
	}
	for w.running && w.left() > 0 && len(rows) < limit {
		row := w.next(candidates, limit < math.MaxInt)
		w.use(row)
		rows = append(rows, row)
		w.report(Progress{Rows: len(rows), Open: w.left()})
	}
	return rows
}

func (w *work) report(p Progress) bool {
	p.Tuples = w.tuples
	w.running = w.running && w.Problem.report(p)
	return w.running
}

func (w *work) improve(rows [][]int32) [][]int32 {
	moves := max(w.Moves, w.defaultMoves(len(rows)))
	if moves == 0 || len(rows) > math.MaxUint16 { // counts are 16 bits wide
		return rows
	}
	var all []*counts
	grid := newGrid(w.space, rows)
	for i, g := range w.goals {
		all = append(all, newCounts(g.table, grid, w.valid[i]))
	}
	return newSearch(grid, all, len(w.Seeds)).run(moves, w.bound, w.report)
}

// defaultMoves returns a number of moves that is always worth its time, since the first moves
// save the most rows. The cost of a move is the number of tuples of a cell at the base strength,
// so the number falls with it, and with the number of cells. Rows that do not cover everything
// are not improved.
func (w *work) defaultMoves(rows int) int {
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

// finish sorts the rows.
func (w *work) finish(rows [][]int32) *Array {
	rows, adds := arrange(w.builder, rows, len(w.Seeds))
	a := &Array{Tuples: w.tuples, Bound: w.bound}
	for i, r := range rows {
		a.add(w.values(r), adds[i])
	}
	return a
}

// add appends a row and the number of tuples that it is the first to cover.
func (a *Array) add(values []int32, adds int) {
	a.Rows = append(a.Rows, values)
	a.New = append(a.New, adds)
	a.Shown += adds
}

// head returns the array of the first n rows.
func (a *Array) head(n int) *Array {
	n = min(n, len(a.Rows))
	h := *a
	h.Rows, h.New, h.Shown = a.Rows[:n], a.New[:n], 0
	for _, k := range h.New {
		h.Shown += k
	}
	return &h
}
