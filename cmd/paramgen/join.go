package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// joinResults writes the results with their configurations. It fails if some could not be joined.
func (c *command) joinResults(g *paramgen.Generator, s *selection) (yes bool, err error) {
	table, warnings, err := readResults(c.join)
	if err != nil {
		return false, err
	}
	warnings = append(warnings, omissions(g, table)...)
	rows, unjoined, err := c.joined(g, table, s)
	c.progress.stop()
	if err != nil {
		return false, err
	}
	c.noteAll(warnings)
	if rows, err = c.compare(rows); err != nil {
		return false, errors.Join(err, unjoined)
	}
	write := results.WriteJSONL
	if c.format == paramgen.FormatCSV {
		write = results.WriteCSV
	}
	err = c.write(func(w io.Writer) error {
		_, err := write(w, rows)
		return err
	})
	return true, errors.Join(err, unjoined)
}

// compare keeps the rows that -best or -pareto asks for.
func (c *command) compare(rows []results.Row) ([]results.Row, error) {
	switch {
	case c.given["best"]:
		return results.Best(rows, c.best, c.metrics[0])
	case c.given["pareto"]:
		return results.Pareto(rows, c.metrics...)
	}
	return rows, nil
}

// joined joins the table with the selection.
func (c *command) joined(g *paramgen.Generator, t *results.Table, s *selection) (rows []results.Row, unjoined, err error) {
	all := s.array == nil && s.count.Cmp(g.Count()) == 0
	rows, unjoined, err = search(g, t, c.progress.watch(s.seq, s.count), s.count, all)
	if err != nil {
		err = fmt.Errorf("%w; select what was run with the same -sample, -seed and -shard", err)
	}
	return rows, unjoined, err
}

// mostSearched is how many combinations are searched for the ids of results: minutes of work.
const mostSearched = 1 << 28

// search joins the table with seq, which has count combinations; all reports whether it is the
// whole space. The whole space is walked only if records lead to no combination by index or
// values. It is an error if there are too many to walk; a part of that size is treated as the
// whole.
func search(g *paramgen.Generator, t *results.Table, seq iter.Seq[paramgen.Combination], count *big.Int, all bool) (rows []results.Row, unjoined, err error) {
	few := count.Cmp(big.NewInt(mostSearched)) <= 0
	var unmatched *results.UnmatchedError
	if all || !few {
		rows, unjoined = results.Join(g, t, nil)
		if !errors.As(unjoined, &unmatched) {
			return rows, unjoined, nil
		}
	}
	if few {
		rows, unjoined = results.Join(g, t, seq)
		return rows, unjoined, nil
	}
	if n := withID(unmatched.Records); n > 0 {
		err = fmt.Errorf("%d of %d results have neither an index nor a configuration of this space, and %v combinations are too many to search for their ids",
			n, unmatched.Of, count)
	}
	return rows, unjoined, err
}

// withID counts the records that have an id. The values of the others are not in the space.
func withID(records []results.Record) (n int) {
	for _, r := range records {
		if r.ID != "" {
			n++
		}
	}
	return n
}
