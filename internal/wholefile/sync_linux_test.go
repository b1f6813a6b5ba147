package wholefile

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestSyncs watches the system calls of a write: the text is on the disk before the file takes its place, and then the place is.
func TestSyncs(t *testing.T) {
	if path := os.Getenv("WHOLEFILE_WATCHED"); path != "" {
		write(t, path, "watched")
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("there is no strace here")
	}
	dir, log := t.TempDir(), filepath.Join(t.TempDir(), "log")
	child := exec.Command(strace, "-f", "-y", "-s", "512", "-e", "trace=write,fsync,rename,renameat,renameat2", "-o", log, os.Args[0], "-test.run=^TestSyncs$")
	child.Env = append(os.Environ(), "WHOLEFILE_WATCHED="+filepath.Join(dir, "f"))
	if out, err := child.CombinedOutput(); err != nil {
		t.Skipf("strace may not watch here: %v\n%s", err, out)
	}
	expect(t, filepath.Join(dir, "f"), "watched")
	calls, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	rest, folder := calls, regexp.QuoteMeta(dir)
	for _, call := range []string{
		`write\(\d+<` + folder + `/[^>]*\.tmp>, "watched"`,
		`fsync\(\d+<` + folder + `/[^>]*\.tmp>(\) += 0| <unfinished)`,
		`rename[at2]*\(.*` + folder + `/[^"]*\.tmp".*` + folder + `/f"`,
		`fsync\(\d+<` + folder + `>(\) += 0| <unfinished)`,
	} {
		at := regexp.MustCompile(call).FindIndex(rest)
		if at == nil {
			t.Fatalf("no %s behind the call before it in\n%s", call, calls)
		}
		rest = rest[at[1]:]
	}
}
