package main

import (
	"iter"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen"
)

// selection is the combinations that the flags select.
type selection struct {
	seq      iter.Seq[paramgen.Combination]
	count    *big.Int
	prefixOf *big.Int                // how many there are if these are the first in order; else nil
	skipped  *skipped                // nil without -skip; count includes what is skipped
	array    *paramgen.CoveringArray // nil without -cover
}

// selection takes all combinations, a sample or a covering array; of these a share; of this what
// has no result; and of that the first ones.
func (c *command) selection(g *paramgen.Generator) (*selection, error) {
	o := c.options
	if o.at != nil {
		c, err := g.At(o.at)
		return &selection{seq: slices.Values([]paramgen.Combination{c}), count: big.NewInt(1)}, err
	}
	s := &selection{seq: g.All(), count: g.Count()}
	switch {
	case o.given["sample"]:
		s.seq, s.count = g.Sample(o.sample, o.seed, o.weights()...), smaller(big.NewInt(int64(o.sample)), s.count)
		s.share(o)
	case o.given["cover"]:
		if err := c.selectCover(g, s); err != nil {
			return nil, err
		}
		s.share(o)
	case o.given["shard"]:
		from, to, err := g.ShardRange(o.shard.i, o.shard.n)
		if err != nil {
			return nil, err
		}
		if s.seq, err = g.Shard(o.shard.i, o.shard.n); err != nil {
			return nil, err
		}
		s.count = to.Sub(to, from)
	}
	if err := s.pick(o.ids); err != nil {
		return nil, err
	}
	if err := s.skip(g, o); err != nil {
		return nil, err
	}
	c.skipped = s.skipped
	s.limit(o)
	return s, nil
}

// weights returns the options of the sample.
func (o *options) weights() []paramgen.SampleOption {
	if o.given["balanced"] {
		return []paramgen.SampleOption{paramgen.Balanced()}
	}
	return nil
}

// limit keeps the first combinations, as -max-combinations says.
func (s *selection) limit(o *options) {
	most := big.NewInt(int64(o.max))
	if !o.given["max-combinations"] || most.Cmp(s.count) >= 0 {
		return
	}
	if !o.given["sample"] && !o.given["cover"] {
		s.prefixOf = s.count
	}
	s.seq, s.count = window(s.seq, 0, o.max), most
}

// share keeps a share of a sample or an array. Each task of a job array makes the same one and
// takes its part.
func (s *selection) share(o *options) {
	if !o.given["shard"] {
		return
	}
	cut := func(i int) int {
		at := new(big.Int).Mul(s.count, big.NewInt(int64(i)))
		return int(at.Quo(at, big.NewInt(int64(o.shard.n))).Int64())
	}
	from, to := cut(o.shard.i), cut(o.shard.i+1)
	s.seq, s.count = window(s.seq, from, to), big.NewInt(int64(to-from))
}

// window yields the combinations at the positions from ≤ i < to.
func window(seq iter.Seq[paramgen.Combination], from, to int) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		if from >= to {
			return
		}
		i := 0
		for c := range seq {
			if i >= from && !yield(c) {
				return
			}
			if i++; i == to {
				return
			}
		}
	}
}

// smaller returns the lesser of n and m.
func smaller(n, m *big.Int) *big.Int {
	if n.Cmp(m) < 0 {
		return n
	}
	return m
}
