package results

import (
	"math"
	"slices"
	"strconv"
)

// A Stat summarizes the numbers that the runs of a row have for a metric.
type Stat struct {
	N            int // runs with a number
	Mean, Median float64
	Min, Max     float64
}

// Spread returns half the distance from the least to the greatest number. It is 0 for one run.
func (s Stat) Spread() float64 { return (s.Max - s.Min) / 2 }

// Merge makes one row of all rows of a configuration, in the order of the first of each. The
// fields by, such as "request_rate", distinguish loads: only rows that agree in these are merged.
//
// The metrics of a merged row are the medians of its runs, see [Row.Metric] and [Row.Stat].
func Merge(rows []Row, by ...string) []Row {
	first := make(map[string]int32, len(rows)) // of a configuration and load, in merged
	merged := rows[:0:0]
	var key []byte
	for i, r := range rows {
		id := r.Record.ID
		if len(by) > 0 {
			key = r.load(append(key[:0], id...), by)
			id = string(key)
		}
		at, known := first[id]
		switch {
		case known && len(merged) == 0: // the first row that is merged
			merged = append(make([]Row, 0, i), rows[:i]...)
			for k := range merged {
				merged[k].Runs = slices.Clip(merged[k].Runs) // appending copies it
			}
			fallthrough
		case known:
			m := &merged[at]
			m.Runs = append(m.records(), r.records()...)
		case len(merged) == 0:
			first[id] = int32(i)
		default:
			first[id] = int32(len(merged))
			r.Runs = slices.Clip(r.Runs)
			merged = append(merged, r)
		}
	}
	if len(merged) == 0 {
		return slices.Clip(rows)
	}
	return merged
}

// loads are fields in which benchmarks of servers have the load of a run.
var loads = []string{"request_rate", "max_concurrency", "num_prompts", "batch_size", "input_len", "output_len", "random_input_len", "random_output_len"}

// Loads returns the fields with the load of a run that differ between the runs of a merged row:
// the names that should have been given to [Merge].
func Loads(rows []Row) (names []string) {
	for _, name := range loads {
		differs := func(r Row) bool {
			first, _, _ := r.find(name)
			return slices.ContainsFunc(r.Runs, func(other *Record) bool {
				text, _, _ := other.find(name)
				return canonical(text) != canonical(first)
			})
		}
		if slices.ContainsFunc(rows, differs) {
			names = append(names, name)
		}
	}
	return names
}

// canonical returns one text for equal numbers.
func canonical(text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return text
}

// records returns the records of a row.
func (r *Row) records() []*Record {
	if r.Runs == nil {
		return []*Record{r.Record}
	}
	return r.Runs
}

// Metric returns the number of a field, or else of a parameter, or why there is none. For a merged
// row it is the median of the runs that have a number.
func (r *Row) Metric(name string) (float64, Missing) {
	if r.Runs != nil {
		if s := r.Stat(name); s.N > 0 {
			return s.Median, Present
		}
	}
	return r.single(r.Record, name)
}

// single returns the number that one of the records has, or else the parameter.
func (r *Row) single(record *Record, name string) (float64, Missing) {
	f, missing := record.Metric(name)
	if missing == Absent {
		if v, ok := parameterNumber(r.Combination, name); ok {
			return v, Present
		}
	}
	return f, missing
}

// Numbers returns the numbers that the runs of the row have for a metric, in order.
func (r *Row) Numbers(name string) (all []float64) {
	for _, record := range r.records() {
		if f, missing := r.single(record, name); missing == Present {
			all = append(all, f)
		}
	}
	return all
}

// Stat summarizes the numbers of a metric. It is zero if no run has one.
func (r *Row) Stat(name string) Stat {
	all := r.Numbers(name)
	if len(all) == 0 {
		return Stat{}
	}
	slices.Sort(all)
	n := len(all)
	s := Stat{N: n, Min: all[0], Max: all[n-1], Median: all[n/2]}
	if n%2 == 0 {
		s.Median = midpoint(all[n/2-1], all[n/2])
	}
	s.Mean = mean(all)
	return s
}

// mean returns the mean of sorted numbers, without overflow.
func mean(all []float64) float64 {
	sum, scaled := 0.0, 0.0
	for _, f := range all {
		sum += f
		scaled += f / float64(len(all))
	}
	if math.IsInf(sum, 0) {
		return scaled
	}
	return sum / float64(len(all))
}

// midpoint returns the number between a and b, which are in order, without overflow.
func midpoint(a, b float64) float64 {
	if sum := a + b; !math.IsInf(sum, 0) {
		return sum / 2
	}
	return float64(a/2) + float64(b/2)
}
