package main

import (
	"bytes"
	"context"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paramgen/paramgen"

	"github.com/paramgen/paramgen/sglang"
)

func TestCoverFlags(t *testing.T) {
	checkRuns(t, strings.HasPrefix, []runTest{
		{"-cover 1 -count", 0, "8\n", ""},
		{"-cover 2 -count", 0, "49\n", ""},
		{"-cover 2 -improve 1000 -count", 0, "49\n", ""},
		{"-cover 2 -shard 1/10 -count", 0, "5\n", ""},
		{"-cover 2 -max-combinations 7 -count", 0, "7\n", ""},
		{"-space - -cover 1 -format csv", 0, "a,b\n", "paramgen: 3 combinations cover all 5 values; no array has fewer\n"},
		{"-space - -cover 1 -format csv -max-combinations 2", 0, "a,b\n", "2 combinations cover 4 of 5 values (80.00%), the first of 3\n"},
		{"-space - -cover 2 -rule a>3 -format csv", 0, "a,b\n", "0 combinations cover all 0 pairs of values\n"},
		{"-space - -cover 1 -strength 2:a,b -count", 0, "6\n", ""},
		{"-cover 3 -coverage 2", 0, "25", ""},
		{"-max-combinations 100 -coverage 2", 0, "100 combinations cover 179 of 691 pairs of values (25.90%)\nmissing:\n  ", ""},
		{"-space - -sample 6 -coverage 2", 0, "6 combinations cover all 6 pairs of values\n", ""},
		{"-space - -max-combinations 2 -coverage 1", 0, "2 combinations cover 3 of 5 values (60.00%)\nmissing:\n  a=2\n  b=\"7\"\n", ""},
		{"-space - -at 0 -coverage 2 -format json", 0, "{\"strength\": 2, \"combinations\": 1, \"tuples\": 6, \"shown\": 1, \"share\": 0.16666666666666666, \"missing\": [\n" +
			"{\"a\": 1, \"b\": \"x\"},\n{\"a\": 1, \"b\": \"7\"},\n{\"a\": 2, \"b\": null},\n{\"a\": 2, \"b\": \"x\"},\n{\"a\": 2, \"b\": \"7\"}\n]}\n", ""},
		{"-cover 0", 1, "", "strength is 0, want 1 to the number of parameters, 10"},
		{"-cover 11", 1, "", "strength is 11"},
		{"-cover 1 -strength 2:tp_sise,dp_size", 1, "", `no parameter "tp_sise"; did you mean "tp_size"?`},
		{"-cover 1 -strength 3:tp_size,dp_size", 1, "", "strength for tp_size, dp_size is 3, want 1 to their number, 2"},
		{"-cover 1 -include /does/not/exist", 1, "", "/does/not/exist: no such file"},

		{"-cover two", 2, "", "want a whole number"},
		{"-cover 2 -improve -5", 2, "", "want a whole number"},
		{"-cover 2 -strength tp_size", 2, "", "want T:NAME,NAME"},
		{"-cover 2 -strength 2:", 2, "", "a value is empty"},
		{"-cover 2 -sample 3", 2, "", "-cover and -sample exclude each other"},
		{"-cover 2 -at 3", 2, "", "-at and -cover exclude each other"},
		{"-improve 3", 2, "", "-improve requires -cover"},
		{"-include x", 2, "", "-include requires -cover"},
		{"-strength 2:a,b", 2, "", "-strength requires -cover or -coverage"},
		{"-of x", 2, "", "-of requires -coverage"},
		{"-coverage 2", 2, "", "-coverage requires -of, -at, -sample, -cover, -shard, -skip or -max-combinations"},
		{"-coverage 2 -of x -sample 3", 2, "", "-of and -sample exclude"},
		{"-coverage 2 -sample 3 -format csv", 2, "", "-coverage writes text, or -format json, not csv"},
	})
}

// TestCoverExtends makes an array in each format that can be read back, measures it and extends
// it.
func TestCoverExtends(t *testing.T) {
	for _, format := range []string{"json", "jsonl", "csv"} {
		for _, ids := range [][]string{nil, {"-ids"}} {
			array := runWith("", append(ids, "-cover", "2", "-format", format)...)
			done := temporary(t, array.out)
			if got := runWith("", "-coverage", "2", "-of", done); got.out != "49 combinations cover all 691 pairs of values\n" || got.err != "" {
				t.Errorf("%s: %+v", format, got)
			}
			whole := runWith("", append(ids, "-cover", "3", "-include", done, "-format", format)...)
			if begin := strings.TrimSuffix(array.out, "\n]\n"); !strings.HasPrefix(whole.out, begin) {
				t.Errorf("%s: the rows to include do not come first", format)
			}
			rest := runWith("", "-cover", "3", "-include", done, "-skip", done, "-format", "jsonl")
			both := temporary(t, rest.out)
			if got := runWith("", "-coverage", "3", "-of", done, "-of", both); !strings.Contains(got.out, " combinations cover all 6780 triples of values\n") {
				t.Errorf("%s: %+v", format, got)
			}
		}
	}
}

func TestCoverIncludes(t *testing.T) {
	baseline := temporary(t, `[{"tp_size": 8, "attention_backend": "triton"}, {"tp_size": 4, "dp_sise": 2, "throughput": 17.5}]`)
	got := runWith("", "-cover", "1", "-include", baseline, "-format", "jsonl")
	rows := strings.Split(got.out, "\n")
	if got.status != 0 || !strings.Contains(rows[0], `"tp_size":8`) || !strings.Contains(rows[0], `"triton"`) || !strings.Contains(rows[1], `"tp_size":4`) ||
		!strings.Contains(got.err, `the field "dp_sise" is no parameter and is ignored; did you mean "dp_size"?`) || strings.Contains(got.err, "throughput") {
		t.Errorf("%+v", got)
	}
	id := strings.Split(runWith("", "-at", "777", "-format", "csv", "-ids").out, "\n")[1][:12]
	known := temporary(t, `{"id": "`+id+`", "throughput": 1}`)
	if got := runWith("", "-cover", "1", "-include", known, "-ids", "-format", "csv"); !strings.HasPrefix(strings.Split(got.out, "\n")[1], id+",777,") {
		t.Errorf("%+v", got)
	}
	for text, want := range map[string]string{
		`{"max_running_requests": 128, "max_total_tokens": 4096}`: `row 1: rule "memory" rejects it: `,
		`{"tp_size": 3}`:                `row 1: parameter "tp_size": 3 is not among its values 1, 2, 4, 8`,
		`{"nothing": 3}`:                "nor values of parameters",
		`{"id": "000000000000"}`:        "1 of 1 records match no combination",
		"tp_size,dp_size\n1,1\n1,9\n":   `row 2: parameter "dp_size": 9`,
		`[{"tp_size": 1}, {"tp_size"}]`: "cannot read the array",
	} {
		bad := temporary(t, text)
		if got := runWith("", "-cover", "2", "-include", bad); got.status != 1 || !strings.Contains(got.err, want) {
			t.Errorf("%s: %+v, want %q", text, got, want)
		}
	}
	bad := temporary(t, `{"tp_size": 1}`)
	if got := runWith("", "-coverage", "2", "-of", bad); got.status != 1 || !strings.Contains(got.err, `row 1: parameter "max_prefill_tokens": nil is not among`) {
		t.Errorf("%+v", got)
	}
}

// TestCoverIDs includes rows with an id and a few values: the id counts, and the rows keep their
// order.
func TestCoverIDs(t *testing.T) {
	id := strings.Split(runWith(small, "-space", "-", "-at", "4", "-format", "csv", "-ids").out, "\n")[1][:12]
	for _, test := range []struct{ text, include, missing string }{
		{`{"id": "` + id + `", "a": 2, "t": 10}`, "2,x\n", `{"a": 1, "b": null}, {"a": 1, "b": "x"}, {"a": 1, "b": "7"}, {"a": 2, "b": null}, {"a": 2, "b": "7"}`},
		{`{"tag": "` + id + `", "a": 2}{"a": 1, "b": "7"}`, "2,x\n1,7\n", `{"a": 1, "b": null}, {"a": 1, "b": "x"}, {"a": 2, "b": null}, {"a": 2, "b": "7"}`},
		{`{"id": "0123456789ab", "a": 2}`, "2,", `{"a": 1, "b": null}, {"a": 1, "b": "x"}, {"a": 1, "b": "7"}, {"a": 2, "b": "x"}, {"a": 2, "b": "7"}`},
	} {
		rows := temporary(t, test.text)
		got := runWith(small, "-space", "-", "-cover", "1", "-format", "csv", "-include", rows)
		if got.status != 0 || !strings.HasPrefix(got.out, "a,b\n"+test.include) {
			t.Errorf("-include %s: %+v", test.text, got)
		}
		got = runWith(small, "-space", "-", "-coverage", "2", "-format", "json", "-of", rows)
		if got.status != 0 || !strings.HasSuffix(strings.ReplaceAll(got.out, ",\n", ", "), "\n"+test.missing+"\n]}\n") {
			t.Errorf("-of %s: %+v", test.text, got)
		}
	}
}

func TestCoverProgress(t *testing.T) {
	var b bytes.Buffer
	ticks := make(chan time.Time)
	p := newProgress(&b, func() (<-chan time.Time, func()) { return ticks, func() {} })
	show := func() {
		ticks <- time.Time{}
		ticks <- time.Time{} // received after the first is shown
	}
	p.cover(paramgen.CoverProgress{Rows: 3, Open: 5, Tuples: 9})
	show()
	p.cover(paramgen.CoverProgress{Rows: 8, Open: 1, Tuples: 9, Moves: 2048})
	show()
	for range p.watch(slices.Values(make([]paramgen.Combination, 1)), big.NewInt(8)) {
		show()
	}
	p.stop()
	for _, want := range []string{"3 rows, 5 of 9 tuples to go", "8 rows, searching for fewer: 2048 moves, 1 tuples to go", "1 of 8 combinations (12.5%)"} {
		if !strings.Contains(b.String(), clearLine+want+clearLine) {
			t.Errorf("shown %q without %q", b.String(), want)
		}
	}
}

// TestCoverInterrupted stops a search that would take years, and one that has no array yet.
func TestCoverInterrupted(t *testing.T) {
	o, err := parse([]string{"-cover", "3", "-improve", "1000000000000"})
	if err != nil {
		t.Fatal(err)
	}
	c := command{options: o}
	g := paramgen.Must(paramgen.New(sglang.Default()))
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if a, err := c.array(ctx, g, nil); err != nil || a.Covered < a.Tuples || a.Len() > 260 {
		t.Errorf("%v, %v", a, err)
	}
	if a, err := c.array(ctx, g, nil); err == nil || err.Error() != "stopped by a signal before the array was complete" {
		t.Errorf("%v, %v", a, err)
	}
}
