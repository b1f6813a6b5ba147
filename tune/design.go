package tune

import "github.com/paramgen/paramgen"

const (
	uniform = 5  // first proposals that are uniform draws
	spread  = 5  // next proposals that show new pairs of values
	every   = 20 // one of so many later proposals is a uniform draw too
	tried   = 50 // draws of which the one with the most new pairs is taken
)

// begin adds the proposals that do not depend on results: the first ones, and all as long as there
// is no success, which a model needs.
func (b *batch) begin() {
	for len(b.all) < b.n && b.left().Sign() > 0 {
		before := len(b.all)
		switch known := len(b.known); {
		case known < uniform || known >= uniform+spread && b.succeeded() == 0:
			b.draw(1)
		case known < uniform+spread:
			b.spread()
		default:
			return
		}
		if len(b.all) == before {
			return // all that is left is pending by ids
		}
	}
}

// again adds the uniform draws that are due among the rest of the batch.
func (b *batch) again() {
	if from := len(b.known) - uniform - spread; from >= 0 {
		b.draw((from+b.n-len(b.all))/every - from/every)
	}
}

// spread adds the one of some draws that shows the most pairs of values which no run and no
// pending combination shows.
func (b *batch) spread() {
	shown := b.pairs()
	var best paramgen.Combination
	var bestRow, row []int32
	most := -1
	for c := range b.Sample(tried, b.seed^uint64(len(b.known)+1)<<40) {
		row, _ = b.row(row[:0], c)
		if !b.open(row, c) {
			continue
		}
		fresh := 0
		eachPair(row, func(p pair) {
			if !shown[p] {
				fresh++
			}
		})
		if fresh > most {
			best, bestRow, most = c, append(bestRow[:0], row...), fresh
		}
	}
	if most < 0 {
		b.draw(1)
		return
	}
	b.add(bestRow, best)
}

// A pair is two values of two parameters.
type pair struct{ a, b, x, y int32 }

func eachPair(row []int32, f func(pair)) {
	for a := range row {
		for b := range a {
			f(pair{int32(a), int32(b), row[a], row[b]})
		}
	}
}

// pairs returns the pairs of values of all runs and pending combinations.
func (b *batch) pairs() map[pair]bool {
	shown := map[pair]bool{}
	add := func(p pair) { shown[p] = true }
	for _, r := range b.runs {
		eachPair(r.row, add)
	}
	for _, row := range b.queue {
		eachPair(row, add)
	}
	return shown
}
