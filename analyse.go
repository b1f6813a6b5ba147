package paramgen

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// constraints turns a rule into constraints over parameter numbers: by analysis where the rule is known, by running it
// where it is not.
func (s *space) constraints(r Rule, problem diagram.Problem) ([]diagram.Constraint, error) {
	switch r := bare(r).(type) {
	case *forbidRule:
		return s.forbid(r)
	case *exprRule:
		return s.expression(r.parsed, r.err)
	case *tuplesRule:
		return s.tuples(r)
	case *whenRule:
		return s.guard(r, problem)
	case *optionalRule:
		return s.optional().constraints(r.Rule, problem)
	case *ifRule:
		if e, ok := r.expression(); ok {
			return s.expression(e, nil)
		}
		if err := s.checkSides(r); err != nil {
			return nil, err
		}
	}
	if s.checking {
		return nil, nil
	}
	c, err := s.learn(r, problem)
	return []diagram.Constraint{c}, err
}

// forbid is a nogood over the values' numbers, or nothing where a value is not to be had.
func (s *space) forbid(r *forbidRule) ([]diagram.Constraint, error) {
	values := make([]int32, len(s.params))
	var faults faultList
	possible := true
	for i := range values {
		values[i] = -1
	}
	for _, name := range r.names {
		want, err := value.Of(r.values[name])
		i, known := s.index[name]
		switch {
		case err != nil:
			faults.add(&ParameterError{name, err})
		case !known && !s.absent(name):
			if !faults.add(unknown("parameter", name, s.names())) {
				return nil, faults.join()
			}
		case !known:
			possible = possible && want == expr.Nil()
		default:
			values[i] = int32(s.params[i].find(want))
			possible = possible && values[i] >= 0
		}
	}
	if err := faults.join(); err != nil || !possible {
		return nil, err
	}
	return []diagram.Constraint{nogood(values)}, nil
}

// nogood drops the parameters that a forbidden assignment leaves open (-1).
func nogood(row []int32) diagram.Constraint {
	var vars []int
	var values []int32
	for v, x := range row {
		if x >= 0 {
			vars = append(vars, v)
			values = append(values, x)
		}
	}
	return diagram.Nogood(vars, values)
}

// find returns the number of a value, or -1.
func (p *Parameter) find(want expr.Value) int {
	return slices.IndexFunc(p.plain, func(v expr.Value) bool { return expr.Same(v, want) })
}

// atom makes an expression's conjunct a constraint.
type atom struct{ *expr.Atom }

func (a atom) Machine(order []int) diagram.Machine { return a.Atom.Machine(order) }

// expression checks an expression against the parameters and splits it into conjuncts.
func (s *space) expression(e *expr.Expr, err error) ([]diagram.Constraint, error) {
	if err != nil {
		return nil, shown(err)
	}
	vars, domains, err := s.operands(e)
	if err != nil {
		return nil, err
	}
	atoms, err := e.Bind(vars, domains)
	if err != nil {
		return nil, shown(err)
	}
	constraints := make([]diagram.Constraint, len(atoms))
	for i, a := range atoms {
		constraints[i] = atom{a}
	}
	return constraints, nil
}

// operands returns the number and the values of each name in e. A removed parameter is one that can only be unset.
func (s *space) operands(e *expr.Expr) (vars []int, domains [][]expr.Value, err error) {
	var faults faultList
	for _, n := range e.Names() {
		i, known := s.index[n.Name]
		switch {
		case known:
			vars, domains = append(vars, i), append(domains, s.params[i].plain)
		case s.absent(n.Name):
			vars, domains = append(vars, -1), append(domains, []expr.Value{expr.Nil()})
		default:
			if !faults.add(s.noOperand(e, n.Name)) {
				return nil, nil, faults.join()
			}
		}
	}
	return vars, domains, faults.join()
}

// foreignWords are names that stand for something in other languages, in small letters.
var foreignWords = map[string]string{"none": "nil", "null": "nil", "true": "true", "false": "false"}

// noOperand says that a name in an expression is no parameter, and what was probably meant.
func (s *space) noOperand(e *expr.Expr, name string) error {
	for _, n := range e.Names() {
		if i, known := s.index[n.Name]; known && s.params[i].find(expr.String(name)) >= 0 {
			return fmt.Errorf("%w; write the value of %s in quotes: %q", &UnknownError{Kind: "parameter", Name: name}, text.Truncate(n.Name), text.Truncate(name))
		}
	}
	if word := foreignWords[strings.ToLower(name)]; word != "" {
		return fmt.Errorf("%w; write %s", &UnknownError{Kind: "parameter", Name: name}, word)
	}
	return unknown("parameter", name, s.names())
}

// expression returns a conditional rule as one expression, where both sides are expressions.
func (r *ifRule) expression() (*expr.Expr, bool) {
	condition, ok := bare(r.condition).(*exprRule)
	then, ok2 := bare(r.then).(*exprRule)
	if !ok || !ok2 || condition.err != nil || then.err != nil {
		return nil, false
	}
	return expr.If(condition.parsed, then.parsed), true
}

// checkSides reports the faults of expressions in a conditional rule that has to be run, where they would look like the values' doing.
func (s *space) checkSides(r *ifRule) error {
	var faults faultList
	for _, side := range []Rule{r.condition, r.then} {
		switch side := bare(side).(type) {
		case *exprRule:
			_, err := s.expression(side.parsed, side.err)
			faults.add(err)
		case *ifRule:
			faults.add(s.checkSides(side))
		}
	}
	return faults.join()
}

// shown turns a fault of the expression engine into the public error.
func shown(err error) error {
	var syntax *expr.SyntaxError
	if errors.As(err, &syntax) {
		return &ExpressionError{Text: syntax.Text, Offset: syntax.Offset, Msg: syntax.Msg, shown: syntax.Error()}
	}
	return err
}
