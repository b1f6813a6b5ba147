package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asCommand is the variable that makes the test binary the command, so that no test builds it.
const asCommand = "PARAMGEN_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

func child(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	return cmd
}

// result is the outcome of a run.
type result struct {
	status   int
	out, err string
}

func runWith(stdin string, args ...string) result {
	var out, words bytes.Buffer
	status := run(args, strings.NewReader(stdin), &out, &words)
	return result{status, out.String(), words.String()}
}

const small = `{"parameters": [{"name": "a", "values": [1, 2, 3]}, {"name": "b", "values": [null, "x", "7"]}], "rules": ["a < 3"]}`

// runTest is a run of the command.
type runTest struct {
	args   string // separated by spaces
	status int
	out    string // the output, or its beginning
	err    string // contained in the diagnostics, which are empty if this is
}

func equal(got, want string) bool { return got == want }

// checkRuns runs the command with the space small as standard input, and compares what it does.
// match compares outputs.
func checkRuns(t *testing.T, match func(got, want string) bool, tests []runTest) {
	t.Helper()
	for _, test := range tests {
		got := runWith(small, strings.Split(test.args, " ")...)
		if got.status != test.status || !match(got.out, test.out) || !strings.Contains(got.err, test.err) || (test.err == "") != (got.err == "") {
			t.Errorf("paramgen %s\ngave %+v\nwant %d, %q, diagnostics with %q", test.args, got, test.status, test.out, test.err)
		}
		if got.status != 0 && got.out == "" && !strings.HasPrefix(got.err, "paramgen: ") {
			t.Errorf("paramgen %s: the diagnostics %q have no prefix", test.args, got.err)
		}
	}
}

// TestCommand checks answers.
func TestCommand(t *testing.T) {
	checkRuns(t, equal, []runTest{
		{"-count", 0, "119232\n", ""},
		{"--count --rule tp_size*dp_size<=8", 0, "89424\n", ""},
		{"-no-filter -count", 0, "576000\n", ""},
		{"-drop attention_backend -count", 0, "29808\n", ""},
		{"-add my_custom_param=1,2,3,4 -rule my_custom_param<4||tp_size<=2 -count", 0, "417312\n", ""},
		{"-set tp_size=1 -count", 0, "29808\n", ""},
		{"-drop tp_size -add tp_size=1,2 -count", 0, "59616\n", ""},
		{"-shard 0/7 -count", 0, "17033\n", ""},
		{"-shard 6/7 -count", 0, "17034\n", ""},
		{"-sample 10 -count", 0, "10\n", ""},
		{"-sample 200000 -count", 0, "119232\n", ""},
		{"-sample 10 -shard 2/3 -count", 0, "4\n", ""},
		{"-max-combinations 5 -count", 0, "5\n", ""},
		{"-max-combinations 200000 -count", 0, "119232\n", ""},
		{"-space - -count", 0, "6\n", ""},
		{"-space - -format csv", 0, "a,b\n1,\n1,x\n1,7\n2,\n2,x\n2,7\n", ""},
		{"-space - -format jsonl -at 4", 0, "{\"a\":2,\"b\":\"x\"}\n", ""},
		{"-space - -format args -shard 1/3", 0, "--a 1 --b 7\n--a 2\n", ""},
		{"-space - -max-combinations 1", 0, "[\n  {\n    \"a\": 1,\n    \"b\": null\n  }\n]\n", "the first 1 of 6 combinations: 0 of 2 parameters vary (not: a, b); -sample 1 samples the whole space"},
		{"-space - -max-combinations 3 -format csv", 0, "a,b\n1,\n1,x\n1,7\n", "1 of 2 parameters vary (not: a); "},
		{"-space - -max-combinations 0", 0, "[]\n", "the selection is empty; the space has 6 valid combinations"},
		{"-space - -rule a>3", 0, "[]\n", "no combination is valid: everything is forbidden by "},
		{"-space - -rule a>3 -format csv", 0, "a,b\n", "no combination is valid: everything is forbidden by "},
		{"-space - -set b=nil,'p,q',2.50,-1,0x1,\"\" -drop a -format args -no-filter", 0, "\n--b p,q\n--b 2.5\n--b=-1\n--b 0x1\n--b ''\n", "2.50 is the number 2.5"},
		{"-space - -check a=1,b=x", 0, "valid\n", ""},
		{"-space - -check a=1,b=None", 0, "valid\n", ""},
		{"-space - -check a=3 -check b=x", 1, "rule \"a < 3\" rejects it: 3 >= 3\n", ""},
		{"-space - -check a=1,b=7", 0, "valid\n", ""},
		{"-space - -check a=3,b='x'", 1, "rule \"a < 3\" rejects it: 3 >= 3\n", ""},
		{"-space - -check A=3,b=8", 1, "no parameter \"A\"; did you mean \"a\"?\nparameter \"b\": 8 is not among its values nil, \"x\", \"7\"\nno value for a; give nil to leave it unset\n", ""},
		{"-space - -check a='1',b=nil", 1, "parameter \"a\": has the number 1, not the string \"1\"\n", ""},
		{"-count=false -format args -space - -at 0", 0, "--a 1\n", ""},
	})
}

// TestFailures checks errors of spaces, questions and files.
func TestFailures(t *testing.T) {
	checkRuns(t, equal, []runTest{
		{"-space - -at 6", 1, "", "index is 6, want 0 up to, but not including, 6"},
		{"-space /does/not/exist -count", 1, "", "/does/not/exist: no such file"},
		{"-space - -output /does/not/exist", 1, "", "open /does/not/exist: no such file or directory\n"},
		{"-space - -output=", 1, "", "the path to write to is empty"},
		{"-space - -folder=", 1, "", "the path to write to is empty"},
		{"-space= -count", 1, "", "no such file"},
		{"-rule tp_sise<2", 1, "", `rule "tp_sise<2": no parameter "tp_sise"; did you mean "tp_size"?`},
		{"-rule tp_size< -count", 1, "", "^"},
		{"-drop nothing", 1, "", `no parameter "nothing"`},
		{"-set tp_size=1,1.0", 1, "", `parameter "tp_size": value 2`},
		{"-preset thruput -count", 1, "", "no preset \"thruput\"; presets: default, devices, serving, throughput\n"},
		{"-preset devicez -count", 1, "", "did you mean \"devices\"?"},
		{"-set tp_size=1,1 -rule tp_sise<2", 1, "", "no parameter \"tp_sise\""},
	})
}

// TestBadValues checks the errors of unknown flags and malformed values.
func TestBadValues(t *testing.T) {
	checkRuns(t, equal, []runTest{
		{"-nope", 2, "", "no flag -nope"},
		{"-smaple 3", 2, "", "no flag -smaple; did you mean -sample?"},
		{"--max_combinations=3", 2, "", "did you mean -max-combinations?"},
		{"-sample", 2, "", "flag needs an argument: -sample"},
		{"-count=maybe", 2, "", "invalid boolean value"},
		{"extra", 2, "", `unexpected argument "extra"`},
		{"-format xml", 2, "", `no format "xml"; formats: json, jsonl, csv, args`},
		{"-format xml -count", 2, "", "paramgen: invalid value \"xml\" for flag -format: no format"},
		{"-metric min:", 2, "", "for flag -metric: metric"},
		{"-sample -1", 2, "", "want a whole number, 0 or more"},
		{"-max-combinations x", 2, "", "want a whole number"},
		{"-shard 3/3", 2, "", "want I/N"},
		{"-shard 3", 2, "", "want I/N"},
		{"-at -1", 2, "", "want an index"},
		{"-set x", 2, "", "want NAME=V1,V2"},
		{"-set x=", 2, "", "a value is empty"},
		{"-set x=1,,2", 2, "", "a value is empty"},
		{"-set x='a", 2, "", "no closing quote"},
		{"-set x=\"a", 2, "", "not a quoted string"},
		{"-set x='a'b", 2, "", "want a comma before b"},
		{"-set x=1e-400", 2, "", "1e-400 does not fit in 64 bits"},
		{"-set x=18446744073709551616", 2, "", "18446744073709551616 does not fit in 64 bits"},
		{"-check a", 2, "", "want NAME=VALUE"},
		{"-check a=1,a=2", 2, "", "a is given twice"},
		{"-check a=1 -check a=2", 2, "", "a is given twice"},
		{"-near a=1 -near a=1", 2, "", "a is given twice"},
		{"-sample 1 -seed 0x10", 2, "", "for flag -seed: want a whole number, 0 to 18446744073709551615"},
		{"-sample 1 -seed 1_0", 2, "", "want a whole number"},
		{"-sample 1 -seed -1", 2, "", "want a whole number"},
		{"-sample 1 -seed 18446744073709551616", 2, "", "want a whole number"},
		{"-drop=", 2, "", "must not be empty"},
	})
}

// TestBadCompany checks the errors of flags that do not go together.
func TestBadCompany(t *testing.T) {
	checkRuns(t, equal, []runTest{
		{"-count -ids", 2, "", "-count and -ids exclude each other"},
		{"-count -template x", 2, "", "-count and -template exclude each other"},
		{"-count -base x", 2, "", "-count and -base exclude each other"},
		{"-report -ids", 2, "", "-report and -ids exclude each other"},
		{"-report -template x", 2, "", "-report and -template exclude each other"},
		{"-show-info -base x", 2, "", "-show-info and -base exclude each other"},
		{"-check a=1 -ids", 2, "", "-check and -ids exclude each other"},
		{"-near a=1 -ids", 2, "", "-near and -ids exclude each other"},
		{"-diff x -ids", 2, "", "-diff and -ids exclude each other"},
		{"-seed 3", 2, "", "-seed requires -sample"},
		{"-balanced", 2, "", "-balanced requires -sample"},
		{"-check a=1 -count", 2, "", "-check and -count exclude each other"},
		{"-at 1 -sample 2", 2, "", "-at and -sample exclude each other"},
		{"-count -format csv", 2, "", "-count and -format exclude"},
		{"-show-info -format csv", 2, "", "-show-info writes text, or -format json or space, not csv"},
		{"-format space", 2, "", "-format space requires -show-info"},
		{"-report -format space", 2, "", "-format space requires -show-info"},
	})
}

// TestNumberOrString: a word without quotes is the number if the parameter has it, as any type,
// or else the string.
func TestNumberOrString(t *testing.T) {
	const space = `{"parameters": [{"name": "x", "values": [1.0, "1", 2, "2", 1152921504606846976.0, "1152921504606846976", "3"]}], "rules": ["%s"]}`
	for _, test := range []struct {
		rule, word string
		status     int
	}{
		{`x != \"1\"`, "1", 0}, {`x != \"1\"`, "'1'", 1}, {`x != \"2\"`, "2.0", 0}, {`x != \"2\"`, "2", 0}, {`x != \"3\"`, "3", 1},
		{`x != \"1152921504606846976\"`, "1152921504606846976", 0},
	} {
		got := runWith(strings.Replace(space, "%s", test.rule, 1), "-space", "-", "-check", "x="+test.word)
		if got.status != test.status || got.err != "" {
			t.Errorf("%s of %s: %+v", test.word, test.rule, got)
		}
	}
}

// TestBlanks: -set trims the name of a parameter, as -check does.
func TestBlanks(t *testing.T) {
	if got := runWith("", "-set", " tp_size = 4, 8", "-count"); got != runWith("", "-set", "tp_size=4,8", "-count") || got.status != 0 {
		t.Errorf("%+v", got)
	}
	if got := runWith("", "-set", " = 4", "-count"); got.status != 2 || !strings.Contains(got.err, "want NAME=V1,V2") {
		t.Errorf("%+v", got)
	}
}

func TestMainJob(t *testing.T) {
	var all []map[string]any
	if err := json.Unmarshal([]byte(runWith("").out), &all); err != nil || len(all) != 119232 {
		t.Errorf("%d combinations, error %v", len(all), err)
	}
	records, err := csv.NewReader(strings.NewReader(runWith("", "-format", "csv").out)).ReadAll()
	if err != nil || len(records) != 119233 || len(records[0]) != 10 {
		t.Errorf("%d records, error %v", len(records), err)
	}
	var shards strings.Builder
	for _, i := range []string{"0/3", "1/3", "2/3"} {
		shards.WriteString(runWith("", "-format", "args", "-shard", i).out)
	}
	if shards.String() != runWith("", "-format", "args").out {
		t.Error("the shards do not add up to all combinations")
	}
}

func TestSample(t *testing.T) {
	ten := runWith("", "-sample", "10", "-format", "jsonl").out
	if four := runWith("", "-sample", "10", "-max-combinations", "4", "-format", "jsonl"); !strings.HasPrefix(ten, four.out) ||
		strings.Count(four.out, "\n") != 4 || four.err != "" {
		t.Errorf("%+v is no prefix of %s", four, ten)
	}
	parts := ""
	for _, i := range []string{"0/3", "1/3", "2/3"} {
		parts += runWith("", "-sample", "10", "-shard", i, "-format", "jsonl").out
	}
	if parts != ten {
		t.Error("the shards of a sample do not add up to the sample")
	}
	if runWith("", "-sample", "10", "-seed", "1", "-format", "jsonl").out != ten || runWith("", "-sample", "10", "-seed", "2", "-format", "jsonl").out == ten {
		t.Error("samples do not depend on the seed alone")
	}
	for _, seed := range []string{"010", "08", "18446744073709551615"} { // decimal
		got := runWith("", "-sample", "10", "-seed", seed, "-format", "jsonl")
		if got.status != 0 || got.out != runWith("", "-sample", "10", "-seed", strings.TrimLeft(seed, "0"), "-format", "jsonl").out {
			t.Errorf("seed %s: %+v", seed, got)
		}
	}
}

// TestBalanced: of 530 combinations 5 have kernel linear, but in a balanced sample a third.
func TestBalanced(t *testing.T) {
	space := `{"parameters": [
		{"name": "kernel", "values": ["linear", "rbf", "poly"]},
		{"name": "c", "values": [0.1, 1, 10, 100, 1000]},
		{"name": "gamma", "values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21],
		 "when": "kernel != \"linear\""},
		{"name": "degree", "values": [2, 3, 4, 5], "when": "kernel == \"poly\""}]}`
	if got := runWith(space, "-space", "-", "-count"); got.out != "530\n" {
		t.Fatal(got)
	}
	for _, tt := range []struct {
		flags       []string
		least, most int // of 100 first draws
	}{{nil, 0, 4}, {[]string{"-balanced"}, 25, 42}} {
		linear := 0
		for seed := range 100 {
			got := runWith(space, append(tt.flags, "-space", "-", "-sample", "1", "-seed", fmt.Sprint(seed), "-format", "jsonl")...)
			linear += strings.Count(got.out, `"linear"`)
		}
		if linear < tt.least || linear > tt.most {
			t.Errorf("%v: %d of 100 combinations have kernel linear", tt.flags, linear)
		}
	}
}

func TestShowInfo(t *testing.T) {
	if got := runWith("", "-show-info"); got.status != 0 || !strings.Contains(got.out, "valid:        119,232\n") {
		t.Errorf("%+v", got)
	}
	var info struct {
		Parameters         []struct{ Name, Description string }
		Theoretical, Valid json.Number
	}
	got := runWith("", "-show-info", "-format", "json")
	if err := json.Unmarshal([]byte(got.out), &info); err != nil || info.Valid != "119232" || info.Theoretical != "576000" || len(info.Parameters) != 10 {
		t.Errorf("%+v, error %v", info, err)
	}
}

func TestVersion(t *testing.T) {
	if got := runWith("", "-version"); got.status != 0 || !strings.HasPrefix(got.out, "paramgen ") {
		t.Errorf("%+v", got)
	}
}

func TestOutput(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	for _, args := range [][]string{{"-format", "csv"}, {"-count"}, {"-show-info"}, {"-check", "a=3,b=x"}} {
		args = append(args, "-space", "-")
		want := runWith(small, args...)
		got := runWith(small, append(args, "-output", path)...)
		data, err := os.ReadFile(path)
		if got.status != want.status || got.out != "" || string(data) != want.out || err != nil {
			t.Errorf("%v: %+v, the file holds %q, want %q", args, got, data, want.out)
		}
	}
	if got := runWith(small, "-space", "-", "-at", "9", "-output", path); got.status != 1 {
		t.Errorf("%+v", got)
	}
	if entries, err := os.ReadDir(dir); len(entries) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// failing is a standard output on which every write fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestBrokenOutput(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{syscall.ENOSPC, "paramgen: no space left on device\n"}, {syscall.EPIPE, ""}, {io.ErrClosedPipe, ""},
	} {
		for _, args := range [][]string{nil, {"-count"}, {"-show-info"}, {"-check", "tp_size=1"}, {"-h"}, {"-version"}} {
			var words bytes.Buffer
			if status := run(args, nil, failing{test.err}, &words); status != 1 || words.String() != test.want {
				t.Errorf("%v, %v: status %d, diagnostics %q", args, test.err, status, words.String())
			}
		}
	}
}

func TestDevFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Logf("there is no /dev/full: %v", err)
		return
	}
	defer full.Close()
	var words bytes.Buffer
	if status := run([]string{"-output", "/dev/full"}, nil, io.Discard, &words); status != 1 || !strings.Contains(words.String(), "no space left") {
		t.Errorf("status %d, diagnostics %q", status, words.String())
	}
	cmd := child("-format", "csv")
	cmd.Stdout, cmd.Stderr = full, &words
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 || strings.Count(words.String(), "no space left") != 2 {
		t.Errorf("%v, diagnostics %q", err, words.String())
	}
}

// TestSignal stops a process that would write for years.
func TestSignal(t *testing.T) {
	dir := t.TempDir()
	cmd := child("-space", "-", "-format", "csv", "-output", filepath.Join(dir, "out"))
	cmd.Stdin = strings.NewReader(endless())
	var words bytes.Buffer
	cmd.Stderr = &words
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 1000 { // until it writes
		if entries, _ := os.ReadDir(dir); len(entries) > 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cmd.Process.Signal(os.Interrupt)
	err := cmd.Wait()
	if entries, _ := os.ReadDir(dir); cmd.ProcessState.ExitCode() != 1 || len(entries) != 0 || !strings.Contains(words.String(), "stopped by a signal") {
		t.Errorf("%v, diagnostics %q, left behind %v", err, words.String(), entries)
	}
}

func TestStoppable(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var b bytes.Buffer
	s := &stoppable{ctx, &b}
	if n, err := s.Write([]byte("a")); n != 1 || err != nil {
		t.Error(n, err)
	}
	cancel()
	if _, err := s.Write([]byte("b")); !errors.Is(err, errStopped) || b.String() != "a" {
		t.Errorf("error %v, wrote %q", err, b.String())
	}
}
