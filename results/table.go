package results

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paramgen/paramgen/internal/ranksum"
	"github.com/paramgen/paramgen/internal/value"
)

// WriteTable writes the rows for people, as aligned columns: the id, the metrics, and the
// parameters that differ between the rows; a line below has the others. Without metrics, the
// columns are all fields that are numbers. A figure of several runs is their median, with the
// spread in percent of it, and the number of runs.
func WriteTable(w io.Writer, rows []Row, metrics ...Metric) (n int, err error) {
	names := metricNames(rows, metrics)
	varying, constant := varyingParameters(rows)
	header := append([]string{"id"}, names...)
	merged := slices.ContainsFunc(rows, func(r Row) bool { return r.Runs != nil })
	if merged {
		header = slices.Insert(header, 1, "runs")
	}
	lines := [][]string{append(header, varying...)}
	for i := range rows {
		r := &rows[i]
		line := []string{r.Combination.ID()}
		if merged {
			line = append(line, strconv.Itoa(len(r.records())))
		}
		for _, name := range names {
			line = append(line, r.figure(name))
		}
		for _, name := range varying {
			v, _ := r.Combination.Get(name)
			line = append(line, value.Show(v))
		}
		lines = append(lines, line)
	}
	var b bytes.Buffer
	if len(rows) > 0 {
		align(&b, lines, 1, len(lines[0])-len(varying))
	}
	if len(constant) > 0 && len(rows) > 0 {
		fmt.Fprintf(&b, "in all rows: %s\n", strings.Join(constant, " "))
	}
	_, err = w.Write(b.Bytes())
	return len(rows), err
}

func metricNames(rows []Row, metrics []Metric) (names []string) {
	for _, m := range metrics {
		names = append(names, m.Name)
	}
	if len(metrics) > 0 {
		return names
	}
	isParameter := func(name string) bool { return len(rows) > 0 && rows[0].Combination.Has(name) }
	return slices.DeleteFunc(numeric(rows), func(name string) bool { return isParameter(name) || slices.Contains(identities, name) })
}

// varyingParameters returns the parameters that differ between the rows, and the others with their
// values. Of one row, all parameters are with their values.
func varyingParameters(rows []Row) (varying, constant []string) {
	if len(rows) == 0 {
		return nil, nil
	}
	for name, first := range rows[0].Combination.All() {
		differs := slices.ContainsFunc(rows, func(r Row) bool { v, _ := r.Combination.Get(name); return key(v) != key(first) })
		if differs {
			varying = append(varying, name)
		} else {
			constant = append(constant, name+"="+value.Show(first))
		}
	}
	return varying, constant
}

// figure returns the cell of a metric: the number, with the spread if there are several, or why
// there is none.
func (r *Row) figure(name string) string {
	f, missing := r.Metric(name)
	if missing != Present {
		return missing.String()
	}
	cell := strconv.FormatFloat(f, 'g', 6, 64)
	if s := r.Stat(name); s.N > 1 && s.Median != 0 {
		cell += fmt.Sprintf(" ± %.0f%%", 100*s.Spread()/max(s.Median, -s.Median))
	}
	return cell
}

// align writes lines of cells in columns, those from from to to right-aligned.
func align(b *bytes.Buffer, lines [][]string, from, to int) {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, line := range lines {
		start := b.Len()
		for i, cell := range line {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				b.WriteString("  ")
			}
			if from <= i && i < to {
				b.WriteString(pad + cell)
			} else {
				b.WriteString(cell + pad)
			}
		}
		b.Truncate(start + len(bytes.TrimRight(b.Bytes()[start:], " ")))
		b.WriteByte('\n')
	}
}

// A Tie says how a row compares with the first of ranked rows.
type Tie int

// How rows compare. Two rows are distinguishable if the numbers of their runs differ by the
// rank-sum test of Mann and Whitney, two-sided, at a significance of 5 %.
const (
	Distinguishable   Tie = iota
	Indistinguishable     // the difference can be noise
	TooFewRuns            // no difference could be significant with so few runs
)

// Compare compares the numbers that the runs of two rows have for a metric. From 4 runs of each on
// a difference can be significant.
func Compare(a, b Row, metric string) Tie {
	x, y := a.Numbers(metric), b.Numbers(metric)
	switch {
	case ranksum.Differ(x, y):
		return Distinguishable
	case ranksum.Possible(len(x), len(y)):
		return Indistinguishable
	}
	return TooFewRuns
}
