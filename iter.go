package paramgen

import (
	"fmt"
	"iter"
	"math"
	"math/big"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/permute"
)

// Sequences of combinations. The order is that of nested loops over the parameters as declared, the last one fastest, and an
// index counts in this order from 0. All sequences are lazy, can be walked any number of times and by several goroutines at once, each
// range from its start, and stop at once on break.

// All yields every valid combination in order. Cost: a few nanoseconds each, and memory for the current block only.
func (g *Generator) All() iter.Seq[Combination] {
	return g.span(new(big.Int), g.space.engine.Count())
}

// From yields the combinations from index i on, in order; it starts at once. An i from 0 up to and including the
// count is in range; others panic with a [*RangeError].
func (g *Generator) From(i *big.Int) iter.Seq[Combination] {
	count := g.space.engine.Count()
	if i == nil || i.Sign() < 0 || i.Cmp(count) > 0 {
		panic(&RangeError{"index", fmt.Sprint(i), fmt.Sprintf("0 to %v", count)})
	}
	return g.span(new(big.Int).Set(i), count)
}

// Shard yields part i of n, counted from 0: n consecutive parts that differ in length by at most 1 and together are [Generator.All]. Each
// starts at once, wherever it lies. It panics with a [*RangeError] unless n ≥ 1 and 0 ≤ i < n.
func (g *Generator) Shard(i, n int) iter.Seq[Combination] {
	return g.span(g.ShardRange(i, n))
}

// ShardRange returns where [Generator.Shard] lies in [Generator.All]: at the indices from up to, but not including, to. It panics as Shard does.
func (g *Generator) ShardRange(i, n int) (from, to *big.Int) {
	if n < 1 {
		panic(&RangeError{"number of shards", fmt.Sprint(n), "at least 1"})
	}
	if i < 0 || i >= n {
		panic(&RangeError{"shard", fmt.Sprint(i), fmt.Sprintf("0 to %d", n-1)})
	}
	cut := func(i int) *big.Int {
		at := g.space.engine.Count()
		return at.Quo(at.Mul(at, big.NewInt(int64(i))), big.NewInt(int64(n)))
	}
	return cut(i), cut(i + 1)
}

// At returns the combination with index i. It fails with a [*RangeError] unless 0 ≤ i < [Generator.Count].
func (g *Generator) At(i *big.Int) (Combination, error) {
	count := g.space.engine.Count()
	if i == nil || i.Sign() < 0 || i.Cmp(count) >= 0 {
		want := fmt.Sprintf("0 up to, but not including, %v", count)
		if count.Sign() == 0 {
			want = "none: the space is empty"
		}
		return Combination{}, &RangeError{"index", fmt.Sprint(i), want}
	}
	cursor := g.space.engine.Cursor()
	cursor.Seek(i)
	return g.space.combination(cursor.Row()), nil
}

// Index returns the index of a combination, and whether it is a valid one of this generator. Combinations of other generators are
// looked up by their values: they must set exactly the parameters of this one.
func (g *Generator) Index(c Combination) (*big.Int, bool) {
	row, ok := g.space.row(c)
	if !ok {
		return nil, false
	}
	return g.space.engine.Cursor().Rank(row)
}

// Sample yields n different valid combinations in random order, or all of them where there are fewer: each set of n is as likely as any
// other. The same seed gives the same combinations, on every machine and in every release, and those of a smaller n are the first of
// those of a larger. Cost: one [Generator.At] each, in memory that does not grow. A negative n panics with a [*RangeError].
func (g *Generator) Sample(n int, seed uint64) iter.Seq[Combination] {
	if n < 0 {
		panic(&RangeError{"sample size", fmt.Sprint(n), "0 or more"})
	}
	return func(yield func(Combination) bool) {
		cursor := g.space.engine.Cursor()
		left := n
		for index := range permute.Indices(g.space.engine.Count(), seed) {
			if left == 0 {
				return
			}
			left--
			cursor.Seek(index)
			if !yield(g.space.combination(cursor.Row())) {
				return
			}
		}
	}
}

// Filter yields the combinations of seq for which keep returns true. It is for conditions that cannot be a [Rule]: keep may do what
// it likes and is asked for one combination after the other, so nothing is known of how many pass, or when.
func Filter(seq iter.Seq[Combination], keep func(Combination) bool) iter.Seq[Combination] {
	return func(yield func(Combination) bool) {
		for c := range seq {
			if keep(c) && !yield(c) {
				return
			}
		}
	}
}

// span yields the combinations with indices from up to but not including to.
func (g *Generator) span(from, to *big.Int) iter.Seq[Combination] {
	s := g.space
	return func(yield func(Combination) bool) {
		left := new(big.Int).Sub(to, from)
		if left.Sign() <= 0 {
			return
		}
		cursor := s.engine.Cursor()
		if from.Sign() > 0 {
			cursor.Seek(from)
		}
		if !left.IsInt64() {
			left.SetInt64(math.MaxInt64) // more than anybody walks
		}
		s.walk(cursor, left.Int64(), yield)
	}
}

// mostBlocks is how many blocks are allocated at once; walks begin with one, so that looking at a few combinations costs little.
const mostBlocks = 64

// walk yields the next left combinations of the cursor: stretch by stretch, a block each.
func (s *space) walk(cursor *diagram.Cursor, left int64, yield func(Combination) bool) {
	for n := 1; ; n = min(2*n, mostBlocks) {
		blocks := make([]block, n)
		heads := make([]int32, n*cursor.Head())
		for i := range blocks {
			stretch, ok := cursor.Next(heads[i*cursor.Head() : (i+1)*cursor.Head()])
			if !ok {
				return
			}
			b := &blocks[i]
			*b = block{s, stretch.Head, stretch.Tails}
			size := min(int64(stretch.To-stretch.From), left)
			for t := stretch.From; t < stretch.From+int(size); t++ {
				if !yield(Combination{b, int32(t)}) {
					return
				}
			}
			if left -= size; left == 0 {
				return
			}
		}
	}
}

// combination returns an owned combination of the row.
func (s *space) combination(row []int32) Combination {
	return Combination{from: &block{space: s, head: append([]int32(nil), row...)}}
}

// row returns the value numbers of c in this space.
func (s *space) row(c Combination) ([]int32, bool) {
	if len(c.space().params) != len(s.params) {
		return nil, false
	}
	row := make([]int32, len(s.params))
	for i, p := range c.space().params {
		if c.space() == s {
			row[i] = c.index(i)
			continue
		}
		at, known := s.index[p.name]
		if !known {
			return nil, false
		}
		if row[at] = int32(s.params[at].find(p.plain[c.index(i)])); row[at] < 0 {
			return nil, false
		}
	}
	return row, true
}
