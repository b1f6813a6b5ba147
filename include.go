package paramgen

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
)

// Include puts rows first and completes the array around them: a baseline, or the runs of a sweep that is to be extended without
// repeating one.
//
//	a, err := g.CoveringArray(3, paramgen.Include(done...))
//	next := a.Rows[a.Included:] // what is left to run
//
// A row is a [Combination], or values by name. Values may leave parameters out: those get, of what the rules allow, the
// value that the rows before have least often. A combination of another generator may know fewer parameters: those that can be unset are
// unset, as they were when it was run, and have the same [Combination.ID]; others get a value, as do those that [Parameter.When] leaves
// unset, where they are active. And it may know more, if those are unset.
//
// A row that is not valid, or cannot be completed, is a [*RowError]. It can be given more than once.
func Include[R Combination | map[string]any](rows ...R) CoverOption {
	rows = slices.Clone(rows)
	for i := range rows {
		if values, ok := any(&rows[i]).(*map[string]any); ok {
			*values = maps.Clone(*values)
		}
	}
	return func(p *plan) error {
		for _, r := range rows {
			values, ok := any(r).(map[string]any)
			if !ok {
				values = p.known(any(r).(Combination))
			}
			if err := p.include(values); err != nil {
				return err
			}
		}
		return nil
	}
}

// include adds a row, completed if need be.
func (p *plan) include(values map[string]any) error {
	var faults CheckError
	row := p.space.choose(values, &faults)
	oracle := p.space.engine.Oracle()
	if len(faults.Faults) > len(faults.Missing) || !oracle.Completable(row) {
		why := p.fault(values)
		why.Faults = slices.DeleteFunc(why.Faults, func(err error) bool { return errors.Is(err, errMissing) })
		why.Missing = nil // it may leave out what it likes
		return &RowError{len(p.Seeds) + 1, why}
	}
	p.complete(row, oracle)
	p.Seeds = append(p.Seeds, row)
	return nil
}

// known returns the values of a combination, which may be another generator's and not know all parameters.
func (p *plan) known(c Combination) map[string]any {
	values := p.space.adopt(c)
	for _, q := range p.generator.config.params {
		if q.hidden() && !c.Has(q.name) { // unset only where it is not active
			delete(values, q.name)
		}
	}
	return values
}

// fault says what is wrong with values.
func (p *plan) fault(values map[string]any) *CheckError {
	why := &CheckError{}
	errors.As(p.generator.Check(values), &why)
	return why
}

// adopt returns the values of a combination as this space has them: a parameter that is unset can come and go.
func (s *space) adopt(c Combination) map[string]any {
	values := c.Map()
	if c.space() == s {
		return values
	}
	maps.DeleteFunc(values, func(name string, v any) bool {
		_, known := s.index[name]
		return !known && v == nil
	})
	for i := range s.params {
		p := &s.params[i]
		if _, has := values[p.name]; !has && p.find(expr.Nil()) >= 0 {
			values[p.name] = nil
		}
	}
	return values
}

// complete decides what the row leaves open. It must be completable. Cost: a question for each value of an open parameter, at most.
func (p *plan) complete(row []int32, oracle *diagram.Oracle) {
	for v, x := range row {
		if x < 0 {
			row[v] = p.leastUsed(row, v, oracle)
		}
		p.used[v][row[v]]++
	}
}

// leastUsed returns the value of an open parameter that the seeds have least often, of those that leave the row completable.
func (p *plan) leastUsed(row []int32, v int, oracle *diagram.Oracle) int32 {
	values := make([]int32, len(p.used[v]))
	for x := range values {
		values[x] = int32(x)
	}
	slices.SortStableFunc(values, func(x, y int32) int { return cmp.Compare(p.used[v][x], p.used[v][y]) })
	for _, row[v] = range values {
		if oracle.Completable(row) {
			break
		}
	}
	return row[v]
}

// A RowError says why a combination cannot be included in a covering array, or counted in a coverage.
type RowError struct {
	Row int   // counted from 1
	Err error // a *CheckError, if the row is not valid
}

// Error says what is wrong.
func (e *RowError) Error() string {
	text := strings.ReplaceAll(inner(e.Err), "\nparamgen: ", "; ")
	var why *CheckError
	if errors.As(e.Err, &why) {
		text = strings.ReplaceAll(why.Reasons(), "\n", "; ")
	}
	return fmt.Sprintf("paramgen: row %d: %s", e.Row, text)
}

// Unwrap returns the cause, for [errors.Is] and [errors.As].
func (e *RowError) Unwrap() error { return e.Err }
