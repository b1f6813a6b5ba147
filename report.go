package paramgen

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/explain"
	"github.com/paramgen/paramgen/internal/rectangles"
	"github.com/paramgen/paramgen/internal/value"
)

// A Report says what the rules leave of a space, and why: exact numbers, counted and never listed. Its String is for people,
// [Report.WriteHTML] writes a page with a picture, and as JSON it is for programs.
type Report struct {
	// Theoretical is the number of combinations without the rules, among those that [Parameter.When] leaves; Valid is their number with the rules.
	Theoretical *big.Int `json:"theoretical"`
	Valid       *big.Int `json:"valid"`
	// Rules are in the order in which they were added.
	Rules []RuleReport `json:"rules"`
	// Parameters are in declared order.
	Parameters []ParameterReport `json:"parameters"`
	// DeadValues is how many values occur in no valid combination. DeadPairs is how many of the Pairs of values of two different
	// parameters do not, counting those of which one is dead itself. Where an int has 32 bits, no more than 2,147,483,647 are counted.
	DeadValues int `json:"dead_values"`
	DeadPairs  int `json:"dead_pairs"`
	Pairs      int `json:"pairs"`
	// Never groups the dead pairs of values that are not dead themselves: the first 200,000 of them. Unlisted is how many more there are.
	Never    []NeverReport `json:"never"`
	Unlisted int           `json:"unlisted,omitempty"`
	// Components are the parameters that rules link, and the others. They are independent of each other: their counts multiply to Valid.
	Components []ComponentReport `json:"components"`
	// Nodes is the size of the decision diagram that all this was counted on.
	Nodes int `json:"nodes"`
	// Conflict is, in an empty space, a minimal set of rules that leaves nothing: without any one of them, the others of the set leave something.
	Conflict []string `json:"conflict,omitempty"`
	// Relaxations are, in an empty space, the smallest sets of rules without which there are combinations, at most 20 of them. There are
	// none where even the smallest are so large that looking for them is out of proportion.
	Relaxations [][]string `json:"relaxations,omitempty"`

	space *space // for the picture
}

// A RuleReport says what one rule does.
type RuleReport struct {
	Name string `json:"name"`
	Text string `json:"text,omitempty"` // what the rule says, where it is not Go code
	// Rejects is how many of the theoretical combinations the rule rejects, Only how many it rejects and no other rule does. They are nil where
	// counting needs a far larger diagram than the space itself; where there are more than 1000 rules, Only is nil for each.
	Rejects *big.Int `json:"rejects"`
	Only    *big.Int `json:"only"`
	// Redundant rules reject, but nothing that others do not reject too: any one of them can go.
	Redundant bool `json:"redundant"`
	// Idle rules never reject.
	Idle bool `json:"idle"`
}

// A ParameterReport says what is left of a parameter.
type ParameterReport struct {
	Name   string        `json:"name"`
	Values []ValueReport `json:"values"`
}

// A ValueReport says what is left of a value: the number of valid combinations that have it, and their share of all valid ones. A dead value
// has none; Rules are then the minimal sets of rules that forbid it.
type ValueReport struct {
	Value any
	Count *big.Int
	Share float64
	Rules [][]string
}

// A NeverReport is a rectangle of dead pairs: no valid combination has one of the Values[0] of Parameters[0] together with one of the
// Values[1] of Parameters[1]. Rules are the minimal sets of rules to blame: every rule that forbids these pairs alone or, where none
// does, one set of rules that does so together. They are nil where looking for them is out of proportion.
type NeverReport struct {
	Parameters [2]string
	Values     [2][]any
	Rules      [][]string

	domains [2][]any // the live values of each parameter
	set     bool     // these pairs are all in which both are set
}

// A ComponentReport is a set of parameters that rules link, or all those on whose values no rule depends. A rule that rejects everything, as
// tp_size > 8 does where no value is, depends on none: it is listed with the first component, whose Count it makes 0.
type ComponentReport struct {
	Parameters []string `json:"parameters"`
	Rules      []string `json:"rules"`
	Count      *big.Int `json:"count"`
	Nodes      int      `json:"nodes"`
}

// mostCountedRules bounds the rules for which the report counts what only they reject: each takes a compilation of all others.
const mostCountedRules = 1000

// mostListedPairs bounds the dead pairs that are looked into one by one.
const mostListedPairs = 200_000

// relaxationLimits bound the search for what to take away from an empty space.
var relaxationLimits = explain.Limits{Sets: 20, Questions: 5000}

// Report says what the rules do to the space. Cost: some passes over the diagram, and one small compilation for each rule.
func (g *Generator) Report() *Report {
	s := g.space
	r := &Report{Valid: g.Count(), Nodes: s.engine.Nodes(), Parameters: []ParameterReport{}, Never: []NeverReport{}, space: s}
	r.Theoretical = s.explain().Theoretical()
	r.reportRules(len(g.config.rules))
	values := s.engine.Values()
	var cells []explain.Cell
	if r.Valid.Sign() > 0 {
		cells, r.Unlisted = s.explain().Dead(mostListedPairs)
	}
	sets := s.explain().Forbidding(cells)
	r.reportValues(values, sets)
	r.reportPairs(cells, sets)
	r.reportComponents()
	if r.Valid.Sign() == 0 {
		r.reportEmptiness()
	}
	return r
}

// explain returns the rules of the space as package explain takes them.
func (s *space) explain() *explain.Space {
	e := &explain.Space{Problem: s.problem, Engine: s.engine, Owner: s.owner}
	for _, r := range s.rules {
		_, isCondition := r.(*whenRule)
		e.Conditions = append(e.Conditions, isCondition)
	}
	return e
}

func (r *Report) reportRules(n int) {
	s := r.space
	r.Rules = make([]RuleReport, n)
	for i := range r.Rules {
		rule := &r.Rules[i]
		rule.Name, rule.Text = s.rules[i].Name(), ruleText(s.rules[i])
		if left := s.explain().Allowed(i); left != nil && r.Theoretical != nil {
			rule.Rejects = left.Sub(r.Theoretical, left)
			rule.Idle = rule.Rejects.Sign() == 0
		}
		if n <= mostCountedRules {
			rule.Only = s.explain().OnlyBy(i)
			rule.Redundant = rule.Only != nil && rule.Only.Sign() == 0 && !rule.Idle
		}
	}
}

func (r *Report) reportValues(values [][]*big.Int, sets map[explain.Cell][][]int) {
	for v, p := range r.space.params {
		report := ParameterReport{Name: p.name}
		for x, n := range values[v] {
			value := ValueReport{Value: p.values[x], Count: n, Rules: r.space.ruleSets(sets[explain.Single(v, x)])}
			if n.Sign() == 0 {
				r.DeadValues++
			} else {
				value.Share, _ = new(big.Rat).SetFrac(n, r.Valid).Float64()
			}
			report.Values = append(report.Values, value)
		}
		r.Parameters = append(r.Parameters, report)
	}
}

// ruleSets puts names to sets of rules.
func (s *space) ruleSets(sets [][]int) [][]string {
	var named [][]string
	for _, set := range sets {
		named = append(named, s.ruleNames(set))
	}
	return named
}

func (s *space) ruleNames(rules []int) []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = s.rules[r].Name()
	}
	return names
}

// reportPairs counts the pairs and groups those that are dead though their values are not.
func (r *Report) reportPairs(cells []explain.Cell, sets map[explain.Cell][][]int) {
	pairs := slices.DeleteFunc(slices.Clone(cells), func(c explain.Cell) bool { return c.W < 0 })
	live := make([]int, len(r.Parameters))
	for v, p := range r.Parameters {
		for _, value := range p.Values {
			if value.Count.Sign() > 0 {
				live[v]++
			}
		}
	}
	all, dead := int64(0), int64(len(pairs)+r.Unlisted)
	for v, p := range r.Parameters {
		for w, q := range r.Parameters[:v] {
			n := int64(len(p.Values)) * int64(len(q.Values))
			all += n
			dead += n - int64(live[v])*int64(live[w])
		}
	}
	r.Pairs, r.DeadPairs = int(min(all, math.MaxInt)), int(min(dead, math.MaxInt))
	for len(pairs) > 0 {
		n := 1
		for n < len(pairs) && pairs[n].V == pairs[0].V && pairs[n].W == pairs[0].W {
			n++
		}
		r.group(pairs[:n], sets)
		pairs = pairs[n:]
	}
}

// group adds the dead pairs of two parameters as rectangles, each of pairs with the same rules to blame.
func (r *Report) group(pairs []explain.Cell, sets map[explain.Cell][][]int) {
	p, q := &r.space.params[pairs[0].V], &r.space.params[pairs[0].W]
	done := make(map[explain.Cell]bool, len(pairs))
	for _, first := range pairs {
		if done[first] {
			continue
		}
		blame := sets[first]
		dead := make(map[explain.Cell]bool, len(pairs))
		for _, c := range pairs {
			if slices.EqualFunc(sets[c], blame, slices.Equal) {
				dead[c], done[c] = true, true
			}
		}
		for _, b := range rectangles.Group(len(p.values), len(q.values), func(x, y int) bool {
			return dead[explain.Cell{V: first.V, X: x, W: first.W, Y: y}]
		}) {
			n := NeverReport{
				Parameters: [2]string{p.name, q.name},
				Values:     [2][]any{p.given(b.Rows), q.given(b.Columns)},
				Rules:      r.space.ruleSets(blame),
				domains:    [2][]any{r.live(first.V), r.live(first.W)},
			}
			n.set = n.neverSet(0) && n.neverSet(1)
			r.Never = append(r.Never, n)
		}
	}
}

// neverSet tells whether one side is every live value but unset.
func (n *NeverReport) neverSet(side int) bool {
	return len(n.Values[side]) == len(n.domains[side])-1 && slices.Contains(n.domains[side], nil) && !slices.Contains(n.Values[side], nil)
}

// live returns the values of parameter v that are not dead.
func (r *Report) live(v int) []any {
	var values []any
	for _, value := range r.Parameters[v].Values {
		if value.Count.Sign() > 0 {
			values = append(values, value.Value)
		}
	}
	return values
}

// given returns the values of some numbers as the caller gave them.
func (p *Parameter) given(numbers []int) []any {
	values := make([]any, len(numbers))
	for i, x := range numbers {
		values[i] = p.values[x]
	}
	return values
}

func (r *Report) reportComponents() {
	s := r.space
	for _, c := range s.engine.Components() {
		report := ComponentReport{Parameters: []string{}, Rules: []string{}, Count: c.Count, Nodes: c.Nodes}
		for _, v := range c.Vars {
			report.Parameters = append(report.Parameters, s.params[v].name)
		}
		var rules []int
		for _, k := range c.Constraints {
			if !holdsAnyway(s.problem.Constraints[k]) {
				rules = append(rules, s.owner[k])
			}
		}
		report.Rules = append(report.Rules, s.ruleNames(slices.Compact(rules))...)
		r.Components = append(r.Components, report)
	}
}

// holdsAnyway tells of a constraint that nothing can violate; without variables, the others reject everything.
func holdsAnyway(c diagram.Constraint) bool {
	return len(c.Vars()) == 0 && c.Machine(nil).Start() == diagram.Accept
}

// reportEmptiness finds what to blame and what to take away where nothing is valid.
func (r *Report) reportEmptiness() {
	s := r.space
	r.Conflict = s.ruleNames(s.explain().EmptyConflict())
	r.Relaxations = s.ruleSets(s.explain().Relaxations(relaxationLimits))
}

// MarshalJSON keeps floats floats: 1.0 stays 1.0.
func (v ValueReport) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value json.RawMessage `json:"value"`
		Count *big.Int        `json:"count"`
		Share float64         `json:"share"`
		Rules [][]string      `json:"rules,omitempty"`
	}{value.AppendJSON(nil, v.Value), v.Count, v.Share, v.Rules})
}

// MarshalJSON keeps floats floats: 1.0 stays 1.0.
func (n NeverReport) MarshalJSON() ([]byte, error) {
	type side struct {
		Parameter string            `json:"parameter"`
		Values    []json.RawMessage `json:"values"`
	}
	var sides [2]side
	for i := range sides {
		sides[i] = side{n.Parameters[i], rawValues(n.Values[i])}
	}
	return json.Marshal(struct {
		Pair  [2]side    `json:"pair"`
		Rules [][]string `json:"rules"`
	}{sides, n.Rules})
}

// UnmarshalJSON reads what MarshalJSON writes, values as [encoding/json.Unmarshal] does.
func (n *NeverReport) UnmarshalJSON(b []byte) error {
	var text struct {
		Pair [2]struct {
			Parameter string
			Values    []any
		}
		Rules [][]string
	}
	err := json.Unmarshal(b, &text)
	*n = NeverReport{Rules: text.Rules}
	for i, side := range text.Pair {
		n.Parameters[i], n.Values[i] = side.Parameter, side.Values
	}
	return err
}
