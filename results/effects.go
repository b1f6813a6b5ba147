package results

import (
	"cmp"
	"fmt"
	"iter"
	"math/big"
	"slices"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/detmath"
	"github.com/paramgen/paramgen/internal/effects"
)

// An Analysis says which parameters determine a metric, and how. See [Effects].
type Analysis struct {
	Metric         string `json:"metric"`
	Configurations int    `json:"configurations"` // with a number
	Omitted        int    `json:"omitted"`        // configurations without one
	// Log reports whether the logarithm of the metric was analysed. Effects are then ratios.
	Log        bool              `json:"log"`
	Parameters []ParameterEffect `json:"parameters"` // the most important first
	// Rest is the share of the variance that no parameter explains alone: interactions and noise.
	Rest float64 `json:"rest"`
	// HeldOut is the share of the variance of configurations that the effects of single parameters
	// predict from the others, by cross-validation. It is negative if they predict worse than the
	// mean.
	HeldOut float64 `json:"held_out"`
	// Pairs are the strongest interactions, at most ten.
	Pairs []PairEffect `json:"pairs"`
	// Untested is the number of pairs whose interaction has too few rows for a test.
	Untested int `json:"untested_pairs"`
	// Confounded are sets of parameters whose effects the rows cannot separate.
	Confounded []Confounded `json:"confounded"`

	second Metric // for the Pareto picture, with its metrics
	metric Metric
	points []point
}

// A ParameterEffect is what a parameter does to the metric.
type ParameterEffect struct {
	Name string `json:"name"`
	// Share is the share of the variance: the variance component of the parameter, estimated by
	// restricted maximum likelihood, divided by the sum of all components and the rest. It does not
	// grow with the number of values.
	Share Interval `json:"share"`
	// Alone is epsilon squared of the parameter alone, which includes what parameters that are
	// confounded with it do.
	Alone  float64       `json:"alone"`
	Values []ValueEffect `json:"values"` // in declared order
	// Groups is the number of groups of neighbouring values if there are too many values to
	// estimate the effect of each: Share is then that of the groups. It is 0 otherwise.
	Groups int `json:"groups,omitempty"`

	column int // of the rows of points
}

// An Interval is an estimate with an interval of 95 %.
type Interval struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// A ValueEffect is what a value does to the metric.
type ValueEffect struct {
	Value any `json:"value"` // nil if unset
	Rows  int `json:"rows"`
	// Quartiles are the minimum, the quartiles and the maximum of the metric; nil without rows.
	Quartiles []float64 `json:"quartiles,omitempty"`
	// Effect compares the value with the parameter's other values: the difference of the metric, or
	// the ratio if the logarithm was analysed. It is nil if there are too few rows.
	Effect *Interval `json:"effect,omitempty"`
	// Groups is the number of groups of configurations that differ in the parameter alone and
	// contain the value. The effect is their mean. If Groups is 0, the predicted effects of the
	// other parameters were subtracted instead.
	Groups int `json:"groups"`
}

// A PairEffect is what two parameters do together, beyond the sum of what each does.
type PairEffect struct {
	Parameters [2]string `json:"parameters"`
	Share      float64   `json:"share"` // of the variance, adjusted for the number of values
	P          float64   `json:"p"`     // share of permutations in which any pair is as strong
}

// A Confounded is a set of parameters whose effects cannot be told apart: in all rows, some of
// their values determine others.
type Confounded struct {
	Parameters []string `json:"parameters"`
	// ByRules reports whether this holds in all combinations of the space that were looked at, so
	// that no other rows can separate the parameters. Otherwise the rows are to blame.
	ByRules bool `json:"by_rules"`
	// Checked is the number of combinations that were looked at, and Exact whether these are all.
	Checked int  `json:"checked"`
	Exact   bool `json:"exact"`
}

// Effects analyses which parameters of g determine the first metric, from the rows of any
// selection. A second metric is drawn against the first in the page.
//
// The logarithm of the metric is analysed if all its numbers are positive and skewed to the right,
// as times and throughputs are. Runs of one configuration count once, with their median. The
// intervals and tests draw random numbers with a fixed seed: equal rows have equal results on
// every machine.
//
// Effects returns a [*MetricError] if no row has a metric, and an error if fewer than three
// configurations have different numbers.
func Effects(g *paramgen.Generator, rows []Row, metric Metric, more ...Metric) (*Analysis, error) {
	merged := Merge(rows)
	has, err := scored(merged, metric)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Metric: metric.Name, metric: metric, Configurations: len(has), Omitted: len(merged) - len(has)}
	if len(more) > 0 {
		if _, err := scored(merged, more[0]); err != nil {
			return nil, err
		}
		a.second = more[0]
	}
	d := newDesign(g)
	data := a.data(d, pick(merged, has))
	if len(data.Y) < 3 || slices.Min(data.Y) == slices.Max(data.Y) {
		return nil, fmt.Errorf("results: effects on %s need at least three configurations and two different numbers; %d configurations have a number", metric.Name, len(data.Y))
	}
	a.fill(g, d, effects.Analyse(data))
	return a, nil
}

// data returns the table to analyse.
func (a *Analysis) data(d *design, rows []Row) *effects.Data {
	data := &effects.Data{Domains: d.sizes()}
	for _, r := range rows {
		y, _ := r.Metric(a.metric.Name)
		x, missing := r.Metric(a.second.Name)
		a.points = append(a.points, point{y: y, x: x, hasX: a.second.Name != "" && missing == Present, row: d.row(r.Combination)})
	}
	for _, p := range a.points {
		data.Rows = append(data.Rows, p.row)
		data.Y = append(data.Y, p.y)
	}
	if a.Log = len(data.Y) > 0 && slices.Min(data.Y) > 0 && effects.Skewness(data.Y) > 0; a.Log {
		for i, y := range data.Y {
			data.Y[i] = detmath.Log(y)
		}
	}
	return data
}

// point is a configuration with its metrics.
type point struct {
	y, x float64
	hasX bool
	row  []int // the numbers of the values
}

// design numbers the values of the parameters.
type design struct {
	names   []string
	values  [][]any
	numbers []map[any]int
}

func newDesign(g *paramgen.Generator) *design {
	d := &design{}
	for _, p := range g.Parameters() {
		values := p.Values()
		if p.Condition() != nil && !slices.Contains(values, nil) {
			values = append(slices.Clip(values), nil)
		}
		numbers := map[any]int{}
		for i, v := range values {
			numbers[key(v)] = i
		}
		d.names = append(d.names, p.Name())
		d.values = append(d.values, values)
		d.numbers = append(d.numbers, numbers)
	}
	return d
}

func (d *design) sizes() []int {
	sizes := make([]int, len(d.values))
	for p, values := range d.values {
		sizes[p] = len(values)
	}
	return sizes
}

func (d *design) row(c paramgen.Combination) []int {
	row := make([]int, len(d.names))
	for p, name := range d.names {
		v, _ := c.Get(name)
		row[p] = d.numbers[p][key(v)]
	}
	return row
}

// fill takes over the result of the engine.
func (a *Analysis) fill(g *paramgen.Generator, d *design, r *effects.Result) {
	a.Rest, a.HeldOut, a.Untested = r.Rest, r.HeldOut, r.Untested
	for p := range r.Parameters {
		a.Parameters = append(a.Parameters, a.parameter(d, p, &r.Parameters[p]))
	}
	for _, pair := range r.Pairs {
		a.Pairs = append(a.Pairs, PairEffect{[2]string{d.names[pair.A], d.names[pair.B]}, pair.Share, pair.P})
	}
	if len(r.Aliases) > 0 {
		rows, exact := d.space(g)
		for _, alias := range r.Aliases {
			c := Confounded{ByRules: alias.Holds(rows), Checked: len(rows), Exact: exact}
			for _, p := range alias.Parameters {
				c.Parameters = append(c.Parameters, d.names[p])
			}
			a.Confounded = append(a.Confounded, c)
		}
	}
	slices.SortStableFunc(a.Parameters, func(x, y ParameterEffect) int {
		return cmp.Or(cmp.Compare(y.Share.Estimate, x.Share.Estimate), cmp.Compare(y.Alone, x.Alone))
	})
}

func (a *Analysis) parameter(d *design, p int, e *effects.Parameter) ParameterEffect {
	out := ParameterEffect{column: p, Name: d.names[p], Share: Interval{e.Share, e.Low, e.High}, Alone: e.Alone, Groups: e.Groups}
	for i, v := range e.Values {
		value := ValueEffect{Value: d.values[p][i], Rows: v.Rows, Groups: v.Groups}
		if v.Rows > 0 {
			value.Quartiles = a.quartiles(p, i)
		}
		if v.Known {
			value.Effect = &Interval{a.original(v.Effect), a.original(v.Low), a.original(v.High)}
		}
		out.Values = append(out.Values, value)
	}
	return out
}

// quartiles returns the minimum, the quartiles and the maximum of the metric of a value.
func (a *Analysis) quartiles(p, v int) []float64 {
	var y []float64
	for _, at := range a.points {
		if at.row[p] == v {
			y = append(y, at.y)
		}
	}
	slices.Sort(y)
	var all []float64
	for i := range 5 {
		all = append(all, effects.Quantile(y, float64(i)/4))
	}
	return all
}

// original returns a number that was analysed on the scale of the metric.
func (a *Analysis) original(x float64) float64 {
	if a.Log {
		return detmath.Exp(x)
	}
	return x
}

// Limits of the combinations that are looked at for dependencies.
const (
	mostWalked = 20_000
	sampled    = 4_096
)

// space returns the rows of all combinations, or of a sample if there are many.
func (d *design) space(g *paramgen.Generator) (rows [][]int, exact bool) {
	var seq iter.Seq[paramgen.Combination]
	if exact = g.Count().Cmp(big.NewInt(mostWalked)) <= 0; exact {
		seq = g.All()
	} else {
		seq = g.Sample(sampled, 1)
	}
	for c := range seq {
		rows = append(rows, d.row(c))
	}
	return rows, exact
}
