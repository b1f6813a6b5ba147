package paramgen

import (
	"encoding/json"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/diagram"
	"github.com/paramgen/paramgen/internal/explain"
	"github.com/paramgen/paramgen/internal/expr"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Diff says what another space adds and removes. Its String is for people; as JSON it is for programs.
type Diff struct {
	// Before and After are the numbers of valid combinations of the two spaces. Shared is how many are in both, with the same
	// [Combination.ID]: a parameter that a space does not have is unset there. Shared is nil where counting it needs a far larger diagram than
	// the spaces do.
	Before *big.Int `json:"before"`
	After  *big.Int `json:"after"`
	Shared *big.Int `json:"shared"`
	// Parameters are those that differ, in declared order; new ones come last.
	Parameters []ParameterDiff `json:"parameters"`
	// Changed rules have another text under the same name. Of Go code only the name is known. The condition of a parameter is a rule called
	// "parameter when condition".
	AddedRules   []string `json:"added_rules"`
	RemovedRules []string `json:"removed_rules"`
	ChangedRules []string `json:"changed_rules"`
}

// A ParameterDiff says how a parameter differs.
type ParameterDiff struct {
	Name           string
	New, Gone      bool  // only the other space has it, or only this one
	Added, Removed []any // values that only the other space has, or only this one
	Revived, Dead  []any // values of both that occur in valid combinations of the other space only, or of this one only
}

// Added returns how many valid combinations only the other space has, or nil.
func (d *Diff) Added() *big.Int { return less(d.After, d.Shared) }

// Removed returns how many valid combinations only this space has, or nil.
func (d *Diff) Removed() *big.Int { return less(d.Before, d.Shared) }

// less returns n without the shared ones.
func less(n, shared *big.Int) *big.Int {
	if shared == nil {
		return nil
	}
	return new(big.Int).Sub(n, shared)
}

// Diff says what another space adds to this one and what it removes. Cost: a pass over each diagram, and the compilation of
// what they share.
func (g *Generator) Diff(other *Generator) *Diff {
	d := &Diff{Before: g.Count(), After: other.Count(), Shared: sharedBy(g.space, other.space)}
	d.Parameters, d.AddedRules, d.RemovedRules, d.ChangedRules = []ParameterDiff{}, []string{}, []string{}, []string{}
	before, after := g.space.liveValues(), other.space.liveValues()
	for i := range g.space.params {
		p := &g.space.params[i]
		j := other.space.named(p.name)
		var live []bool
		if j >= 0 {
			live = after[j]
		}
		d.add(ParameterDiff{Name: p.name, Gone: j < 0}, p, other.space.param(j), before[i], live)
	}
	for j := range other.space.params {
		q := &other.space.params[j]
		if g.space.named(q.name) < 0 {
			d.add(ParameterDiff{Name: q.name, New: true}, &Parameter{}, q, nil, after[j])
		}
	}
	d.compareRules(g.space, other.space)
	return d
}

// liveValues tells which values occur in valid combinations.
func (s *space) liveValues() [][]bool {
	live := make([][]bool, len(s.params))
	for v, counts := range s.engine.Values() {
		for _, n := range counts {
			live[v] = append(live[v], n.Sign() > 0)
		}
	}
	return live
}

// add compares a parameter with the one of the same name in the other space. One that a space lacks has no values.
func (d *Diff) add(change ParameterDiff, p, q *Parameter, before, after []bool) {
	for x, v := range p.values {
		y := q.find(p.plain[x])
		switch {
		case y < 0:
			change.Removed = append(change.Removed, v)
		case before[x] && !after[y]:
			change.Dead = append(change.Dead, v)
		case !before[x] && after[y]:
			change.Revived = append(change.Revived, v)
		}
	}
	for y, v := range q.values {
		if p.find(q.plain[y]) < 0 {
			change.Added = append(change.Added, v)
		}
	}
	if change.New || change.Gone || len(change.Added)+len(change.Removed)+len(change.Revived)+len(change.Dead) > 0 {
		d.Parameters = append(d.Parameters, change)
	}
}

func (d *Diff) compareRules(before, after *space) {
	named := func(rules []Rule, name string) int {
		return slices.IndexFunc(rules, func(r Rule) bool { return r.Name() == name })
	}
	for _, r := range before.rules {
		at := named(after.rules, r.Name())
		switch {
		case at < 0:
			d.RemovedRules = append(d.RemovedRules, r.Name())
		case ruleText(r) != ruleText(after.rules[at]):
			d.ChangedRules = append(d.ChangedRules, r.Name())
		}
	}
	for _, r := range after.rules {
		if named(before.rules, r.Name()) < 0 {
			d.AddedRules = append(d.AddedRules, r.Name())
		}
	}
}

// sharedBy counts the combinations that are valid in both spaces, or returns nil past the budget. It compiles the rules of both over the parameters
// of both, with the values that both have; of a parameter that one of them lacks that is unset.
func sharedBy(a, b *space) *big.Int {
	p := diagram.Problem{Budget: max(a.budget(), b.budget())}
	inA, inB := newEmbedding(a), newEmbedding(b)
	for i := range a.params {
		q := b.named(a.params[i].name)
		inA.Vars[i] = len(p.Domains)
		if q >= 0 {
			inB.Vars[q] = len(p.Domains)
		}
		p.Domains = append(p.Domains, meet(inA, i, &a.params[i], inB, q, b.param(q)))
	}
	for j := range b.params {
		if a.named(b.params[j].name) < 0 {
			inB.Vars[j] = len(p.Domains)
			p.Domains = append(p.Domains, meet(inB, j, &b.params[j], inA, -1, &Parameter{}))
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

// budget returns the nodes that a diagram of the space may have.
func (s *space) budget() int {
	if s.problem.Budget == 0 {
		return diagram.DefaultBudget
	}
	return s.problem.Budget
}

func newEmbedding(s *space) *diagram.Embedding {
	return &diagram.Embedding{Vars: make([]int, len(s.params)), Values: make([][]int32, len(s.params)), Sizes: s.problem.Domains}
}

func (s *space) named(name string) int {
	if i, known := s.index[name]; known {
		return i
	}
	return -1
}

// param returns the parameter of a number, or one without values for -1.
func (s *space) param(i int) *Parameter {
	if i < 0 {
		return &Parameter{}
	}
	return &s.params[i]
}

// meet enters the values that parameters p and q have both into the frames of their spaces, and returns how many there are. If j is
// -1, the space of q lacks it, and it is always unset there.
func meet(inP *diagram.Embedding, i int, p *Parameter, inQ *diagram.Embedding, j int, q *Parameter) (n int) {
	for x, v := range p.plain {
		y := q.find(v)
		switch {
		case y >= 0:
			inQ.Values[j] = append(inQ.Values[j], int32(y))
		case j >= 0 || v != expr.Nil():
			continue
		}
		inP.Values[i] = append(inP.Values[i], int32(x))
		n++
	}
	return n
}

// MarshalJSON keeps floats floats: 1.0 stays 1.0.
func (p ParameterDiff) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name    string            `json:"name"`
		New     bool              `json:"new,omitempty"`
		Gone    bool              `json:"gone,omitempty"`
		Added   []json.RawMessage `json:"added,omitempty"`
		Removed []json.RawMessage `json:"removed,omitempty"`
		Revived []json.RawMessage `json:"revived,omitempty"`
		Dead    []json.RawMessage `json:"dead,omitempty"`
	}{p.Name, p.New, p.Gone, rawValues(p.Added), rawValues(p.Removed), rawValues(p.Revived), rawValues(p.Dead)})
}

// rawValues returns values as JSON.
func rawValues(values []any) []json.RawMessage {
	var all []json.RawMessage
	for _, v := range values {
		all = append(all, value.AppendJSON(nil, v))
	}
	return all
}

// String returns the comparison as a text of lines of at most 100 characters, with a line end behind the last.
func (d *Diff) String() string {
	var p page
	p.Add(0, "%s valid combinations before, %s after", text.Group(d.Before), text.Group(d.After))
	if d.Shared != nil {
		p.Add(2, "%s in both, %s added, %s removed", text.Group(d.Shared), text.Group(d.Added()), text.Group(d.Removed()))
	}
	for _, param := range d.Parameters {
		p.parameterDiff(param)
	}
	for _, rules := range []struct {
		what  string
		names []string
	}{{"added", d.AddedRules}, {"removed", d.RemovedRules}, {"changed", d.ChangedRules}} {
		for _, name := range rules.names {
			p.Add(0, "rule %s: %s", rules.what, text.Line(name))
		}
	}
	return p.String()
}

func (p *page) parameterDiff(d ParameterDiff) {
	name := text.Quote(d.Name)
	switch {
	case d.New:
		p.Add(0, "parameter added: %s: %s", name, value.List(d.Added))
		return
	case d.Gone:
		p.Add(0, "parameter removed: %s: %s", name, value.List(d.Removed))
		return
	}
	p.Add(0, "%s", name)
	for _, values := range []struct {
		what   string
		values []any
	}{
		{"added", d.Added},
		{"removed", d.Removed},
		{"in valid combinations now", d.Revived},
		{"in no valid combination any more", d.Dead},
	} {
		if len(values.values) > 0 {
			p.Add(2, "%s: %s", values.what, value.List(values.values))
		}
	}
}
