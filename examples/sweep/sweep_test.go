package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSweep runs sweep.sh with the command and the program of this folder.
func TestSweep(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	script, err := os.ReadFile("sweep.sh")
	if err != nil {
		t.Fatal(err)
	}
	checkLength(t, string(script))
	bin, dir := t.TempDir(), t.TempDir()
	for _, pkg := range []string{".", "../../cmd/paramgen"} {
		if out, err := exec.Command("go", "build", "-o", bin, pkg).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	space, err := os.ReadFile("space.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "space.json"), space, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-c", string(script))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	var words strings.Builder
	cmd.Stderr = &words
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s\n%s", err, out, words.String())
	}
	if !strings.Contains(words.String(), "is ignored: truncated record") || !strings.Contains(words.String(), "of failed runs and are not skipped") {
		t.Errorf("diagnostics: %s", words.String())
	}
	if lines := strings.Split(strings.TrimSpace(string(out)), "\n"); len(lines) < 5 {
		t.Errorf("output: %s", out)
	}
	checkResults(t, dir, string(out))
}

// checkLength checks that the script has at most 15 lines besides comments.
func checkLength(t *testing.T, script string) {
	t.Helper()
	n := 0
	for _, line := range strings.Split(strings.TrimSpace(script), "\n") {
		if !strings.HasPrefix(line, "#") {
			n++
		}
	}
	if n > 15 {
		t.Errorf("%d lines", n)
	}
}

// result is a line of results.jsonl.
type result struct {
	ID          string
	Error       string
	Concurrency int
	Throughput  float64
}

// checkResults checks that 40 configurations have a result for both loads and that three failed
// first. It compares the server that was launched with the best of the file.
func checkResults(t *testing.T, dir, out string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "results.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	failed, best := map[string]bool{}, map[[2]any][]float64{}
	for _, line := range strings.Split(string(text), "\n") {
		if i := strings.LastIndex(line, `{"`); i > 0 {
			line = line[i:] // after the truncated record
		}
		var r result
		if json.Unmarshal([]byte(line), &r) != nil {
			continue
		}
		if r.Error != "" {
			failed[r.ID] = true
			continue
		}
		load := [2]any{r.ID, r.Concurrency}
		best[load] = append(best[load], r.Throughput)
	}
	if len(failed) != 3 || len(best) != 80 {
		t.Errorf("%d failed, %d of 80 loads have a result", len(failed), len(best))
	}
	winner, most := "", 0.0
	for load, all := range best {
		if x := all[len(all)-1]; x > most {
			winner, most = load[0].(string), x
		}
		if len(all) > 1 {
			t.Errorf("%v was run %d times", load, len(all))
		}
	}
	args, err := exec.Command("go", "run", "../../cmd/paramgen", "-space", "space.json", "-id", winner, "-format", "args").Output()
	if err != nil {
		t.Fatal(err)
	}
	if launched := "serving with " + string(args); !strings.HasSuffix(out, launched) {
		t.Errorf("%s\nlaunched, want %s", out, launched)
	}
}
