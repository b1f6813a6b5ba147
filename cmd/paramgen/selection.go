package main

import (
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
)

// selection is which combinations are wanted.
type selection struct {
	seq      iter.Seq[paramgen.Combination]
	count    *big.Int
	prefixOf *big.Int // where it is only the first ones, in order, of so many
	skipped  *skipped // what is left out of it; count is then what there would be without

	array *paramgen.CoveringArray // where it is taken from one
}

// selection picks first the source, all, a sample or a covering array, then the share of it, then what has no result, then the first ones of that.
func (c *command) selection(g *paramgen.Generator) (*selection, error) {
	o := c.options
	if o.at != nil {
		c, err := g.At(o.at)
		return &selection{seq: slices.Values([]paramgen.Combination{c}), count: big.NewInt(1)}, err
	}
	s := &selection{seq: g.All(), count: g.Count()}
	switch {
	case o.given["sample"]:
		s.seq, s.count = g.Sample(o.sample, o.seed), smaller(big.NewInt(int64(o.sample)), s.count)
		s.share(o)
	case o.given["cover"]:
		if err := c.coverAll(g, s); err != nil {
			return nil, err
		}
		s.share(o)
	case o.given["shard"]:
		from, to := g.ShardRange(o.shard.i, o.shard.n)
		s.seq, s.count = g.Shard(o.shard.i, o.shard.n), to.Sub(to, from)
	}
	if err := s.skip(g, o); err != nil {
		return nil, err
	}
	if limit := big.NewInt(int64(o.max)); o.given["max-combinations"] && limit.Cmp(s.count) < 0 {
		if !o.given["sample"] && !o.given["cover"] {
			s.prefixOf = s.count
		}
		s.seq, s.count = window(s.seq, 0, o.max), limit
	}
	return s, nil
}

// share keeps a share of a sample or of an array: each task of a job array makes the same one and takes its part.
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

// window yields what is at the places from up to, but not including, to.
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

// variety finds out which parameters vary in a sequence.
type variety struct {
	all   int
	fixed []string // so far
	first paramgen.Combination
	begun bool
}

func newVariety(g *paramgen.Generator) *variety {
	v := &variety{}
	for _, p := range g.Parameters() {
		v.fixed = append(v.fixed, p.Name())
	}
	v.all = len(v.fixed)
	return v
}

// watch yields the sequence and looks at it.
func (v *variety) watch(seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		for c := range seq {
			v.see(c)
			if !yield(c) {
				return
			}
		}
	}
}

func (v *variety) see(c paramgen.Combination) {
	if !v.begun {
		v.first, v.begun = c, true
	}
	v.fixed = slices.DeleteFunc(v.fixed, func(name string) bool {
		a, _ := v.first.Get(name)
		b, _ := c.Get(name)
		return a != b
	})
}

func (v *variety) String() string {
	s := fmt.Sprintf("%d of %d parameters vary", v.all-len(v.fixed), v.all)
	const most = 8
	switch {
	case len(v.fixed) > most:
		return fmt.Sprintf("%s (not: %s and %d more)", s, strings.Join(v.fixed[:most], ", "), len(v.fixed)-most)
	case len(v.fixed) > 0:
		return fmt.Sprintf("%s (not: %s)", s, strings.Join(v.fixed, ", "))
	}
	return s
}
