package paramgen

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// ruleText is what a rule says, where that can be read.
func ruleText(r Rule) string {
	switch r := bare(r).(type) {
	case *exprRule, *forbidRule, *ifRule:
		return r.Name()
	case *tuplesRule:
		return r.text()
	case *devicesRule:
		return r.text()
	case *lenientRule:
		return ruleText(r.Rule)
	case *whenRule:
		return ruleText(r.condition)
	}
	return ""
}

// MarshalJSON keeps floats floats: 1.0 stays 1.0.
func (p ParameterInfo) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range p.Values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, v)
	}
	return json.Marshal(struct {
		Name        string          `json:"name"`
		Description string          `json:"description,omitempty"`
		Count       int             `json:"count"`
		Values      json.RawMessage `json:"values"`
		When        string          `json:"when,omitempty"`
	}{p.Name, p.Description, len(p.Values), append(b, ']'), p.When})
}

// The page that Info.String fits.
const (
	pageWidth  = 100
	mostListed = 40 // values of a parameter; the last one is shown too
)

// String returns the description as a text of lines of at most 100 characters, with a line end behind the last. Of a
// parameter with many values it shows the first 40 and the last.
func (i Info) String() string {
	var p page
	p.write(0, "Parameters: %d", len(i.Parameters))
	for _, param := range i.Parameters {
		p.parameter(param)
	}
	p.write(0, "")
	p.write(0, "Rules: %d", len(i.Rules))
	for _, r := range i.Rules {
		p.rule(r)
	}
	p.write(0, "")
	p.write(0, "Combinations")
	p.write(2, "theoretical:  %s", grouped(i.Theoretical))
	p.write(2, "valid:        %s", grouped(i.Valid))
	rejected := new(big.Int).Sub(i.Theoretical, i.Valid)
	p.write(2, "filtered out: %s (%s)%s", grouped(rejected), percent(rejected, i.Theoretical), i.conditions())
	return p.String()
}

// conditions says that not rules alone filter: where a parameter is not active, its values make one combination.
func (i Info) conditions() string {
	if !slices.ContainsFunc(i.Parameters, func(p ParameterInfo) bool { return p.When != "" }) {
		return ""
	}
	return ", counting what inactive parameters would repeat"
}

// page is a text whose lines are broken before they get too long.
type page struct{ strings.Builder }

func (p *page) parameter(info ParameterInfo) {
	number := fmt.Sprintf("%d values", len(info.Values))
	if len(info.Values) == 1 {
		number = "1 value"
	}
	p.write(2, "%s (%s): %s", shownName(info.Name), number, shownValues(info.Values))
	if info.When != "" {
		p.write(6, "when %s", shownText(info.When))
	}
	if info.Description != "" {
		p.write(6, "%s", shownText(info.Description))
	}
}

func (p *page) rule(info RuleInfo) {
	switch info.Text {
	case "":
		p.write(2, "%s (Go code)", shownText(info.Name))
	case info.Name:
		p.write(2, "%s", shownText(info.Text))
	default:
		p.write(2, "%s: %s", shownText(info.Name), shownText(info.Text))
	}
}

// write adds a line, broken between words where it is too long, its other lines further in. A word that fits no line is broken too.
func (p *page) write(indent int, format string, args ...any) {
	const hanging = 4
	line, rest := breakLine(fmt.Sprintf(format, args...), pageWidth-indent)
	p.WriteString(strings.Repeat(" ", indent) + line + "\n")
	for rest != "" {
		line, rest = breakLine(rest, pageWidth-indent-hanging)
		p.WriteString(strings.Repeat(" ", indent+hanging) + line + "\n")
	}
}

// breakLine splits text behind the last word that fits.
func breakLine(text string, width int) (line, rest string) {
	cut := runesEnd(text, width)
	if cut == len(text) {
		return text, ""
	}
	if space := strings.LastIndexByte(text[:cut+1], ' '); space > 0 {
		return text[:space], strings.TrimLeft(text[space:], " ")
	}
	return text[:cut], text[cut:]
}

// runesEnd returns where the first n runes of a text end.
func runesEnd(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

func shownValues(values []any) string {
	words := make([]string, 0, min(len(values), mostListed+2))
	for i, v := range values {
		if i >= mostListed && i < len(values)-1 {
			continue
		}
		if i == len(values)-1 && i > mostListed {
			words = append(words, "…")
		}
		words = append(words, shownValue(v))
	}
	return strings.Join(words, " ")
}

// shownValue quotes a string that would read as something else.
func shownValue(v any) string {
	s := text(v)
	if isString(v) && (readsAsOther(s) || strings.ContainsAny(s, " \"…") || !printable(s)) {
		return fmt.Sprintf("%q", s)
	}
	return s
}

func shownName(s string) string {
	if printable(s) {
		return s
	}
	return fmt.Sprintf("%q", s)
}

// shownText makes one line of a text.
func shownText(s string) string {
	return shownName(strings.Join(strings.Fields(s), " "))
}

func printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// grouped writes a number in groups of three digits.
func grouped(n *big.Int) string {
	digits := n.String()
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// percent writes part of whole in percent, and 0% and 100% only for none and all.
func percent(part, whole *big.Int) string {
	switch {
	case part.Sign() == 0:
		return "0%"
	case part.Cmp(whole) == 0:
		return "100%"
	}
	share, _ := new(big.Rat).SetFrac(part, whole).Float64()
	switch {
	case share < 0.0001:
		return "less than 0.01%"
	case share > 0.9999:
		return "more than 99.99%"
	}
	return fmt.Sprintf("%.2f%%", 100*share)
}
