package results_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/paramgen/paramgen/results"
)

// TestParetoOfPartial has rows that lack a metric, which are ignored.
func TestParetoOfPartial(t *testing.T) {
	rows := rowsOf(t, []string{`"a": 1, "b": 2`, `"a": 9`, `"b": 9`, `"a": 2, "b": 1`, `"error": "killed"`})
	front, err := results.Pareto(rows, results.Metric{Name: "a"}, results.Metric{Name: "b"})
	got := lines(front)
	slices.Sort(got)
	if err != nil || !slices.Equal(got, []int{1, 4}) {
		t.Errorf("rows %v, error %v", got, err)
	}
}

// TestMetricKnown checks that an error lists exactly the numeric fields.
func TestMetricKnown(t *testing.T) {
	rows := rowsOf(t, []string{
		`"note": "5", "big": 1e400, "lat": {"p99": 3, "of": {"n": 1}, "unit": "ms"}`, `"lat": {"p50": 2}, "x": 4`,
	})
	var e *results.MetricError
	_, err := results.Best(rows, 1, results.Metric{Name: "y"})
	if !errors.As(err, &e) || fmt.Sprint(e.Known) != "[lat.p99 lat.of.n lat.p50 x]" {
		t.Fatal(err)
	}
	for _, name := range e.Known {
		if _, err := results.Best(rows, 1, results.Metric{Name: name}); err != nil {
			t.Error(err)
		}
	}
}

// TestCellNumbers reads cells with and without spaces as numbers.
func TestCellNumbers(t *testing.T) {
	for cell, want := range map[string]float64{"5": 5, "5 ": 5, " -5e1": -50, "1e400": 0, "5 6": 0, " ": 0, "0x5": 0} {
		if got, ok := read(t, "x,y\n"+cell+",2\n").Records[0].Number("x"); got != want || ok != (want != 0) {
			t.Errorf("%q: %v, %v", cell, got, ok)
		}
	}
}

// TestCells has columns with equal names, of which the last counts, and ids that look like
// numbers.
func TestCells(t *testing.T) {
	table := read(t, "id,tag,x,y,x,tag\n123456789012,1,2,3,4,1e2345678901\n")
	got := ""
	for _, f := range table.Records[0].Fields() {
		got += fmt.Sprintf("%s=%s ", f.Name, f.Value)
	}
	if want := `id="123456789012" y=3 x=4 tag="1e2345678901" `; got != want {
		t.Errorf("fields %s, want %s", got, want)
	}
}
