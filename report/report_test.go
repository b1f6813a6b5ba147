package report_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/paramgen/paramgen"
	"github.com/paramgen/paramgen/report"
)

func newSpace(t *testing.T, options ...paramgen.Option) *paramgen.Generator {
	t.Helper()
	g, err := paramgen.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// spaces have reports with everything: floats, large integers, dead values, conditions, conflicts.
func spaces(t *testing.T) map[string]*paramgen.Generator {
	values := paramgen.WithParameters(
		paramgen.Param("ratio", 1.0, 0.5, 1e300, float32(0.1)),
		paramgen.Param("n", nil, 1, -5, uint64(1<<63)),
		paramgen.Param("s", "p", "1", "", "a b").Describe("text"),
		paramgen.Param("on", false, true),
		paramgen.Param("x", 1, 2, 3).When(paramgen.Expr("on")),
	)
	rules := paramgen.WithRules(
		paramgen.Named("half", paramgen.Expr("ratio < 1 || n == nil")),
		paramgen.Expr(`s != "1"`),
		paramgen.Expr(`x != 2 || s == "p"`),
		paramgen.Func("code", func(c paramgen.Combination) bool { on, _ := paramgen.Value[bool](c, "on"); return !on || c.Has("n") }),
	)
	return map[string]*paramgen.Generator{
		"nothing":       newSpace(t),
		"no rules":      newSpace(t, paramgen.WithParameters(paramgen.Param("a", 1, 2))),
		"no parameters": newSpace(t, paramgen.WithRules(paramgen.Expr("1 < 2"))),
		"values":        newSpace(t, values, rules),
		"empty":         newSpace(t, values, rules, paramgen.WithRules(paramgen.Expr("on"), paramgen.Expr("!on"))),
	}
}

// TestJSON checks that a report, info or difference that is read back from JSON is shown the same.
func TestJSON(t *testing.T) {
	for name, g := range spaces(t) {
		before, after := g.Report(), new(report.Report)
		copyJSON(t, before, after)
		if diff := cmp.Diff(before.String(), after.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff(html(t, before), html(t, after)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		info := new(report.Info)
		copyJSON(t, g.Info(), info)
		if diff := cmp.Diff(g.Info().String(), info.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for other, h := range spaces(t) {
			diff := new(report.Diff)
			copyJSON(t, g.Diff(h), diff)
			if d := cmp.Diff(g.Diff(h).String(), diff.String()); d != "" {
				t.Errorf("%s and %s: %s", name, other, d)
			}
		}
	}
}

// copyJSON writes a value as JSON and reads it into another.
func copyJSON(t *testing.T, from, to any) {
	t.Helper()
	b, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	again, err := json.Marshal(to)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(b), string(again)); diff != "" {
		t.Errorf("JSON: %s", diff)
	}
}

func html(t *testing.T, r *report.Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReportKeys(t *testing.T) {
	g := newSpace(t,
		paramgen.WithParameters(paramgen.Param("ratio", 1.0, 0.5), paramgen.Param("on", nil, true), paramgen.Param("name", "<a>", "b")),
		paramgen.WithRules(paramgen.Named("half", paramgen.Expr("ratio == 1.0 || on == nil")), paramgen.Expr(`name != "b"`)),
	)
	got, err := json.Marshal(g.Report())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"theoretical":8,"valid":3,`,
		`{"name":"half","text":"ratio == 1.0 || on == nil","rejects":2,"only":1,"redundant":false,"idle":false}`,
		`{"value":1.0,"count":2,"share":0.6666666666666666}`,
		`{"value":"b","count":0,"share":0,"rules":[["name != \"b\""]]}`,
		`"forbidden_pairs":[{"pair":[{"parameter":"ratio","values":[0.5]},{"parameter":"on","values":[true]}],"rules":[["half"]]}]`,
		`"map":{"parameters":["ratio","on","name"],"cells":[".","..","13.","3x..","2222.","----.."]}`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestMalformedJSON reads reports that lack what String or WriteHTML needs.
func TestMalformedJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "no count of valid combinations",
		`{"valid": 1, "parameters": [{"name": "a", "values": []}]}`:            `parameter "a" has no values`,
		`{"valid": 1, "parameters": [{"name": "a", "values": [{"value":1}]}]}`: `parameter "a" has a value without a count`,
		`{"valid": 1, "components": [{}]}`:                                     "component 1 has no count",
		`{"valid": 1, "map": {"cells": [".", "."]}}`:                           "row 2 of the map has 1 cells",
		`{"valid": "x"}`:                               "cannot unmarshal",
		`{"valid": 1, "forbidden_pairs": [1]}`:         "cannot unmarshal",
		`{"valid": 1, "parameters": [{"values":[1]}]}`: "cannot unmarshal",
	} {
		if err := json.Unmarshal([]byte(text), new(report.Report)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
	odd := `{"valid": 1, "forbidden_pairs": [{"pair": [{"parameter": "a", "values": [1, 2, 3]}, {"parameter": "b", "values": []}]}],
		"map": {"parameters": ["a", "b"], "cells": [".", "?."]}}`
	r := new(report.Report)
	if err := json.Unmarshal([]byte(odd), r); err != nil {
		t.Fatal(err)
	}
	if text := r.String() + html(t, r); !strings.Contains(text, "a ∈ {1, 2, 3} never with b ∈ {}: rules not determined") {
		t.Errorf("text %s", text)
	}
}

// TestUncounted checks the text of counts that exceeded the budget.
func TestUncounted(t *testing.T) {
	r := &report.Report{Valid: big.NewInt(1), Rules: []report.Rule{{Name: "r"}}}
	if text := r.String(); !strings.Contains(text, "not counted: the diagram would exceed the budget") {
		t.Errorf("text %s", text)
	}
	d := &report.Diff{Before: big.NewInt(1), After: big.NewInt(2)}
	if text := d.String(); strings.Contains(text, "in both") || d.Added() != nil || d.Removed() != nil {
		t.Errorf("text %s", text)
	}
}

// TestWidth checks that no line is longer than a page, for names and values that are too long, too
// many, or not printable.
func TestWidth(t *testing.T) {
	long := strings.Repeat("ä", 250)
	info := report.Info{
		Parameters: []report.ParameterInfo{
			{Name: long, Values: paramgen.Range(1, 1_000_000, 1), Description: strings.Repeat("word ", 100)},
			{Name: "s", Values: []any{long, "a b", "\x00", "nil", "", "…"}},
		},
		Rules: []report.RuleInfo{
			{Name: strings.Repeat("name ", 60)},
			{Name: "n", Text: strings.Repeat("1 < 2 && ", 60) + "true"},
		},
		Theoretical: big.NewInt(6_000_000), Valid: big.NewInt(6_000_000),
	}
	s := info.String()
	for _, line := range strings.Split(s, "\n") {
		if n := utf8.RuneCountInString(line); n > 100 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	for _, want := range []string{"… 1000000", `"\x00"`, `"nil"`, `"a b"`, `""`, "1,000,000 values"} {
		if !strings.Contains(strings.Join(strings.Fields(s), " "), want) {
			t.Errorf("no %s in the text", want)
		}
	}
	if strings.Count(s, "ä") != 500 {
		t.Errorf("%d of 500 letters are left", strings.Count(s, "ä"))
	}
}

func TestInfoKeys(t *testing.T) {
	g := newSpace(t,
		paramgen.WithParameters(paramgen.Param("a", nil, true, 1, 1.5, "x\n").Describe("d"), paramgen.Param("b", 2.0).When(paramgen.Expr("a != 1"))),
		paramgen.WithRules(paramgen.Expr("b > 1"), paramgen.Named("n", paramgen.Forbid(map[string]any{"a": 1})),
			paramgen.Func("f", func(paramgen.Combination) bool { return true })),
	)
	got, err := json.Marshal(g.Info())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"parameters":[{"name":"a","description":"d","count":5,"values":[null,true,1,1.5,"x\n"]},` +
		`{"name":"b","count":1,"values":[2.0],"when":"a != 1"}],` +
		`"rules":[{"name":"b \u003e 1","text":"b \u003e 1"},{"name":"n","text":"forbid a=1"},{"name":"f"}],` +
		`"theoretical":5,"valid":4,"filtered":0.2}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}
