package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// joinResults writes the results with their configurations, or the configurations alone. It fails
// if some could not be joined.
func (c *command) joinResults(g *paramgen.Generator, s *selection) (yes bool, err error) {
	table, warnings, err := readResults(c.join, c.readingOptions()...)
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
	joined := len(rows)
	if rows, err = c.compare(rows); err != nil {
		return false, errors.Join(err, unjoined)
	}
	if len(rows) == 0 {
		c.note(fmt.Sprintf("nothing is written: of %d records, %d are results of the selection, and none of these is asked for", len(table.Records), joined))
	}
	if c.writesRows() {
		err = c.writeRows(rows)
	} else {
		var n int
		if n, err = c.writeAll(g, results.Combinations(rows)); err == nil {
			c.noteWritten(n)
		}
	}
	return true, errors.Join(err, unjoined)
}

// writeRows writes results with their configurations. The figures of repeated runs come with their
// spread.
func (c *command) writeRows(rows []results.Row) error {
	write, metrics := results.WriteJSONL, c.metrics
	switch {
	case c.format == formatTable:
		write = results.WriteTable
		for _, field := range slices.Backward(c.by) {
			metrics = slices.Insert(slices.Clone(metrics), 0, results.Metric{Name: field})
		}
	case !repeated(rows):
		metrics = nil
	}
	if c.format == paramgen.FormatCSV {
		write = results.WriteCSV
	}
	return c.write(func(w io.Writer) error {
		_, err := write(w, rows, metrics...)
		return err
	})
}

func repeated(rows []results.Row) bool {
	return slices.ContainsFunc(rows, func(r results.Row) bool { return r.Runs != nil })
}

// compare merges the runs of a configuration if they are compared, and keeps the rows that -where,
// -best or -pareto asks for.
func (c *command) compare(rows []results.Row) ([]results.Row, error) {
	ranked := c.given["best"] || c.given["pareto"]
	if ranked {
		if err := results.CheckFields(rows, c.by...); err != nil {
			return nil, err
		}
		c.noteLacks(rows)
		rows = results.Merge(rows, c.by...)
		for _, name := range results.Loads(rows) {
			c.note(fmt.Sprintf("runs of one configuration differ in %s and are merged; -by %[1]s keeps them apart", name))
		}
	}
	for _, condition := range c.where {
		if err := condition.Check(rows); err != nil {
			return nil, err
		}
		rows = results.Filter(rows, condition.Holds)
	}
	switch {
	case c.given["best"]:
		return c.bestOf(rows)
	case c.given["pareto"]:
		return results.Pareto(rows, c.metrics...)
	}
	return rows, nil
}

// noteLacks says how many results have no number for a metric, and why.
func (c *command) noteLacks(rows []results.Row) {
	for _, l := range results.Lacking(rows, c.metrics...) {
		c.note(l.String())
	}
}

// mostCompared is how many rows are compared with the best one.
const mostCompared = 1000

// bestOf returns the best rows, and says from how many others the first is not distinguishable.
func (c *command) bestOf(rows []results.Row) ([]results.Row, error) {
	all, err := results.Best(rows, max(c.best, mostCompared), c.metrics[0])
	if err != nil {
		return nil, err
	}
	if repeated(all) && c.best > 0 {
		c.noteTies(all)
	}
	return all[:min(c.best, len(all))], nil
}

// noteTies says how many of the rows after the first could be as good.
func (c *command) noteTies(all []results.Row) {
	ties, few := 0, false
	for _, r := range all[1:min(mostCompared, len(all))] {
		tie := results.Compare(all[0], r, c.metrics[0].Name)
		if tie == results.Distinguishable {
			break
		}
		ties, few = ties+1, few || tie == results.TooFewRuns
	}
	if ties == 0 {
		return
	}
	hint := "run them more often to tell them apart"
	if few {
		hint = "that takes 4 runs of each or more"
	}
	c.note(fmt.Sprintf("the best, %s, is not distinguishable from the next %d (rank-sum test, 5 %%); %s", all[0].Combination.ID(), ties, hint))
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
