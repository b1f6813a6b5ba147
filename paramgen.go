package paramgen

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// A Generator knows a space: its parameters, its rules, and every combination that the rules allow. It is immutable and safe for
// concurrent use by any number of goroutines. It comes from [New] or [Generator.With]; the zero Generator and nil panic when they are asked.
type Generator struct {
	config config
	space  *space
}

// config is what options change: a plain description, checked and compiled by build.
type config struct {
	params  []Parameter
	rules   []*namedRule
	removed []string // parameters that were there once: rules read them as unset
	budget  int
	mapping mapping // nil: the default
}

// An Option describes a part of a space to [New] and [Generator.With]. It keeps copies of the lists that it is made of.
type Option func(*config) error

// New compiles the space that the options describe, in their order. It reports all faults at once, joined by
// [errors.Join]: each is a [*ParameterError], [*RuleError] or [*UnknownError], and of very many the first 100 in the options themselves, the first
// 100 in parameters and the first 100 in rules are told. Where an option or a parameter is at fault, rules are checked nevertheless, but none is
// run: what goes wrong in Go code is reported once the options and parameters are right, and a [*BudgetError] once everything is.
//
// Every rule is looked into here, and never again. Expressions, [Forbid] and rules made of them are analysed; what is Go code is
// run, once for each case that it tells apart (see [Rule]). Cost beyond that: the size of the compiled diagram, which
// [WithBudget] bounds.
func New(options ...Option) (*Generator, error) {
	return build(config{}, options)
}

// Must returns g, or panics with err if there is one: Must(New(…)).
func Must(g *Generator, err error) *Generator {
	if err != nil {
		panic(err)
	}
	return g
}

// With returns a new generator, for the space as the options change it: they add, replace and remove parameters and rules. The
// receiver stays as it is.
func (g *Generator) With(options ...Option) (*Generator, error) {
	return build(g.config.clone(), options)
}

func build(c config, options []Option) (*Generator, error) {
	var faults []error
	for _, o := range options {
		if o != nil {
			faults = append(faults, o(&c))
		}
	}
	for i := range c.params {
		faults = append(faults, c.params[i].check())
	}
	if err := errors.Join(faults...); err != nil {
		return nil, errors.Join(err, c.checkRules())
	}
	s, err := c.compile()
	if err != nil {
		return nil, err
	}
	return &Generator{config: c, space: s}, nil
}

func (c *config) clone() config {
	return config{slices.Clone(c.params), slices.Clone(c.rules), slices.Clone(c.removed), c.budget, c.mapping}
}

// WithParameters adds parameters, behind those that are there. One of the same name is replaced and keeps its place.
func WithParameters(params ...Parameter) Option {
	params = slices.Clone(params)
	return func(c *config) error { return c.addParameters(params) }
}

func (c *config) addParameters(params []Parameter) error {
	at := make(map[string]int, len(c.params)+len(params)) // place of a name, negative and one less once given here
	for i, p := range c.params {
		at[p.name] = i
	}
	var faults []error
	for _, p := range params {
		i, known := at[p.name]
		switch {
		case known && i < 0:
			faults = append(faults, &ParameterError{p.name, errors.New("is given twice; a name stands for one parameter")})
			continue
		case known:
			c.params[i] = p
		default:
			i = len(c.params)
			c.params = append(c.params, p)
		}
		at[p.name] = -i - 1
		if len(c.removed) > 0 {
			c.removed = slices.DeleteFunc(c.removed, func(r string) bool { return r == p.name })
		}
	}
	return errors.Join(faults...)
}

// WithoutParameters removes parameters. Rules that read them stay and find them unset. Removing what is not there is an error.
func WithoutParameters(names ...string) Option {
	names = slices.Clone(names)
	return func(c *config) error {
		var faults []error
		for _, name := range names {
			at := c.param(name)
			if at < 0 {
				faults = append(faults, unknown("parameter", name, c.names()))
				continue
			}
			c.params = slices.Delete(c.params, at, at+1)
			c.removed = append(c.removed, name)
		}
		return errors.Join(faults...)
	}
}

// WithValues gives other values to a parameter that is there, and leaves its place, description and condition.
func WithValues(name string, values ...any) Option {
	values = slices.Clone(values)
	return func(c *config) error {
		at := c.param(name)
		if at < 0 {
			return unknown("parameter", name, c.names())
		}
		c.params[at].values, c.params[at].plain = values, nil
		return nil
	}
}

// WithOrder puts the named parameters first, in this order; the others follow as they stood. The order is that of
// nested loops, the last parameter fastest: what costs most to change (a flag that makes the server reload its model) belongs first.
func WithOrder(names ...string) Option {
	names = slices.Clone(names)
	return func(c *config) error {
		var first []Parameter
		var faults []error
		for i, name := range names {
			at := c.param(name)
			switch {
			case at >= 0 && !slices.Contains(names[:i], name):
				first = append(first, c.params[at])
				continue
			case at >= 0:
				faults = append(faults, &ParameterError{name, errors.New("is given twice in the order")})
			default:
				faults = append(faults, unknown("parameter", name, c.names()))
			}
		}
		rest := slices.DeleteFunc(slices.Clone(c.params), func(p Parameter) bool { return slices.Contains(names, p.name) })
		c.params = append(first, rest...)
		return errors.Join(faults...)
	}
}

// WithRules adds rules. One of the same name that was added before is replaced and keeps its place; two in one call are an error. A rule
// is asked for its name once, here.
func WithRules(rules ...Rule) Option {
	rules = slices.Clone(rules)
	return func(c *config) error { return c.addRules(rules) }
}

func (c *config) addRules(rules []Rule) error {
	at := make(map[string]int, len(c.rules)+len(rules)) // position of a name; given here: -1 - position
	for i, r := range c.rules {
		at[r.name] = i
	}
	var faults []error
	for _, r := range rules {
		rule, err := withName(r)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		i, known := at[rule.name]
		switch {
		case known && i < 0:
			faults = append(faults, &RuleError{rule.name, errors.New("is given twice; use Named to keep both")})
			continue
		case known:
			c.rules[i] = rule
		default:
			i = len(c.rules)
			c.rules = append(c.rules, rule)
		}
		at[rule.name] = -1 - i
	}
	return errors.Join(faults...)
}

// WithoutRules removes the rules of these names, or all rules if no name is given. Conditions of parameters ([Parameter.When]) are no
// rules and stay. Removing what is not there is an error.
func WithoutRules(names ...string) Option {
	names = slices.Clone(names)
	return func(c *config) error {
		if len(names) == 0 {
			c.rules = nil
			return nil
		}
		var faults []error
		for _, name := range names {
			at := slices.IndexFunc(c.rules, func(r *namedRule) bool { return r.name == name })
			if at < 0 {
				faults = append(faults, unknown("rule", name, c.ruleNames()))
				continue
			}
			c.rules = slices.Delete(c.rules, at, at+1)
		}
		return errors.Join(faults...)
	}
}

// WithBudget bounds what [New] may build for parameters that rules link, in nodes of a decision diagram: at least 1. The default, 2,097,152,
// stays under 1 GiB of memory and a minute of time; published tuning spaces need fewer than 100,000. Past the budget, New returns a
// [*BudgetError] that names the rules and parameters to blame. It does so too, whatever the budget, where rules link so many parameters that
// the diagram's numbers would take hundreds of megabytes; of more than 16,384 linked ones no better order than the declared one is looked for.
func WithBudget(nodes int) Option {
	return func(c *config) error {
		if nodes < 1 {
			return &RangeError{"budget", fmt.Sprint(nodes), "at least 1 node"}
		}
		c.budget = nodes
		return nil
	}
}

func (c *config) param(name string) int {
	return slices.IndexFunc(c.params, func(p Parameter) bool { return p.name == name })
}

func (c *config) names() []string {
	names := make([]string, len(c.params))
	for i, p := range c.params {
		names[i] = p.name
	}
	return names
}

func (c *config) ruleNames() []string {
	names := make([]string, len(c.rules))
	for i, r := range c.rules {
		names[i] = r.name
	}
	return names
}

// Parameters returns the parameters in declared order.
func (g *Generator) Parameters() []Parameter { return slices.Clone(g.config.params) }

// Rules returns the rules in the order in which they were added.
func (g *Generator) Rules() []Rule {
	rules := make([]Rule, len(g.config.rules))
	for i, r := range g.config.rules {
		rules[i] = r.Rule
	}
	return rules
}

// Count returns the number of valid combinations, exactly. It was computed by [New].
func (g *Generator) Count() *big.Int { return g.space.engine.Count() }

// Theoretical returns the number of combinations without the rules: the product of the numbers of values. A conditional parameter
// counts as if it were always active.
func (g *Generator) Theoretical() *big.Int {
	n := big.NewInt(1)
	for _, p := range g.config.params {
		n.Mul(n, big.NewInt(int64(len(p.values))))
	}
	return n
}
