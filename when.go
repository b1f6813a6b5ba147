package paramgen

import (
	"errors"
	"fmt"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/guard"
	"github.com/paramgen/paramgen/internal/text"
)

// When returns the parameter as a conditional one. Where the rule holds the parameter is active and takes its values; elsewhere it is
// unset, and the combination is counted once:
//
//	paramgen.Param("torch_compile_max_bs", 16, 32, 64).When(paramgen.Expr("enable_torch_compile"))
//
// An expression holds where it is definitely true, not where an unset value leaves it unknown; so what depends on an
// inactive parameter is inactive too. Any other rule holds where it allows the combination. Parameters must not depend on each other in a
// circle.
//
// If nil is not among the values, the parameter has it nevertheless where it is inactive, and there only. In the order of
// enumeration, unset comes before the values in this case; otherwise it stands where it was put. [Parameter.Values] does not show the
// addition, nor does [Generator.Theoretical] count it.
//
// The condition belongs to the parameter: [WithValues] and [WithoutRules] leave it, and it goes with [WithoutParameters]. The last When
// counts.
func (p Parameter) When(rule Rule) Parameter {
	p.when = newCondition(rule)
	return p
}

// condition is what When was given, nil too.
type condition struct {
	rule Rule
	name string
	err  error // of asking for the name
}

func newCondition(rule Rule) *condition {
	c := &condition{rule: rule}
	if rule != nil {
		c.name, c.err = nameOf(rule)
	}
	return c
}

// sound reports whether there is a condition, and nothing wrong with having it.
func (c *condition) sound() bool { return c != nil && c.rule != nil && c.err == nil }

// Condition returns the rule given to [Parameter.When], or nil.
func (p Parameter) Condition() Rule {
	if p.when == nil {
		return nil
	}
	return p.when.rule
}

// hidden reports whether the parameter is unset where it is inactive although that is none of its values.
func (p *Parameter) hidden() bool {
	return p.when != nil && !slices.Contains(p.values, nil)
}

// domain returns the parameter with the values that it can have in a combination, in order.
func (p *Parameter) domain() Parameter {
	d := *p
	switch {
	case p.plain == nil: // at fault
		d.values, d.plain = []any{nil}, []expr.Value{expr.Nil()}
	case p.hidden():
		d.values = slices.Insert(slices.Clone(p.values), 0, nil)
		d.plain = slices.Insert(slices.Clone(p.plain), 0, expr.Nil())
	}
	return d
}

// rulesInForce returns what a combination must obey: the rules, and the conditions of the parameters.
func (c *config) rulesInForce() []Rule {
	all := slices.Clone(c.rules)
	for _, p := range c.params {
		if p.when.sound() {
			all = append(all, &whenRule{p.name, held(p.when.rule, p.when.name), !p.hidden()})
		}
	}
	return all
}

// whenRule is a parameter's condition as a rule over the parameter and what the condition reads.
type whenRule struct {
	parameter string
	condition Rule
	free      bool // unset is one of the parameter's own values
}

func (r *whenRule) Name() string { return r.parameter + " when " + r.condition.Name() }

func (r *whenRule) Allow(c Combination) bool {
	v, _ := c.Get(r.parameter)
	if holds(r.condition, c) {
		return v != nil || r.free
	}
	return v == nil
}

// guard turns a condition into a constraint.
func (s *space) guard(r *whenRule, problem diagram.Problem) ([]diagram.Constraint, error) {
	conditions, err := s.conditions(r.condition, problem)
	if err != nil {
		return nil, err
	}
	v := s.index[r.parameter]
	unset := s.params[v].find(expr.Nil())
	return []diagram.Constraint{guard.New(v, int32(unset), r.free, conditions)}, nil
}

// conditions returns the constraints under which r holds, in the strict sense of holds.
func (s *space) conditions(r Rule, problem diagram.Problem) ([]diagram.Constraint, error) {
	switch r := bare(r).(type) {
	case *exprRule:
		if r.err == nil {
			return s.expression(expr.Sure(r.parsed), nil)
		}
	case *optionalRule:
		return s.optional().conditions(r.Rule, problem)
	}
	return s.constraints(r, problem)
}

// checkCircles reports the parameters whose conditions depend on themselves, each circle once.
func (s *space) checkCircles(constraints []diagram.Constraint) error {
	depends := make([][]int, len(s.params))
	for _, c := range constraints {
		if g, ok := c.(*guard.Guard); ok {
			depends[g.Guarded()] = g.Depends()
		}
	}
	w := circleWalk{space: s, depends: depends, done: make([]bool, len(s.params))}
	for v := range s.params {
		w.visit(v)
	}
	return w.faults.join()
}

// circleWalk looks for circles depth first; path is the parameters from the root to here.
type circleWalk struct {
	*space
	depends [][]int
	done    []bool
	path    []int
	faults  faultList
}

func (w *circleWalk) visit(v int) {
	if at := slices.Index(w.path, v); at >= 0 {
		w.faults.add(w.circle(w.path[at:]))
		return
	}
	if w.done[v] {
		return
	}
	w.path = append(w.path, v)
	for _, u := range w.depends[v] {
		w.visit(u)
	}
	w.path = w.path[:len(w.path)-1]
	w.done[v] = true
}

func (w *circleWalk) circle(path []int) error {
	first := w.params[path[0]].name
	if len(path) == 1 {
		return &ParameterError{first, errors.New("is active by a condition on itself; When must depend on other parameters")}
	}
	var names []string
	for _, v := range append(path, path[0]) {
		names = append(names, w.params[v].name)
	}
	return &ParameterError{first, fmt.Errorf("is active by conditions that go in a circle: %s", text.Join(names, " when "))}
}
