package cover

import (
	"math/bits"
	"slices"
)

// goal is a table with the plane of the tuples that no row covers yet.
type goal struct {
	*table
	open plane
	left int
	from int // no earlier word has an open tuple
}

// builder makes one row at a time, the best of several candidates (AETG: Cohen, Dalal, Fredman,
// Patton 1997). A candidate starts with an open tuple and gets, column by column, the value that
// covers the most open tuples.
//
// There are two modes. For few rows, a candidate starts with the first open tuple and fills the
// columns in order: tuples of the largest domains determine the number of rows, and covering one
// of them twice to cover many smaller ones costs a row. For dense rows, it starts with a random
// open tuple, fills the columns in random order, and then climbs by changing single cells while
// that covers more tuples.
type builder struct {
	*space
	goals []*goal
	rng   rng
	row   []int32
	mask  bitset
	may   bitset // literals that are compatible with each literal of the row
	best  []int32
	order []int
	shows []int // for each value, the open tuples that it would cover
	tuple []int32
}

func newBuilder(s *space, goals []*goal) *builder {
	b := &builder{space: s, goals: goals, rng: 1}
	b.row = make([]int32, len(s.domains))
	b.best = make([]int32, len(s.domains))
	b.mask = make(bitset, s.words)
	b.may = make(bitset, s.words)
	b.shows = make([]int, slices.Max(s.domains))
	for c := range s.domains {
		b.order = append(b.order, c)
	}
	return b
}

// left returns the number of open tuples.
func (b *builder) left() int {
	n := 0
	for _, g := range b.goals {
		n += g.left
	}
	return n
}

// next returns the best of several candidates. There must be an open tuple.
func (b *builder) next(candidates int, dense bool) []int32 {
	most := -1
	for range candidates {
		b.grow(dense)
		if n := b.worth(b.row); n > most {
			most = n
			copy(b.best, b.row)
		}
	}
	return slices.Clone(b.best)
}

func (b *builder) grow(dense bool) {
	for c := range b.row {
		b.row[c] = -1
	}
	clear(b.mask)
	for w := range b.may {
		b.may[w] = ^uint64(0)
	}
	b.seed(dense)
	for _, l := range b.tuple {
		b.put(l)
	}
	if dense {
		b.rng.shuffle(b.order)
	}
	for _, c := range b.order {
		if b.row[c] < 0 {
			b.put(b.choose(c))
		}
	}
	if dense {
		b.climb()
	}
}

// seed sets tuple to the open tuple with which a candidate starts.
func (b *builder) seed(dense bool) {
	n := b.rng.below(b.left())
	for _, g := range b.goals {
		switch {
		case dense && n < g.left:
			b.tuple = g.nth(g.open, b.rng.below(g.left*g.t), b.tuple[:0])
			return
		case !dense && g.left > 0:
			b.tuple = g.hardest(b.tuple[:0])
			return
		}
		n -= g.left
	}
}

// hardest appends the first open tuple. No other open tuple has a larger largest domain.
func (g *goal) hardest(into []int32) []int32 {
	for g.open[g.from] == 0 {
		g.from++
	}
	return g.tuple(g.from, bits.TrailingZeros64(g.open[g.from]), into)
}

func (b *builder) put(l int32) {
	b.row[b.column[l]] = l
	b.mask.set(l)
	for w, x := range b.compatible(l) {
		b.may[w] &= x
	}
}

// choose returns the literal of the column that covers the most open tuples and leaves the row
// completable. It calls the oracle for the best literals first, and so as rarely as possible.
func (b *builder) choose(c int) int32 {
	for l := b.first[c]; l < b.first[c+1]; l++ {
		b.shows[l-b.first[c]] = -1
		if b.may.has(l) {
			b.shows[l-b.first[c]] = b.hits(l)
		}
	}
	for {
		l := b.first[c] + b.top(b.shows[:b.domains[c]])
		if b.allows(b.row, l) {
			return l
		}
		b.shows[l-b.first[c]] = -1
	}
}

// top returns the index of the largest number, a random one of several.
func (b *builder) top(numbers []int) int32 {
	best, ties := 0, 0
	for i, n := range numbers {
		switch {
		case n > numbers[best] || i == 0:
			best, ties = i, 1
		case n == numbers[best]:
			if ties++; b.rng.below(ties) == 0 {
				best = i
			}
		}
	}
	return int32(best)
}

// hits counts the open tuples that the literal covers with the rest of the row.
func (b *builder) hits(l int32) int {
	n := 0
	for _, g := range b.goals {
		if g.local[l] >= 0 {
			n += g.hits(g.open, b.row, b.mask, l)
		}
	}
	return n
}

// climb changes single cells until no change covers more open tuples.
func (b *builder) climb() {
	for i, since := 0, 0; since < len(b.order); since++ {
		if b.better(b.order[i]) {
			since = 0
		}
		i = (i + 1) % len(b.order)
	}
}

func (b *builder) better(c int) bool {
	old := b.row[c]
	best, most := old, b.hits(old)
	for l := b.first[c]; l < b.first[c+1]; l++ {
		if l == old || !b.fits(b.mask, l, old) {
			continue
		}
		if n := b.hits(l); n > most && b.allows(b.row, l) {
			best, most = l, n
		}
	}
	b.row[c] = best
	b.mask.clear(old)
	b.mask.set(best)
	return best != old
}

// worth counts the open tuples that a complete row covers.
func (b *builder) worth(row []int32) int {
	b.load(row)
	n := 0
	for _, g := range b.goals {
		n += g.shown(g.open, row, b.mask)
	}
	return n
}

// use marks the open tuples that a complete row covers as covered and returns their number.
func (b *builder) use(row []int32) int {
	b.load(row)
	n := 0
	for _, g := range b.goals {
		k := g.remove(g.open, row, b.mask)
		g.left -= k
		n += k
	}
	return n
}

func (b *builder) load(row []int32) {
	clear(b.mask)
	for _, l := range row {
		b.mask.set(l)
	}
}
