package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/results"
)

// covering is what the flags say of covering arrays and of coverage.
type covering struct {
	strength int
	moves    int
	include  []string
	groups   []group
	measured int
	of       []string
}

// group is one -strength.
type group struct {
	strength int
	names    []string
}

func (v *covering) define(fs *flag.FlagSet) {
	fs.Func("cover", "", natural(&v.strength))
	fs.Func("improve", "", natural(&v.moves))
	fs.Func("include", "", more(&v.include))
	fs.Func("strength", "", v.group)
	fs.Func("coverage", "", natural(&v.measured))
	fs.Func("of", "", more(&v.of))
}

func (v *covering) group(text string) error {
	t, list, ok := strings.Cut(text, ":")
	strength, err := strconv.Atoi(t)
	if !ok || err != nil {
		return errors.New("want T:NAME,NAME")
	}
	words, err := split(list)
	if err != nil {
		return err
	}
	g := group{strength: strength}
	for _, w := range words {
		g.names = append(g.names, w.text)
	}
	v.groups = append(v.groups, g)
	return nil
}

// strengths are the options for the groups.
func (v *covering) strengths() (all []paramgen.CoverOption) {
	for _, g := range v.groups {
		all = append(all, paramgen.Strength(g.strength, g.names...))
	}
	return all
}

// coverAll selects a covering array. A signal to stop ends the work on it with the best so far; a second one ends the process.
func (c *command) coverAll(g *paramgen.Generator, s *selection) error {
	rows, err := c.readRows(g, c.covering.include)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	a, err := c.array(ctx, g, rows)
	if err != nil {
		return err
	}
	s.array, s.seq, s.count = a, a.Rows(), big.NewInt(int64(a.Len()))
	return nil
}

// array makes the covering array around rows, the best that is there when ctx is done.
func (c *command) array(ctx context.Context, g *paramgen.Generator, rows []map[string]any) (*paramgen.CoveringArray, error) {
	options := append(c.strengths(), paramgen.Include(rows...), paramgen.Improve(c.moves),
		paramgen.OnProgress(func(p paramgen.CoverProgress) bool {
			c.progress.say(p)
			return ctx.Err() == nil
		}))
	a, err := g.Cover(c.covering.strength, options...)
	if err == nil && ctx.Err() != nil && a.Covered < a.Tuples {
		err = errors.New("stopped by a signal before there was an array")
	}
	return a, err
}

// shown tells how far an array is.
func shown(p paramgen.CoverProgress) string {
	if p.Moves == 0 {
		return fmt.Sprintf("%d rows, %d of %d tuples to go", p.Rows, p.Open, p.Tuples)
	}
	return fmt.Sprintf("%d rows, searching for fewer: %d moves, %d tuples to go", p.Rows, p.Moves, p.Open)
}

// sayCover says what the n rows that were written show, where those are the whole array or the start of it.
func (c *command) sayCover(s *selection, n int) {
	if s.array == nil || c.given["shard"] || c.given["skip"] {
		return
	}
	words := s.array.String()
	if all := s.array.Len(); n < all {
		prefix := s.array.Coverage
		prefix.New, prefix.Covered = prefix.New[:n], 0
		for _, k := range prefix.New {
			prefix.Covered += k
		}
		words = fmt.Sprintf("%v, the first of %d", &prefix, all)
	}
	fmt.Fprintln(c.stderr, "paramgen: "+words)
}

// readRows reads files of combinations, or of parts of such: JSON, JSON Lines or CSV. What has an id only, or cells that can be two values, is looked for
// in the space, and so is what has an id beside some values, which count where the id is of no combination.
func (c *command) readRows(g *paramgen.Generator, files []string) (rows []map[string]any, err error) {
	table, words, err := c.readResults(files)
	if err != nil {
		return nil, err
	}
	var nameless, partial places
	for i, r := range table.Records {
		values, open := r.Values(g)
		words = append(words, doubts(g, &r, values)...)
		switch rows = append(rows, values); {
		case len(values) == 0 || open != nil:
			nameless.add(i, r)
		case r.ID != "" && len(values) < len(g.Parameters()):
			partial.add(i, r)
		}
	}
	c.sayOnce(words)
	if _, err := partial.lookUp(g, rows); err != nil {
		return nil, err
	}
	unjoined, err := nameless.lookUp(g, rows)
	return rows, errors.Join(err, unjoined)
}

// places are records that are looked for, and which rows they are.
type places struct {
	results.Table
	rows []int
}

func (p *places) add(row int, r results.Record) {
	p.Records, p.rows = append(p.Records, r), append(p.rows, row)
}

// lookUp puts the combinations that are found into their rows.
func (p *places) lookUp(g *paramgen.Generator, rows []map[string]any) (unjoined, err error) {
	found, unjoined, err := search(g, &p.Table, g.All(), g.Count(), true)
	if err != nil {
		return nil, fmt.Errorf("%w; give them with their indices, as -ids writes those, or with their values", err)
	}
	known := map[string]paramgen.Combination{}
	for _, r := range found {
		known[r.Record.ID] = r.Combination
	}
	for i, r := range p.Records {
		if one, ok := known[r.ID]; ok {
			rows[p.rows[i]] = one.Map()
		}
	}
	return unjoined, nil
}

// sayOnce says each of the words once.
func (c *command) sayOnce(words []string) {
	slices.Sort(words)
	for _, w := range slices.Compact(words) {
		fmt.Fprintln(c.stderr, "paramgen: "+w)
	}
}

// omissions tells once each what is doubtful of records that are found by their values: fields that look like parameters, and parameters that are
// taken as unset because they are not there.
func omissions(g *paramgen.Generator, t *results.Table) (words []string) {
	for _, r := range t.Records {
		if r.ID != "" {
			continue
		}
		values, _ := r.Values(g)
		words = append(words, doubts(g, &r, values)...)
		for _, p := range g.Parameters() {
			if _, has := values[p.Name()]; !has && len(values) > 0 && slices.Contains(p.Values(), nil) {
				words = append(words, fmt.Sprintf("results without an id lack the parameter %q, which is taken as unset", p.Name()))
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// doubts finds fields that look like parameters which the record lacks.
func doubts(g *paramgen.Generator, r *results.Record, values map[string]any) (words []string) {
	var lacking []string
	for _, p := range g.Parameters() {
		if _, has := values[p.Name()]; !has {
			lacking = append(lacking, p.Name())
		}
	}
	for _, f := range r.Fields {
		if _, is := values[f.Name]; is {
			continue
		}
		if name := near.Name(f.Name, lacking); name != "" {
			words = append(words, fmt.Sprintf("the field %q is no parameter and is ignored; did you mean %q?", f.Name, name))
		}
	}
	return words
}
