package paramgen

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// How much of a long report its text shows; WriteHTML and JSON have all of it.
const (
	barWidth       = 20
	mostRectangles = 8  // of two parameters
	mostSets       = 3  // of rules, for one value or rectangle
	mostNever      = 60 // pairs of parameters
)

// String returns the report as a text of lines of at most 100 characters, with a line end behind the last. Where a space has much to tell it
// shows a part and says so.
func (r *Report) String() string {
	var p page
	p.Add(0, "%s of %s combinations are valid (%s), in %s", text.Group(r.Valid), shownCount(r.Theoretical),
		shareOf(r.Valid, r.Theoretical), text.Plural(r.Nodes, "node"))
	for _, line := range r.verdict() {
		p.Add(2, "%s", line)
	}
	p.Add(0, "")
	p.Add(0, "Rules: %d", len(r.Rules))
	for _, rule := range r.Rules {
		p.ruleReport(rule, r.Theoretical)
	}
	p.Add(0, "")
	if r.Valid.Sign() > 0 {
		r.writeValues(&p)
	}
	p.Add(0, "Components: %d, independent of each other", len(r.Components))
	for _, c := range r.Components {
		p.component(c)
	}
	return p.String()
}

func (r *Report) writeValues(p *page) {
	p.Add(0, "Parameters: %d, with %s in no valid combination", len(r.Parameters), text.Plural(r.DeadValues, "value"))
	for i := range r.Parameters {
		p.parameterReport(&r.Parameters[i])
	}
	p.Add(0, "")
	r.writePairs(p)
	p.Add(0, "")
}

// verdict says what is wrong with an empty space, and what to take away.
func (r *Report) verdict() []string {
	var lines []string
	if len(r.Conflict) > 0 {
		lines = append(lines, "no combination satisfies "+ruleSet(r.Conflict))
	}
	for i, set := range r.Relaxations {
		lead := "to have combinations, take away "
		if i > 0 {
			lead = "or "
		}
		lines = append(lines, lead+ruleSet(set))
	}
	return lines
}

func (p *page) ruleReport(r RuleReport, theoretical *big.Int) {
	p.rule(RuleInfo{r.Name, r.Text})
	switch {
	case r.Rejects == nil:
		p.Add(6, "not counted: it needs a far larger diagram than the space")
	case r.Idle:
		p.Add(6, "never rejects")
	default:
		alone := ""
		if r.Only != nil && !r.Redundant {
			alone = fmt.Sprintf(", %s that no other rule rejects", text.Group(r.Only))
		}
		p.Add(6, "rejects %s (%s)%s", text.Group(r.Rejects), shareOf(r.Rejects, theoretical), alone)
	}
	if r.Redundant && (r.Rejects == nil || r.Rejects.Cmp(theoretical) < 0) {
		p.Add(6, "redundant: the other rules reject all that it rejects")
	}
}

// parameterReport shows the values with their shares, in one line where all have the same.
func (p *page) parameterReport(r *ParameterReport) {
	first := r.Values[0]
	same := !slices.ContainsFunc(r.Values, func(v ValueReport) bool { return v.Count.Cmp(first.Count) != 0 })
	if same && first.Count.Sign() > 0 {
		p.Add(2, "%s: %s in %s", text.Quote(r.Name), value.List(r.domain()), each(r.Values))
		return
	}
	p.Add(2, "%s", text.Quote(r.Name))
	width, digits := columns(r.Values)
	left := 0
	for i, end := 0, 0; i < len(r.Values); i = end {
		v := r.Values[i]
		end = i + 1
		if v.Count.Sign() == 0 {
			end = r.deadRun(i)
			p.Add(6, "%-*s  never: %s", width, rangeText(r.domain()[i:end], r.domain()), blameText(v.Rules))
		} else if i < value.MaxListed || i == len(r.Values)-1 {
			p.valueReport(v, width, digits)
		} else {
			left++
		}
	}
	if left > 0 {
		p.Add(6, "and %s more", text.Plural(left, "value"))
	}
}

// deadRun returns the end of the dead values from i on that have the same rules to blame.
func (r *ParameterReport) deadRun(i int) int {
	first, end := r.Values[i], i
	for end < len(r.Values) && r.Values[end].Count.Sign() == 0 && slices.EqualFunc(r.Values[end].Rules, first.Rules, slices.Equal) {
		end++
	}
	return end
}

func (r *ParameterReport) domain() []any {
	values := make([]any, len(r.Values))
	for i, v := range r.Values {
		values[i] = v.Value
	}
	return values
}

func each(values []ValueReport) string {
	if len(values) == 1 {
		return "all"
	}
	return fmt.Sprintf("%s each (%.2f%%)", text.Group(values[0].Count), 100*values[0].Share)
}

// columns returns the widths of the values and of their counts.
func columns(values []ValueReport) (width, digits int) {
	const widest = 30
	for _, v := range values {
		if v.Count.Sign() > 0 {
			width = max(width, len([]rune(value.Show(v.Value))))
		}
		digits = max(digits, len(text.Group(v.Count)))
	}
	return min(width, widest), digits
}

func (p *page) valueReport(v ValueReport, width, digits int) {
	bar := bars(v.Share)
	p.Add(6, "%-*s  %s%s %6.2f%%  %*s", width, value.Show(v.Value), bar, strings.Repeat(" ", barWidth-len([]rune(bar))), 100*v.Share, digits, text.Group(v.Count))
}

// bars draws a share in eighths of a character; what is not nothing is drawn.
func bars(share float64) string {
	const eighths = 8
	n := max(1, int(float64(share*barWidth*eighths)+0.5)) // the product is rounded, so that no machine fuses it with the sum
	s := strings.Repeat("█", n/eighths)
	if rest := n % eighths; rest > 0 {
		s += string(rune('█' + eighths - rest))
	}
	return s
}

// pairsText counts the pairs.
func (r *Report) pairsText() string {
	s := fmt.Sprintf("Pairs of values: %s of %s in no valid combination", text.Group(big.NewInt(int64(r.DeadPairs))), text.Group(big.NewInt(int64(r.Pairs))))
	if r.DeadPairs > 0 && r.DeadValues > 0 {
		s += "; of these, the pairs of values that are in none themselves are not listed"
	}
	if r.Unlisted > 0 {
		s += fmt.Sprintf("; only the first %s of the others are", text.Group(big.NewInt(mostListedPairs)))
	}
	return s
}

func (r *Report) writePairs(p *page) {
	p.Add(0, "%s", r.pairsText())
	shown := 0
	for at := 0; at < len(r.Never); shown++ {
		end := at + 1
		for end < len(r.Never) && r.Never[end].Parameters == r.Never[at].Parameters {
			end++
		}
		if shown < mostNever {
			p.rectangles(r.Never[at:end])
		}
		at = end
	}
	if shown > mostNever {
		p.Add(2, "and of %s more", text.Plural(shown-mostNever, "pair of parameters", "pairs of parameters"))
	}
}

// rectangles shows the dead pairs of two parameters.
func (p *page) rectangles(never []NeverReport) {
	for i, n := range never {
		if i == mostRectangles && i < len(never)-1 {
			p.Add(2, "%s and %s: %s more", text.Quote(n.Parameters[0]), text.Quote(n.Parameters[1]), text.Plural(len(never)-i, "group"))
			return
		}
		p.Add(2, "%s", n)
	}
}

// String says it in one line: which values of one parameter are never there with which of another, and the rules to blame.
func (n NeverReport) String() string {
	both := ""
	if n.set {
		both = " (never both set)"
	}
	return fmt.Sprintf("%s never with %s%s: %s", n.side(0), n.side(1), both, blameText(n.Rules))
}

func (n NeverReport) side(i int) string {
	if len(n.Values[i]) == 1 {
		return text.Quote(n.Parameters[i]) + " = " + value.Show(n.Values[i][0])
	}
	return fmt.Sprintf("%s ∈ {%s}", text.Quote(n.Parameters[i]), rangeText(n.Values[i], n.domains[i]))
}

// rangeText shows values, three or more that follow each other in the domain as first…last.
func rangeText(values, domain []any) string {
	var words []string
	for len(values) > 0 {
		at, n := slices.Index(domain, values[0]), 1
		for n < len(values) && at+n < len(domain) && values[n] == domain[at+n] {
			n++
		}
		if n > 2 {
			words = append(words, value.Show(values[0])+"…"+value.Show(values[n-1]))
		} else {
			n = 1
			words = append(words, value.Show(values[0]))
		}
		values = values[n:]
	}
	return strings.Join(words, ", ")
}

// blameText names rules to blame: sets of them, each enough.
func blameText(sets [][]string) string {
	switch {
	case len(sets) == 0:
		return "rules not looked for"
	case len(sets) > mostSets:
		return fmt.Sprintf("%s and %d more", blameText(sets[:mostSets]), len(sets)-mostSets)
	}
	texts := make([]string, len(sets))
	for i, set := range sets {
		texts[i] = ruleSet(set)
	}
	return strings.Join(texts, ", also ")
}

// ruleSet names the rules of a set.
func ruleSet(names []string) string {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = text.Line(name)
		if strings.Contains(shown[i], " ") {
			shown[i] = "“" + shown[i] + "”"
		}
	}
	switch n := len(shown) - 1; n {
	case -1:
		return "nothing"
	case 0:
		return "rule " + shown[0]
	default:
		return "rules " + strings.Join(shown[:n], ", ") + " and " + shown[n] + " together"
	}
}

func (p *page) component(c ComponentReport) {
	rules := "no rules"
	if n := len(c.Rules); n > 0 {
		rules = text.Plural(n, "rule") + " (" + text.Names(shownNames(c.Rules)) + ")"
	}
	combinations := text.Group(c.Count) + " combinations"
	if c.Count.IsInt64() && c.Count.Int64() == 1 {
		combinations = "1 combination"
	}
	p.Add(2, "%s: %s of %s, %s, %s", text.Names(shownNames(c.Parameters)), combinations, text.Plural(len(c.Parameters), "parameter"), text.Plural(c.Nodes, "node"), rules)
}

func shownNames(names []string) []string {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = text.Line(name)
	}
	return shown
}

func shownCount(n *big.Int) string {
	if n == nil {
		return "uncounted"
	}
	return text.Group(n)
}

func shareOf(part, whole *big.Int) string {
	if part == nil || whole == nil || whole.Sign() == 0 {
		return "uncounted"
	}
	return text.Percent(part, whole)
}
