package mutants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// How long tests may take under a mutation, those that the table names and all of a package: many times what they take without. A mutant that loops
// for ever is caught by it.
const (
	patience     = 2 * time.Minute
	longPatience = 30 * time.Minute
)

// memory bounds what a mutant may allocate, in KiB, where the system can: one that grows for ever would take the machine with it.
const memory = 4 << 20

// outcome is what the tests of a package say.
type outcome struct {
	passed  bool
	test    string // that failed first; "" where none was run
	endless bool   // it was stopped
	output  string
}

// overlay writes what makes go see the mutation in place of the file, and returns the environment for it. It stands in GOFLAGS, so that commands
// which tests build are mutated too.
func (m *mutant) overlay(t *testing.T) []string {
	dir := t.TempDir()
	file, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(m.file)))
	if err != nil {
		t.Fatal(err)
	}
	original, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := m.in(string(original))
	if err != nil {
		t.Fatal(err)
	}
	mutated, list := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: mutated}})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{mutated: []byte(text), list: replace} {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+list))
}

// run runs tests of a package.
func run(env []string, pkg, tests string, limit time.Duration) outcome {
	args := []string{"test", "-json", "-vet=off", "-count=1", "-short", "-failfast", "-timeout", fmt.Sprint(limit), "-run", tests}
	if runtime.GOOS != "windows" {
		args = append(args, "-exec", fmt.Sprintf(`sh -c 'ulimit -v %d; exec "$0" "$@"'`, memory))
	}
	cmd := exec.Command("go", append(args, "./"+pkg)...)
	cmd.Dir, cmd.Env = root, env
	output, err := cmd.CombinedOutput()
	o := outcome{passed: err == nil, output: string(output)}
	if err != nil {
		o.test, o.endless = failed(output), strings.Contains(o.output, "panic: test timed out")
	}
	return o
}

// failed finds the test that failed first or, where the process ended without saying, the one that was running.
func failed(output []byte) string {
	var running []string
	for _, line := range bytes.Split(output, []byte("\n")) {
		var event struct{ Action, Test string }
		if json.Unmarshal(line, &event) != nil || event.Test == "" || strings.Contains(event.Test, "/") {
			continue
		}
		switch event.Action {
		case "run":
			running = append(running, event.Test)
		case "fail":
			return event.Test
		case "pass", "skip":
			running = running[:len(running)-1]
		}
	}
	if len(running) == 0 {
		return ""
	}
	return running[len(running)-1]
}
