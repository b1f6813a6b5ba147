package main

import (
	"fmt"
	"iter"
	"math/big"

	"github.com/paramgen/paramgen"
)

// skipped is what -skip leaves out.
type skipped struct {
	done      map[string]bool // ids of results; true once met in the selection
	unmatched int             // results whose values are not in the space
	warnings  []string
	whole     bool // the selection is the whole space, unless it is cut
	ended     bool // it has been walked to its end
}

// skip leaves out of the selection the combinations that have a result.
func (s *selection) skip(g *paramgen.Generator, o *options) error {
	if len(o.skip) == 0 {
		return nil
	}
	table, warnings, err := readResults(o.skip)
	if err != nil {
		return err
	}
	warnings = append(warnings, omissions(g, table)...)
	if err := table.Identify(g); err != nil {
		return err
	}
	s.skipped = &skipped{done: map[string]bool{}, warnings: warnings, whole: !o.givenAny([]string{"sample", "shard", "cover"})}
	s.skipped.unmatched = len(table.Records) - withID(table.Records)
	for id := range table.IDs() {
		s.skipped.done[id] = false
	}
	s.seq = s.skipped.rest(s.seq)
	return nil
}

// rest yields the combinations of the sequence that have no result.
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

// noteSkipped prints the warnings about the results of -skip.
func (c *command) noteSkipped(s *selection) {
	if s.skipped == nil {
		return
	}
	c.noteAll(s.skipped.warnings)
	if n := s.skipped.countUnmatched(); n > 0 {
		c.note(fmt.Sprintf("%d of %d results to skip match no combination of this space", n, len(s.skipped.done)+s.skipped.unmatched))
	}
}

// countUnmatched counts the results that match no combination. Ids are unmatched only if the
// whole space was walked without meeting them.
func (s *skipped) countUnmatched() int {
	n := s.unmatched
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
