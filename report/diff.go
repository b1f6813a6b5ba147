package report

import (
	"math/big"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// A Diff says what another space, the one after, adds to a space and removes from it.
type Diff struct {
	// Before and After are the numbers of valid combinations of the two spaces.
	Before *big.Int `json:"before"`
	After  *big.Int `json:"after"`
	// Shared is how many combinations are valid in both, where a parameter that a space does not
	// have is unset: they have the same ID. It is nil if counting exceeds the budget.
	Shared *big.Int `json:"shared"`
	// Parameters are those that differ, in declared order; new ones come last.
	Parameters []ParameterDiff `json:"parameters"`
	// The condition of a parameter is a rule with the name "parameter when condition". A changed
	// rule has the same name and another text. Go code has no text, so its changes do not show.
	AddedRules   []string `json:"added_rules"`
	RemovedRules []string `json:"removed_rules"`
	ChangedRules []string `json:"changed_rules"`
}

// A ParameterDiff says how a parameter differs.
type ParameterDiff struct {
	Name    string
	New     bool  // only the space after has the parameter
	Gone    bool  // only the space before has it
	Added   []any // values that only the space after has
	Removed []any // values that only the space before has
	Revived []any // values of both that have valid combinations only after
	Dead    []any // values of both that have valid combinations only before
}

// Added returns how many combinations are valid only in the space after, or nil.
func (d *Diff) Added() *big.Int { return d.except(d.After) }

// Removed returns how many combinations are valid only in the space before, or nil.
func (d *Diff) Removed() *big.Int { return d.except(d.Before) }

func (d *Diff) except(n *big.Int) *big.Int {
	if d.Shared == nil {
		return nil
	}
	return new(big.Int).Sub(n, d.Shared)
}

// String returns the differences as lines of at most 100 characters, each with a line end.
func (d *Diff) String() string {
	p := page{}
	p.Add(0, "%s valid combinations before, %s after", text.Group(d.Before), text.Group(d.After))
	if d.Shared != nil {
		p.Add(2, "%s in both, %s added, %s removed", text.Group(d.Shared), text.Group(d.Added()), text.Group(d.Removed()))
	}
	for _, param := range d.Parameters {
		p.addParameterDiff(param)
	}
	p.addRules("added", d.AddedRules)
	p.addRules("removed", d.RemovedRules)
	p.addRules("changed", d.ChangedRules)
	return p.String()
}

func (p *page) addRules(what string, names []string) {
	for _, name := range names {
		p.Add(0, "rule %s: %s", what, text.Line(name))
	}
}

func (p *page) addParameterDiff(d ParameterDiff) {
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
	for _, change := range []struct {
		what   string
		values []any
	}{
		{"added", d.Added},
		{"removed", d.Removed},
		{"in valid combinations now", d.Revived},
		{"no longer in valid combinations", d.Dead},
	} {
		if len(change.values) > 0 {
			p.Add(2, "%s: %s", change.what, value.List(change.values))
		}
	}
}
