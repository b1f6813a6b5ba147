package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestEffects(t *testing.T) {
	all := runWith(tunable, "-space", "-", "-sample", "40", "-format", "jsonl", "-ids")
	file := temporary(t, benchmarked(t, all.out))
	run := func(args ...string) result {
		return runWith(tunable, append([]string{"-space", "-", "-join", file, "-effects"}, args...)...)
	}
	got := run("-metric", "speed")
	for _, want := range []string{"speed of ", "\nparameter   share  95% interval", "\nblock  ", "Difference of speed", "    32  -"} {
		if got.status != 0 || !strings.Contains(got.out, want) {
			t.Fatalf("no %q in %+v", want, got)
		}
	}
	if !strings.Contains(got.err, "3 of 40 results have no number for speed") {
		t.Errorf("standard error %s", got.err)
	}
	var data struct {
		Metric     string
		Parameters []struct{ Name string }
	}
	if got = run("-metric", "speed", "-format", "json"); json.Unmarshal([]byte(got.out), &data) != nil || data.Metric != "speed" || data.Parameters[0].Name != "block" {
		t.Errorf("%+v", got)
	}
	got = run("-metric", "speed", "-metric", "min:latency.p99", "-format", "html")
	if got.status != 0 || !strings.Contains(got.out, "<h2>latency.p99 against speed</h2>") {
		t.Errorf("%+v", got)
	}
	if got = run("-metric", "speed", "-where", "block != 8"); got.status != 0 || !strings.Contains(got.out, "    8   unknown  ") {
		t.Errorf("%+v", got)
	}
}

func TestEffectsErrors(t *testing.T) {
	file := temporary(t, `{"level": 1, "block": 1, "huge": false, "speed": 3}`)
	for _, test := range []struct {
		args   string
		status int
		err    string
	}{
		{"-effects", 2, "-effects requires -metric"},
		{"-effects -metric speed", 1, "-effects requires -join"},
		{"-effects -metric speed -join FILE -format csv", 2, "-effects writes text, or -format json or html, not csv"},
		{"-effects -metric spede -join FILE", 1, `no result has the metric "spede"; the numeric fields are level, block, speed`},
		{"-effects -metric speed -join FILE", 1, "at least three configurations"},
		{"-effects -metric speed -join FILE -best 3", 2, "-effects and -best exclude each other"},
	} {
		args := strings.Fields(strings.ReplaceAll(test.args, "FILE", file))
		got := runWith(tunable, append([]string{"-space", "-"}, args...)...)
		if got.status != test.status || !strings.Contains(got.err, test.err) || got.out != "" {
			t.Errorf("%s: %+v", test.args, got)
		}
	}
}
