package paramgen

import (
	"fmt"
	"iter"
	"math"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
)

// All yields every valid combination in order: that of nested loops over the parameters as
// declared, the last one fastest.
//
// Like all sequences of a generator it is lazy, starts anew with each range statement, stops
// at once on break, and can be walked by several goroutines at once. Cost: a few nanoseconds
// for each combination, and memory for the current block.
func (g *Generator) All() iter.Seq[Combination] {
	return g.span(new(big.Int), g.space.engine.Count())
}

// From yields the combinations from index i on, in order. The first one costs as much as
// [Generator.At]. It fails with a [*RangeError] unless 0 ≤ i ≤ [Generator.Count].
func (g *Generator) From(i *big.Int) (iter.Seq[Combination], error) {
	count := g.space.engine.Count()
	if i == nil || i.Sign() < 0 || i.Cmp(count) > 0 {
		return nil, &RangeError{"index", fmt.Sprint(i), fmt.Sprintf("0 to %v", count)}
	}
	return g.span(new(big.Int).Set(i), count), nil
}

// Shard yields part i of n, counted from 0: n consecutive parts that differ in length by at
// most 1 and together are [Generator.All]. The first combination of each costs as much as
// [Generator.At]. It fails with a [*RangeError] unless n ≥ 1 and 0 ≤ i < n.
func (g *Generator) Shard(i, n int) (iter.Seq[Combination], error) {
	from, to, err := g.ShardRange(i, n)
	if err != nil {
		return nil, err
	}
	return g.span(from, to), nil
}

// ShardRange returns the indices of [Generator.Shard]: from is its first, to is one past its
// last. It fails as Shard does.
func (g *Generator) ShardRange(i, n int) (from, to *big.Int, err error) {
	if n < 1 {
		return nil, nil, &RangeError{"number of shards", fmt.Sprint(n), "at least 1"}
	}
	if i < 0 || i >= n {
		return nil, nil, &RangeError{"shard", fmt.Sprint(i), fmt.Sprintf("0 to %d", n-1)}
	}
	cut := func(i int) *big.Int {
		at := g.space.engine.Count()
		return at.Quo(at.Mul(at, big.NewInt(int64(i))), big.NewInt(int64(n)))
	}
	return cut(i), cut(i + 1), nil
}

// At returns the combination with index i. It fails with a [*RangeError] unless 0 ≤ i <
// [Generator.Count]. Cost: about a microsecond for tens of parameters; it does not depend on
// i.
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

// Index returns the index of a combination and true, or false if it is not a valid combination
// of this generator. Combinations of other generators are looked up by their values: they must
// set exactly the parameters of this one.
func (g *Generator) Index(c Combination) (*big.Int, bool) {
	row, ok := g.space.row(c)
	if !ok {
		return nil, false
	}
	return g.space.engine.Cursor().Rank(row)
}

// Filter yields the combinations of seq for which keep returns true. It is for conditions that
// cannot be a [Rule]: keep is called during the walk, once for each combination, and may be
// any code. How many combinations pass is not known before.
func Filter(seq iter.Seq[Combination], keep func(Combination) bool) iter.Seq[Combination] {
	return func(yield func(Combination) bool) {
		for c := range seq {
			if keep(c) && !yield(c) {
				return
			}
		}
	}
}

// span yields the combinations with the indices from, from+1, … to-1.
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
			left.SetInt64(math.MaxInt64) // no walk gets that far
		}
		s.walk(cursor, left.Int64(), yield)
	}
}

// maxBlocks is how many blocks are allocated at once. A walk begins with one, so that a few
// combinations cost little.
const maxBlocks = 64

// walk yields the next left combinations of the cursor, one block for each run of rows that
// differ only in their tails.
func (s *space) walk(cursor *diagram.Cursor, left int64, yield func(Combination) bool) {
	for n := 1; ; n = min(2*n, maxBlocks) {
		blocks := make([]block, n)
		heads := make([]int32, n*cursor.Head())
		for i := range blocks {
			run, ok := cursor.Next(heads[i*cursor.Head() : (i+1)*cursor.Head()])
			if !ok {
				return
			}
			b := &blocks[i]
			*b = block{s, run.Head, run.Tails}
			size := min(int64(run.To-run.From), left)
			for t := run.From; t < run.From+int(size); t++ {
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
	if b, ok := s.block(c); ok {
		return slices.Concat(b.head, b.tail(c.row)), true
	}
	if len(c.space().params) != len(s.params) {
		return nil, false
	}
	row := make([]int32, len(s.params))
	for i := range c.space().params {
		p := &c.space().params[i]
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
