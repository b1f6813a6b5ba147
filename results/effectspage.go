package results

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/paramgen/paramgen/internal/effects"
	"github.com/paramgen/paramgen/internal/effectspage"
	"github.com/paramgen/paramgen/internal/text"
	"github.com/paramgen/paramgen/internal/value"
)

// WriteHTML writes the analysis as one HTML page without references to other files: a bar for each
// parameter, a box for each value, the metric against each numeric parameter, and the Pareto front
// of two metrics. It follows the browser's light or dark colour scheme.
func (a *Analysis) WriteHTML(w io.Writer) error {
	p := &effectspage.Page{Metric: text.Quote(a.Metric), Summary: a.summary(), Pairs: a.pairLines(), Pareto: a.pareto()}
	p.EffectTitle = "The number is the difference between the value and the parameter's other values"
	if a.Log {
		p.EffectTitle = "The number is the metric as a multiple of what it is with the parameter's other values"
	}
	p.EffectTitle += ", with an interval of 95 %. " + groupsNote
	for _, c := range a.Confounded {
		p.Confounded = append(p.Confounded, c.String())
	}
	axis := effectspage.NewAxis(a.numbers(), a.Log)
	for i := range a.Parameters {
		e := &a.Parameters[i]
		p.Shares = append(p.Shares, e.bar())
		p.Parameters = append(p.Parameters, a.drawn(e, axis))
	}
	p.Shares = append(p.Shares, effectspage.Share{Name: "rest", Text: percent(a.Rest), Length: a.Rest, Interval: "interactions, noise", Rest: true})
	return p.Write(w)
}

func (a *Analysis) numbers() []float64 {
	all := make([]float64, len(a.points))
	for i, p := range a.points {
		all[i] = p.y
	}
	return all
}

func (e *ParameterEffect) bar() effectspage.Share {
	return effectspage.Share{
		Name:     text.Quote(e.Name),
		Text:     percent(e.Share.Estimate),
		Interval: percent(e.Share.Low) + " to " + percent(e.Share.High),
		Alone:    percent(e.Alone),
		Length:   e.Share.Estimate, Low: e.Share.Low, High: e.Share.High,
	}
}

// drawn returns the pictures of a parameter.
func (a *Analysis) drawn(e *ParameterEffect, axis effectspage.Axis) effectspage.Parameter {
	p := effectspage.Parameter{Name: text.Quote(e.Name), Share: percent(e.Share.Estimate), Axis: axis, Scatter: a.scatter(e, axis)}
	for _, v := range e.Values {
		p.Values = append(p.Values, effectspage.Value{
			Text: value.Show(v.Value), Effect: a.effect(v.Effect), Basis: v.basis(), Quartiles: v.Quartiles,
		})
	}
	return p
}

// scatter returns the metric against a parameter with three and more numbers, or nil.
func (a *Analysis) scatter(e *ParameterEffect, axis effectspage.Axis) *effectspage.Scatter {
	at := make([]float64, len(e.Values))
	var seen []float64
	s := &effectspage.Scatter{Y: axis, XName: text.Quote(e.Name), YName: text.Quote(a.Metric)}
	for i, v := range e.Values {
		x, ok := asFloat(v.Value)
		if v.Rows == 0 || v.Value == nil {
			continue
		}
		if !ok {
			return nil
		}
		at[i] = x
		seen = append(seen, x)
		s.Line = append(s.Line, effectspage.Point{X: x, Y: v.Quartiles[2]})
	}
	if len(seen) < 3 {
		return nil
	}
	slices.SortFunc(s.Line, func(p, q effectspage.Point) int { return cmp.Compare(p.X, q.X) })
	s.X = effectspage.NewAxis(seen, geometric(seen))
	for _, p := range a.points {
		if v := p.row[e.column]; e.Values[v].Value != nil {
			s.Points = append(s.Points, effectspage.Point{X: at[v], Y: p.y})
		}
	}
	return s
}

// geometric reports whether numbers, such as powers of 2, are better drawn on a logarithmic axis:
// most of them are near the least.
func geometric(numbers []float64) bool {
	sorted := slices.Sorted(slices.Values(numbers))
	least, greatest := sorted[0], sorted[len(sorted)-1]
	return least > 0 && greatest >= 10*least && sorted[len(sorted)/2] < (least+greatest)/3
}

// asFloat returns the value of a number, which a bool is not.
func asFloat(v any) (float64, bool) {
	switch x := v.(type) {
	case int:
		return float64(x), true
	case int64:
		return float64(x), true
	case float64:
		return x, true
	}
	return 0, false
}

// pareto returns the second metric against the first, or nil.
func (a *Analysis) pareto() *effectspage.Pareto {
	var x, y []float64
	p := &effectspage.Pareto{XMin: a.metric.Min}
	var front []score
	for _, at := range a.points {
		if at.hasX {
			x, y = append(x, at.y), append(y, at.x)
			p.Points = append(p.Points, effectspage.Point{X: at.y, Y: at.x})
			front = append(front, score{of: []float64{a.metric.cost(at.y), a.second.cost(at.x)}})
		}
	}
	if len(x) == 0 {
		return nil
	}
	p.XName, p.YName = text.Quote(a.Metric), text.Quote(a.second.Name)
	p.X, p.Y = effectspage.NewAxis(x, a.Log), effectspage.NewAxis(y, slices.Min(y) > 0 && effects.Skewness(y) > 0)
	for i, s := range front {
		if !slices.ContainsFunc(front, func(other score) bool { return other.dominates(s) }) {
			p.Front = append(p.Front, p.Points[i])
		}
	}
	slices.SortStableFunc(p.Front, func(p, q effectspage.Point) int { return cmp.Compare(p.X, q.X) })
	p.Text = fmt.Sprintf("%s that no other beats in both %s and %s", text.Plural(len(p.Front), "configuration"), a.metric, a.second)
	return p
}

// cost returns a number that is smaller for better metrics.
func (m Metric) cost(x float64) float64 {
	if m.Min {
		return x
	}
	return -x
}
