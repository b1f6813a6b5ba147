package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"os"
	"os/signal"
	"syscall"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// writeOptions are what the flags say of the format.
func (c *command) writeOptions() (all []paramgen.WriteOption, err error) {
	if c.ids {
		all = append(all, paramgen.WithIdentity())
	}
	if c.given["template"] {
		all = append(all, paramgen.WithTemplate(c.template))
	}
	if c.byIndex {
		all = append(all, paramgen.WithIndexNames())
	}
	if c.given["base"] {
		text, err := os.ReadFile(c.base)
		if err != nil {
			return nil, err
		}
		all = append(all, paramgen.WithBase(bytes.NewReader(text)))
	}
	return all, nil
}

// writeFolder writes a file for each combination. A signal to stop leaves nothing behind.
func (c *command) writeFolder(g *paramgen.Generator, seq iter.Seq[paramgen.Combination], options []paramgen.WriteOption) (n int, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	defer func() {
		if v := recover(); v == errStopped {
			n, err = 0, errStopped
		} else if v != nil {
			panic(v)
		}
	}()
	return g.WriteFolder(c.folder, c.format, paramgen.Filter(seq, func(paramgen.Combination) bool {
		if ctx.Err() != nil {
			panic(errStopped) // WriteFolder tidies up on the way
		}
		return true
	}), options...)
}

// readResults reads files of results as one table, and says what in them is none.
func (o *options) readResults(files []string) (*results.Table, []string, error) {
	all := &results.Table{}
	var words []string
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, err
		}
		t, err := results.Read(f)
		f.Close()
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		all.Records = append(all.Records, t.Records...)
		for _, half := range t.Torn {
			words = append(words, fmt.Sprintf("%s: %v", name, &half))
		}
	}
	return all, words, nil
}

// skipped is what has a result already.
type skipped struct {
	done    map[string]bool // ids; true once met
	foreign int             // how many have values that the space does not have
	words   []string
	whole   bool // the selection is the whole space, unless it is cut
	ended   bool // it has been walked to its end
}

// skip leaves out of the selection what has a result.
func (s *selection) skip(g *paramgen.Generator, o *options) error {
	if len(o.skip) == 0 {
		return nil
	}
	table, words, err := o.readResults(o.skip)
	if err != nil {
		return err
	}
	words = append(words, omissions(g, table)...)
	if err := table.Identify(g); err != nil {
		return err
	}
	s.skipped = &skipped{done: map[string]bool{}, words: words, whole: !o.given["sample"] && !o.given["shard"] && !o.given["cover"]}
	s.skipped.foreign = len(table.Records) - withID(table.Records)
	for id := range table.IDs() {
		s.skipped.done[id] = false
	}
	s.seq = s.skipped.rest(s.seq)
	return nil
}

// rest yields what of the sequence has no result.
func (s *skipped) rest(seq iter.Seq[paramgen.Combination]) iter.Seq[paramgen.Combination] {
	return func(yield func(paramgen.Combination) bool) {
		for c := range seq {
			if s.open(c) && !yield(c) {
				return
			}
		}
		s.ended = true
	}
}

// open reports whether c has no result.
func (s *skipped) open(c paramgen.Combination) bool {
	if len(s.done) == 0 {
		return true
	}
	id := c.ID()
	_, done := s.done[id]
	if done {
		s.done[id] = true
	}
	return !done
}

// sayStrangers says what of the skipped results was odd.
func (c *command) sayStrangers(s *selection) {
	if s.skipped == nil {
		return
	}
	for _, w := range s.skipped.words {
		fmt.Fprintln(c.stderr, "paramgen: "+w)
	}
	if n := s.skipped.strangers(); n > 0 {
		fmt.Fprintf(c.stderr, "paramgen: %d of %d results to skip are of no combination of this space\n", n, len(s.skipped.done)+s.skipped.foreign)
	}
}

// strangers counts the results that are of no combination. Of which ids there is none is known once all have been met.
func (s *skipped) strangers() int {
	n := s.foreign
	if !s.whole || !s.ended {
		return n
	}
	for _, met := range s.done {
		if !met {
			n++
		}
	}
	return n
}

// total counts the selection, by walking it if something is left out.
func (s *selection) total() (*big.Int, error) {
	switch {
	case s.skipped == nil:
		return s.count, nil
	case s.count.Cmp(big.NewInt(mostSearched)) > 0:
		return nil, fmt.Errorf("%v combinations are too many to look through for those that have a result; count without -skip, or a part, as -sample and -shard select it", s.count)
	}
	n := int64(0)
	for range s.seq {
		n++
	}
	return big.NewInt(n), nil
}

// joinResults writes the results with their configurations. The answer is no where some could not be joined.
func (c *command) joinResults(g *paramgen.Generator, s *selection) (whole bool, err error) {
	table, words, err := c.readResults(c.join)
	if err != nil {
		return false, err
	}
	words = append(words, omissions(g, table)...)
	rows, unjoined, err := c.joined(g, table, s)
	c.progress.stop()
	if err != nil {
		return false, err
	}
	for _, w := range words {
		fmt.Fprintln(c.stderr, "paramgen: "+w)
	}
	if rows, err = c.chosenRows(rows); err != nil {
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

// mostSearched is how many combinations are looked through for the ids of results: minutes of work.
const mostSearched = 1 << 28

// joined joins the table with the selection.
func (c *command) joined(g *paramgen.Generator, t *results.Table, s *selection) (rows []results.Row, unjoined, err error) {
	all := s.array == nil && s.count.Cmp(g.Count()) == 0
	rows, unjoined, err = search(g, t, c.progress.watch(s.seq, s.count), s.count, all)
	if err != nil {
		err = fmt.Errorf("%w; select what was run, by the same -sample, -seed and -shard", err)
	}
	return rows, unjoined, err
}

// search joins the table with seq, of count combinations, which may be all. All of them are walked only where records do not lead to their
// combinations by themselves. Where those are too many to be looked through for ids, err says so; a part that is as large is taken for all.
func search(g *paramgen.Generator, t *results.Table, seq iter.Seq[paramgen.Combination], count *big.Int, all bool) (rows []results.Row, unjoined, err error) {
	few := count.Cmp(big.NewInt(mostSearched)) <= 0
	var strangers *results.StrangerError
	if all || !few {
		rows, unjoined = results.Join(g, t, nil)
		if !errors.As(unjoined, &strangers) {
			return rows, unjoined, nil
		}
	}
	if few {
		rows, unjoined = results.Join(g, t, seq)
		return rows, unjoined, nil
	}
	if n := withID(strangers.Records); n > 0 {
		err = fmt.Errorf("%d of %d results carry neither an index nor a configuration of this space, and %v combinations are too many to look through for their ids",
			n, strangers.Of, count)
	}
	return rows, unjoined, err
}

// withID counts the records that have an id. The others are of another space, as their values say.
func withID(records []results.Record) (n int) {
	for _, r := range records {
		if r.ID != "" {
			n++
		}
	}
	return n
}

func (c *command) chosenRows(rows []results.Row) ([]results.Row, error) {
	switch {
	case c.given["best"]:
		return results.Best(rows, c.best, c.metrics[0])
	case c.pareto:
		return results.Pareto(rows, c.metrics...)
	}
	return rows, nil
}
