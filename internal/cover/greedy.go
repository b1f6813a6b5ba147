package cover

import (
	"math/bits"
	"slices"
)

// goal is a table with the plane of the tuples that no row shows yet.
type goal struct {
	*table
	open plane
	left int
	from int // no word before it has an open tuple
}

// builder makes one row after the other, the best of several candidates (AETG: Cohen, Dalal, Fredman, Patton 1997).
// A candidate grows from an open tuple, column by column, by the value that shows the most open tuples.
//
// Two ways to grow. Towards few rows, it starts with the first open tuple and takes the columns in order, so that the
// tuples of the largest domains, which decide how many rows there must be, are never shown twice for the sake of many
// small ones. Towards much in this row, it starts anywhere, takes the columns in any order, and in the end climbs by
// changes of single cells until none shows more.
type builder struct {
	*space
	goals []*goal
	rng   rng
	row   []int32
	mask  bitset
	may   bitset // literals that stand in a pair with each of the row
	best  []int32
	order []int
	shows []int // by value: what it would show
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

// left is the number of open tuples.
func (b *builder) left() int {
	n := 0
	for _, g := range b.goals {
		n += g.left
	}
	return n
}

// next returns the best of so many candidates. There must be an open tuple.
func (b *builder) next(candidates int, much bool) []int32 {
	most := -1
	for range candidates {
		b.grow(much)
		if n := b.worth(b.row); n > most {
			most = n
			copy(b.best, b.row)
		}
	}
	return append([]int32{}, b.best...)
}

func (b *builder) grow(much bool) {
	for c := range b.row {
		b.row[c] = -1
	}
	clear(b.mask)
	for w := range b.may {
		b.may[w] = ^uint64(0)
	}
	b.seed(much)
	for _, l := range b.tuple {
		b.put(l)
	}
	if much {
		b.rng.shuffle(b.order)
	}
	for _, c := range b.order {
		if b.row[c] < 0 {
			b.put(b.choose(c))
		}
	}
	if much {
		b.climb()
	}
}

// seed chooses the open tuple to grow from.
func (b *builder) seed(much bool) {
	n := b.rng.below(b.left())
	for _, g := range b.goals {
		switch {
		case much && n < g.left:
			b.tuple = g.nth(g.open, b.rng.below(g.left*g.t), b.tuple[:0])
			return
		case !much && g.left > 0:
			b.tuple = g.hardest(b.tuple[:0])
			return
		}
		n -= g.left
	}
}

// hardest appends the first open tuple, which no open tuple exceeds in its largest domain.
func (g *goal) hardest(into []int32) []int32 {
	for g.open[g.from] == 0 {
		g.from++
	}
	return g.tuple(g.from, bits.TrailingZeros64(g.open[g.from]), into)
}

func (b *builder) put(l int32) {
	b.row[b.column[l]] = l
	b.mask.set(l)
	for w, x := range b.beside(l) {
		b.may[w] &= x
	}
}

// choose returns, of the column's literals that leave the row completable, one that shows the most. Rules are asked as
// late as can be: about the best literal first.
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

// top returns the index of the largest number, of several one at random.
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

// hits counts the open tuples that the literal shows with the rest of the row.
func (b *builder) hits(l int32) int {
	n := 0
	for _, g := range b.goals {
		if g.local[l] >= 0 {
			n += g.hits(g.open, b.row, b.mask, l)
		}
	}
	return n
}

// climb changes single cells until none shows more.
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

// worth counts the open tuples that a complete row shows.
func (b *builder) worth(row []int32) int {
	b.load(row)
	n := 0
	for _, g := range b.goals {
		n += g.shown(g.open, row, b.mask)
	}
	return n
}

// use takes the tuples that a complete row shows out of the open ones and returns how many they were.
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
