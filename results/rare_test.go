package results_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/results"
)

func TestMetricText(t *testing.T) {
	for _, text := range []string{"max:throughput", "min:latency"} {
		if m, err := results.ParseMetric(text); err != nil || m.String() != text {
			t.Errorf("%v is %s, error %v", text, m, err)
		}
	}
	rows, err := results.Join(space, read(t, `{"id":"`+at(0).ID()+`","note":"x"}`+"\n"), space.All())
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	var fault *results.MetricError
	if _, err := results.Pareto(rows, results.Metric{Name: "y"}); !errors.As(err, &fault) || fault.Error() == "" {
		t.Error(err)
	}
	lone := &results.MetricError{Metric: "y"}
	if got := lone.Error(); !strings.Contains(got, `metric "y" or any other number`) {
		t.Error(got)
	}
}

func TestRareRecords(t *testing.T) {
	broken := errors.New("broken")
	if _, err := results.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	id := at(0).ID()
	for _, text := range []string{
		`{"id":"` + id + `","n":1,"n":18446744073709551615}` + "\n", "n,id,n\n1," + id + ",18446744073709551615\n",
	} {
		table := read(t, text)
		if n, ok := table.Records[0].Number("n"); !ok || n != 1<<64 || len(table.Records[0].Fields()) > 3 {
			t.Errorf("%s: %v, %v, %d fields", text, n, ok, len(table.Records[0].Fields()))
		}
	}
	table := read(t, `{"id":"`+id+`"}`+"\n"+`{"id":"`+id+`"} {}`+"\n"+strings.Repeat("x", 99)+"\n")
	bad := table.Malformed
	if len(bad) != 2 || !errors.Is(&bad[0], results.ErrSyntax) || !strings.HasSuffix(bad[1].Error(), strings.Repeat("x", 60)+"…") {
		t.Errorf("%v", bad)
	}
	many := read(t, strings.Repeat(`{"n":1}`+"\n", 13))
	if err := many.Identify(space); err == nil || !strings.Contains(err.Error(), "9, 10 and 3 more") {
		t.Error(err)
	}
}

// short is a writer that fails after that many bytes.
type short int

func (s *short) Write(p []byte) (int, error) {
	if *s -= short(len(p)); *s < 0 {
		return 0, errors.New("no room")
	}
	return len(p), nil
}

func TestWriteWithoutRoom(t *testing.T) {
	row := results.Row{Record: &results.Record{}, Combination: at(0)}
	rows := make([]results.Row, 3000)
	for i := range rows {
		rows[i] = row
	}
	wide := results.Row{Record: &read(t, `{"`+strings.Repeat("n", 9000)+`":1}`).Records[0]}
	for _, rows := range [][]results.Row{rows, {wide}} {
		room, csvRoom := short(100), short(100)
		if _, err := results.WriteJSONL(&room, rows); err == nil {
			t.Error("WriteJSONL: no error")
		}
		if _, err := results.WriteCSV(&csvRoom, rows); err == nil {
			t.Error("WriteCSV: no error")
		}
	}
}

// TestLargeNumbers identifies combinations with numbers outside the range of int64 and float64.
func TestLargeNumbers(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(paramgen.Param("n", 1, uint64(math.MaxUint64)))))
	for text, known := range map[string]bool{`{"n":18446744073709551615}`: true, `{"n":1e999}`: false} {
		table := read(t, text+"\n")
		err := table.Identify(g)
		left := 0
		for range table.Skip(g.All(), every) {
			left++
		}
		if known != (left == 1) {
			t.Errorf("%s: %d of 2 have no result, error %v", text, left, err)
		}
	}
}
