package results_test

import (
	"bytes"
	"testing"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

// TestLists identifies results by parameters whose values are lists, without ids.
func TestLists(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("x", nil, []int{1, 2}, []string{"a,b", "1"}, []any{}, "[1,2]", 1), paramgen.Param("y", 1, 2))))
	for _, format := range []paramgen.Format{paramgen.FormatJSON, paramgen.FormatJSONL, paramgen.FormatCSV} {
		if format == paramgen.FormatCSV { // which does not distinguish the list [1,2] from the string
			g = paramgen.Must(g.With(paramgen.WithValues("x", nil, []int{1, 2}, []string{"a,b", "1"}, []any{}, "[1,3]", 1)))
		}
		var text bytes.Buffer
		if _, err := g.Write(&text, format, g.All()); err != nil {
			t.Fatal(err)
		}
		table, err := results.Read(&text)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := results.Join(g, table, g.All())
		if err != nil || len(rows) != 12 {
			t.Errorf("%s: %d results are joined, %v", format, len(rows), err)
		}
	}
}
