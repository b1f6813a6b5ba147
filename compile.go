package paramgen

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/encode"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/guard"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A space is the compiled form of a config: the parameters and rules by number, and the engine
// that answers for them. It is immutable.
type space struct {
	params  []Parameter // with the values that they can have in a combination
	index   map[string]int
	removed map[string]bool
	rules   []Rule          // those of the config, then the conditions of parameters
	problem diagram.Problem // what the rules demand
	owner   []int           // the rule of each constraint of the problem
	engine  *diagram.Space
	mapping mapping
	flags   []string // of the parameters, without a mapping
	clash   error    // if parameters of different groups have one flag

	// What the mapping says of each value of the parameters that are mapped.
	firstValue  []int // of a parameter in ends
	ends        []int // in allSettings
	allSettings []Setting
	refused     map[int]error // errors besides settings, by position in ends

	allNames []string // of the parameters
	ids      func() *encode.IDTable
}

// compile returns the space of a config whose parameters have no faults.
func (c *config) compile() (*space, error) {
	s := c.newSpace()
	err := s.mapFlags()
	if err == nil {
		err = s.checkCommands()
	}
	if err != nil {
		return nil, errors.Join(err, c.checkRules())
	}
	if err := (compiler{space: s}).compileRules(); err != nil {
		return nil, err
	}
	engine, err := diagram.Compile(s.problem)
	s.engine = engine
	return s, s.withNames(err)
}

// idTable returns what makes ids.
func (s *space) idTable() *encode.IDTable {
	values := make([][]any, len(s.params))
	for i := range s.params {
		values[i] = s.params[i].values
		if w := s.params[i].written; w != nil && w.noID {
			values[i] = make([]any, len(values[i])) // none of which is hashed
		}
	}
	return encode.NewIDTable(s.names(), values)
}

// checkRules returns the faults of the rules that can be found although a parameter is at
// fault. Such a parameter counts as one that is never set, which fits every rule.
func (c *config) checkRules() error {
	return compiler{space: c.newSpace(), dry: true}.compileRules()
}

// newSpace returns the space without constraints.
func (c *config) newSpace() *space {
	s := &space{
		params:  make([]Parameter, len(c.params)),
		index:   make(map[string]int, len(c.params)),
		removed: make(map[string]bool, len(c.removed)),
		rules:   c.rulesInForce(),
		problem: diagram.Problem{Budget: c.budget, Domains: make([]int, len(c.params))},
		mapping: c.mapping,

		allNames: c.names(),
	}
	for i := range c.params {
		s.params[i] = c.params[i].domain()
		s.index[c.params[i].name] = i
		s.problem.Domains[i] = len(s.params[i].values)
	}
	for _, name := range c.removed {
		s.removed[name] = true
	}
	s.ids = sync.OnceValue(s.idTable)
	return s
}

// rulesInForce returns what a combination must obey: the rules, and the conditions of the
// parameters.
func (c *config) rulesInForce() []Rule {
	all := make([]Rule, len(c.rules), len(c.rules)+len(c.params))
	for i, r := range c.rules {
		all[i] = r
	}
	for i := range c.params {
		if p := &c.params[i]; p.when != nil {
			all = append(all, &whenRule{p.name, p.when, !p.hidden()})
		}
	}
	return all
}

// withNames replaces the numbers in a BudgetError of the engine by names.
func (s *space) withNames(err error) error {
	var over *diagram.BudgetError
	if !errors.As(err, &over) {
		return err
	}
	e := &BudgetError{Budget: over.Budget}
	for _, v := range over.Variables {
		e.Parameters = append(e.Parameters, s.params[v].name)
	}
	var rules []int
	for _, k := range over.Constraints {
		rules = append(rules, s.owner[k])
	}
	for _, r := range slices.Compact(rules) {
		e.Rules = append(e.Rules, s.rules[r].Name())
	}
	return e
}

func (s *space) names() []string { return s.allNames }

// A compiler turns the rules of a space into constraints of its problem.
type compiler struct {
	*space
	optional bool // unknown parameters read as unset
	dry      bool // only look for faults: do not run rules in Go code
}

// compileRules adds the constraints of all rules to the problem, or returns every fault of the
// rules.
func (c compiler) compileRules() error {
	var faults []error
	for i, r := range c.rules {
		constraints, err := c.constraints(r)
		for _, fault := range split(err) {
			faults = append(faults, &RuleError{r.Name(), fault})
		}
		c.owner = append(c.owner, slices.Repeat([]int{i}, len(constraints))...)
		c.problem.Constraints = append(c.problem.Constraints, constraints...)
	}
	return errors.Join(append(faults, c.checkCycles())...)
}

// constraints turns a rule into constraints over parameter numbers. Built-in rules are
// analysed; Go code is run.
func (c compiler) constraints(r Rule) ([]diagram.Constraint, error) {
	switch r := unwrap(r).(type) {
	case *forbidRule:
		return c.forbid(r)
	case *exprRule:
		return c.expression(r.parsed, r.err)
	case *tuplesRule:
		return c.tuples(r)
	case *whenRule:
		return c.guard(r)
	case *optionalRule:
		c.optional = true
		return c.constraints(r.Rule)
	case *ifRule:
		if e, ok := r.expression(); ok {
			return c.expression(e, nil)
		}
		if err := c.checkSides(r); err != nil {
			return nil, err
		}
	}
	if c.dry {
		return nil, nil
	}
	learned, err := c.learn(r)
	return []diagram.Constraint{learned}, err
}

// variable returns the number of a parameter, or -1 for one that reads as unset because it was
// removed or is optional.
func (c compiler) variable(name string) (int, error) {
	switch i, known := c.index[name]; {
	case known:
		return i, nil
	case c.optional || c.removed[name]:
		return -1, nil
	}
	return 0, unknown("parameter", name, c.names())
}

// forbid returns a nogood over the values' numbers, or nothing if one of the values cannot
// occur.
func (c compiler) forbid(r *forbidRule) ([]diagram.Constraint, error) {
	row := slices.Repeat([]int32{-1}, len(c.params))
	var faults []error
	possible := true
	for _, name := range r.names {
		want, err := value.Of(r.values[name])
		if err != nil {
			faults = append(faults, &ParameterError{name, err})
			continue
		}
		v, err := c.variable(name)
		switch {
		case err != nil:
			faults = append(faults, err)
		case v < 0:
			possible = possible && want == expr.Nil()
		default:
			row[v] = int32(c.params[v].find(want))
			possible = possible && row[v] >= 0
		}
	}
	if len(faults) > 0 || !possible {
		return nil, errors.Join(faults...)
	}
	return []diagram.Constraint{nogood(row)}, nil
}

// nogood forbids the values that a row decides; -1 decides nothing.
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

// An atom makes a conjunct of an expression a constraint.
type atom struct{ *expr.Atom }

func (a atom) Machine(order []int) diagram.Machine { return a.Atom.Machine(order) }

// expression checks an expression against the parameters and splits it into conjuncts.
func (c compiler) expression(e *expr.Expr, err error) ([]diagram.Constraint, error) {
	if err != nil {
		return nil, shown(err)
	}
	vars, domains, err := c.operands(e)
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

// operands returns the number and the values of each name in e. A removed parameter can only
// be unset.
func (c compiler) operands(e *expr.Expr) (vars []int, domains [][]expr.Value, err error) {
	var faults []error
	var unknown []string
	for _, n := range e.Names() {
		v, err := c.variable(n.Name)
		switch {
		case err != nil:
			faults, unknown = append(faults, err), append(unknown, n.Name)
		case v < 0:
			vars, domains = append(vars, v), append(domains, []expr.Value{expr.Nil()})
		default:
			vars, domains = append(vars, v), append(domains, c.params[v].plain)
		}
	}
	for i, name := range unknown {
		faults[i] = c.withAdvice(faults[i], e.Text(), vars, name)
	}
	return vars, domains, errors.Join(faults...)
}

// foreignWords are names of constants in other languages, in lower case.
var foreignWords = map[string]string{"none": "nil", "null": "nil", "true": "true", "false": "false"}

// withAdvice adds what was probably meant to the error for an unknown name in an expression with
// the parameters vars.
func (c compiler) withAdvice(err error, rule string, vars []int, name string) error {
	if whole := c.cutName(rule, name); whole != "" {
		return fmt.Errorf("%w; write param(%q)", &UnknownError{Kind: "parameter", Name: name}, text.Truncate(whole))
	}
	for _, v := range vars {
		if v >= 0 && c.params[v].find(expr.String(name)) >= 0 {
			return fmt.Errorf("%w; write the value of %s in quotes: %q", &UnknownError{Kind: "parameter", Name: name},
				text.Truncate(c.params[v].name), text.Truncate(name))
		}
	}
	if word := foreignWords[strings.ToLower(name)]; word != "" {
		return fmt.Errorf("%w; write %s", &UnknownError{Kind: "parameter", Name: name}, word)
	}
	return err
}

// cutName returns the parameter in the text of a rule whose name begins with another name and a
// hyphen or a dot, as python-version does with python.
func (c compiler) cutName(rule, name string) string {
	for i := range c.params {
		whole := c.params[i].name
		if strings.HasPrefix(whole, name) && strings.IndexAny(whole, "-.") == len(name) && strings.Contains(rule, whole) {
			return whole
		}
	}
	return ""
}

// shown turns an error of the expression engine into the exported one.
func shown(err error) error {
	var syntax *expr.SyntaxError
	if errors.As(err, &syntax) {
		return &ExpressionError{Text: syntax.Text, Offset: syntax.Offset, Msg: syntax.Msg, shown: syntax.Error()}
	}
	return err
}

// checkSides returns the faults of the expressions in a conditional rule that has to be run.
func (c compiler) checkSides(r *ifRule) error {
	var faults []error
	for _, side := range []Rule{r.condition, r.then} {
		switch side := unwrap(side).(type) {
		case *exprRule:
			_, err := c.expression(side.parsed, side.err)
			faults = append(faults, err)
		case *ifRule:
			faults = append(faults, c.checkSides(side))
		}
	}
	return errors.Join(faults...)
}

// tuples returns a relation over the values' numbers.
func (c compiler) tuples(r *tuplesRule) ([]diagram.Constraint, error) {
	rows, err := r.plain()
	faults := []error{err}
	var columns []int // of the rows whose parameters exist
	for k, name := range r.names {
		v, err := c.variable(name)
		if err != nil {
			faults = append(faults, err)
		} else if v >= 0 {
			columns = append(columns, k)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	slices.SortFunc(columns, func(j, k int) int { return c.index[r.names[j]] - c.index[r.names[k]] })
	vars := make([]int, len(columns))
	for i, k := range columns {
		vars[i] = c.index[r.names[k]]
	}
	return []diagram.Constraint{diagram.Relation(vars, c.numbered(rows, vars, columns))}, nil
}

// numbered turns values into their numbers. It leaves out rows with a value that its parameter
// lacks.
func (s *space) numbered(rows [][]expr.Value, vars, columns []int) [][]int32 {
	var all [][]int32
	for _, row := range rows {
		numbers := make([]int32, len(columns))
		for i, k := range columns {
			numbers[i] = int32(s.params[vars[i]].find(row[k]))
		}
		if !slices.Contains(numbers, -1) {
			all = append(all, numbers)
		}
	}
	return all
}

// guard turns the condition of a parameter into a constraint.
func (c compiler) guard(r *whenRule) ([]diagram.Constraint, error) {
	conditions, err := c.conditions(r.condition)
	if err != nil {
		return nil, err
	}
	v := c.index[r.parameter]
	unset := c.params[v].find(expr.Nil())
	return []diagram.Constraint{guard.New(v, int32(unset), r.free, conditions)}, nil
}

// conditions returns the constraints under which r holds; see holds.
func (c compiler) conditions(r Rule) ([]diagram.Constraint, error) {
	switch r := unwrap(r).(type) {
	case *exprRule:
		if r.err == nil {
			return c.expression(expr.IsTrue(r.parsed), nil)
		}
	case *optionalRule:
		c.optional = true
		return c.conditions(r.Rule)
	}
	return c.constraints(r)
}

// checkCycles returns an error for each cycle of parameters whose conditions depend on each
// other.
func (s *space) checkCycles() error {
	w := cycleWalk{space: s, depends: make([][]int, len(s.params)), done: make([]bool, len(s.params))}
	for _, c := range s.problem.Constraints {
		if g, ok := c.(*guard.Guard); ok {
			w.depends[g.Guarded()] = g.Depends()
		}
	}
	for v := range s.params {
		w.visit(v)
	}
	return errors.Join(w.faults...)
}

// A cycleWalk looks for cycles depth first.
type cycleWalk struct {
	*space
	depends [][]int
	done    []bool
	path    []int // from the root to the current parameter
	faults  []error
}

func (w *cycleWalk) visit(v int) {
	if at := slices.Index(w.path, v); at >= 0 {
		w.faults = append(w.faults, w.cycle(w.path[at:]))
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

func (w *cycleWalk) cycle(path []int) error {
	first := w.params[path[0]].name
	if len(path) == 1 {
		return &ParameterError{first, errors.New("is active by a condition on itself; When must depend on other parameters")}
	}
	var names []string
	for _, v := range append(path, path[0]) {
		names = append(names, w.params[v].name)
	}
	return &ParameterError{first, fmt.Errorf("is active by conditions that form a cycle: %s", text.Join(names, " when "))}
}
