package paramgen

import (
	"math"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/explain"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/report"
)

// Limits of a report.
const (
	maxCountedRules = 1000 // rules for which Only is counted: each compiles all other rules
	maxListedPairs  = 200_000
	maxMappedValues = 800 // with more, the cells of the map would be too small to see
)

var relaxationLimits = explain.Limits{Sets: 20, Questions: 5000}

// explain returns the space as package explain takes it.
func (s *space) explain() *explain.Space {
	e := &explain.Space{Problem: s.problem, Engine: s.engine, Owner: s.owner}
	for _, r := range s.rules {
		_, isCondition := r.(*whenRule)
		e.Conditions = append(e.Conditions, isCondition)
	}
	return e
}

// Report describes what the rules do to the space: how many combinations each rejects, which
// values and pairs of values no valid combination has and why, and which rules conflict if the
// space is empty. Cost: a few passes over the diagram, and a small compilation for each rule.
func (g *Generator) Report() *report.Report {
	s := g.space
	e := s.explain()
	r := &report.Report{Theoretical: e.Theoretical(), Valid: g.Count(), Nodes: s.engine.Nodes()}
	r.Rules = g.reportRules(e, r.Theoretical)
	var cells []explain.Cell
	if r.Valid.Sign() > 0 {
		cells, r.Unlisted = e.Dead(maxListedPairs)
	} else {
		r.Conflict = s.ruleNames(e.EmptyConflict())
		r.Relaxations = s.ruleSets(e.Relaxations(relaxationLimits))
	}
	sets := e.Forbidding(cells)
	r.Parameters = s.reportValues(r.Valid, sets)
	r.ForbiddenPairs = s.reportPairs(e.Rectangles(cells, sets), r.Parameters)
	r.Components = s.reportComponents()
	countDead(r, cells)
	if r.Valid.Sign() > 0 {
		vars, rows := e.Map(cells, maxMappedValues)
		r.Map = &report.Map{Parameters: s.parameterNames(vars), Omitted: len(s.params) - len(vars), Cells: rows}
	}
	return r
}

func (g *Generator) reportRules(e *explain.Space, theoretical *big.Int) []report.Rule {
	rules := make([]report.Rule, len(g.config.rules))
	for i := range rules {
		rule := &rules[i]
		rule.Name, rule.Text = g.space.rules[i].Name(), ruleText(g.space.rules[i])
		if allowed := e.Allowed(i); allowed != nil && theoretical != nil {
			rule.Rejects = allowed.Sub(theoretical, allowed)
			rule.Idle = rule.Rejects.Sign() == 0
		}
		if len(rules) <= maxCountedRules {
			rule.Only = e.OnlyBy(i)
			rule.Redundant = rule.Only != nil && rule.Only.Sign() == 0 && !rule.Idle
		}
	}
	return rules
}

func (s *space) reportValues(valid *big.Int, sets map[explain.Cell][][]int) []report.Parameter {
	counts := s.engine.Values()
	all := make([]report.Parameter, len(s.params))
	for v, p := range s.params {
		all[v].Name = p.name
		for x, n := range counts[v] {
			value := report.Value{Value: p.values[x], Count: n, Rules: s.ruleSets(sets[explain.Single(v, x)])}
			if !value.Dead() {
				value.Share, _ = new(big.Rat).SetFrac(n, valid).Float64()
			}
			all[v].Values = append(all[v].Values, value)
		}
	}
	return all
}

func (s *space) reportPairs(groups []explain.Rectangle, params []report.Parameter) []report.ForbiddenPair {
	pairs := make([]report.ForbiddenPair, len(groups))
	live := make([][]any, len(params))
	for v, p := range params {
		live[v] = p.Live()
	}
	for i, group := range groups {
		p, q := &s.params[group.V], &s.params[group.W]
		pairs[i] = report.ForbiddenPair{
			Parameters: [2]string{p.name, q.name},
			Values:     [2][]any{p.pick(group.Rows), q.pick(group.Columns)},
			Rules:      s.ruleSets(group.Sets),
			Live:       [2][]any{live[group.V], live[group.W]},
		}
	}
	return pairs
}

// pick returns the values of some numbers.
func (p *Parameter) pick(numbers []int) []any {
	values := make([]any, len(numbers))
	for i, x := range numbers {
		values[i] = p.values[x]
	}
	return values
}

// countDead counts pairs and dead values. Cells are the listed ones.
func countDead(r *report.Report, cells []explain.Cell) {
	live := make([]int64, len(r.Parameters))
	all, dead := int64(0), int64(r.Unlisted)
	for _, c := range cells {
		if c.W >= 0 {
			dead++
		}
	}
	for v, p := range r.Parameters {
		live[v] = int64(len(p.Live()))
		r.DeadValues += len(p.Values) - int(live[v])
		for w, q := range r.Parameters[:v] {
			n := int64(len(p.Values)) * int64(len(q.Values))
			all += n
			dead += n - live[v]*live[w]
		}
	}
	r.Pairs, r.DeadPairs = int(min(all, math.MaxInt)), int(min(dead, math.MaxInt))
}

func (s *space) reportComponents() []report.Component {
	var all []report.Component
	for _, c := range s.engine.Components() {
		var rules []int
		for _, k := range c.Constraints {
			if !alwaysHolds(s.problem.Constraints[k]) {
				rules = append(rules, s.owner[k])
			}
		}
		all = append(all, report.Component{
			Parameters: s.parameterNames(c.Vars),
			Rules:      s.ruleNames(slices.Compact(rules)),
			Count:      c.Count,
			Nodes:      c.Nodes,
		})
	}
	return all
}

// alwaysHolds reports whether a constraint allows everything. One without variables that does not
// rejects everything.
func alwaysHolds(c diagram.Constraint) bool {
	return len(c.Vars()) == 0 && c.Machine(nil).Start() == diagram.Accept
}

func (s *space) parameterNames(vars []int) []string {
	names := make([]string, len(vars))
	for i, v := range vars {
		names[i] = s.params[v].name
	}
	return names
}

func (s *space) ruleNames(rules []int) []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = s.rules[r].Name()
	}
	return names
}

func (s *space) ruleSets(sets [][]int) [][]string {
	var named [][]string
	for _, set := range sets {
		named = append(named, s.ruleNames(set))
	}
	return named
}

// Info describes the space: its parameters, its rules and the number of combinations, all of which
// [New] has computed.
func (g *Generator) Info() report.Info {
	info := report.Info{Parameters: []report.ParameterInfo{}, Rules: []report.RuleInfo{}, Theoretical: g.Theoretical(), Valid: g.Count()}
	for _, p := range g.config.params {
		param := report.ParameterInfo{Name: p.name, Description: p.description, Values: p.Values()}
		if p.when != nil {
			param.When = p.when.name
		}
		info.Parameters = append(info.Parameters, param)
	}
	for _, r := range g.config.rules {
		info.Rules = append(info.Rules, report.RuleInfo{Name: r.Name(), Text: ruleText(r)})
	}
	rejected := new(big.Int).Sub(info.Theoretical, info.Valid)
	info.Filtered, _ = new(big.Rat).SetFrac(rejected, info.Theoretical).Float64()
	return info
}

// Diff describes what another space adds to this one and removes from it. Cost: a pass over each
// diagram, and the compilation of the rules of both.
func (g *Generator) Diff(other *Generator) *report.Diff {
	a, b := g.space, other.space
	d := &report.Diff{Before: g.Count(), After: other.Count(), Shared: shared(a, b)}
	d.Parameters, d.AddedRules, d.RemovedRules, d.ChangedRules = []report.ParameterDiff{}, []string{}, []string{}, []string{}
	before, after := a.engine.Values(), b.engine.Values()
	add := func(p report.ParameterDiff) {
		if p.New || p.Gone || len(p.Added)+len(p.Removed)+len(p.Revived)+len(p.Dead) > 0 {
			d.Parameters = append(d.Parameters, p)
		}
	}
	for i := range a.params {
		if j := b.number(a.params[i].name); j >= 0 {
			add(diffValues(&a.params[i], &b.params[j], before[i], after[j]))
		} else {
			add(report.ParameterDiff{Name: a.params[i].name, Gone: true, Removed: slices.Clone(a.params[i].values)})
		}
	}
	for j := range b.params {
		if a.number(b.params[j].name) < 0 {
			add(report.ParameterDiff{Name: b.params[j].name, New: true, Added: slices.Clone(b.params[j].values)})
		}
	}
	diffRules(d, a.rules, b.rules)
	return d
}

// diffValues compares a parameter p with q, which has its name. Before and after are the numbers
// of combinations of their values.
func diffValues(p, q *Parameter, before, after []*big.Int) report.ParameterDiff {
	d := report.ParameterDiff{Name: p.name}
	for x, v := range p.values {
		y := q.find(p.plain[x])
		switch {
		case y < 0:
			d.Removed = append(d.Removed, v)
		case before[x].Sign() > 0 && after[y].Sign() == 0:
			d.Dead = append(d.Dead, v)
		case before[x].Sign() == 0 && after[y].Sign() > 0:
			d.Revived = append(d.Revived, v)
		}
	}
	for y, v := range q.values {
		if p.find(q.plain[y]) < 0 {
			d.Added = append(d.Added, v)
		}
	}
	return d
}

func diffRules(d *report.Diff, before, after []Rule) {
	texts := func(rules []Rule) map[string]string {
		all := make(map[string]string, len(rules))
		for _, r := range rules {
			all[r.Name()] = ruleText(r)
		}
		return all
	}
	textBefore, textAfter := texts(before), texts(after)
	for _, r := range before {
		now, kept := textAfter[r.Name()]
		switch {
		case !kept:
			d.RemovedRules = append(d.RemovedRules, r.Name())
		case now != textBefore[r.Name()]:
			d.ChangedRules = append(d.ChangedRules, r.Name())
		}
	}
	for _, r := range after {
		if _, known := textBefore[r.Name()]; !known {
			d.AddedRules = append(d.AddedRules, r.Name())
		}
	}
}

// shared counts the combinations that are valid in both spaces, or returns nil if that exceeds the
// budget. It compiles the rules of both over the parameters of both, with the values that both
// have. A parameter that a space lacks is unset there.
func shared(a, b *space) *big.Int {
	p := diagram.Problem{Budget: max(a.budget(), b.budget())}
	inA, inB := newEmbedding(a), newEmbedding(b)
	for i := range a.params {
		inA.Vars[i] = len(p.Domains)
		j := b.number(a.params[i].name)
		if j >= 0 {
			inB.Vars[j] = len(p.Domains)
			p.Domains = append(p.Domains, embedBoth(inA, i, &a.params[i], inB, j, &b.params[j]))
		} else {
			p.Domains = append(p.Domains, embedUnset(inA, i, &a.params[i]))
		}
	}
	for j := range b.params {
		if a.number(b.params[j].name) < 0 {
			inB.Vars[j] = len(p.Domains)
			p.Domains = append(p.Domains, embedUnset(inB, j, &b.params[j]))
		}
	}
	if slices.Contains(p.Domains, 0) {
		return new(big.Int)
	}
	for _, c := range a.problem.Constraints {
		p.Constraints = append(p.Constraints, inA.Embed(c))
	}
	for _, c := range b.problem.Constraints {
		p.Constraints = append(p.Constraints, inB.Embed(c))
	}
	return explain.Count(p)
}

// budget returns how many nodes the diagram of the space may have.
func (s *space) budget() int {
	if s.problem.Budget == 0 {
		return diagram.DefaultBudget
	}
	return s.problem.Budget
}

func newEmbedding(s *space) *diagram.Embedding {
	return &diagram.Embedding{Vars: make([]int, len(s.params)), Values: make([][]int32, len(s.params)), Sizes: s.problem.Domains}
}

// number returns the number of a parameter, or -1.
func (s *space) number(name string) int {
	if i, known := s.index[name]; known {
		return i
	}
	return -1
}

// embedBoth embeds the values that p and q both have, and returns how many there are.
func embedBoth(inP *diagram.Embedding, i int, p *Parameter, inQ *diagram.Embedding, j int, q *Parameter) (n int) {
	for x, v := range p.plain {
		if y := q.find(v); y >= 0 {
			inP.Values[i] = append(inP.Values[i], int32(x))
			inQ.Values[j] = append(inQ.Values[j], int32(y))
			n++
		}
	}
	return n
}

// embedUnset embeds the unset value of a parameter that the other space lacks, and returns 1, or 0
// if there is none.
func embedUnset(in *diagram.Embedding, i int, p *Parameter) int {
	x := p.find(expr.Nil())
	if x < 0 {
		return 0
	}
	in.Values[i] = []int32{int32(x)}
	return 1
}
