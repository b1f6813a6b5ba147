package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/paramgen/paramgen"
)

// A Metric is a number by which rows are compared: a field of the record or a parameter.
type Metric struct {
	Name string // dots select members of objects
	Min  bool   // smaller is better
}

// ParseMetric parses "name" or "max:name", for which larger is better, and "min:name".
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

// String returns max:NAME or min:NAME.
func (m Metric) String() string {
	if m.Min {
		return "min:" + m.Name
	}
	return "max:" + m.Name
}

// A MetricError reports that no row has a number for a metric.
type MetricError struct {
	Metric string
	Known  []string // numeric fields of the rows; dots separate members of objects
}

// Error lists the fields that can be metrics.
func (e *MetricError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("results: no result has the metric %q or any other number", e.Metric)
	}
	return fmt.Sprintf("results: no result has the metric %q; the numeric fields are %s", e.Metric, strings.Join(e.Known, ", "))
}

// Best returns the k best rows, the best first and equal ones in their order. Rows without the
// metric, such as those of failed runs, are ignored; [Lacking] counts them. [Merge] rows first if
// configurations were run more than once. Best returns a [*MetricError] if no row has the metric.
func Best(rows []Row, k int, m Metric) ([]Row, error) {
	s, err := scored(rows, m)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(s, func(a, b score) int { return cmp.Or(cmp.Compare(a.of[0], b.of[0]), cmp.Compare(a.row, b.row)) })
	return pick(rows, s[:max(0, min(k, len(s)))]), nil
}

// Pareto returns the rows that no other row dominates. A row dominates another if it is at least
// as good in all metrics and better in one. Rows are sorted by the first metric, the best first.
// Rows that lack a metric are ignored; [Lacking] counts them. [Merge] rows first if configurations
// were run more than once. Pareto returns a [*MetricError] if no row has one of the metrics.
//
// Its cost is the number of rows times the number of returned rows.
func Pareto(rows []Row, metrics ...Metric) ([]Row, error) {
	s, err := scored(rows, metrics...)
	if err != nil {
		return nil, err
	}
	// In lexicographic order no row dominates an earlier one.
	slices.SortStableFunc(s, func(a, b score) int { return slices.Compare(a.of, b.of) })
	var front []score
	for _, x := range s {
		if !slices.ContainsFunc(front, func(f score) bool { return f.dominates(x) }) {
			front = append(front, x)
		}
	}
	return pick(rows, front), nil
}

// A Lack is how many runs have no number for a metric, and why.
type Lack struct {
	Metric  string
	Of      int             // runs in all
	Missing int             // runs without a number
	Reasons [Failed + 1]int // runs by the reason; those with a number at [Present]
}

// String returns the lack in words: "3 of 40 results have no number for throughput: 1 absent, 2
// null".
func (l Lack) String() string {
	var reasons []string
	for reason, n := range l.Reasons {
		if n > 0 && Missing(reason) != Present {
			reasons = append(reasons, fmt.Sprintf("%d %v", n, Missing(reason)))
		}
	}
	return fmt.Sprintf("%d of %d results have no number for %s: %s", l.Missing, l.Of, l.Metric, strings.Join(reasons, ", "))
}

// Lacking returns for each of the metrics how many runs of the rows have no number, unless all
// have one.
func Lacking(rows []Row, metrics ...Metric) (all []Lack) {
	for _, m := range metrics {
		l := Lack{Metric: m.Name}
		for i := range rows {
			for _, record := range rows[i].records() {
				_, missing := rows[i].single(record, m.Name)
				l.Reasons[missing]++
				l.Of++
			}
		}
		if l.Missing = l.Of - l.Reasons[Present]; l.Missing > 0 {
			all = append(all, l)
		}
	}
	return all
}

// score is the metrics of a row, negated if larger is better.
type score struct {
	of  []float64
	row int
}

func (a score) dominates(b score) bool {
	better := false
	for i, x := range a.of {
		if x > b.of[i] {
			return false
		}
		better = better || x < b.of[i]
	}
	return better
}

// scored returns the rows that have all metrics, with their scores.
func scored(rows []Row, metrics ...Metric) ([]score, error) {
	var all []score
	for _, m := range metrics {
		has := func(r Row) bool { _, missing := r.Metric(m.Name); return missing == Present }
		if len(rows) > 0 && !slices.ContainsFunc(rows, has) {
			return nil, &MetricError{m.Name, numeric(rows)}
		}
	}
	numbers := make([]float64, 0, len(rows)*len(metrics))
	for i := range rows {
		start := len(numbers)
		for _, m := range metrics {
			v, missing := rows[i].Metric(m.Name)
			if missing != Present {
				break
			}
			if !m.Min {
				v = -v
			}
			numbers = append(numbers, v)
		}
		if of := numbers[start:]; len(of) == len(metrics) {
			all = append(all, score{of, i})
		} else {
			numbers = numbers[:start]
		}
	}
	return all, nil
}

// parameterNumber returns the value of a numeric parameter.
func parameterNumber(c paramgen.Combination, name string) (float64, bool) {
	return paramgen.Value[float64](c, name)
}

// numeric returns the names of the fields that are numbers in some row, in order of appearance.
func numeric(rows []Row) []string {
	var names []string
	seen := map[string]bool{}
	for i := range rows {
		for _, record := range rows[i].records() {
			for _, name := range numbers("", record.Fields()) {
				if !seen[name] {
					seen[name] = true
					names = append(names, name)
				}
			}
		}
	}
	return names
}

// numbers returns the names of the numeric fields, including members of objects.
func numbers(prefix string, fields []Field) (names []string) {
	for _, f := range fields {
		if _, missing := numberOf(string(f.Value)); missing == Present {
			names = append(names, prefix+f.Name)
		} else {
			names = append(names, numbers(prefix+f.Name+".", members(string(f.Value)))...)
		}
	}
	return names
}

// pick returns the rows of scores.
func pick(rows []Row, s []score) []Row {
	picked := make([]Row, len(s))
	for i, x := range s {
		picked[i] = rows[x.row]
	}
	return picked
}
