package results_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paramgen/paramgen/results"
)

// TestParetoOfPartial: a row that lacks a metric beats nothing and is not beaten into the answer.
func TestParetoOfPartial(t *testing.T) {
	rows := rowsOf(t, []string{`"a": 1, "b": 2`, `"a": 9`, `"b": 9`, `"a": 2, "b": 1`, `"error": "killed"`})
	front, err := results.Pareto(rows, results.Metric{Name: "a"}, results.Metric{Name: "b"})
	got := lines(front)
	slices.Sort(got)
	if err != nil || !slices.Equal(got, []int{1, 4}) {
		t.Errorf("rows %v, error %v", got, err)
	}
}

// TestCells: of two columns of one name the last counts, and ids are texts whatever they look like.
func TestCells(t *testing.T) {
	table := read(t, "id,tag,x,y,x,tag\n123456789012,1,2,3,4,1e2345678901\n")
	got := ""
	for _, f := range table.Records[0].Fields {
		got += fmt.Sprintf("%s=%s ", f.Name, f.Value)
	}
	if want := `id="123456789012" y=3 x=4 tag="1e2345678901" `; got != want {
		t.Errorf("fields %s, want %s", got, want)
	}
}
