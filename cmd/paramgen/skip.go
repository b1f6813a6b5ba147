package main

import (
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// skipped is what -skip leaves out.
type skipped struct {
	runs      map[string]results.Count // by id
	met       map[string]bool          // ids that were met in the selection
	unmatched int                      // results whose values are not in the space
	warnings  []string
	whole     bool // the selection is the whole space, unless it is cut
	ended     bool // it has been walked to its end
	wanted    int  // runs of each combination
	retry     bool
}

// skip leaves out of the selection the combinations that have a result.
func (s *selection) skip(g *paramgen.Generator, o *options) error {
	if len(o.skip) == 0 {
		return nil
	}
	table, warnings, err := readResults(o.skip, o.readingOptions()...)
	if err != nil {
		return err
	}
	warnings = append(warnings, omissions(g, table)...)
	if err := table.Identify(g); err != nil {
		return err
	}
	done := results.Has(namesOf(o.metrics)...)
	s.skipped = &skipped{runs: table.Runs(o.by, done), met: map[string]bool{}, wanted: max(1, o.repeat), retry: o.given["retry"]}
	s.skipped.warnings = append(warnings, failures(table, o.metrics)...)
	s.skipped.whole = !o.givenAny([]string{"sample", "shard", "cover", "id"})
	s.skipped.unmatched = len(table.Records) - withID(table.Records)
	s.seq = s.skipped.rest(s.seq)
	return nil
}

func namesOf(metrics []results.Metric) (names []string) {
	for _, m := range metrics {
		names = append(names, m.Name)
	}
	return names
}

// failures says how many results are of failed runs, and why.
func failures(t *results.Table, metrics []results.Metric) []string {
	counts, n := map[string]int{}, 0
	var reasons []string
	for i := range t.Records {
		if why := failureOf(&t.Records[i], metrics); why != "" {
			if n++; counts[why] == 0 {
				reasons = append(reasons, why)
			}
			counts[why]++
		}
	}
	if n == 0 {
		return nil
	}
	for i, why := range reasons {
		reasons[i] = fmt.Sprintf("%d %s", counts[why], why)
	}
	return []string{fmt.Sprintf("%d of %d results are of failed runs and are not skipped: %s", n, len(t.Records), strings.Join(reasons, ", "))}
}

// failureOf says why a record is that of a failed run, or returns "".
func failureOf(r *results.Record, metrics []results.Metric) string {
	if len(metrics) == 0 {
		return r.Failure()
	}
	for _, m := range metrics {
		if _, missing := r.Metric(m.Name); missing != results.Present {
			return fmt.Sprintf("%s %v", m.Name, missing)
		}
	}
	return ""
}

// rest yields the combinations of the sequence that are to be run.
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

// open reports whether c is to be run.
func (s *skipped) open(c paramgen.Combination) bool {
	if len(s.runs) == 0 {
		return !s.retry
	}
	id := c.ID()
	n, run := s.runs[id]
	if run {
		s.met[id] = true
	}
	return n.Done < s.wanted && (run || !s.retry)
}

// runs returns the repetitions that -skip found, as [paramgen.WithRepeat] takes them.
func (c *command) runs() func(paramgen.Combination) (done, last int) {
	if c.skipped == nil {
		return nil
	}
	return func(one paramgen.Combination) (done, last int) {
		n := c.skipped.runs[one.ID()]
		return n.Done, n.Last
	}
}

// noteSkipped prints the warnings about the results of -skip.
func (c *command) noteSkipped(s *selection) {
	if s.skipped == nil {
		return
	}
	c.noteAll(s.skipped.warnings)
	if n := s.skipped.countUnmatched(); n > 0 {
		c.note(fmt.Sprintf("%d of %d results to skip match no combination of this space", n, len(s.skipped.runs)+s.skipped.unmatched))
	}
}

// countUnmatched counts the results that match no combination. Ids are unmatched only if the
// whole space was walked without meeting them.
func (s *skipped) countUnmatched() int {
	if !s.whole || !s.ended {
		return s.unmatched
	}
	return s.unmatched + len(s.runs) - len(s.met)
}

// total counts the selection, by walking it if -skip leaves something out.
func (s *selection) total() (*big.Int, error) {
	switch {
	case s.skipped == nil:
		return s.count, nil
	case s.count.Cmp(big.NewInt(mostSearched)) > 0:
		return nil, fmt.Errorf("%v combinations are too many to count with -skip; count without it, or a part selected by -sample or -shard", s.count)
	}
	n := int64(0)
	for range s.seq {
		n++
	}
	return big.NewInt(n), nil
}

// countSelection answers -count.
func (c *command) countSelection(_ *paramgen.Generator, s *selection) (yes bool, err error) {
	n, err := s.total()
	if err != nil {
		return false, err
	}
	return true, c.writeLine(n)
}

// pick keeps the combinations whose ids begin with the prefixes of -id, in the order of the
// selection. It walks the selection, unless all ids are complete, to its end: a prefix that fits
// two combinations is an error.
func (s *selection) pick(prefixes []string) error {
	if len(prefixes) == 0 {
		return nil
	}
	if s.count.Cmp(big.NewInt(mostSearched)) > 0 {
		return fmt.Errorf("%v combinations are too many to search for an id; give the values by -check, the index by -at, or a part selected by -sample or -shard", s.count)
	}
	complete := !slices.ContainsFunc(prefixes, func(p string) bool { return len(p) < 12 })
	found := map[string][]string{}
	var all []paramgen.Combination
	for c := range s.seq {
		id := c.ID()
		at := slices.IndexFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) })
		if at < 0 {
			continue
		}
		found[prefixes[at]] = append(found[prefixes[at]], id)
		all = append(all, c)
		if complete && len(found) == len(prefixes) {
			break
		}
	}
	for _, p := range prefixes {
		switch ids := found[p]; {
		case len(ids) == 0:
			return fmt.Errorf("-id %s: no combination of this selection has this id", p)
		case len(ids) > 1:
			return fmt.Errorf("-id %s: several combinations have ids that begin so: %s; give more digits", p, strings.Join(ids[:min(10, len(ids))], ", "))
		}
	}
	s.seq, s.count = slices.Values(all), big.NewInt(int64(len(all)))
	return nil
}
