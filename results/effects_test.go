package results_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/internal/test/measured"
	"github.com/paramgen/paramgen/results"
)

// figured returns a row for each combination of seq with the fields of figure, JSON values by
// name.
func figured(t testing.TB, seq func(yield func(paramgen.Combination) bool), figure func(c paramgen.Combination) string) []results.Row {
	t.Helper()
	var rows []results.Row
	for c := range seq {
		rows = append(rows, results.NewRow(c, results.Field{Name: "y", Value: json.RawMessage(figure(c))}))
	}
	return rows
}

// measuredRows returns a row for each combination of a set.
func measuredRows(t testing.TB, s *measured.Set) []results.Row {
	t.Helper()
	return figured(t, s.Generator.All(), func(c paramgen.Combination) string {
		y := s.Figure(c)
		if math.IsNaN(y) {
			return "null"
		}
		return fmt.Sprint(y)
	})
}

var least = results.Metric{Name: "y", Min: true}

func analyse(t testing.TB, g *paramgen.Generator, rows []results.Row, more ...results.Metric) *results.Analysis {
	t.Helper()
	a, err := results.Effects(g, rows, least, more...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// tuned is a server whose latency depends on threads, and on the cache if there is one.
func tuned() (*paramgen.Generator, func(c paramgen.Combination) string) {
	g := paramgen.Must(paramgen.New(
		paramgen.WithParameters(
			paramgen.Param("threads", 1, 2, 4, 8),
			paramgen.Param("cache", "none", "lru", "arc"),
			paramgen.Param("cache_mb", 64, 128).When(paramgen.Expr(`cache != "none"`)),
			paramgen.Param("log", false, true),
		)))
	return g, func(c paramgen.Combination) string {
		threads, _ := paramgen.Value[float64](c, "threads")
		y := 80 / threads
		if cache, _ := c.Get("cache"); cache != "none" {
			y /= 2
		}
		if mb, set := paramgen.Value[float64](c, "cache_mb"); set && mb > 64 {
			y *= 0.8
		}
		return fmt.Sprint(y)
	}
}

func TestEffects(t *testing.T) {
	g, figure := tuned()
	a := analyse(t, g, figured(t, g.All(), figure))
	var names []string
	for _, p := range a.Parameters {
		names = append(names, p.Name)
	}
	if !slices.Equal(names, []string{"threads", "cache_mb", "cache", "log"}) {
		t.Errorf("parameters %v", names)
	}
	if !a.Log || a.Configurations != 40 || a.Omitted != 0 || a.HeldOut < 0.99 || a.Rest > 0.001 {
		t.Errorf("%+v", a)
	}
	one := a.Parameters[0].Values[0]
	if one.Groups != 10 || math.Abs(one.Effect.Estimate-4) > 1e-9 || one.Value != 1 || !slices.Equal(one.Quartiles, []float64{32, 32, 40, 40, 80}) {
		t.Errorf("%+v with effect %+v", one, one.Effect)
	}
	want := []results.Confounded{{Parameters: []string{"cache", "cache_mb"}, ByRules: true, Checked: 40, Exact: true}}
	if diff := cmp.Diff(want, a.Confounded); diff != "" {
		t.Error(diff)
	}
}

func TestEffectsText(t *testing.T) {
	g, figure := tuned()
	rows := figured(t, g.All(), figure)
	rows = append(rows, results.NewRow(rows[0].Combination, results.Field{Name: "y", Value: json.RawMessage("null")}))
	got := analyse(t, g, rows).String()
	for _, want := range []string{
		"y of 40 configurations, by its logarithm\n",
		"predict 100% of the variance of configurations held out",
		"\nparameter   share  95% interval    alone\nthreads   ",
		"  1  ×4.00 (×4.00 to ×4.00)", "10 groups\n",
		"with a share below 1%: cache, log\n",
		"  cache, cache_mb: because of the rules; no rows can separate them\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, line := range strings.Split(got, "\n") {
		if len([]rune(line)) > 110 {
			t.Errorf("a long line: %s", line)
		}
	}
}

// A sample that confounds two parameters of a space without rules.
func TestEffectsOfConfoundedRows(t *testing.T) {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("a", 1, 2, 3), paramgen.Param("b", 1, 2, 3), paramgen.Param("c", 1, 2, 3, 4))))
	same := paramgen.Filter(g.All(), func(c paramgen.Combination) bool {
		a, _ := c.Get("a")
		b, _ := c.Get("b")
		return a == b
	})
	a := analyse(t, g, figured(t, same, func(c paramgen.Combination) string {
		x, _ := paramgen.Value[float64](c, "a")
		y, _ := paramgen.Value[float64](c, "c")
		return fmt.Sprint(10*x - y*y)
	}))
	want := []results.Confounded{{Parameters: []string{"a", "b"}, Checked: 36, Exact: true}}
	if diff := cmp.Diff(want, a.Confounded); diff != "" {
		t.Error(diff)
	}
	if text := a.String(); !strings.Contains(text, "a, b: because of the rows; other combinations of the space can separate them") || a.Log {
		t.Error(text)
	}
}

// Runs of a configuration count once, with their median; failed ones are left out.
func TestEffectsOfRepeatsAndFailures(t *testing.T) {
	g, figure := tuned()
	rows := figured(t, g.All(), figure)
	want := analyse(t, g, rows)
	var repeated []results.Row
	for _, r := range rows {
		for _, y := range []string{"1e9", figure(r.Combination), "0.001", `"broken"`, "null"} {
			repeated = append(repeated, results.NewRow(r.Combination, results.Field{Name: "y", Value: json.RawMessage(y)}))
		}
	}
	got := analyse(t, g, repeated)
	if got.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	failed := append(slices.Clone(rows[4:]), figured(t, g.Sample(0, 1), figure)...)
	for _, r := range rows[:4] {
		failed = append(failed, results.NewRow(r.Combination, results.Field{Name: "error", Value: json.RawMessage(`"killed"`)}))
	}
	if a := analyse(t, g, failed); a.Configurations != 36 || a.Omitted != 4 || !strings.Contains(a.String(), "; 4 more have no number") {
		t.Errorf("%s", a)
	}
}

func TestEffectsErrors(t *testing.T) {
	g, figure := tuned()
	rows := figured(t, g.All(), figure)
	var unknown *results.MetricError
	if _, err := results.Effects(g, rows, results.Metric{Name: "x"}); !errors.As(err, &unknown) {
		t.Errorf("unknown metric: %v", err)
	}
	if _, err := results.Effects(g, rows, least, results.Metric{Name: "x"}); !errors.As(err, &unknown) {
		t.Errorf("unknown second metric: %v", err)
	}
	constant := figured(t, g.All(), func(paramgen.Combination) string { return "3" })
	for what, rows := range map[string][]results.Row{"constant": constant, "two": rows[:2], "none": nil} {
		if _, err := results.Effects(g, rows, least); err == nil || !strings.Contains(err.Error(), "at least three configurations and two different numbers") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestEffectsJSON(t *testing.T) {
	g, figure := tuned()
	text, err := json.Marshal(analyse(t, g, figured(t, g.Sample(20, 1), figure)))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Metric     string
		Log        bool
		Parameters []struct {
			Name  string
			Share struct{ Estimate, Low, High float64 }
		}
		Confounded []struct{ Parameters []string }
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Metric != "y" || !got.Log || len(got.Parameters) != 4 || got.Parameters[0].Name != "threads" || got.Parameters[0].Share.Estimate < 0.4 {
		t.Errorf("%s", text)
	}
}

// Which parameters matter for the latency of a server.
func ExampleEffects() {
	g := paramgen.Must(paramgen.New(paramgen.WithParameters(
		paramgen.Param("batch", 1, 8, 64), paramgen.Param("compress", false, true), paramgen.Param("port", 80, 81))))
	var rows []results.Row
	for c := range g.All() {
		batch, _ := paramgen.Value[float64](c, "batch")
		latency := 40/batch + 20
		if compress, _ := c.Get("compress"); compress == true {
			latency *= 2
		}
		rows = append(rows, results.NewRow(c, results.Field{Name: "latency", Value: json.RawMessage(fmt.Sprint(latency))}))
	}
	a, err := results.Effects(g, rows, results.Metric{Name: "latency", Min: true})
	if err != nil {
		panic(err)
	}
	for _, p := range a.Parameters {
		fmt.Printf("%s explains %.0f%%\n", p.Name, 100*p.Share.Estimate)
	}
	slow := a.Parameters[0].Values[0]
	fmt.Printf("%v multiplies the latency by %.2f\n", slow.Value, slow.Effect.Estimate)
	// Output:
	// batch explains 57%
	// compress explains 43%
	// port explains 0%
	// 1 multiplies the latency by 2.64
}
