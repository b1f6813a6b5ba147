package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSweepFlags(t *testing.T) {
	for _, name := range []string{"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "SKYPILOT_JOB_RANK"} {
		t.Setenv(name, "")
	}
	checkRuns(t, strings.HasPrefix, []runTest{
		{"-preset throughput -count", 0, "4190315328000000\n", ""},
		{"-preset throughput -sglang-rules -count", 0, "4190315328000000\n", ""},
		{"-preset devices -devices 16 -count", 0, "6192450000\n", ""},
		{"-devices 8 -count", 0, "89424\n", ""},
		{"-preset throughputt -count", 1, "", `did you mean "throughput"?`},
		{"-format args -set disable_cuda_graph=true -drop cuda_graph_max_bs -max-combinations 1", 0,
			"--max-prefill-tokens 4096 --tp-size 1 --dp-size 1 --cuda-graph-backend-decode disabled --cuda-graph-backend-prefill disabled\n", "vary"},
		{"-sglang-release 2025-11 -format args -set disable_cuda_graph=true -drop cuda_graph_max_bs -max-combinations 1", 0,
			"--max-prefill-tokens 4096 --tp-size 1 --dp-size 1 --disable-cuda-graph\n", "vary"},
		{"-sglang-distinct -count", 0, "94392\n", ""},
		{"-preset throughput -sglang-release v0.5.5.post3 -count", 1, "", `paramgen: parameter "radix_eviction_policy": SGLang v0.5.5.post3 refuses`},
		{"-sglang-release 2026-06 -count", 1, "", "paramgen: the SGLang releases of 2026-06 differ in how flags are written: v0.5.13, v0.5.14; name one of them"},
		{"-add kv_canary=page -format args", 1, "", `paramgen: parameter "kv_canary": SGLang v0.5.18 refuses`},
		{"-add enable_piecewise_cuda_graph=true -format args", 1, "", "releases that take it: v0.5.5.post3"},
		{"-add dllm_fdfo=false -format yaml", 1, "", "SGLang v0.5.18 has no key of a configuration file for --dllm-fdfo false"},
		{"-sglang-release 2024-01 -count", 1, "", "no SGLang release \"2024-01\"; releases: v0.5.5.post3, v0.5.10, v0.5.13"},
		{"-space - -format jsonl -ids -at 4", 0, `{"id":"`, ""},
		{"-space - -format shell -template run={id}={args} -at 4", 0, "#!/usr/bin/env bash\nrun=", ""},
		{"-space - -format shell", 1, "", "needs a template"},
		{"-space - -template {args}", 1, "", "format json takes no template"},
		{"-space - -format yaml -base /does/not/exist", 1, "", "/does/not/exist: no such file"},
		{"-space - -skip /does/not/exist", 1, "", "/does/not/exist: no such file"},

		{"-shard auto", 2, "", "not set: SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, SKYPILOT_JOB_RANK"},
		{"-shard auto/0", 2, "", "want auto or auto/N"},
		{"-shard automatic", 2, "", "want I/N"},
		{"-preset devices -space x", 2, "", "-space and -preset exclude each other"},
		{"-folder a -output b", 2, "", "-folder and -output exclude"},
		{"-by-index", 2, "", "-by-index requires -folder"},
		{"-best 3", 2, "", "-best requires -join"},
		{"-join x -best 3", 2, "", "-best requires -metric"},
		{"-join x -metric m", 2, "", "-metric requires -best, -pareto, -next, -skip or -effects"},
		{"-join x -format html", 2, "", "-format html requires -report"},
		{"-join x -ids", 2, "", "-ids is for configurations, and -join writes results as jsonl; add a -format such as args"},
		{"-format table", 2, "", "-format table requires -join"},
		{"-id 12345", 2, "", "want an id, or its first 6 hexadecimal digits or more"},
		{"-repeat 0", 2, "", "want a whole number, 1 or more"},
		{"-retry", 2, "", "-retry requires -skip"},
		{"-join x -where a<", 2, "", "condition: expected an operand"},
		{"-join x -results-profile sgalng", 2, "", `no profile "sgalng"; did you mean "sglang"?`},
		{"-join x -best 1 -metric min:", 2, "", "has no name"},
		{"-devices many", 2, "", "want a whole number"},
	})
}

func TestShardAuto(t *testing.T) {
	t.Setenv("JOB_COMPLETION_INDEX", "6")
	t.Setenv("PARAMGEN_SHARDS", "")
	want := runWith("", "-shard", "6/7", "-format", "args").out
	if got := runWith("", "-shard", "auto/7", "-format", "args"); got.out != want || got.err != "paramgen: -shard auto is 6/7\n" {
		t.Errorf("%d %s", got.status, got.err)
	}
	if got := runWith("", "-shard", "auto", "-count"); got.status != 2 || !strings.Contains(got.err, "PARAMGEN_SHARDS") {
		t.Errorf("%+v", got)
	}
	t.Setenv("PARAMGEN_SHARDS", "7")
	if got := runWith("", "-shard", "auto", "-format", "args"); got.out != want {
		t.Errorf("%+v", got.err)
	}
}

// TestJoinHuge: a space that is too large to search is an error that says what to do.
func TestJoinHuge(t *testing.T) {
	args := []string{"-preset", "throughput", "-sample", "3", "-format", "jsonl", "-ids"}
	sampled := runWith("", args...).out
	if got := runWith("", "-preset", "throughput", "-join", temporary(t, sampled)); got.status != 0 || strings.Count(got.out, "\n") != 3 {
		t.Errorf("%+v", got)
	}
	id := temporary(t, sampled[:strings.Index(sampled, ",")]+"}\n")
	partial := temporary(t, sampled[:strings.Index(sampled, ",")]+`, "page_size": 1}`)
	for _, args := range []string{"-join " + id, "-coverage 1 -of " + id, "-cover 1 -include " + id, "-coverage 1 -of " + partial, "-cover 1 -include " + partial} {
		got := runWith("", strings.Fields("-preset throughput "+args)...)
		if got.status != 1 || !strings.Contains(got.err, "1 of 1 results have neither an index nor a configuration of this space, and 4190315328000000 combinations are too many") {
			t.Errorf("%s: %+v", args, got)
		}
	}
	if got := runWith("", "-preset", "throughput", "-count", "-skip", id); got.status != 1 || !strings.Contains(got.err, "4190315328000000 combinations are too many to count with -skip") {
		t.Errorf("%+v", got)
	}
	foreign := temporary(t, `{"page_size": 999}`)
	if got := runWith("", "-preset", "throughput", "-join", foreign); got.status != 1 || !strings.Contains(got.err, "1 of 1 records match no combination of this selection, the first in line 1 by its values") {
		t.Errorf("%+v", got)
	}
	if got := runWith("", "-preset", "throughput", "-sample", "3", "-join", id); got.status != 0 || strings.Count(got.out, "\n") != 1 {
		t.Errorf("%+v", got)
	}
}

// TestJoinSelections: results that match no combination of the selection are reported, by id,
// index or values.
func TestJoinSelections(t *testing.T) {
	exported := runWith(small, "-space", "-", "-format", "jsonl", "-ids").out
	third := strings.SplitAfter(exported, "\n")[2]
	id := third[:strings.Index(third, ",")] + "}\n"
	plain := runWith(small, "-space", "-", "-format", "csv").out
	for _, test := range []struct {
		text, args string
		rows       int
		err        string // in it
	}{
		{exported, "", 6, ""},
		{exported + id, "", 7, ""},
		{plain, "", 6, ""},
		{exported, "-shard 0/2", 3, "3 of 6 records match no combination of this selection, the first in line 4"},
		{plain, "-max-combinations 2", 2, "4 of 6 records match no combination of this selection, the first in line 4"},
		{id, "-sample 6", 1, ""},
	} {
		got := runWith(small, strings.Fields("-space - -join "+temporary(t, test.text)+" "+test.args)...)
		if strings.Count(got.out, "\n") != test.rows || !strings.Contains(got.err, test.err) || (got.status == 0) != (test.err == "") {
			t.Errorf("%s of\n%s%+v", test.args, test.text, got)
		}
	}
}

// TestOpenCells: a row with an ambiguous cell is joined, skipped and included by its id, and is
// an error without one.
func TestOpenCells(t *testing.T) {
	const space = `{"parameters": [{"name": "a", "values": [null, ""]}, {"name": "b", "values": [1, 2]}]}`
	full := runWith(space, "-space", "-", "-format", "csv", "-ids").out
	file, open := temporary(t, full), temporary(t, runWith(space, "-space", "-", "-format", "csv").out)
	for _, test := range []struct{ args, want string }{
		{"-format csv -join ", "id,a,b,index\n"},
		{"-metric b -count -skip ", "0\n"},
		{"-format csv -ids -cover 1 -include ", full},
	} {
		got := runWith(space, strings.Fields("-space - "+test.args+file)...)
		if got.status != 0 || !strings.HasPrefix(got.out, test.want) {
			t.Errorf("%s: %+v", test.args, got)
		}
		got = runWith(space, strings.Fields("-space - "+test.args+open)...)
		if got.status != 1 || !strings.Contains(got.err, `paramgen: line 2, 3, 4, 5: the cell "" of the parameter "a" can be nil or ""`) {
			t.Errorf("%s without ids: %+v", test.args, got)
		}
	}
}

// temporary makes a file with the text.
func temporary(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSkipFlag skips a part of what was exported, by ids and by configurations.
func TestSkipFlag(t *testing.T) {
	for _, format := range [][]string{{"-format", "jsonl", "-ids"}, {"-format", "csv", "-ids"}, {"-format", "csv"}, {"-format", "json"}} {
		done := runWith(small, append(format, "-space", "-", "-max-combinations", "4")...).out
		path := temporary(t, done)
		if got := runWith(small, "-space", "-", "-format", "csv", "-metric", "a", "-skip", path); got.out != "a,b\n2,x\n2,7\n" || got.err != "" {
			t.Errorf("%v: %+v", format, got)
		}
		if got := runWith(small, "-space", "-", "-count", "-metric", "a", "-skip", path); got.out != "2\n" {
			t.Errorf("%v: %+v", format, got)
		}
	}
	lines := runWith(small, "-space", "-", "-format", "jsonl", "-ids").out
	torn := temporary(t, lines[:len(lines)-3])
	if got := runWith(small, "-space", "-", "-format", "csv", "-metric", "a", "-skip", torn); got.out != "a,b\n2,7\n" || !strings.Contains(got.err, "line 6 is ignored: truncated record") {
		t.Errorf("%+v", got)
	}
	foreign := temporary(t, `{"id": "0123456789ab", "t": 1}`)
	if got := runWith(small, "-space", "-", "-count", "-skip", foreign); got.out != "6\n" || !strings.Contains(got.err, "1 of 1 results to skip match no combination of this space") {
		t.Errorf("%+v", got)
	}
	nameless := temporary(t, `{"x": 1}`)
	if got := runWith(small, "-space", "-", "-count", "-skip", nameless); got.status != 1 || !strings.Contains(got.err, "neither a field id") {
		t.Errorf("%+v", got)
	}
}

// TestUnsetByOmission: a warning, once, says which parameters records without an id lack.
func TestUnsetByOmission(t *testing.T) {
	const space = `{"parameters": [{"name": "size", "values": [1, 2]}, {"name": "backend", "values": [null, "x"]}]}`
	const unset = `paramgen: results without an id lack the parameter "backend", which is taken as unset` + "\n"
	id := strings.Split(runWith(space, "-space", "-", "-at", "1", "-format", "csv", "-ids").out, "\n")[1][:12]
	for text, want := range map[string]string{
		`{"size": 1, "bakend": "x"}{"size": 2, "bakend": "x"}`: unset + `paramgen: the field "bakend" is no parameter and is ignored; did you mean "backend"?` + "\n",
		`{"size": 1, "t": 5}`:                          unset,
		`{"size": 1, "backend": null, "t": 5}`:         "",
		`{"id": "` + id + `", "size": 1, "bakend": 1}`: "",
	} {
		for _, flags := range []string{"-join ", "-count -skip "} {
			got := runWith(space, strings.Fields("-space - "+flags+temporary(t, text))...)
			if got.status != 0 || got.err != want {
				t.Errorf("%s%s: %+v, want diagnostics %q", flags, text, got, want)
			}
		}
	}
}

// TestSkipUnmatched: ids are reported as unmatched only after a walk over the whole space.
func TestSkipUnmatched(t *testing.T) {
	measured := func(text string) string { return temporary(t, strings.ReplaceAll(text, "}", `, "t": 1}`)) }
	last := measured(runWith("", "-at", "119231", "-format", "jsonl", "-ids").out)
	ids := measured(runWith(small, "-space", "-", "-format", "jsonl", "-ids").out + `{"id": "0123456789ab"}`)
	foreign := measured(`{"a": 77, "b": null}{"a": 2, "b": "x"}`)
	const strangers = "1 of 7 results to skip match no combination of this space"
	for _, test := range []struct {
		args string // separated by spaces
		err  string // the diagnostics, without the last newline
	}{
		{"-cover 1 -format csv -skip " + last, ""},
		{"-sample 3 -format csv -skip " + last, ""},
		{"-shard 0/2 -count -skip " + last, ""},
		{"-format github -skip " + last, "paramgen: the selection for format github is larger, want at most 256 entries; write it in parts with Shard or -shard I/N, or take fewer"},
		{"-count -max-combinations 3 -skip " + last, ""},
		{"-space - -count -skip " + ids, "paramgen: " + strangers},
		{"-space - -count -max-combinations 5 -skip " + ids, "paramgen: " + strangers}, // fewer remain
		{"-space - -count -skip " + foreign, "paramgen: 1 of 2 results to skip match no combination of this space"},
		{"-space - -sample 2 -count -skip " + foreign, "paramgen: 1 of 2 results to skip match no combination of this space"},
	} {
		if got := runWith(small, strings.Split(test.args, " ")...); strings.TrimSuffix(got.err, "\n") != test.err {
			t.Errorf("paramgen %s: diagnostics %q, want %q", test.args, got.err, test.err)
		}
	}
	var words bytes.Buffer
	if run([]string{"-format", "csv", "-skip", last}, nil, failing{io.ErrClosedPipe}, &words); words.Len() > 0 {
		t.Errorf("without a reader: diagnostics %q", words.String())
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "configs")
	base := temporary(t, `{"model_path": "m"}`)
	got := runWith(small, "-space", "-", "-folder", dir, "-by-index", "-base", base)
	if got.status != 0 || got.out != "" || !strings.Contains(got.err, "6 combinations written to "+dir) {
		t.Errorf("%+v", got)
	}
	text, err := os.ReadFile(filepath.Join(dir, "4.yaml"))
	if err != nil || !strings.HasSuffix(string(text), ", index 4\nmodel-path: \"m\"\n\"a\": 2\n\"b\": \"x\"\n") {
		t.Errorf("%s %v", text, err)
	}
	if got := runWith(small, "-space", "-", "-folder", dir); got.status != 1 || !strings.Contains(got.err, "is not empty") {
		t.Errorf("%+v", got)
	}
}

// TestDiskFull: without room for everything, neither a file nor a folder remains. A limit on file
// sizes acts as the disk.
func TestDiskFull(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	dir := t.TempDir()
	long := temporary(t, `{"parameters": [{"name": "x", "values": [1, "`+strings.Repeat("y", 20000)+`"]}]}`)
	for _, args := range []string{"-output all.json", "-format csv -output all.csv", "-space " + long + " -folder all"} {
		cmd := exec.Command("bash", "-c", "ulimit -f 8; exec "+os.Args[0]+" "+args)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), asCommand+"=1")
		if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "file too large") {
			t.Errorf("%s: %v: %s", args, err, out)
		}
	}
	if left, err := os.ReadDir(dir); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// fakeBench is a benchmark that computes its result from two flags.
const fakeBench = `bench() {
	local tp=1 total=0 id out
	while (($#)); do
		case $1 in
		--tp-size) tp=$2 ;;
		--max-total-tokens) total=$2 ;;
		--tag) id=$2 ;;
		--result-filename) out=$2 ;;
		esac
		shift
	done
	echo "{\"id\": \"$id\", \"throughput\": $((tp*100000 - total))}" >> "$out"
}
`

// TestSweep runs a whole sweep: the script of a sample, stopped halfway and resumed, and the best
// results.
func TestSweep(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	results := filepath.Join(t.TempDir(), "results.jsonl")
	bash := func(script string) {
		t.Helper()
		if out, err := exec.Command("bash", "-c", fakeBench+script).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	sweep := func(more ...string) string {
		got := runWith("", append([]string{"-sample", "8", "-format", "shell",
			"-template", "bench {args} --tag {id} --result-filename '" + results + "'"}, more...)...)
		if got.status != 0 {
			t.Fatal(got.err)
		}
		return got.out
	}
	script := sweep()
	lines := strings.SplitAfter(script, "\n")
	bash(strings.Join(lines[:5], ""))
	half, err := os.OpenFile(results, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	half.WriteString(`{"id": "`) // a killed run
	half.Close()
	rest := sweep("-skip", results)
	if rest != lines[0]+strings.Join(lines[5:], "") {
		t.Errorf("the rest of\n%s is not\n%s", script, rest)
	}
	bash(rest)
	if left := sweep("-skip", results); left != lines[0] {
		t.Errorf("left: %s", left)
	}
	joined := runWith("", "-join", results, "-best", "3", "-metric", "throughput")
	if joined.status != 0 || !strings.Contains(joined.err, "line 5 is ignored: truncated record") {
		t.Fatalf("%+v", joined)
	}
	checkBest(t, joined.out)
	front := runWith("", "-join", results, "-pareto", "-metric", "throughput", "-metric", "min:tp_size", "-format", "csv")
	if front.status != 0 || !strings.HasPrefix(front.out, "id,max_running_requests,") || strings.Count(front.out, "\n") < 3 {
		t.Errorf("%+v", front)
	}
	unknown := runWith("", "-join", results, "-best", "1", "-metric", "latency")
	if unknown.status != 1 || !strings.Contains(unknown.err, `no result has the metric "latency"; the numeric fields are throughput`) {
		t.Errorf("%+v", unknown)
	}
}

// checkBest checks three rows, best first, with their configurations.
func checkBest(t *testing.T, text string) {
	t.Helper()
	var figures []float64
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var row struct {
			ID         string
			Throughput float64
			TP         float64 `json:"tp_size"`
			Total      float64 `json:"max_total_tokens"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Throughput != row.TP*100000-row.Total {
			t.Errorf("%s: %v", line, err)
		}
		figures = append(figures, -row.Throughput)
	}
	if len(figures) != 3 || !slices.IsSorted(figures) {
		t.Error(figures)
	}
}
