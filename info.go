package paramgen

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Info is what there is to know of a space without walking it. [Info.String] is for people, MarshalJSON for programs.
type Info struct {
	Parameters  []ParameterInfo `json:"parameters"`  // in declared order
	Rules       []RuleInfo      `json:"rules"`       // in the order in which they were added
	Theoretical *big.Int        `json:"theoretical"` // the product of the numbers of values
	Valid       *big.Int        `json:"valid"`       // combinations that there are
	Filtered    float64         `json:"filtered"`    // the share of the theoretical ones that rules reject or conditions make one with others, 0 to 1
}

// ParameterInfo describes a parameter. As JSON it has its number of values too, as "count".
type ParameterInfo struct {
	Name        string
	Description string
	Values      []any
	When        string // the condition under which it is active, "" for always
}

// RuleInfo describes a rule.
type RuleInfo struct {
	Name string `json:"name"`
	Text string `json:"text,omitempty"` // what the rule says, where it is not Go code
}

// Info describes the space. It computes nothing that [New] has not computed.
func (g *Generator) Info() Info {
	info := Info{Parameters: []ParameterInfo{}, Rules: []RuleInfo{}, Theoretical: g.Theoretical(), Valid: g.Count()}
	for _, p := range g.config.params {
		info.Parameters = append(info.Parameters, p.info())
	}
	for _, r := range g.config.rules {
		info.Rules = append(info.Rules, RuleInfo{r.Name(), ruleText(r)})
	}
	rejected := new(big.Int).Sub(info.Theoretical, info.Valid)
	info.Filtered, _ = new(big.Rat).SetFrac(rejected, info.Theoretical).Float64()
	return info
}

func (p Parameter) info() ParameterInfo {
	info := ParameterInfo{Name: p.name, Description: p.description, Values: p.Values()}
	if p.when != nil {
		info.When = p.when.name
	}
	return info
}

// MarshalJSON keeps floats floats: 1.0 stays 1.0.
func (p ParameterInfo) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range p.Values {
		if i > 0 {
			b = append(b, ',')
		}
		b = value.AppendJSON(b, v)
	}
	return json.Marshal(struct {
		Name        string          `json:"name"`
		Description string          `json:"description,omitempty"`
		Count       int             `json:"count"`
		Values      json.RawMessage `json:"values"`
		When        string          `json:"when,omitempty"`
	}{p.Name, p.Description, len(p.Values), append(b, ']'), p.When})
}

// String returns the description as a text of lines of at most 100 characters, with a line end behind the last. Of a
// parameter with many values it shows the first 40 and the last.
func (i Info) String() string {
	var p page
	p.Add(0, "Parameters: %d", len(i.Parameters))
	for _, param := range i.Parameters {
		p.parameter(param)
	}
	p.Add(0, "")
	p.Add(0, "Rules: %d", len(i.Rules))
	for _, r := range i.Rules {
		p.rule(r)
	}
	p.Add(0, "")
	p.Add(0, "Combinations")
	p.Add(2, "theoretical:  %s", text.Group(i.Theoretical))
	p.Add(2, "valid:        %s", text.Group(i.Valid))
	rejected := new(big.Int).Sub(i.Theoretical, i.Valid)
	p.Add(2, "filtered out: %s (%s)%s", text.Group(rejected), text.Percent(rejected, i.Theoretical), i.conditions())
	return p.String()
}

// conditions says that not rules alone filter: where a parameter is not active, its values make one combination.
func (i Info) conditions() string {
	if !slices.ContainsFunc(i.Parameters, func(p ParameterInfo) bool { return p.When != "" }) {
		return ""
	}
	return ", counting what inactive parameters would repeat"
}

// page is a text with methods for the parts of a description.
type page struct{ text.Page }

func (p *page) parameter(info ParameterInfo) {
	number := fmt.Sprintf("%d values", len(info.Values))
	if len(info.Values) == 1 {
		number = "1 value"
	}
	p.Add(2, "%s (%s): %s", text.Quote(info.Name), number, value.List(info.Values))
	if info.When != "" {
		p.Add(6, "when %s", text.Line(info.When))
	}
	if info.Description != "" {
		p.Add(6, "%s", text.Line(info.Description))
	}
}

func (p *page) rule(info RuleInfo) {
	switch info.Text {
	case "":
		p.Add(2, "%s (Go code)", text.Line(info.Name))
	case info.Name:
		p.Add(2, "%s", text.Line(info.Text))
	default:
		p.Add(2, "%s: %s", text.Line(info.Name), text.Line(info.Text))
	}
}
