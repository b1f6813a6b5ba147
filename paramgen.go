package paramgen

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// A Generator is a compiled space: parameters, rules, and exact answers about the combinations
// that the rules allow. It is immutable and safe for concurrent use. Make one with [New] or
// [Generator.With]; the methods of a nil or zero Generator panic.
type Generator struct {
	config config
	space  *space
}

// A config is the description of a space that options change and build compiles.
type config struct {
	params  []Parameter
	rules   []*namedRule
	removed []string // parameters that rules read as unset
	budget  int
	mapping mapping // nil: the default
}

// An Option describes or changes a part of a space, for [New] and [Generator.With]. Options
// copy the slices that they are given. A nil Option does nothing.
type Option func(*config) error

// New applies the options in order and compiles the space that they describe.
//
// It returns all faults, joined by [errors.Join]. Each is a [*ParameterError], a [*RuleError],
// an [*UnknownError] or the error of an option. If options or parameters have faults, rules
// are still checked, but rules in Go code are not run. If rules have faults, nothing is
// compiled, so a [*BudgetError] comes alone.
//
// Only New and With read the rules: they analyse expressions, [Forbid], [Tuples] and rules
// made of these, and run Go code once for each case that it distinguishes (see [Rule]). The
// other cost is the compiled diagram, which [WithBudget] bounds.
func New(options ...Option) (*Generator, error) {
	return build(config{}, options)
}

// Must returns g. It panics if err is not nil: Must(New(…)).
func Must(g *Generator, err error) *Generator {
	if err != nil {
		panic(err)
	}
	return g
}

// With returns a new generator for the space as the options change it; g stays as it is.
// Errors and cost are those of [New].
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

// WithParameters adds parameters after the existing ones. A parameter with the name of an
// existing one replaces it in its position. Two parameters of the same name in one call are a
// [*ParameterError].
func WithParameters(params ...Parameter) Option {
	params = slices.Clone(params)
	return func(c *config) error { return c.addParameters(params) }
}

func (c *config) addParameters(params []Parameter) error {
	at := make(map[string]int, len(c.params)+len(params)) // -1-position if given in this call
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
		at[p.name] = -1 - i
		if len(c.removed) > 0 {
			c.removed = slices.DeleteFunc(c.removed, func(r string) bool { return r == p.name })
		}
	}
	return errors.Join(faults...)
}

// WithoutParameters removes parameters. Rules that read them stay and read them as unset. A
// name that is not a parameter is an [*UnknownError].
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

// WithValues replaces the values of a parameter and keeps its position, description and
// condition. A name that is not a parameter is an [*UnknownError].
func WithValues(name string, values ...any) Option {
	values = cloneValues(values)
	return func(c *config) error {
		at := c.param(name)
		if at < 0 {
			return unknown("parameter", name, c.names())
		}
		c.params[at].values, c.params[at].plain = values, nil
		return nil
	}
}

// WithOrder moves the named parameters to the front, in this order; the others follow in their
// order. Combinations are enumerated as by nested loops, the last parameter fastest, so a
// parameter that is expensive to change, such as one that makes a server reload its model,
// belongs first. A name that is not a parameter is an [*UnknownError], a name given twice a
// [*ParameterError].
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

// WithRules adds rules. A rule with the name of an existing one replaces it in its position.
// Nil rules, rules without a name and two different rules of the same name in one call are
// [*RuleError]s. Equal rules are one rule. WithRules calls Name once for each rule; if Name
// panics, that is a [*RuleError] too.
func WithRules(rules ...Rule) Option {
	rules = slices.Clone(rules)
	return func(c *config) error { return c.addRules(rules) }
}

func (c *config) addRules(rules []Rule) error {
	at := make(map[string]int, len(c.rules)+len(rules)) // -1-position if given in this call
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
		case known && i < 0 && sameRule(c.rules[-1-i], rule):
			continue
		case known && i < 0:
			faults = append(faults, &RuleError{rule.name, errors.New("is the name of two different rules; use Named to keep both")})
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

// WithoutRules removes the rules of these names, or all rules if no name is given. Conditions
// of parameters ([Parameter.When]) are not rules and stay. A name that is not a rule is an
// [*UnknownError].
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

// WithBudget limits the size of the decision diagram that [New] compiles from the rules, in
// nodes: 1 or more, by default 2,097,152, which takes less than 1 GiB of memory and a minute.
// Published tuning spaces need fewer than 100,000 nodes.
//
// If the diagram needs more, New returns a [*BudgetError] that names the rules and parameters
// responsible. It does so for any budget if rules link so many parameters that the numbers in
// the diagram would take hundreds of megabytes. If rules link more than 16,384 parameters, New
// does not search for an order of the diagram that is better than the declared one.
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

// Count returns the exact number of valid combinations, which [New] computed.
func (g *Generator) Count() *big.Int { return g.space.engine.Count() }

// Theoretical returns the product of the numbers of values: the number of combinations without
// rules and conditions.
func (g *Generator) Theoretical() *big.Int {
	n := big.NewInt(1)
	for _, p := range g.config.params {
		n.Mul(n, big.NewInt(int64(len(p.values))))
	}
	return n
}
