package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallIDs returns the ids of the small space.
func smallIDs() (ids []string) {
	for _, line := range strings.Split(strings.TrimSpace(runWith(small, "-space", "-", "-format", "csv", "-ids").out), "\n")[1:] {
		ids = append(ids, line[:12])
	}
	return ids
}

// checkSmall runs arguments over the small space.
func checkSmall(t *testing.T, args string, out, err string) {
	t.Helper()
	got := runWith(small, append([]string{"-space", "-"}, strings.Split(args, " ")...)...)
	if got.out != out || !strings.Contains(got.err, err) || err == "" && got.err != "" {
		t.Errorf("paramgen %s: %+v, want %q, %q", args, got, out, err)
	}
}

// TestWinner writes the best configuration in every format.
func TestWinner(t *testing.T) {
	ids := smallIDs()
	file := temporary(t, fmt.Sprintf(`{"id": %q, "x": 3}{"id": %q, "x": 5}{"id": %q, "x": null}{"id": %[1]q, "x": 4}`, ids[1], ids[4], ids[5]))
	const lacks = "1 of 4 results have no number for x: 1 null"
	for format, want := range map[string]string{
		"args":  "--a 2 --b x\n",
		"env":   "PARAMGEN_ID=" + ids[4] + "\nPARAMGEN_INDEX=4\na=2\nb=x\n",
		"yaml":  "---\n# id " + ids[4] + ", index 4\n\"a\": 2\n\"b\": \"x\"\n",
		"json":  "[\n  {\n    \"a\": 2,\n    \"b\": \"x\"\n  }\n]\n",
		"table": "id            x\n" + ids[4] + "  5\nin all rows: a=2 b=x\n",
		"jsonl": `{"id": "` + ids[4] + `", "a": 2, "b": "x", "x": 5}` + "\n",
		"csv":   "id,a,b,x\n" + ids[4] + ",2,x,5\n",
		"shell -template run={id}={repetition}={args}": "#!/usr/bin/env bash\nrun=" + ids[4] + "=1=--a 2 --b x\n",
	} {
		checkSmall(t, "-join "+file+" -best 1 -metric x -format "+format, want, lacks)
	}
	checkSmall(t, "-join "+file+" -format args", "--a 1 --b x\n--a 2 --b x\n--a 2 --b 7\n", "")
	checkSmall(t, "-join "+file+" -where x<5 -where a==1 -format args", "--a 1 --b x\n", "")
	checkSmall(t, "-join "+file+" -where xx<5", "", `no result has the field "xx"`)
	checkSmall(t, "-join "+file+" -pareto -metric x -metric min:a -format args", "--a 2 --b x\n--a 1 --b x\n", lacks)
	checkSmall(t, "-join "+file+" -best 2 -metric x -by y", "", `no result has the field "y"`)
	dir := filepath.Join(t.TempDir(), "winner")
	checkSmall(t, "-join "+file+" -best 1 -metric x -repeat 2 -folder "+dir, "", "2 combinations written to "+dir)
	for i := range 2 {
		if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("%s-%d.yaml", ids[4], i+1))); err != nil {
			t.Error(err)
		}
	}
}

// TestSelectIDs selects combinations by prefixes of ids.
func TestSelectIDs(t *testing.T) {
	ids := smallIDs()
	checkSmall(t, "-format csv -id "+ids[4]+" -id "+strings.ToUpper(ids[1][:6]), "a,b\n1,x\n2,x\n", "")
	checkSmall(t, "-shard 0/2 -count -id "+ids[1], "1\n", "")
	checkSmall(t, "-shard 0/2 -count -id "+ids[4], "", "-id "+ids[4]+": no combination of this selection has this id")
	checkSmall(t, "-join "+temporary(t, fmt.Sprintf(`{"id": %q, "x": 1}`, ids[2]))+" -format csv -id "+ids[2], "id,a,b,x\n"+ids[2]+",1,7,1\n", "")
	two := `{"parameters": [{"name": "n", "values": [` + strings.TrimSuffix(strings.Repeat("%d,", 6000), ",") + `]}]}`
	var numbers []any
	for i := range 6000 {
		numbers = append(numbers, i)
	}
	space := fmt.Sprintf(two, numbers...)
	seen := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(runWith(space, "-space", "-", "-format", "csv", "-ids").out), "\n")[1:] {
		first, twice := seen[line[:6]]
		seen[line[:6]] = line[:12]
		if !twice {
			continue
		}
		got := runWith(space, "-space", "-", "-id", line[:6], "-count")
		if got.status != 1 || !strings.Contains(got.err, "several combinations have ids that begin so: "+first+", "+line[:12]+"; give more digits") {
			t.Errorf("%+v", got)
		}
		return
	}
	t.Error("no two ids begin alike")
}

// TestRetry resumes and retries, with a metric and without, and with repetitions.
func TestRetry(t *testing.T) {
	ids := smallIDs()
	file := temporary(t, fmt.Sprintf(`{"id": %q, "x": 3}{"id": %q, "error": "killed"}{"id": %q, "y": 1}{"id": %q}`, ids[0], ids[1], ids[2], ids[3]))
	const failed = "2 of 4 results are of failed runs and are not skipped: 1 an error, 1 nothing but an identity"
	const lacking = "3 of 4 results are of failed runs and are not skipped: 3 x absent"
	checkSmall(t, "-format csv -skip "+file, "a,b\n1,x\n2,\n2,x\n2,7\n", failed)
	checkSmall(t, "-format csv -metric x -skip "+file, "a,b\n1,x\n1,7\n2,\n2,x\n2,7\n", lacking)
	checkSmall(t, "-format csv -retry -skip "+file, "a,b\n1,x\n2,\n", failed)
	checkSmall(t, "-count -retry -metric x -skip "+file, "3\n", lacking)
	checkSmall(t, "-max-combinations 2 -format csv -ids -repeat 2 -metric x -skip "+file,
		"id,index,repetition,a,b\n"+ids[0]+",0,2,1,\n"+ids[1]+",1,2,1,x\n"+ids[1]+",1,3,1,x\n", lacking)
	loads := temporary(t, fmt.Sprintf(`{"id": %q, "x": 3, "rate": 1}{"id": %q, "x": 3, "rate": 2}{"id": %[2]q, "x": 3, "rate": 1}`, ids[0], ids[1]))
	checkSmall(t, "-count -by rate -skip "+loads, "5\n", "")
}

// TestResultFolder reads a folder and a file in it, once each, and does not write over them.
func TestResultFolder(t *testing.T) {
	ids := smallIDs()
	dir := t.TempDir()
	for _, id := range ids[:2] {
		if err := os.WriteFile(filepath.Join(dir, id+".json"), []byte("{\n  \"x\": 1\n}\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	first := filepath.Join(dir, ids[0]+".json")
	checkSmall(t, "-count -skip "+dir+" -skip "+first, "4\n", "")
	checkSmall(t, "-join "+dir+" -output "+first, "", "would replace the file that -join reads")
	sglang := temporary(t, fmt.Sprintf(`{"run_name": "%s-r1", "completed": 0, "x": 0}{"run_name": %q, "completed": 5, "x": 9}`, ids[0], ids[1]))
	checkSmall(t, "-join "+sglang+" -results-profile sglang -best 1 -metric min:x -format args", "--a 1 --b x\n", "1 of 2 results have no number for x: 1 failed run")
}

// TestSpread prints the spread of repeats, and that the best is not distinguishable.
func TestSpread(t *testing.T) {
	ids := smallIDs()
	var text strings.Builder
	for i, x := range []float64{10, 11, 12, 13, 11, 12, 13, 14, 1, 2, 3, 4} {
		fmt.Fprintf(&text, `{"id": %q, "x": %v}`+"\n", ids[i/4], x)
	}
	checkSmall(t, "-join "+temporary(t, text.String())+" -best 3 -metric x -format table",
		"id            runs           x  b\n"+ids[1]+"     4  12.5 ± 12%  x\n"+ids[0]+"     4  11.5 ± 13%  nil\n"+ids[2]+"     4   2.5 ± 60%  \"7\"\nin all rows: a=1\n",
		"the best, "+ids[1]+", is not distinguishable from the next 1 (rank-sum test, 5 %); run them more often to tell them apart")
}
