package cover

import "math/bits"

// If no change is allowed, and in one of forceOdds moves in which every change loses more than it
// gains, the tuple is forced into the cheapest of forceTries rows. These values and short tabu
// times did best on models of 5 to 199 variables.
const (
	forceOdds  = 256
	forceTries = 10
)

// reportEvery is the number of moves between calls of Progress.
const reportEvery = 128

// search looks for a covering array with fewer rows by tabu search (TCA: Lin, Luo, Cai, Su, Hao,
// Zhang 2015). It removes a row and then changes single cells until the tuples that only that row
// contained are covered again. A move picks an open tuple and makes the best of the changes of
// one cell that cover it: the one with the most tuples gained minus tuples lost. A changed cell
// is tabu for some moves, so that the search does not repeat itself. If the rules allow no such
// change, the tuple is forced into a row.
//
// A move costs one lookup per row to find the changes, and the tuples of a cell for each of them.
type search struct {
	*space
	*grid
	counts   []*counts
	fixed    int      // number of rows that do not change
	tabu     [][]int  // first move in which each cell can change again
	asked    []bitset // for each row, the literals for which allowed is known
	allowed  []bitset // for each row, the literals that the rules allow in place of the row's own
	rng      rng
	moves    int
	tuple    []int32
	near     bitset
	proposal []int32 // a changed row
	chosen   []int32 // the best proposal
	best     [][]int32
	missed   int // open tuples of best
}

// A changed cell is tabu for minTabu moves and a random number of up to tabuSpread more.
const (
	minTabu    = 2
	tabuSpread = 6
)

func newSearch(g *grid, all []*counts, fixed int) *search {
	x := &search{space: all[0].space, grid: g, counts: all, fixed: fixed, rng: 2}
	x.near = make(bitset, (len(g.rows)+63)/64)
	x.proposal = make([]int32, len(x.domains))
	x.chosen = make([]int32, len(x.domains))
	for range g.rows {
		x.tabu = append(x.tabu, make([]int, len(x.domains)))
		x.asked = append(x.asked, make(bitset, x.words))
		x.allowed = append(x.allowed, make(bitset, x.words))
	}
	x.save()
	return x
}

// open returns the number of open tuples.
func (x *search) open() int {
	n := 0
	for _, c := range x.counts {
		n += len(c.missing)
	}
	return n
}

// run makes the moves and returns the best rows: the fewest that cover everything, or else those
// that cover the most. It ends early if the number of rows reaches the bound or report returns
// false.
func (x *search) run(moves, bound int, report func(Progress) bool) [][]int32 {
	for next := reportEvery; x.moves < moves && len(x.rows) > x.fixed; {
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
		if next = x.moves + reportEvery; !report(Progress{Rows: len(x.best), Open: x.open(), Moves: x.moves}) {
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

// shrink removes the row with the fewest tuples that no other row contains.
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
	x.rows, x.masks, x.needs, x.tabu = x.rows[:last], x.masks[:last], x.needs[:last], x.tabu[:last]
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
	x.tabu[r], x.tabu[s] = x.tabu[s], x.tabu[r]
	x.asked[r], x.asked[s] = x.asked[s], x.asked[r]
	x.allowed[r], x.allowed[s] = x.allowed[s], x.allowed[r]
}

// drop opens a cell.
func (x *search) drop(r int, l int32) {
	x.rows[r][x.column[l]] = -1
	x.masks[r].clear(l)
	x.has[l].clear(int32(r))
	for _, t := range x.counts {
		t.count(r, l, false)
	}
}

func (x *search) put(r int, l int32) {
	for _, t := range x.counts {
		t.count(r, l, true)
	}
	c := x.column[l]
	x.rows[r][c] = l
	x.masks[r].set(l)
	x.has[l].set(int32(r))
	x.tabu[r][c] = x.moves + minTabu + x.rng.below(tabuSpread)
	if g := x.group[c]; g >= 0 {
		for w, in := range x.members[g] {
			x.asked[r][w] &^= in
		}
	}
}

// move returns the number of moves that it counts as: forceTries if it forces a tuple into a row.
func (x *search) move() int {
	tuple := x.pick()
	best := choice{row: -1}
	for i, l := range tuple {
		x.findNear(tuple, i)
		for w, set := range x.near {
			for ; set != 0; set &= set - 1 {
				x.consider(&best, w<<6+bits.TrailingZeros64(set), l)
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

// pick returns a random open tuple.
func (x *search) pick() []int32 {
	n := x.rng.below(x.open())
	for _, t := range x.counts {
		if n < len(t.missing) {
			x.tuple = t.unrank(int(t.missing[n]), x.tuple[:0])
			return x.tuple
		}
		n -= len(t.missing)
	}
	panic("cover: no open tuple")
}

// findNear sets near to the rows that contain all literals of the tuple except the i-th.
func (x *search) findNear(tuple []int32, i int) {
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

// consider replaces best by the change of a row to a literal if that is allowed and better. Ties
// are broken at random.
func (x *search) consider(best *choice, r int, to int32) {
	if r < x.fixed || r >= len(x.rows) || x.tabu[r][x.column[to]] > x.moves {
		return
	}
	from := x.rows[r][x.column[to]]
	if !x.fits(x.masks[r], to, from) {
		return
	}
	score := x.score(r, to, from)
	if best.row >= 0 && score < best.score || !x.allowsCached(r, to) {
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

// allowsCached is allows with a cache.
func (x *search) allowsCached(r int, to int32) bool {
	if !x.asked[r].has(to) {
		x.asked[r].set(to)
		x.allowed[r].clear(to)
		if x.allows(x.rows[r], to) {
			x.allowed[r].set(to)
		}
	}
	return x.allowed[r].has(to)
}

// score returns the number of open tuples that the change covers minus those that it opens.
func (x *search) score(r int, to, from int32) int {
	n := -int(x.needs[r][x.column[from]])
	for _, c := range x.counts {
		if c.local[to] >= 0 {
			n += c.hits(c.open, x.rows[r], x.masks[r], to)
		}
	}
	return n
}

// force puts the tuple into the one of several random rows that loses the fewest tuples by it.
// The row is repaired if the rules reject it.
func (x *search) force(tuple []int32) {
	best, least := 0, -1
	for range forceTries {
		r := x.fixed + x.rng.below(len(x.rows)-x.fixed)
		x.propose(tuple, x.rows[r])
		loss := 0
		for c, l := range x.proposal {
			if l != x.rows[r][c] {
				loss += int(x.needs[r][c])
			}
		}
		if least < 0 || loss < least {
			best, least = r, loss
			x.proposal, x.chosen = x.chosen, x.proposal
		}
	}
	x.replace(best, x.chosen)
}

// propose sets proposal to the row with the tuple, repaired.
func (x *search) propose(tuple, row []int32) {
	copy(x.proposal, row)
	for _, l := range tuple {
		x.proposal[x.column[l]] = l
	}
	for i, l := range tuple {
		if g := x.group[x.column[l]]; g >= 0 && !x.seen(g, tuple[:i]) && !x.completable(g, x.proposal) {
			x.repair(g, tuple, row)
		}
	}
}

func (x *search) replace(r int, proposal []int32) {
	row := x.rows[r]
	for c, l := range proposal {
		if row[c] != l {
			x.drop(r, row[c])
		}
	}
	for c, l := range proposal {
		if row[c] < 0 {
			x.put(r, l)
		}
	}
}

// repair changes the proposal in the columns of a group: it keeps the literals of the tuple and
// as many of the row as are valid with them, and fills the rest at random.
func (x *search) repair(g int32, tuple, row []int32) {
	cols := x.groups[g]
	for _, c := range cols {
		x.proposal[c] = -1
	}
	for _, l := range tuple {
		x.proposal[x.column[l]] = l
	}
	turn := x.rng.below(len(cols))
	cols = append(append([]int{}, cols[turn:]...), cols[:turn]...)
	for _, c := range cols {
		if x.proposal[c] < 0 {
			x.proposal[c] = row[c]
			if !x.completable(g, x.proposal) {
				x.proposal[c] = -1
			}
		}
	}
	for _, c := range cols {
		if x.proposal[c] < 0 {
			x.fill(g, c)
		}
	}
}

// fill sets an open cell of the proposal to a random literal that leaves it completable.
func (x *search) fill(g int32, c int) {
	d := x.domains[c]
	turn := x.rng.below(d)
	for v := range d {
		x.proposal[c] = x.first[c] + int32((v+turn)%d)
		if x.completable(g, x.proposal) {
			return
		}
	}
}
