package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/near"
	"github.com/paramgen/paramgen/results"
)

// readResults reads files of results as one table, and returns warnings for malformed records.
//
// Most of the memory of the command is then the table, which stays. Collecting garbage more often
// than by default saves a third of the memory for a large table, and costs as much time as reading
// it.
func readResults(files []string, options ...results.Option) (table *results.Table, warnings []string, err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
	table, err = results.ReadFiles(files, options...)
	if err != nil {
		return nil, nil, err
	}
	for i := range table.Malformed {
		warnings = append(warnings, table.Malformed[i].Error())
	}
	return table, warnings, nil
}

// readRows reads files of combinations or of some of their values. A record is looked up in the
// space by its id if it has no values, cells that can be two values, or only some of the values;
// in the last case the values count if no combination has the id.
func (c *command) readRows(g *paramgen.Generator, files []string) (rows []map[string]any, err error) {
	table, warnings, err := readResults(files)
	if err != nil {
		return nil, err
	}
	var required, optional lookup
	for i, r := range table.Records {
		values, open := r.Values(g)
		warnings = append(warnings, misspelled(g, &r, values)...)
		switch rows = append(rows, values); {
		case len(values) == 0 || open != nil:
			required.add(i, r)
		case r.ID != "" && len(values) < len(g.Parameters()):
			optional.add(i, r)
		}
	}
	slices.Sort(warnings)
	c.noteAll(slices.Compact(warnings))
	if _, err := optional.fill(g, rows); err != nil {
		return nil, err
	}
	unjoined, err := required.fill(g, rows)
	return rows, errors.Join(err, unjoined)
}

// noteAll prints lines of diagnostics.
func (c *command) noteAll(lines []string) {
	for _, line := range lines {
		c.note(line)
	}
}

// lookup holds records that are looked up in the space, and the rows that they are.
type lookup struct {
	results.Table
	rows []int
}

func (l *lookup) add(row int, r results.Record) {
	l.Records, l.rows = append(l.Records, r), append(l.rows, row)
}

// fill replaces the rows whose combinations are found.
func (l *lookup) fill(g *paramgen.Generator, rows []map[string]any) (unjoined, err error) {
	found, unjoined, err := search(g, &l.Table, g.All(), g.Count(), true)
	if err != nil {
		return nil, fmt.Errorf("%w; add their indices, as -ids writes them, or their values", err)
	}
	known := map[string]paramgen.Combination{}
	for _, r := range found {
		known[r.Record.ID] = r.Combination
	}
	for i, r := range l.Records {
		if one, ok := known[r.ID]; ok {
			rows[l.rows[i]] = one.Map()
		}
	}
	return unjoined, nil
}

// omissions returns warnings for records that are found by their values: fields that resemble
// parameters, and parameters that count as unset because the record lacks them.
func omissions(g *paramgen.Generator, t *results.Table) (warnings []string) {
	for _, r := range t.Records {
		if r.ID != "" {
			continue
		}
		values, _ := r.Values(g)
		warnings = append(warnings, misspelled(g, &r, values)...)
		for _, p := range g.Parameters() {
			if _, has := values[p.Name()]; !has && len(values) > 0 && slices.Contains(p.Values(), nil) {
				warnings = append(warnings, fmt.Sprintf("results without an id lack the parameter %q, which is taken as unset", p.Name()))
			}
		}
	}
	slices.Sort(warnings)
	return slices.Compact(warnings)
}

// misspelled returns warnings for fields that resemble a parameter which the record lacks.
func misspelled(g *paramgen.Generator, r *results.Record, values map[string]any) (warnings []string) {
	var lacking []string
	for _, p := range g.Parameters() {
		if _, has := values[p.Name()]; !has {
			lacking = append(lacking, p.Name())
		}
	}
	for _, f := range r.Fields() {
		if _, is := values[f.Name]; is {
			continue
		}
		if name := near.Name(f.Name, lacking); name != "" {
			warnings = append(warnings, fmt.Sprintf("the field %q is no parameter and is ignored; did you mean %q?", f.Name, name))
		}
	}
	return warnings
}
