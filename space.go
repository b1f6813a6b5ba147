package paramgen

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// space is the checked and compiled form of a config. It is immutable.
type space struct {
	params  []Parameter // with the values that they can have in a combination
	index   map[string]int
	removed map[string]bool
	rules   []Rule          // in force: those of the config, then conditions of parameters
	problem diagram.Problem // that they make
	owner   []int           // rule of each constraint
	engine  *diagram.Space
	probe   *probe // only while a rule is being learned

	optionalNames bool // every unknown name reads as unset
	checking      bool // rules are looked at for faults only, and not run

	mapping mapping
	flags   [][][]Setting // by parameter and value; nil under the default mapping
}

// checkParameters makes the values of all parameters comparable, or returns every fault of the parameters. The values of a parameter
// that is at fault are not comparable.
func (c *config) checkParameters() error {
	var faults faultList
	for i := range c.params {
		p := &c.params[i]
		faults.add(p.fault())
		if !faults.add(p.compare()) {
			break
		}
	}
	return faults.join()
}

// fault returns what is wrong with a parameter besides its values.
func (p *Parameter) fault() error {
	var faults faultList
	fail := func(err error) { faults.add(&ParameterError{p.name, err}) }
	if p.name == "" {
		fail(errors.New("has no name"))
	}
	if !utf8.ValidString(p.name) {
		fail(errors.New("has a name that is not UTF-8; files could not keep it apart from others"))
	}
	if p.when != nil && p.when.rule == nil {
		fail(errors.New("has a nil condition; give When a rule"))
	}
	if p.when != nil && p.when.err != nil {
		fail(fmt.Errorf("has a condition that %w", p.when.err))
	}
	return faults.join()
}

// compare makes the values comparable, or returns every fault of them.
func (p *Parameter) compare() error {
	if p.plain != nil {
		return nil
	}
	plain := make([]expr.Value, len(p.values))
	seen := newFirsts(len(p.values))
	var faults faultList
	if len(p.values) == 0 {
		faults.add(&ParameterError{p.name, errors.New("has no values; give it at least one, nil for unset")})
	}
	for i, v := range p.values {
		var err error
		if plain[i], err = value.OfElement(v); err != nil {
			err = fmt.Errorf("value %d: %w", i+1, err)
		} else if first, twice := seen.add(plain[i].Key(), i); twice {
			err = fmt.Errorf("value %d, %s, is the same as value %d; give each value once", i+1, text.Truncate(plain[i].String()), first+1)
		}
		if err != nil && !faults.add(&ParameterError{p.name, err}) {
			break
		}
	}
	if len(faults) == 0 {
		p.plain = plain
	}
	return faults.join()
}

// firsts finds values that came before. Most parameters have few values, and looking at those beats hashing them.
type firsts struct {
	few   [16]expr.Value
	place [16]int
	n     int
	many  map[expr.Value]int // where there are too many
}

func newFirsts(values int) (f firsts) {
	if values > len(f.few) {
		f.many = make(map[expr.Value]int, values)
	}
	return f
}

// add remembers that key stands at place i, or returns where it stood first.
func (f *firsts) add(key expr.Value, i int) (first int, twice bool) {
	if f.many != nil {
		if first, twice = f.many[key]; !twice {
			f.many[key] = i
		}
		return first, twice
	}
	if k := slices.Index(f.few[:f.n], key); k >= 0 {
		return f.place[k], true
	}
	f.few[f.n], f.place[f.n] = key, i
	f.n++
	return 0, false
}

// compile turns a config without faults in its parameters into a space.
func (c *config) compile() (*space, error) {
	s := c.newSpace()
	if err := errors.Join(s.mapFlags(), s.constrain()); err != nil {
		return nil, err
	}
	engine, err := diagram.Compile(s.problem)
	s.engine = engine
	return s, s.blame(err)
}

// checkRules returns the faults of the rules that can be found although parameters are at fault. A parameter at fault
// is taken for one that is never set, which fits everywhere.
func (c *config) checkRules() error {
	s := c.newSpace()
	s.checking = true
	return s.constrain()
}

// newSpace returns the space without constraints.
func (c *config) newSpace() *space {
	s := &space{index: make(map[string]int, len(c.params)), removed: make(map[string]bool, len(c.removed)), mapping: c.mapping}
	s.params = make([]Parameter, len(c.params))
	s.rules = c.rulesInForce()
	s.problem = diagram.Problem{Budget: c.budget, Domains: make([]int, len(c.params))}
	for i := range c.params {
		s.params[i] = c.params[i].domain()
		s.index[c.params[i].name] = i
		s.problem.Domains[i] = len(s.params[i].values)
	}
	for _, name := range c.removed {
		s.removed[name] = true
	}
	return s
}

// constrain makes constraints of the rules, or returns every fault of them.
func (s *space) constrain() error {
	var faults faultList
	for i, r := range s.rules {
		constraints, err := s.constraints(r, s.problem)
		if err != nil && !faults.add(ofRule(r.Name(), err)) {
			break
		}
		for range constraints {
			s.owner = append(s.owner, i)
		}
		s.problem.Constraints = append(s.problem.Constraints, constraints...)
	}
	faults.add(s.checkCircles(s.problem.Constraints))
	return faults.join()
}

// ofRule says of each fault that is joined in err of which rule it is.
func ofRule(name string, err error) error {
	var faults faultList
	for _, one := range parts(err) {
		faults.add(&RuleError{name, one})
	}
	return faults.join()
}

// blame puts names to what the engine says by numbers.
func (s *space) blame(err error) error {
	var over *diagram.BudgetError
	if !errors.As(err, &over) {
		return err
	}
	e := &BudgetError{Budget: over.Budget}
	for _, v := range over.Variables {
		e.Parameters = append(e.Parameters, s.params[v].name)
	}
	last := -1
	for _, k := range over.Constraints {
		if s.owner[k] != last {
			last = s.owner[k]
			e.Rules = append(e.Rules, s.rules[last].Name())
		}
	}
	return e
}

func (s *space) names() []string {
	names := make([]string, len(s.params))
	for i, p := range s.params {
		names[i] = p.name
	}
	return names
}

// missing is told when a rule reads a name that is no parameter.
func (s *space) missing(run int32, name string) {
	if s.probe != nil && !s.absent(name) {
		s.probe.miss(run, name)
	}
}
