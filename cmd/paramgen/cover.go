package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/paramgen/paramgen"
)

// selectCover selects a covering array. A signal ends the search with the best array so far; a
// second signal ends the process.
func (c *command) selectCover(g *paramgen.Generator, s *selection) error {
	rows, err := c.readRows(g, c.include)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	a, err := c.array(ctx, g, rows)
	if err != nil {
		return err
	}
	s.array, s.seq, s.count = a, a.Rows(), big.NewInt(int64(a.Len()))
	return nil
}

// array returns the covering array that begins with rows: the best one when ctx is done.
func (c *command) array(ctx context.Context, g *paramgen.Generator, rows []map[string]any) (*paramgen.CoveringArray, error) {
	options := append(c.strengths(), paramgen.Include(rows...), paramgen.Improve(c.moves),
		paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
			c.progress.cover(p)
			return ctx.Err() == nil
		}))
	a, err := g.Cover(c.strength, options...)
	if err == nil && ctx.Err() != nil && a.Covered < a.Tuples {
		err = errors.New("stopped by a signal before the array was complete")
	}
	return a, err
}

// strengths are the options of -strength.
func (o *options) strengths() (all []paramgen.CoverOption) {
	for _, g := range o.groups {
		all = append(all, paramgen.Strength(g.strength, g.names...))
	}
	return all
}

// noteCover prints the coverage of the n rows that were written, if those are the array or its
// beginning.
func (c *command) noteCover(s *selection, n int) {
	if s.array == nil || c.given["shard"] || c.given["skip"] {
		return
	}
	text := s.array.String()
	if all := s.array.Len(); n < all {
		prefix := s.array.Coverage
		prefix.New, prefix.Covered = prefix.New[:n], 0
		for _, k := range prefix.New {
			prefix.Covered += k
		}
		text = fmt.Sprintf("%v, the first of %d", &prefix, all)
	}
	c.note(text)
}
