package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paramgen/paramgen"
)

// tunable is a space of 90 combinations.
const tunable = `{"parameters": [{"name": "level", "values": [1, 2, 3, 4, 5, 6, 7, 8, 9]}, {"name": "block", "values": [1, 2, 4, 8, 16, 32]},
	{"name": "huge", "values": [false, true]}], "rules": ["!huge || block > 2"]}`

// benchmarked returns a result for each line of -format jsonl -ids. The best is level 5, block 8
// and huge: 105. Level 9 fails.
func benchmarked(t *testing.T, jsonl string) string {
	var out strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(jsonl), "\n") {
		var c struct {
			ID           string
			Level, Block float64
			Huge         bool
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if c.Level == 9 {
			fmt.Fprintf(&out, `{"id": %q, "error": "killed"}`+"\n", c.ID)
			continue
		}
		speed := 100 - 3*math.Abs(c.Level-5) - math.Abs(c.Block-8)
		if c.Huge {
			speed += 5
		}
		fmt.Fprintf(&out, `{"id": %q, "speed": %v, "latency": {"p99": %v}}`+"\n", c.ID, speed, c.Level)
	}
	return out.String()
}

func TestNextLoop(t *testing.T) {
	done := ""
	for range 5 {
		got := runWith(tunable, "-space", "-", "-next", "6", "-join", temporary(t, done), "-metric", "speed", "-format", "jsonl", "-ids")
		if got.status != 0 || strings.Count(got.out, "\n") != 6 {
			t.Fatalf("%+v", got)
		}
		done += benchmarked(t, got.out)
	}
	if !strings.Contains(done, `"speed": 105`) {
		t.Errorf("the best is not among 30 of 90:\n%s", done)
	}
	got := runWith(tunable, "-space", "-", "-next", "100", "-join", temporary(t, done), "-metric", "speed", "-format", "args")
	if got.status != 0 || strings.Count(got.out, "\n") != 60 || !strings.Contains(got.err, "paramgen: 60 combinations are all that is left\n") ||
		!strings.Contains(got.err, "30 of 90 combinations have results, ") || !strings.Contains(got.err, "the best has speed 105, and is with 95 % confidence among the best 23 % of all") {
		t.Errorf("%d lines, %s", strings.Count(got.out, "\n"), got.err)
	}
}

func TestNextFormats(t *testing.T) {
	for _, f := range paramgen.Formats() {
		args := []string{"-space", "-", "-next", "3", "-metric", "min:time", "-format", string(f)}
		if f == paramgen.FormatShell {
			args = append(args, "-template", "bench {args} --id {id}")
		}
		if got := runWith(tunable, args...); got.status != 0 || len(got.out) < 30 {
			t.Errorf("%s: %+v", f, got)
		}
	}
}

func TestNextPending(t *testing.T) {
	first := runWith(tunable, "-space", "-", "-next", "85", "-metric", "speed", "-format", "jsonl", "-ids").out
	ids := ""
	for _, line := range strings.Split(strings.TrimSpace(first), "\n") {
		ids += line[7:19] + "\n"
	}
	for _, file := range []string{ids + "000000000000\n", first} {
		got := runWith(tunable, "-space", "-", "-next", "9", "-metric", "speed", "-pending", temporary(t, file), "-format", "jsonl", "-ids")
		if got.status != 0 || strings.Count(got.out, "\n") != 5 || !strings.Contains(got.err, "85 pending") {
			t.Errorf("%+v", got)
		}
		for _, line := range strings.Split(strings.TrimSpace(got.out), "\n") {
			if strings.Contains(ids, line[7:19]) {
				t.Errorf("%s is pending", line)
			}
		}
	}
}

func TestNextFlags(t *testing.T) {
	all := runWith(tunable, "-space", "-", "-format", "jsonl", "-ids").out
	foreign := `{"id": "000000000000", "speed": 1}`
	repeated := strings.Repeat(benchmarked(t, all[:strings.Index(all, "\n")]), 8)
	checkRuns(t, strings.HasPrefix, []runTest{
		{"-next 3", 2, "", "-next requires -metric"},
		{"-next many -metric m", 2, "", "want a whole number"},
		{"-next 3 -metric m -sample 4", 2, "", "-next and -sample exclude each other"},
		{"-pending x", 2, "", "-pending requires -next"},
		{"-join x -budget 3", 2, "", "-join and -budget exclude each other"},
		{"-next 3 -metric m -join /does/not/exist", 1, "", "/does/not/exist: no such file"},
		{"-next 3 -metric m -pending /does/not/exist", 1, "", "/does/not/exist: no such file"},
	})
	for _, test := range []struct {
		args, file string
		status     int
		err        string // in it
	}{
		{"-metric speed", foreign, 1, "1 of 1 records match no combination"},
		{"-metric speed", foreign + "\n" + benchmarked(t, all), 0, "1 of 91 records match no combination"},
		{"-metric sped", benchmarked(t, all), 1, `no result has the field "sped", and no parameter has that name; did you mean "speed"?`},
		{"-metric throughput", benchmarked(t, all), 0, `no result has the metric "throughput"; the numeric fields are speed, latency.p99`},
		{"-metric speed -where latency.p99<=3", benchmarked(t, all), 0, "the best has speed 99"},
		{"-metric speed -where latency.p98<=3", benchmarked(t, all), 1, `did you mean "latency.p99"?`},
		{"-metric speed -metric min:latency.p99", benchmarked(t, all), 0, "are not beaten in both metrics"},
		{"-metric speed -metric a -metric b", "", 1, "max:b is a third metric"},
		{"-metric speed -budget 8", repeated, 0, "0 combinations, as -budget 8 allows"},
	} {
		got := runWith(tunable, append([]string{"-space", "-", "-next", "3", "-join", temporary(t, test.file)}, strings.Fields(test.args)...)...)
		if got.status != test.status || !strings.Contains(got.err, test.err) {
			t.Errorf("%s: %+v", test.args, got)
		}
	}
}

func TestNextBaseline(t *testing.T) {
	got := runWith(tunable, "-space", "-", "-next", "2", "-metric", "speed", "-include", temporary(t, `{"level": 9, "huge": true}`), "-format", "args")
	if got.status != 0 || !strings.HasPrefix(got.out, "--level 9 --block 4 --huge\n") {
		t.Errorf("%+v", got)
	}
	got = runWith(tunable, "-space", "-", "-next", "2", "-metric", "speed", "-include", temporary(t, `{"block": 1, "huge": true}`))
	if got.status != 1 || !strings.Contains(got.err, "row 1 of -include is not valid; the nearest combination has huge: true → false") {
		t.Errorf("%+v", got)
	}
}
