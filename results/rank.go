package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Metric is what results are compared by: a field of theirs, or a parameter of their configuration, such as the number of GPUs.
type Metric struct {
	Name string // dots lead into objects
	Min  bool   // less is better
}

// ParseMetric reads a metric as a command is given it: "name" or "max:name" where more is better, "min:name" where less is.
func ParseMetric(text string) (Metric, error) {
	name, least := strings.CutPrefix(text, "min:")
	if !least {
		name = strings.TrimPrefix(text, "max:")
	}
	if name == "" {
		return Metric{}, fmt.Errorf("results: metric %q has no name; write max:NAME or min:NAME", text)
	}
	return Metric{name, least}, nil
}

// String returns the metric as text: max:NAME or min:NAME.
func (m Metric) String() string {
	if m.Min {
		return "min:" + m.Name
	}
	return "max:" + m.Name
}

// A MetricError says that no result has a number for a metric.
type MetricError struct {
	Metric string
	Known  []string // fields that are numbers somewhere, those within objects with dots
}

// Error says what is wrong.
func (e *MetricError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("results: no result has a number %q, nor any other", e.Metric)
	}
	return fmt.Sprintf("results: no result has a number %q; there are %s", e.Metric, strings.Join(e.Known, ", "))
}

// Best returns the k best rows, the best first, equal ones in the order of the file. Rows without the metric, such as those of failed runs, take
// no part. It fails with a [*MetricError] if there are rows and none has it.
func Best(rows []Row, k int, m Metric) ([]Row, error) {
	s, err := scored(rows, m)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(s, func(a, b score) int { return cmp.Compare(a.of[0], b.of[0]) })
	return unscored(s[:max(0, min(k, len(s)))]), nil
}

// Pareto returns the rows that no other row beats: none is as good in all metrics and better in one. They come in the order of the first
// metric, the best first. Rows that lack one of the metrics take no part. It fails with a [*MetricError] if there are rows and none has a
// metric.
//
// Cost: rows times the size of the answer.
func Pareto(rows []Row, metrics ...Metric) ([]Row, error) {
	s, err := scored(rows, metrics...)
	if err != nil {
		return nil, err
	}
	// In lexicographic order nothing is beaten by what comes after it.
	slices.SortStableFunc(s, func(a, b score) int { return slices.Compare(a.of, b.of) })
	var front []score
	for _, x := range s {
		if !slices.ContainsFunc(front, func(f score) bool { return f.beats(x) }) {
			front = append(front, x)
		}
	}
	return unscored(front), nil
}

// score is a row with its metrics, less being better.
type score struct {
	Row
	of []float64
}

func (a score) beats(b score) bool {
	better := false
	for i, x := range a.of {
		if x > b.of[i] {
			return false
		}
		better = better || x < b.of[i]
	}
	return better
}

// scored returns the rows that have all metrics.
func scored(rows []Row, metrics ...Metric) ([]score, error) {
	have := make([]int, len(metrics))
	var all []score
	for _, r := range rows {
		s := score{Row: r}
		for i, m := range metrics {
			v, ok := r.number(m.Name)
			if !ok {
				continue
			}
			have[i]++
			if !m.Min {
				v = -v
			}
			s.of = append(s.of, v)
		}
		if len(s.of) == len(metrics) {
			all = append(all, s)
		}
	}
	for i, n := range have {
		if n == 0 && len(rows) > 0 {
			return nil, &MetricError{metrics[i].Name, numeric(rows)}
		}
	}
	return all, nil
}

// number returns the value of a metric.
func (r *Row) number(name string) (float64, bool) {
	if f, ok := r.Record.Number(name); ok {
		return f, true
	}
	return paramgen.Value[float64](r.Combination, name)
}

// numeric returns the names of the fields that are a number in some row, as they come.
func numeric(rows []Row) []string {
	var names []string
	seen := map[string]bool{}
	for _, r := range rows {
		for _, name := range numbers("", r.Record.Fields) {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// numbers returns the names of the fields that are numbers, those within objects with dots.
func numbers(prefix string, fields []Field) (names []string) {
	for _, f := range fields {
		if _, ok := finite(f.Value); ok {
			names = append(names, prefix+f.Name)
		} else if members, err := object(f.Value); err == nil {
			names = append(names, numbers(prefix+f.Name+".", members)...)
		}
	}
	return names
}

func unscored(s []score) []Row {
	rows := make([]Row, len(s))
	for i, x := range s {
		rows[i] = x.Row
	}
	return rows
}
