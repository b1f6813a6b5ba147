package paramgen

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Change is a parameter whose value differs.
type Change struct {
	Parameter string
	From, To  any
}

// String returns the change as name: from → to.
func (c Change) String() string {
	return fmt.Sprintf("%s: %s → %s", text.Quote(c.Parameter), value.Show(c.From), value.Show(c.To))
}

// Nearest yields the valid combinations that differ from the given values in the fewest parameters, in the order of
// [Generator.All], each with what to change: how to repair a configuration by hand. A valid combination is its own nearest, with no changes.
//
// Values need not be complete: parameters that are not given differ from nothing, whatever their value. Nor need they be among the
// parameter's values; then the parameter has to change. An unknown name, and a value that only its type tells from one of the parameter's, such as
// "2" for 2, are errors: an [*UnknownError] for each such name and a [*ParameterError] for each such value, joined. In an empty space nothing is near.
//
// Cost: one pass over the diagram.
func (g *Generator) Nearest(values map[string]any) (iter.Seq2[Combination, []Change], error) {
	s := g.space
	row, err := s.wanted(values)
	if err != nil {
		return nil, err
	}
	_, near := s.engine.Nearest(row, s.evenly())
	values = maps.Clone(values) // the caller's may change before the walk ends
	return func(yield func(Combination, []Change) bool) {
		s.walk(near.Cursor(), math.MaxInt64, func(c Combination) bool {
			alone, _ := s.row(c) // out of its block: those of a block follow each other in All
			return yield(s.combination(alone), s.changes(values, row, c))
		})
	}, nil
}

// evenly is the weights of parameters that all count the same.
func (s *space) evenly() []int32 { return slices.Repeat([]int32{1}, len(s.params)) }

// wanted returns the numbers of the values: -1 where there is none, one past the last for a value that the parameter does not have.
func (s *space) wanted(values map[string]any) ([]int32, error) {
	row := slices.Repeat([]int32{-1}, len(s.params))
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i, known := s.index[name]
		if !known {
			faults = append(faults, unknown("parameter", name, s.names()))
			continue
		}
		p := &s.params[i]
		number, err := p.number(values[name], true)
		if number < 0 {
			number = len(p.values)
			if _, unsupported := value.Of(values[name]); unsupported != nil || p.alike(values[name]) >= 0 {
				faults = append(faults, &ParameterError{name, err})
			}
		}
		row[i] = int32(number)
	}
	return row, errors.Join(faults...)
}

// changes lists where c differs from the given values, in declared order.
func (s *space) changes(values map[string]any, row []int32, c Combination) []Change {
	var all []Change
	for i := range s.params {
		if row[i] >= 0 && row[i] != c.index(i) {
			all = append(all, Change{s.params[i].name, values[s.params[i].name], c.at(i)})
		}
	}
	return all
}

// Neighbours yields the valid combinations that differ from c in exactly one parameter: parameter after parameter in declared order, each
// with its values in order. That is what a local search asks for. Whether c itself is valid does not matter, but it must set exactly the
// parameters of this generator, to values that it knows; otherwise Neighbours panics with a [*RangeError].
//
// Cost: one look at the diagram for each value of each parameter.
func (g *Generator) Neighbours(c Combination) iter.Seq[Combination] {
	s, row := g.space, g.rowOf(c)
	return func(yield func(Combination) bool) {
		oracle := s.engine.Oracle()
		near := slices.Clone(row)
		for i := range s.params {
			for x := range int32(len(s.params[i].values)) {
				if near[i] = x; x != row[i] && oracle.Completable(near) && !yield(s.combination(near)) {
					return
				}
			}
			near[i] = row[i]
		}
	}
}

// rowOf returns the numbers of the values of c, which must be a combination of the generator's parameters.
func (g *Generator) rowOf(c Combination) []int32 {
	row, ok := g.space.row(c)
	if !ok {
		panic(&RangeError{"combination", c.String(), "one that sets exactly the parameters of this generator"})
	}
	return row
}

// Around yields a sweep of one parameter at a time around a baseline c: c itself, if it is valid, and then, for every other value of
// every parameter, the combination with that value that differs from c in the fewest other parameters, the first in order if there
// are several. Where the rules allow, that is nothing but the value; where they do not, as little else as possible changes, so that every
// value is seen that any valid combination has. No combination comes twice. It panics as [Generator.Neighbours] does.
//
// Cost: one pass over the diagram for each value.
func (g *Generator) OneAtATime(c Combination) iter.Seq[Combination] {
	s, row := g.space, g.rowOf(c)
	return func(yield func(Combination) bool) {
		seen := make(map[string]bool)
		tell := func(c Combination) bool {
			key := fmt.Sprint(g.rowOf(c))
			if seen[key] {
				return true
			}
			seen[key] = true
			return yield(c)
		}
		if s.engine.Oracle().Completable(row) && !tell(s.combination(row)) {
			return
		}
		for i := range s.params {
			for x := range int32(len(s.params[i].values)) {
				if c, ok := s.nearestWith(row, i, x); ok && x != row[i] && !tell(c) {
					return
				}
			}
		}
	}
}

// nearestWith returns the first of the combinations nearest to row among those with value x of parameter i.
func (s *space) nearestWith(row []int32, i int, x int32) (c Combination, ok bool) {
	wanted, weights := slices.Clone(row), s.evenly()
	must := int32(len(row)) + 1 // outweighs all others
	wanted[i], weights[i] = x, must
	distance, near := s.engine.Nearest(wanted, weights)
	if distance >= int(must) || near.Count().Sign() == 0 {
		return Combination{}, false
	}
	return s.first(near), true
}

// first returns the first combination of a space that is not empty.
func (s *space) first(engine *diagram.Space) (first Combination) {
	s.walk(engine.Cursor(), 1, func(c Combination) bool {
		first = c
		return false
	})
	return first
}
