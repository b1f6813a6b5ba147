package tune

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSearch runs the loop, once from the beginning and once after an interruption that has cut
// off the last line.
func TestSearch(t *testing.T) {
	for _, tool := range []string{"bash", "gzip", "split", "rev"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s", tool)
		}
	}
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", dir, "../../cmd/paramgen").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"bench.sh", "search.sh", "space.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	search := func() string {
		cmd := exec.Command("./search.sh")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		var diagnostics strings.Builder
		cmd.Stderr = &diagnostics
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, &diagnostics)
		}
		return string(out)
	}
	best := search()
	results := filepath.Join(dir, "results.jsonl")
	text, err := os.ReadFile(results)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(lines)
	if n := len(slices.Compact(lines)); n != 24 {
		t.Errorf("%d different results, want 24", n)
	}
	if !strings.Contains(best, `"order": "reversed"`) {
		t.Errorf("the best is %s", best)
	}
	cut := text[:strings.LastIndex(strings.TrimSpace(string(text)), "\n")+9]
	if err := os.WriteFile(results, append(cut, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	if again := search(); !strings.Contains(again, `"order": "reversed"`) {
		t.Errorf("after an interruption the best is %s", again)
	}
}
