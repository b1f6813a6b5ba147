package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/paramgen/paramgen"
)

// formatHTML is a format of reports only.
const formatHTML paramgen.Format = "html"

// mostNear is how many of the nearest combinations are shown unless -max-combinations says otherwise.
const mostNear = 10

// explain answers the questions about the space as a whole, and about one combination; asked is false where there is none.
func (c *command) explain(g *paramgen.Generator) (asked, yes bool, err error) {
	switch {
	case c.given["check"]:
		yes, err = c.checkOne(g)
	case c.given["near"]:
		yes, err = c.nearest(g)
	case c.report:
		yes, err = true, c.write(func(w io.Writer) error { return c.writeReport(w, g) })
	case c.given["diff"]:
		yes, err = true, c.difference(g)
	case c.showInfo:
		if yes, err = true, c.write(func(w io.Writer) error { return c.describe(w, g) }); err == nil {
			c.warn(g)
		}
	default:
		return false, false, nil
	}
	return true, yes, err
}

// checkOne answers -check: yes if the combination is valid, or values without the others can be completed.
func (c *command) checkOne(g *paramgen.Generator) (yes bool, err error) {
	values, err := chosen("check", c.check, g)
	if err != nil {
		return false, err
	}
	err = g.Check(values)
	var why *paramgen.CheckError
	if err != nil && !errors.As(err, &why) {
		return false, err
	}
	answer, yes := "valid", true
	if why != nil {
		answer = why.Reasons()
		yes = why.Completions != nil && why.Completions.Sign() > 0
	}
	return yes, c.write(func(w io.Writer) error { return say(w, answer) })
}

// nearest answers -near: no where nothing is valid.
func (c *command) nearest(g *paramgen.Generator) (found bool, err error) {
	values, err := chosen("near", c.near, g)
	if err != nil {
		return false, err
	}
	near, err := g.Nearest(values)
	if err != nil {
		return false, err
	}
	limit := mostNear
	if c.given["max-combinations"] {
		limit = c.max
	}
	var lines []string
	for combination, changes := range near {
		found = true
		if len(lines) == limit {
			lines = append(lines, "and more; -max-combinations shows them")
			break
		}
		lines = append(lines, repair(combination, changes, len(values) == len(g.Parameters())))
	}
	if !found {
		lines = []string{"no combination is valid; -report says what to take away"}
	}
	return found, c.write(func(w io.Writer) error { return say(w, strings.Join(lines, "\n")) })
}

// repair says what to change and, unless all values were given, what one then has.
func repair(c paramgen.Combination, changes []paramgen.Change, complete bool) string {
	words := make([]string, len(changes))
	for i, change := range changes {
		words[i] = change.String()
	}
	if len(changes) == 0 {
		words = []string{"valid"}
	}
	if !complete {
		return strings.Join(words, ", ") + ", in " + c.String()
	}
	return strings.Join(words, ", ")
}

func (c *command) writeReport(w io.Writer, g *paramgen.Generator) error {
	r := g.Report()
	switch {
	case !c.given["format"]:
		_, err := io.WriteString(w, r.String())
		return err
	case c.format == formatHTML:
		return r.WriteHTML(w)
	}
	return writeJSON(w, r)
}

// difference answers -diff.
func (c *command) difference(g *paramgen.Generator) error {
	f, err := os.Open(c.diff)
	if err != nil {
		return err
	}
	defer f.Close()
	space, err := paramgen.Load(f)
	if err != nil {
		return err
	}
	other, err := paramgen.New(space)
	if err != nil {
		return err
	}
	d := g.Diff(other)
	return c.write(func(w io.Writer) error {
		if c.given["format"] {
			return writeJSON(w, d)
		}
		_, err := io.WriteString(w, d.String())
		return err
	})
}

func (c *command) describe(w io.Writer, g *paramgen.Generator) error {
	if !c.given["format"] {
		_, err := io.WriteString(w, g.Info().String())
		return err
	}
	return writeJSON(w, g.Info())
}

// warn tells of values and pairs that no combination shows, which nobody meant when they were written down.
func (c *command) warn(g *paramgen.Generator) {
	if g.Count().Sign() == 0 {
		fmt.Fprintln(c.stderr, "paramgen: no combination is valid; -report says which rules conflict")
		return
	}
	r := g.Report()
	if r.DeadValues > 0 {
		fmt.Fprintf(c.stderr, "paramgen: %d values are in no valid combination: %s; -report says why\n", r.DeadValues, deadValues(r))
	}
	if r.DeadPairs > 0 {
		fmt.Fprintf(c.stderr, "paramgen: %d of %d pairs of values are in no valid combination; -report says which and why\n", r.DeadPairs, r.Pairs)
	}
}

// deadValues names the first few.
func deadValues(r *paramgen.Report) string {
	const most = 8
	var names []string
	for _, p := range r.Parameters {
		for _, v := range p.Values {
			if v.Count.Sign() == 0 {
				names = append(names, paramgen.Setting{Parameter: p.Name, Value: v.Value}.String())
			}
		}
	}
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
