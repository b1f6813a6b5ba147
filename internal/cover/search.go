package cover

import "math/bits"

// When no change is allowed, and in one of forceOdds moves where each loses more than it gains, the tuple is forced into
// the cheapest of forceTries rows. Short rests and rare force did best on models of 5 to 199 variables.
const (
	forceOdds  = 256
	forceTries = 10
)

// tellEvery is the number of moves between reports.
const tellEvery = 128

// search looks for a covering array of fewer rows (TCA: Lin, Luo, Cai, Su, Hao, Zhang 2015): it takes a row away and
// mends what that row alone showed by changing single cells. A move takes one open tuple and, of the cells whose change
// shows it, changes the one that gains the most and loses the least. A changed cell then rests for some moves, so that
// the search does not run in circles. Where rules allow no such change, a row is made to show the tuple by force.
type search struct {
	*space
	*grid
	tallies []*tally
	fixed   int      // rows that may not change
	rests   [][]int  // move from which each cell may change again
	asked   []bitset // by row the literals known to be allowed there or not, in place of what the row has
	allowed []bitset // and those that are
	rng     rng
	moves   int
	tuple   []int32
	near    bitset
	want    []int32 // a row to be
	wanted  []int32 // the best of them
	best    [][]int32
	missed  int // open tuples of best
}

// A changed cell rests for this many moves, and up to so many more.
const (
	restAtLeast = 2
	restMore    = 6
)

func newSearch(g *grid, tallies []*tally, fixed int) *search {
	x := &search{space: tallies[0].space, grid: g, tallies: tallies, fixed: fixed, rng: 2}
	x.near = make(bitset, (len(g.rows)+63)/64)
	x.want = make([]int32, len(x.domains))
	x.wanted = make([]int32, len(x.domains))
	for range g.rows {
		x.rests = append(x.rests, make([]int, len(x.domains)))
		x.asked = append(x.asked, make(bitset, x.words))
		x.allowed = append(x.allowed, make(bitset, x.words))
	}
	x.save()
	return x
}

// open is the number of open tuples.
func (x *search) open() int {
	n := 0
	for _, c := range x.tallies {
		n += len(c.missing)
	}
	return n
}

// run spends the moves and returns the best rows: the fewest that show everything, or if none do, those that show the
// most. It ends early where they are as few as the bound, or tell says so.
func (x *search) run(moves, bound int, tell func(Progress) bool) [][]int32 {
	for next := tellEvery; x.moves < moves && len(x.rows) > x.fixed; {
		if x.open() == 0 {
			if len(x.rows) <= bound {
				break
			}
			x.save()
			x.shrink()
			continue
		}
		x.moves += x.move()
		if x.open() < x.missed {
			x.save()
		}
		if x.moves < next {
			continue
		}
		if next = x.moves + tellEvery; !tell(Progress{Rows: len(x.best), Open: x.open(), Moves: x.moves}) {
			break
		}
	}
	if x.open() == 0 {
		x.save()
	}
	return x.best
}

func (x *search) save() {
	x.best = x.best[:0]
	for _, r := range x.rows {
		x.best = append(x.best, append([]int32{}, r...))
	}
	x.missed = x.open()
}

// shrink takes away the row that alone shows the fewest tuples.
func (x *search) shrink() {
	least, at := -1, 0
	for r := x.fixed; r < len(x.rows); r++ {
		n := 0
		for _, k := range x.needs[r] {
			n += int(k)
		}
		if least < 0 || n < least {
			least, at = n, r
		}
	}
	last := len(x.rows) - 1
	x.exchange(at, last)
	for _, l := range x.rows[last] {
		x.drop(last, l)
	}
	x.rows, x.masks, x.needs, x.rests = x.rows[:last], x.masks[:last], x.needs[:last], x.rests[:last]
}

func (x *search) exchange(r, s int) {
	for c, l := range x.rows[r] {
		m := x.rows[s][c]
		if l != m {
			x.has[l].clear(int32(r))
			x.has[m].clear(int32(s))
			x.has[l].set(int32(s))
			x.has[m].set(int32(r))
		}
	}
	x.rows[r], x.rows[s] = x.rows[s], x.rows[r]
	x.masks[r], x.masks[s] = x.masks[s], x.masks[r]
	x.needs[r], x.needs[s] = x.needs[s], x.needs[r]
	x.rests[r], x.rests[s] = x.rests[s], x.rests[r]
	x.asked[r], x.asked[s] = x.asked[s], x.asked[r]
	x.allowed[r], x.allowed[s] = x.allowed[s], x.allowed[r]
}

// drop opens a cell, put closes it.
func (x *search) drop(r int, l int32) {
	x.rows[r][x.column[l]] = -1
	x.masks[r].clear(l)
	x.has[l].clear(int32(r))
	for _, t := range x.tallies {
		t.count(r, l, false)
	}
}

func (x *search) put(r int, l int32) {
	for _, t := range x.tallies {
		t.count(r, l, true)
	}
	c := x.column[l]
	x.rows[r][c] = l
	x.masks[r].set(l)
	x.has[l].set(int32(r))
	x.rests[r][c] = x.moves + restAtLeast + x.rng.below(restMore)
	if g := x.group[c]; g >= 0 {
		for w, in := range x.inside[g] {
			x.asked[r][w] &^= in
		}
	}
}

// move returns what it counts for: a forced row, as many moves as rows were tried.
func (x *search) move() int {
	tuple := x.pick()
	best := choice{row: -1}
	for i, l := range tuple {
		x.lack(tuple, i)
		for w, set := range x.near {
			for ; set != 0; set &= set - 1 {
				x.weigh(&best, w<<6+bits.TrailingZeros64(set), l)
			}
		}
	}
	if best.row < 0 || best.score < 0 && x.rng.below(forceOdds) == 0 {
		x.force(tuple)
		return forceTries
	}
	x.drop(best.row, x.rows[best.row][x.column[best.to]])
	x.put(best.row, best.to)
	return 1
}

// pick returns an open tuple.
func (x *search) pick() []int32 {
	n := x.rng.below(x.open())
	for _, t := range x.tallies {
		if n < len(t.missing) {
			x.tuple = t.unrank(int(t.missing[n]), x.tuple[:0])
			return x.tuple
		}
		n -= len(t.missing)
	}
	panic("cover: no open tuple")
}

// lack leaves in near the rows that have all of the tuple but its i-th literal.
func (x *search) lack(tuple []int32, i int) {
	for w := range x.near {
		x.near[w] = ^x.has[tuple[i]][w]
	}
	for j, l := range tuple {
		if j != i {
			for w, h := range x.has[l] {
				x.near[w] &= h
			}
		}
	}
}

// choice is a change of a cell.
type choice struct {
	row   int
	to    int32
	score int
	ties  int
}

// weigh makes the change of a row to a literal the best one, if it is and may be.
func (x *search) weigh(best *choice, r int, to int32) {
	if r < x.fixed || r >= len(x.rows) || x.rests[r][x.column[to]] > x.moves {
		return
	}
	from := x.rows[r][x.column[to]]
	if !x.fits(x.masks[r], to, from) {
		return
	}
	score := x.score(r, to, from)
	if best.row >= 0 && score < best.score || !x.permits(r, to) {
		return
	}
	if best.row >= 0 && score == best.score {
		if best.ties++; x.rng.below(best.ties) == 0 {
			best.row, best.to = r, to
		}
		return
	}
	*best = choice{r, to, score, 1}
}

// permits is allows with a memory.
func (x *search) permits(r int, to int32) bool {
	if !x.asked[r].has(to) {
		x.asked[r].set(to)
		x.allowed[r].clear(to)
		if x.allows(x.rows[r], to) {
			x.allowed[r].set(to)
		}
	}
	return x.allowed[r].has(to)
}

// score is the number of open tuples that the change shows less those that it opens.
func (x *search) score(r int, to, from int32) int {
	n := -int(x.needs[r][x.column[from]])
	for _, c := range x.tallies {
		if c.local[to] >= 0 {
			n += c.hits(c.open, x.rows[r], x.masks[r], to)
		}
	}
	return n
}

// force makes a row show the tuple, and mends the row where the rules reject it then: of some rows at random the one
// that loses the least by it.
func (x *search) force(tuple []int32) {
	best, least := 0, -1
	for range forceTries {
		r := x.fixed + x.rng.below(len(x.rows)-x.fixed)
		x.wish(tuple, x.rows[r])
		loss := 0
		for c, l := range x.want {
			if l != x.rows[r][c] {
				loss += int(x.needs[r][c])
			}
		}
		if least < 0 || loss < least {
			best, least = r, loss
			x.want, x.wanted = x.wanted, x.want
		}
	}
	x.become(best, x.wanted)
}

// wish leaves in want the row with the tuple, mended.
func (x *search) wish(tuple, row []int32) {
	copy(x.want, row)
	for _, l := range tuple {
		x.want[x.column[l]] = l
	}
	for i, l := range tuple {
		if g := x.group[x.column[l]]; g >= 0 && !x.seen(g, tuple[:i]) && !x.completable(g, x.want) {
			x.mend(g, tuple, row)
		}
	}
}

func (x *search) become(r int, want []int32) {
	row := x.rows[r]
	for c, l := range want {
		if row[c] != l {
			x.drop(r, row[c])
		}
	}
	for c, l := range want {
		if row[c] < 0 {
			x.put(r, l)
		}
	}
}

// mend keeps, of a group's cells in want, the tuple's and as many of the row's as it can, and chooses the rest anew.
func (x *search) mend(g int32, tuple, row []int32) {
	cols := x.groups[g]
	for _, c := range cols {
		x.want[c] = -1
	}
	for _, l := range tuple {
		x.want[x.column[l]] = l
	}
	turn := x.rng.below(len(cols))
	cols = append(append([]int{}, cols[turn:]...), cols[:turn]...)
	for _, c := range cols {
		if x.want[c] < 0 {
			x.want[c] = row[c]
			if !x.completable(g, x.want) {
				x.want[c] = -1
			}
		}
	}
	for _, c := range cols {
		if x.want[c] < 0 {
			x.fill(g, c)
		}
	}
}

// fill gives an open cell of want a value at random that leaves it completable.
func (x *search) fill(g int32, c int) {
	d := x.domains[c]
	turn := x.rng.below(d)
	for v := range d {
		x.want[c] = x.first[c] + int32((v+turn)%d)
		if x.completable(g, x.want) {
			return
		}
	}
}
