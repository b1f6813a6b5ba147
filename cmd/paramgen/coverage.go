package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/paramgen/paramgen"
)

// partial reports whether there is a selection of which the coverage is worth asking for.
func (o *options) partial() bool {
	return slices.ContainsFunc([]string{"of", "at", "sample", "cover", "shard", "skip", "max-combinations"}, func(name string) bool { return o.given[name] })
}

// measure writes the coverage of the selection, or of combinations in files.
func (c *command) measure(g *paramgen.Generator, s *selection) error {
	seq := c.progress.watch(s.seq, s.count)
	if len(c.of) > 0 {
		all, err := c.readCombinations(g)
		if err != nil {
			return err
		}
		seq = slices.Values(all)
	}
	v, err := g.Coverage(c.measured, seq, c.strengths()...)
	c.progress.stop()
	if err != nil {
		return err
	}
	return c.write(func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if c.given["format"] {
			err = writeCoverage(b, v)
		} else {
			sayCoverage(b, v)
		}
		return errors.Join(err, b.Flush())
	})
}

// readCombinations reads the files of -of. What they do not name is unset.
func (c *command) readCombinations(g *paramgen.Generator) (all []paramgen.Combination, err error) {
	rows, err := c.readRows(g, c.of)
	if err != nil {
		return nil, err
	}
	for i, values := range rows {
		one, fault := g.Combination(values)
		if fault != nil {
			return nil, &paramgen.RowError{Row: i + 1, Err: fault}
		}
		all = append(all, one)
	}
	return all, nil
}

// sayCoverage writes the coverage for people, with the first tuples that are missing.
func sayCoverage(w io.Writer, v *paramgen.Coverage) {
	const most = 20
	fmt.Fprintln(w, v)
	next, stop := iter.Pull(v.Missing())
	defer stop()
	for i := range v.Tuples - v.Covered {
		if i == most {
			fmt.Fprintf(w, "  and %d more; -format json lists all\n", v.Tuples-v.Covered-most)
			return
		}
		tuple, _ := next()
		if i == 0 {
			fmt.Fprintln(w, "missing:")
		}
		fmt.Fprint(w, " ")
		for _, s := range tuple {
			fmt.Fprint(w, " ", s)
		}
		fmt.Fprintln(w)
	}
}

// writeCoverage writes the coverage as JSON, a missing tuple a line.
func writeCoverage(w io.Writer, v *paramgen.Coverage) error {
	fmt.Fprintf(w, `{"strength": %d, "combinations": %d, "tuples": %d, "shown": %d, "share": %v, "missing": [`,
		v.Strength, len(v.New), v.Tuples, v.Covered, v.Share())
	before := "\n"
	for tuple := range v.Missing() {
		fmt.Fprint(w, before)
		before = ",\n"
		for i, s := range tuple {
			name, err := json.Marshal(s.Parameter)
			if err != nil {
				return err
			}
			value, err := json.Marshal(s.Value)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s%s: %s", []string{"{", ", "}[min(i, 1)], name, value)
		}
		fmt.Fprint(w, "}")
	}
	_, err := fmt.Fprintln(w, "\n]}")
	return err
}
