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

// Nearest yields the valid combinations that differ from the given values in the fewest
// parameters, in the order of [Generator.All], each with the changes that lead to it: ways to
// repair a configuration. The nearest combination to a valid one is itself, without changes.
//
// Parameters that are not given may have any value. A value need not be among its parameter's
// values; the parameter then has to change. An unknown name is an [*UnknownError]. A value that
// differs from one of the parameter's in type only, such as "2" for 2, is a [*ParameterError].
// Errors are joined. In an empty space the sequence is empty.
//
// Cost: one pass over the diagram.
func (g *Generator) Nearest(values map[string]any) (iter.Seq2[Combination, []Change], error) {
	s := g.space
	row, err := s.wanted(values)
	if err != nil {
		return nil, err
	}
	_, near := s.engine.Nearest(row, s.equalWeights())
	values = maps.Clone(values) // the caller may change the map before the walk ends
	return func(yield func(Combination, []Change) bool) {
		s.walk(near.Cursor(), math.MaxInt64, func(c Combination) bool {
			single, _ := s.row(c) // a row of its own: the combinations of a block are consecutive in All
			return yield(s.combination(single), s.changes(values, row, c))
		})
	}, nil
}

// equalWeights returns weights by which all parameters count the same.
func (s *space) equalWeights() []int32 { return slices.Repeat([]int32{1}, len(s.params)) }

// wanted returns the numbers of the values: -1 if a parameter has none, and one past the last if
// the value is not among the parameter's.
func (s *space) wanted(values map[string]any) ([]int32, error) {
	row := slices.Repeat([]int32{-1}, len(s.params))
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i, known := s.index[name]
		if !known {
			faults = append(faults, unknown("parameter", name, s.names()))
			continue
		}
		p, v := &s.params[i], values[name]
		number, err := p.number(v, true)
		if number < 0 {
			number = len(p.values)
			if _, unsupported := value.Of(v); unsupported != nil || p.alike(v) >= 0 {
				faults = append(faults, &ParameterError{name, err})
			}
		}
		row[i] = int32(number)
	}
	return row, errors.Join(faults...)
}

// changes lists the parameters whose value in c differs from the given one, in declared order.
func (s *space) changes(values map[string]any, row []int32, c Combination) []Change {
	var all []Change
	for i := range s.params {
		if row[i] >= 0 && row[i] != c.index(i) {
			all = append(all, Change{s.params[i].name, values[s.params[i].name], c.at(i)})
		}
	}
	return all
}

// Neighbours yields the valid combinations that differ from c in exactly one parameter: parameter
// after parameter in declared order, each with its values in order. A local search starts from
// it. c need not be valid, but it must have exactly the parameters of this generator and values
// that they have; otherwise Neighbours returns a [*RangeError].
//
// Cost: one question to the diagram for each value of each parameter.
func (g *Generator) Neighbours(c Combination) (iter.Seq[Combination], error) {
	row, err := g.rowOf(c)
	if err != nil {
		return nil, err
	}
	s := g.space
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
	}, nil
}

// rowOf returns the value numbers of c, which must be a combination of the generator's parameters.
func (g *Generator) rowOf(c Combination) ([]int32, error) {
	row, ok := g.space.row(c)
	if !ok {
		return nil, &RangeError{"combination", c.String(), "one with exactly the parameters and values of this generator"}
	}
	return row, nil
}

// OneAtATime yields a sweep that changes one parameter at a time from a baseline c: first c, if
// it is valid, and then, for every other value of every parameter, the combination with that
// value that differs from c in the fewest other parameters, the first in order if there are
// several. If the rules allow it, only that one value differs. Every value that occurs in a valid
// combination occurs in the sweep, and no combination occurs twice. It returns the errors of
// [Generator.Neighbours].
//
// Cost: one pass over the diagram for each value.
func (g *Generator) OneAtATime(c Combination) (iter.Seq[Combination], error) {
	row, err := g.rowOf(c)
	if err != nil {
		return nil, err
	}
	s := g.space
	return func(yield func(Combination) bool) {
		seen := make(map[string]bool)
		emit := func(c Combination) bool {
			near, _ := s.row(c)
			key := fmt.Sprint(near)
			if seen[key] {
				return true
			}
			seen[key] = true
			return yield(c)
		}
		if s.engine.Oracle().Completable(row) && !emit(s.combination(row)) {
			return
		}
		for i := range s.params {
			for x := range int32(len(s.params[i].values)) {
				if c, ok := s.nearestWith(row, i, x); ok && x != row[i] && !emit(c) {
					return
				}
			}
		}
	}, nil
}

// nearestWith returns the first of the combinations nearest to row that have value x of parameter
// i.
func (s *space) nearestWith(row []int32, i int, x int32) (c Combination, ok bool) {
	wanted, weights := slices.Clone(row), s.equalWeights()
	must := int32(len(row)) + 1 // outweighs all other parameters together
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
