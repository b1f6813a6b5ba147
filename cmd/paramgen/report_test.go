package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnswers checks the output and the exit status of questions about the space.
func TestAnswers(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(other, []byte(`{"parameters": [{"name": "a", "values": [1, 2, 3]}, {"name": "b", "values": [null, "x"]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	checkRuns(t, equal, []runTest{
		{"-space - -check a=3", 1, "no value for b; give nil to leave it unset\nrule \"a < 3\" rejects it: 3 >= 3\nno valid combination has these values\n", ""},
		{"-space - -check b=x", 0, "2 valid combinations have these values\nno value for a; give nil to leave it unset\n", ""},
		{"-space - -near a=3,b=x", 0, "a: 3 → 1\na: 3 → 2\n", ""},
		{"-space - -near a=2,b=x", 0, "valid\n", ""},
		{"-space - -near a=1 -max-combinations 2", 0, "valid, in 3 combinations, the first a=1/b=nil\n", ""},
		{"-space - -rule a>3 -near a=1", 1, "no combination is valid: everything is forbidden by rule a>3; -report shows what to change\n", ""},
		{"-space - -near a=3 -max-combinations 1", 0, "a: 3 → 1, in 3 combinations, the first a=1/b=nil\nand more; -max-combinations N prints N of them\n", ""},
		{"-space - -near A=1", 1, "", `no parameter "A"; did you mean "a"?`},
		{"-space - -near a='1'", 1, "", `parameter "a": has the number 1, not the string "1"`},
		{"-space - -diff " + other, 0, "6 valid combinations before, 6 after\n  4 in both, 2 added, 2 removed\na\n  in valid combinations now: 3\nb\n  removed: \"7\"\nrule removed: a < 3\n", ""},
		{"-space - -diff /does/not/exist", 1, "", "/does/not/exist: no such file"},
		{"-near a", 2, "", "want NAME=VALUE"},
		{"-near a=1 -report", 2, "", "-near and -report exclude each other"},
		{"-report -sample 3", 2, "", "-report and -sample exclude each other"},
		{"-report -format csv", 2, "", "-report writes text, or -format json or html, not csv"},
		{"-format html", 2, "", "-format html requires -report"},
		{"-diff x -format yaml", 2, "", "-diff writes text"},
	})
}

func TestReport(t *testing.T) {
	if got := runWith("", "-report"); got.status != 0 || !strings.Contains(got.out, "Pairs of values: 21 of 712 in no valid combination\n") {
		t.Errorf("%+v", got)
	}
	if got := runWith("", "-report", "-format", "html"); got.status != 0 || !strings.HasPrefix(got.out, "<!DOCTYPE html>") {
		t.Errorf("%+v", got)
	}
	var r struct {
		DeadPairs int `json:"dead_pairs"`
		Rules     []struct{ Rejects int64 }
	}
	got := runWith("", "-report", "-format", "json")
	if err := json.Unmarshal([]byte(got.out), &r); err != nil || r.DeadPairs != 21 || len(r.Rules) != 3 || r.Rules[0].Rejects != 230400 {
		t.Errorf("%+v, error %v", r, err)
	}
}

// TestShowInfoWarns checks the warnings about values and pairs that no combination has.
func TestShowInfoWarns(t *testing.T) {
	for args, want := range map[string]string{
		"":                "paramgen: 21 of 712 pairs of values are in no valid combination; -report shows which and why\n",
		"-rule tp_size<4": "paramgen: 2 values are in no valid combination: tp_size=4, tp_size=8; -report shows why\n",
		"-rule tp_size<0": "paramgen: no combination is valid: everything is forbidden by rule tp_size<0; -report shows what to change\n",
		"-no-filter":      "",
	} {
		got := runWith("", strings.Fields("-show-info "+args)...)
		if got.status != 0 || !strings.HasPrefix(got.err, want) || (want == "") != (got.err == "") {
			t.Errorf("-show-info %s: status %d, diagnostics %q, want %q", args, got.status, got.err, want)
		}
	}
}

// TestShowInfoSpace writes spaces as files, which load as the same spaces.
func TestShowInfoSpace(t *testing.T) {
	for _, flags := range []string{"", "-set tp_size=nil,1,2.5,x -drop dp_size -rule max_total_tokens>4096", "-no-filter", "-space -"} {
		args := append(strings.Fields(flags), "-format", "csv", "-max-combinations", "1000", "-ids")
		want := runWith(small, args...)
		space := runWith(small, append(strings.Fields(flags), "-show-info", "-format", "space")...)
		if space.status != 0 || space.err != "" {
			t.Fatalf("%s: %+v", flags, space)
		}
		if got := runWith(space.out, "-space", "-", "-format", "csv", "-max-combinations", "1000", "-ids"); got != want || got.status != 0 {
			t.Errorf("%s: the space\n%s\nhas other combinations", flags, space.out)
		}
	}
}
