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

// measure writes the coverage of the selection, or of the combinations in the files of -of.
func (c *command) measure(g *paramgen.Generator, s *selection) (yes bool, err error) {
	seq := c.progress.watch(s.seq, s.count)
	if len(c.of) > 0 {
		all, err := c.readCombinations(g)
		if err != nil {
			return false, err
		}
		seq = slices.Values(all)
	}
	v, err := g.Coverage(c.measured, seq, c.strengths()...)
	c.progress.stop()
	if err != nil {
		return false, err
	}
	return true, c.write(func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if c.given["format"] {
			err = writeCoverage(b, v)
		} else {
			printCoverage(b, v)
		}
		return errors.Join(err, b.Flush())
	})
}

// readCombinations reads the files of -of. Parameters that they lack are unset.
func (c *command) readCombinations(g *paramgen.Generator) (all []paramgen.Combination, err error) {
	rows, err := c.readRows(g, c.of)
	if err != nil {
		return nil, err
	}
	for i, values := range rows {
		one, err := g.Combination(values)
		if err != nil {
			return nil, &paramgen.RowError{Row: i + 1, Err: err}
		}
		all = append(all, one)
	}
	return all, nil
}

// printCoverage writes the coverage as text, with the first tuples that are missing.
func printCoverage(w io.Writer, v *paramgen.Coverage) {
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

// writeCoverage writes the coverage as JSON, one missing tuple per line.
func writeCoverage(w io.Writer, v *paramgen.Coverage) error {
	fmt.Fprintf(w, `{"strength": %d, "combinations": %d, "tuples": %d, "shown": %d, "share": %v, "missing": [`,
		v.Strength, len(v.New), v.Tuples, v.Covered, v.Share())
	separator := "\n"
	for tuple := range v.Missing() {
		fmt.Fprint(w, separator)
		separator = ",\n"
		if err := writeTuple(w, tuple); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, "\n]}")
	return err
}

func writeTuple(w io.Writer, tuple []paramgen.Setting) error {
	for i, s := range tuple {
		name, err := json.Marshal(s.Name)
		if err != nil {
			return err
		}
		value, err := json.Marshal(s.Value)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s%s: %s", []string{"{", ", "}[min(i, 1)], name, value)
	}
	_, err := fmt.Fprint(w, "}")
	return err
}
