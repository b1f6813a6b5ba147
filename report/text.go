package report

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// Limits of what String shows of a long report. WriteHTML and JSON are complete.
const (
	barWidth  = 20
	maxGroups = 8  // of forbidden pairs, for two parameters
	maxSets   = 3  // of rules, for one value or group
	maxPairs  = 60 // pairs of parameters
)

// String returns the report as lines of at most 100 characters, each with a line end. It
// abbreviates a long report and says how much it leaves out.
func (r *Report) String() string {
	p := page{}
	p.Add(0, "%s, in %s", r.summary(), text.Plural(r.Nodes, "node"))
	for _, line := range r.verdict() {
		p.Add(2, "%s", line)
	}
	p.Add(0, "")
	p.Add(0, "Rules: %d", len(r.Rules))
	for _, rule := range r.Rules {
		p.addRule(rule, r.Theoretical)
	}
	p.Add(0, "")
	if r.Valid.Sign() > 0 {
		p.Add(0, "Parameters: %d, with %s in no valid combination", len(r.Parameters), text.Plural(r.DeadValues, "value"))
		for i := range r.Parameters {
			p.addParameter(&r.Parameters[i])
		}
		p.Add(0, "")
		p.addPairs(r)
		p.Add(0, "")
	}
	p.Add(0, "Components: %d, independent of each other", len(r.Components))
	for _, c := range r.Components {
		p.addComponent(c)
	}
	return p.String()
}

func (r *Report) summary() string {
	return fmt.Sprintf("%s of %s combinations are valid (%s)", text.Group(r.Valid), count(r.Theoretical), share(r.Valid, r.Theoretical))
}

// verdict says which rules make a space empty, and which to remove.
func (r *Report) verdict() []string {
	var lines []string
	if len(r.Conflict) > 0 {
		lines = append(lines, "no combination satisfies "+text.RuleSet(r.Conflict))
	}
	for i, set := range r.Relaxations {
		lead := "to get combinations, remove "
		if i > 0 {
			lead = "or "
		}
		lines = append(lines, lead+text.RuleSet(set))
	}
	return lines
}

// page is the text of a report.
type page struct{ text.Page }

func (p *page) addRule(r Rule, theoretical *big.Int) {
	p.addRuleText(r.Name, r.Text)
	switch {
	case r.Rejects == nil:
		p.Add(6, "not counted: the diagram would exceed the budget")
	case r.Idle:
		p.Add(6, "rejects nothing")
	default:
		alone := ""
		if r.Only != nil && !r.Redundant {
			alone = fmt.Sprintf(", %s that no other rule rejects", text.Group(r.Only))
		}
		p.Add(6, "rejects %s (%s)%s", text.Group(r.Rejects), share(r.Rejects, theoretical), alone)
	}
	if r.Redundant && (r.Rejects == nil || r.Rejects.Cmp(theoretical) < 0) {
		p.Add(6, "redundant: the other rules reject everything that it rejects")
	}
}

func (p *page) addRuleText(name, rule string) {
	switch rule {
	case "":
		p.Add(2, "%s (Go code)", text.Line(name))
	case name:
		p.Add(2, "%s", text.Line(rule))
	default:
		p.Add(2, "%s: %s", text.Line(name), text.Line(rule))
	}
}

// addParameter adds the values with their shares, in one line if all have the same share.
func (p *page) addParameter(r *Parameter) {
	first := r.Values[0]
	different := func(v Value) bool { return v.Count.Cmp(first.Count) != 0 }
	if !first.Dead() && !slices.ContainsFunc(r.Values, different) {
		p.Add(2, "%s: %s in %s", text.Quote(r.Name), value.List(r.domain()), each(r.Values))
		return
	}
	p.Add(2, "%s", text.Quote(r.Name))
	width, digits := columns(r.Values)
	left := 0
	for i, end := 0, 0; i < len(r.Values); i = end {
		v := r.Values[i]
		end = i + 1
		if v.Dead() {
			end = r.deadRun(i)
			p.Add(6, "%-*s  never: %s", width, ranges(r.domain()[i:end], r.domain()), ruleSets(v.Rules))
		} else if i < value.MaxListed || i == len(r.Values)-1 {
			p.addValue(v, width, digits)
		} else {
			left++
		}
	}
	if left > 0 {
		p.Add(6, "and %s more", text.Plural(left, "value"))
	}
}

// deadRun returns the end of the run of dead values that starts at i and has one set of rules.
func (p *Parameter) deadRun(i int) int {
	same := func(v Value) bool { return v.Dead() && slices.EqualFunc(v.Rules, p.Values[i].Rules, slices.Equal) }
	end := i
	for end < len(p.Values) && same(p.Values[end]) {
		end++
	}
	return end
}

func each(values []Value) string {
	if len(values) == 1 {
		return "all"
	}
	return fmt.Sprintf("%s each (%.2f%%)", text.Group(values[0].Count), 100*values[0].Share)
}

// columns returns the widths of the columns of values and counts.
func columns(values []Value) (width, digits int) {
	const maxWidth = 30
	for _, v := range values {
		if !v.Dead() {
			width = max(width, len([]rune(value.Show(v.Value))))
		}
		digits = max(digits, len(text.Group(v.Count)))
	}
	return min(width, maxWidth), digits
}

func (p *page) addValue(v Value, width, digits int) {
	bar := bar(v.Share)
	p.Add(6, "%-*s  %s%s %6.2f%%  %*s", width, value.Show(v.Value), bar, strings.Repeat(" ", barWidth-len([]rune(bar))),
		100*v.Share, digits, text.Group(v.Count))
}

// bar draws a share in eighths of a character, at least one.
func bar(share float64) string {
	const eighths = 8
	n := max(1, int(float64(share*barWidth*eighths)+0.5)) // float64 prevents a fused multiply-add
	s := strings.Repeat("█", n/eighths)
	if rest := n % eighths; rest > 0 {
		s += string(rune('█' + eighths - rest))
	}
	return s
}

// pairsText counts the dead pairs.
func (r *Report) pairsText() string {
	s := fmt.Sprintf("Pairs of values: %s of %s in no valid combination", group(r.DeadPairs), group(r.Pairs))
	if r.DeadPairs > 0 && r.DeadValues > 0 {
		s += "; those with a value that is in none itself are not listed"
	}
	if r.Unlisted > 0 {
		listed := 0
		for _, n := range r.ForbiddenPairs {
			listed += len(n.Values[0]) * len(n.Values[1])
		}
		s += fmt.Sprintf("; only the first %s of the others are listed", group(listed))
	}
	return s
}

func (p *page) addPairs(r *Report) {
	p.Add(0, "%s", r.pairsText())
	shown := 0
	for at := 0; at < len(r.ForbiddenPairs); shown++ {
		end := at + 1
		for end < len(r.ForbiddenPairs) && r.ForbiddenPairs[end].Parameters == r.ForbiddenPairs[at].Parameters {
			end++
		}
		if shown < maxPairs {
			p.addGroups(r.ForbiddenPairs[at:end])
		}
		at = end
	}
	if shown > maxPairs {
		p.Add(2, "and %s more", text.Plural(shown-maxPairs, "pair of parameters", "pairs of parameters"))
	}
}

// addGroups adds the forbidden pairs of two parameters.
func (p *page) addGroups(pairs []ForbiddenPair) {
	for i, n := range pairs {
		if i == maxGroups && i < len(pairs)-1 {
			p.Add(2, "%s and %s: %s more", text.Quote(n.Parameters[0]), text.Quote(n.Parameters[1]), text.Plural(len(pairs)-i, "group"))
			return
		}
		p.Add(2, "%s", n)
	}
}

// String returns one line with the values of both parameters and the rules that forbid them.
func (n ForbiddenPair) String() string {
	return fmt.Sprintf("%s never with %s: %s", n.side(0), n.other(), ruleSets(n.Rules))
}

// other describes the second parameter.
func (n ForbiddenPair) other() string {
	if n.neverSet(0) && n.neverSet(1) {
		return n.side(1) + " (never both set)"
	}
	return n.side(1)
}

func (n ForbiddenPair) side(i int) string {
	if len(n.Values[i]) == 1 {
		return text.Quote(n.Parameters[i]) + " = " + value.Show(n.Values[i][0])
	}
	return fmt.Sprintf("%s ∈ {%s}", text.Quote(n.Parameters[i]), ranges(n.Values[i], n.Live[i]))
}

// neverSet reports whether one side is every live value except unset.
func (n ForbiddenPair) neverSet(side int) bool {
	return len(n.Values[side]) == len(n.Live[side])-1 && slices.Contains(n.Live[side], nil) && !slices.Contains(n.Values[side], nil)
}

// ranges shows values. Three or more that are consecutive in domain become first…last.
func ranges(values, domain []any) string {
	var words []string
	for len(values) > 0 {
		n := 1
		if at := slices.Index(domain, values[0]); at >= 0 {
			for n < len(values) && at+n < len(domain) && values[n] == domain[at+n] {
				n++
			}
		}
		word := value.Show(values[0])
		if n > 2 {
			word += "…" + value.Show(values[n-1])
		} else {
			n = 1
		}
		words, values = append(words, word), values[n:]
	}
	return strings.Join(words, ", ")
}

// ruleSets names sets of rules, each of which forbids something.
func ruleSets(sets [][]string) string {
	switch {
	case len(sets) == 0:
		return "rules not determined"
	case len(sets) > maxSets:
		return fmt.Sprintf("%s and %d more", ruleSets(sets[:maxSets]), len(sets)-maxSets)
	}
	texts := make([]string, len(sets))
	for i, set := range sets {
		texts[i] = text.RuleSet(set)
	}
	return strings.Join(texts, ", also ")
}

func (p *page) addComponent(c Component) {
	rules := "no rules"
	if n := len(c.Rules); n > 0 {
		rules = text.Plural(n, "rule") + " (" + text.Names(lines(c.Rules)) + ")"
	}
	combinations := text.Group(c.Count) + " combinations"
	if c.Count.IsInt64() && c.Count.Int64() == 1 {
		combinations = "1 combination"
	}
	p.Add(2, "%s: %s of %s, %s, %s", text.Names(lines(c.Parameters)), combinations,
		text.Plural(len(c.Parameters), "parameter"), text.Plural(c.Nodes, "node"), rules)
}

func lines(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = text.Line(name)
	}
	return all
}

func group(n int) string { return text.Group(big.NewInt(int64(n))) }

func count(n *big.Int) string {
	if n == nil {
		return "uncounted"
	}
	return text.Group(n)
}

func share(part, whole *big.Int) string {
	if part == nil || whole == nil || whole.Sign() == 0 {
		return "uncounted"
	}
	return text.Percent(part, whole)
}
