package report

import (
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Info describes a space: its parameters, its rules and the number of its combinations.
type Info struct {
	Parameters  []ParameterInfo `json:"parameters"`  // in declared order
	Rules       []RuleInfo      `json:"rules"`       // in the order in which they were added
	Theoretical *big.Int        `json:"theoretical"` // the product of the numbers of values
	Valid       *big.Int        `json:"valid"`       // the number of valid combinations
	// Filtered is the share of the theoretical combinations that are not valid, from 0 to 1. It
	// includes those that differ only in inactive parameters.
	Filtered float64 `json:"filtered"`
}

// ParameterInfo describes a parameter.
type ParameterInfo struct {
	Name        string
	Description string
	Values      []any
	When        string // the condition under which the parameter is active, empty for always
}

// RuleInfo describes a rule.
type RuleInfo struct {
	Name string `json:"name"`
	Text string `json:"text,omitempty"` // empty for Go code
}

// String returns the description as lines of at most 100 characters, each with a line end. Of a
// parameter with many values it shows the first 40 and the last.
func (i Info) String() string {
	p := page{}
	p.Add(0, "Parameters: %d", len(i.Parameters))
	for _, param := range i.Parameters {
		p.addParameterInfo(param)
	}
	p.Add(0, "")
	p.Add(0, "Rules: %d", len(i.Rules))
	for _, r := range i.Rules {
		p.addRuleText(r.Name, r.Text)
	}
	p.Add(0, "")
	p.Add(0, "Combinations")
	p.Add(2, "theoretical:  %s", text.Group(i.Theoretical))
	p.Add(2, "valid:        %s", text.Group(i.Valid))
	rejected := new(big.Int).Sub(i.Theoretical, i.Valid)
	repeated := ""
	if slices.ContainsFunc(i.Parameters, func(p ParameterInfo) bool { return p.When != "" }) {
		repeated = ", including those that differ only in inactive parameters"
	}
	p.Add(2, "filtered out: %s (%s)%s", text.Group(rejected), text.Percent(rejected, i.Theoretical), repeated)
	return p.String()
}

func (p *page) addParameterInfo(info ParameterInfo) {
	p.Add(2, "%s (%s): %s", text.Quote(info.Name), text.Plural(len(info.Values), "value"), value.List(info.Values))
	if info.When != "" {
		p.Add(6, "when %s", text.Line(info.When))
	}
	if info.Description != "" {
		p.Add(6, "%s", text.Line(info.Description))
	}
}
