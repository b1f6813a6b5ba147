package main

import (
	"errors"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
	"github.com/paramgen/paramgen/tune"
)

// proposeNext writes the combinations to run next, and prints how far the search is.
func (c *command) proposeNext(g *paramgen.Generator) (yes bool, err error) {
	rows, err := c.resultRows(g)
	if err != nil {
		return false, err
	}
	options, err := c.tuning(g)
	if err != nil {
		return false, err
	}
	status, err := tune.Progress(g, rows, options...)
	if err != nil {
		return false, err
	}
	next, err := tune.Next(g, rows, c.next, options...)
	if err != nil {
		return false, err
	}
	if _, err = c.writeAll(g, slices.Values(next)); err != nil {
		return false, err
	}
	c.note(status.String())
	if status.Runs > 0 && status.Failed == status.Runs {
		if _, err := results.Best(rows, 1, c.metrics[0]); err != nil {
			c.note(unprefixed(err).Error())
		}
	}
	if len(next) < c.next {
		c.note(c.why(status, len(next)))
	}
	return true, nil
}

// why says why there are fewer proposals than -next asks for.
func (c *command) why(s *tune.Status, n int) string {
	if big.NewInt(int64(n)).Cmp(s.Left) >= 0 {
		return fmt.Sprintf("%d combinations are all that is left", n)
	}
	return fmt.Sprintf("%d combinations, as -budget %d allows", n, c.budget)
}

// resultRows returns the results of -join. Results of other spaces are left out with a warning,
// unless there are no others.
func (c *command) resultRows(g *paramgen.Generator) ([]results.Row, error) {
	table, warnings, err := readResults(c.join, c.readingOptions()...)
	if err != nil {
		return nil, err
	}
	rows, unjoined, err := search(g, table, g.All(), g.Count(), true)
	if err != nil || len(rows) == 0 && unjoined != nil {
		return nil, errors.Join(err, unjoined)
	}
	if unjoined != nil {
		warnings = append(warnings, unprefixed(unjoined).Error())
	}
	c.noteAll(append(warnings, omissions(g, table)...))
	return rows, nil
}

// tuning returns the options of the flags about a search.
func (c *command) tuning(g *paramgen.Generator) ([]tune.Option, error) {
	options := []tune.Option{tune.Seed(c.seed)}
	for _, m := range c.metrics {
		options = append(options, tune.Metric(m))
	}
	for _, condition := range c.where {
		options = append(options, tune.Limit(condition.String()))
	}
	if c.given["budget"] {
		options = append(options, tune.Budget(c.budget))
	}
	baseline, err := c.baseline(g)
	if err != nil {
		return nil, err
	}
	pending, err := c.queued(g)
	return append(append(options, tune.Baseline(baseline...)), pending...), err
}

// baseline returns the combinations of -include, completed.
func (c *command) baseline(g *paramgen.Generator) (all []paramgen.Combination, err error) {
	rows, err := c.readRows(g, c.include)
	if err != nil {
		return nil, err
	}
	for i, values := range rows {
		near, err := g.Nearest(values)
		if err != nil {
			return nil, err
		}
		for one, changes := range near {
			if len(changes) > 0 {
				return nil, fmt.Errorf("row %d of -include is not valid; the nearest combination has %v", i+1, changes[0])
			}
			all = append(all, one)
			break
		}
	}
	return all, nil
}

var onlyIDs = regexp.MustCompile(`\A\s*([0-9a-f]{12}\s+)*([0-9a-f]{12})?\z`)

// queued returns the combinations of -pending: files of ids, between spaces or line ends, and
// files of results, whose records are found by their values if they have them.
func (c *command) queued(g *paramgen.Generator) ([]tune.Option, error) {
	var ids, files []string
	for _, name := range c.pending {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if onlyIDs.Match(text) {
			ids = append(ids, strings.Fields(string(text))...)
		} else {
			files = append(files, name)
		}
	}
	table, warnings, err := readResults(files)
	if err != nil {
		return nil, err
	}
	c.noteAll(warnings)
	rows, unjoined := results.Join(g, table, nil)
	var unmatched *results.UnmatchedError
	if errors.As(unjoined, &unmatched) {
		for _, r := range unmatched.Records {
			ids = append(ids, r.ID)
		}
	} else if unjoined != nil {
		return nil, unjoined
	}
	var known []paramgen.Combination
	for _, r := range rows {
		known = append(known, r.Combination)
	}
	return []tune.Option{tune.Pending(ids...), tune.Pending(known...)}, nil
}
