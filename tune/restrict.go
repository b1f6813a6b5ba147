package tune

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// restrict makes rules of the limits that read parameters only, and returns the space with these
// rules and the results that are in it. Other limits stay.
func (s *settings) restrict(g *paramgen.Generator, rows []results.Row) (*paramgen.Generator, []results.Row, error) {
	var rules []paramgen.Rule
	s.limits = slices.DeleteFunc(slices.Clone(s.limits), func(l *results.Condition) bool {
		if !readsParameters(g, l) {
			return false
		}
		rules = append(rules, paramgen.Named(fmt.Sprintf("limit %d: %s", len(rules)+1, l), paramgen.Expr(l.String())))
		return true
	})
	if len(rules) == 0 {
		return g, rows, nil
	}
	for i, r := range rows {
		if _, ok := g.Index(r.Combination); !ok {
			return nil, nil, invalid(i, r.Combination)
		}
	}
	inner, err := g.With(paramgen.WithRules(rules...))
	if err != nil {
		return nil, nil, fmt.Errorf("tune: limits on parameters: %w", err)
	}
	if inner.Count().Sign() == 0 {
		return nil, nil, errors.New("tune: no combination meets the limits on parameters")
	}
	has := func(c paramgen.Combination) bool { _, ok := inner.Index(c); return ok }
	s.running = slices.DeleteFunc(slices.Clone(s.running), func(c paramgen.Combination) bool {
		_, valid := g.Index(c)
		return valid && !has(c)
	})
	return inner, results.Filter(rows, func(r *results.Row) bool { return has(r.Combination) }), nil
}

// readsParameters reports whether a limit reads parameters and nothing else. A dotted name is that
// of a member of a field.
func readsParameters(g *paramgen.Generator, l *results.Condition) bool {
	names := l.Names()
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool {
		return strings.Contains(name, ".") ||
			!slices.ContainsFunc(g.Parameters(), func(p paramgen.Parameter) bool { return p.Name() == name })
	})
}

// checkMetrics returns a [*results.FieldError] for a metric that no result has, if a field has a
// similar name. Without such a field, the results are those of failed runs.
func (s *settings) checkMetrics(rows []results.Row) error {
	for _, m := range s.metrics {
		var unknown *results.FieldError
		if err := results.CheckFields(rows, m.Name); errors.As(err, &unknown) && unknown.Nearest != "" {
			return err
		}
	}
	return nil
}

// invalid returns the error for a result of another space.
func invalid(i int, c paramgen.Combination) error {
	return fmt.Errorf("tune: the combination of result %d, %s, is not valid in this space; use the space that was run", i+1, c)
}
