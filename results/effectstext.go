package results

import (
	"fmt"
	"math"
	"strings"

	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// String returns the analysis as text of lines of at most 100 characters.
func (a *Analysis) String() string {
	var page text.Page
	for _, line := range a.summary() {
		page.Add(0, "%s", line)
	}
	a.addShares(&page)
	a.addValues(&page)
	if lines := a.pairLines(); len(lines) > 0 {
		page.Add(0, "\nInteractions of two parameters")
		for _, line := range lines {
			page.Add(2, "%s", line)
		}
	}
	if len(a.Confounded) > 0 {
		page.Add(0, "\nParameters whose effects cannot be told apart")
		for _, c := range a.Confounded {
			page.Add(2, "%s", c.String())
		}
	}
	return page.String()
}

// summary returns what was analysed, and how well it is explained.
func (a *Analysis) summary() []string {
	first := fmt.Sprintf("%s of %s", text.Quote(a.Metric), text.Plural(a.Configurations, "configuration"))
	if a.Log {
		first += ", by its logarithm"
	}
	if a.Omitted > 0 {
		first += fmt.Sprintf("; %d more have no number", a.Omitted)
	}
	second := fmt.Sprintf("Parameters alone predict %s of the variance of configurations held out.", percent(a.HeldOut))
	if a.HeldOut <= 0 {
		second = "Parameters alone do not predict configurations held out better than the mean does."
	}
	lines := []string{first, second}
	for _, p := range a.Parameters {
		if p.Groups > 0 {
			lines = append(lines, fmt.Sprintf("The share of %s is that of %d groups of neighbouring values.", text.Quote(p.Name), p.Groups))
		}
	}
	return lines
}

// percent formats a share.
func percent(share float64) string {
	switch p := 100 * share; {
	case p == 0:
		return "0%"
	case p < 0.1 && p > 0:
		return "<0.1%"
	case p < 10:
		return fmt.Sprintf("%.1f%%", p)
	default:
		return fmt.Sprintf("%.0f%%", p)
	}
}

// addShares adds a bar for each parameter.
func (a *Analysis) addShares(page *text.Page) {
	width := len("parameter")
	for _, p := range a.Parameters {
		width = max(width, len([]rune(text.Quote(p.Name))))
	}
	fmt.Fprintf(page, "\n%-*s  %6s  %-13s  %6s\n", width, "parameter", "share", "95% interval", "alone")
	for _, p := range a.Parameters {
		interval := percent(p.Share.Low) + " to " + percent(p.Share.High)
		line := fmt.Sprintf("%-*s  %6s  %-13s  %6s  %s", width, text.Quote(p.Name), percent(p.Share.Estimate), interval, percent(p.Alone), bar(p.Share.Estimate))
		page.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	line := fmt.Sprintf("%-*s  %6s  %-13s  %6s  %s", width, "rest", percent(a.Rest), "", "", bar(a.Rest))
	page.WriteString(strings.TrimRight(line, " ") + "\n")
}

// bar returns a bar of at most 40 characters.
func bar(share float64) string { return strings.Repeat("█", int(float64(40*min(share, 1))+0.5)) }

// addValues adds the effects of the values of the parameters that matter.
func (a *Analysis) addValues(page *text.Page) {
	what := "Difference of " + text.Quote(a.Metric)
	if a.Log {
		what = text.Quote(a.Metric) + " as a multiple"
	}
	page.Add(0, "\n%s, compared with the parameter's other values", what)
	page.Add(2, "%s", groupsNote)
	minor := []string{}
	for _, p := range a.Parameters {
		if p.Share.Estimate < minorShare {
			minor = append(minor, p.Name)
			continue
		}
		page.Add(2, "%s", text.Quote(p.Name))
		width, widest := 0, 0
		for _, v := range p.Values {
			width = max(width, len([]rune(value.Show(v.Value))))
			widest = max(widest, len([]rune(a.effect(v.Effect))))
		}
		for i, v := range p.Values {
			if i == mostListed && len(p.Values) > mostListed+1 {
				page.Add(4, "and %d more values", len(p.Values)-i)
				break
			}
			line := fmt.Sprintf("%-*s  %-*s  %s", min(width, 40), text.Truncate(value.Show(v.Value)), widest, a.effect(v.Effect), v.basis())
			page.Add(4, "%s", strings.TrimRight(line, " "))
		}
	}
	if len(minor) > 0 {
		page.Add(2, "with a share below 1%%: %s", text.Join(minor, ", "))
	}
}

// groupsNote says what the effects of values were computed from.
const groupsNote = "A group is configurations that differ in the parameter alone. Without groups, the predicted effects of the other parameters are subtracted from configurations."

// minorShare is the share from which the text lists the values of a parameter.
const minorShare = 0.01

// mostListed is how many values of a parameter the text lists.
const mostListed = 32

// effect returns an effect with its interval.
func (a *Analysis) effect(e *Interval) string {
	if e == nil {
		return "unknown"
	}
	return fmt.Sprintf("%s (%s to %s)", a.change(e.Estimate), a.change(e.Low), a.change(e.High))
}

// change formats a ratio or a difference.
func (a *Analysis) change(x float64) string {
	if a.Log {
		return "×" + short(x)
	}
	if x > 0 {
		return "+" + short(x)
	}
	return short(x)
}

// short formats a number with three digits, or all digits before the point.
func short(x float64) string {
	switch size := math.Abs(x); {
	case size >= 1e9 || size < 0.1:
		return fmt.Sprintf("%.3g", x)
	case size < 1:
		return fmt.Sprintf("%.3f", x)
	case size < 10:
		return fmt.Sprintf("%.2f", x)
	case size < 100:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// basis says what the effect was computed from.
func (v *ValueEffect) basis() string {
	switch {
	case v.Rows == 0:
		return "not in the results"
	case v.Effect == nil:
		return text.Plural(v.Rows, "configuration")
	case v.Groups > 0:
		return text.Plural(v.Groups, "group")
	}
	return text.Plural(v.Rows, "configuration")
}

// pairLines returns the pairs that are stronger than chance, and which were not tested.
func (a *Analysis) pairLines() (lines []string) {
	for _, p := range a.Pairs {
		if p.P <= significant {
			lines = append(lines, fmt.Sprintf("%s and %s: %s of the variance, p = %.2g", text.Quote(p.Parameters[0]), text.Quote(p.Parameters[1]), percent(p.Share), p.P))
		}
	}
	if len(lines) == 0 && len(a.Pairs) > 0 {
		lines = append(lines, "none is stronger than permutations of the rest make it")
	}
	if a.Untested > 0 {
		lines = append(lines, fmt.Sprintf("%s not tested for lack of configurations", text.Plural(a.Untested, "pair was", "pairs were")))
	}
	return lines
}

// significant is the largest P of a pair that is reported in texts.
const significant = 0.05

// String names the parameters and the cause.
func (c *Confounded) String() string {
	names := text.Join(c.Parameters, ", ")
	switch {
	case !c.ByRules:
		return names + ": because of the rows; other combinations of the space can separate them"
	case c.Exact:
		return names + ": because of the rules; no rows can separate them"
	}
	return fmt.Sprintf("%s: because of the rules, as far as %d combinations drawn at random show", names, c.Checked)
}
