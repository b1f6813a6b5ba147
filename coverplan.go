package paramgen

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/paramgen/paramgen/internal/cover"
)

// plan is what to cover, in the engine's terms.
type plan struct {
	cover.Problem
	generator *Generator
	space     *space
	used      [][]int // how often the seeds have each value
}

// plan checks the arguments, so that nothing can fail later.
func (g *Generator) plan(t int, options []CoverOption) (*plan, error) {
	s := g.space
	if t < 1 || t > len(s.params) {
		return nil, &RangeError{"strength", fmt.Sprint(t), fmt.Sprintf("1 to the number of parameters, %d", len(s.params))}
	}
	p := &plan{generator: g, space: s}
	p.Strength = t
	for _, d := range s.params {
		p.Domains = append(p.Domains, len(d.values))
		p.used = append(p.used, make([]int, len(d.values)))
	}
	empty := s.engine.Count().Sign() == 0 // then the engine must ask, even if nothing is linked
	for _, c := range s.engine.Components() {
		if len(c.Constraints) > 0 || empty {
			p.Linked = append(p.Linked, c.Vars)
		}
	}
	for _, o := range options {
		if o == nil {
			continue
		}
		if err := o(p); err != nil {
			return nil, err
		}
	}
	return p, p.checkSize()
}

// checkSize asks the engine whether it takes the problem, without any work: to cover a space without rows.
func (p *plan) checkSize() error {
	q := p.Problem
	q.Seeds, q.Progress = nil, nil
	q.Oracle, q.Linked = nothing{}, [][]int{{0}}
	_, err := cover.Build(q)
	var size *cover.SizeError
	if errors.As(err, &size) {
		return &TuplesError{size.Tuples, size.Bytes, size.Limit}
	}
	return err
}

// nothing is the oracle of a space without rows.
type nothing struct{}

func (nothing) Completable([]int32) bool { return false }

// problem returns the engine's problem with an oracle of its own, since those are not safe for concurrent use.
func (p *plan) problem() cover.Problem {
	q := p.Problem
	q.Oracle = p.space.engine.Oracle()
	return q
}

// array makes the array.
func (p *plan) array() *CoveringArray {
	built, err := cover.Build(p.problem())
	if err != nil {
		panic(err) // plan has found all faults
	}
	a := &CoveringArray{Included: len(p.Seeds), Bound: built.Bound}
	for _, row := range built.Rows {
		a.Rows = append(a.Rows, p.space.combination(row))
	}
	a.Coverage = Coverage{Strength: p.Strength, Tuples: built.Tuples, Shown: built.Shown, New: built.New, plan: p}
	if a.Shown < a.Tuples {
		a.missing = func() iter.Seq[[]int32] { return p.missing(built.Rows) }
	}
	return a
}

// missing counts anew what rows of the engine's show.
func (p *plan) missing(rows [][]int32) iter.Seq[[]int32] {
	v, err := cover.Cover(p.problem(), slices.Values(rows))
	if err != nil {
		panic(err) // they are valid
	}
	return v.Missing()
}
