package atomicfile

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestSyncs traces the system calls of a write: content is synced before the file or folder is
// renamed, and the parent folder after it.
func TestSyncs(t *testing.T) {
	if dir := os.Getenv("ATOMICFILE_WATCHED"); dir != "" {
		writeWatched(t, dir)
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	dir, log := t.TempDir(), filepath.Join(t.TempDir(), "log")
	child := exec.Command(strace, "-f", "-y", "-s", "512", "-o", log,
		"-e", "trace=write,fsync,rename,renameat,renameat2", os.Args[0], "-test.run=^TestSyncs$")
	child.Env = append(os.Environ(), "ATOMICFILE_WATCHED="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v\n%s", err, out)
	}
	expect(t, filepath.Join(dir, "f"), "watched")
	expect(t, filepath.Join(dir, "folder", "sub", "g"), "below")
	calls, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	parent := regexp.QuoteMeta(dir)
	temporary := parent + `/[^>/"]*\.tmp`
	inOrder(t, string(calls),
		`write\(\d+<`+temporary+`>, "watched"`,
		synced(temporary),
		`rename[at2]*\(.*`+temporary+`".*`+parent+`/f"`,
		synced(parent))
	for _, in := range []string{"", "/sub", "/sub/g"} {
		inOrder(t, string(calls),
			`write\(\d+<`+temporary+`/sub/g>, "below"`,
			synced(temporary+in),
			`rename[at2]*\(.*`+temporary+`".*`+parent+`/folder"`,
			synced(parent))
	}
}

// writeWatched writes a file, and one in a folder of a folder.
func writeWatched(t *testing.T, dir string) {
	t.Helper()
	write(t, filepath.Join(dir, "f"), "watched")
	err := Folder(filepath.Join(dir, "folder"), func(dir string) error {
		sub := filepath.Join(dir, "sub")
		return errors.Join(os.Mkdir(sub, 0o777), os.WriteFile(filepath.Join(sub, "g"), []byte("below"), 0o666))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func synced(path string) string { return `fsync\(\d+<` + path + `>(\) += 0| <unfinished)` }

// inOrder looks for the calls in this order.
func inOrder(t *testing.T, calls string, patterns ...string) {
	t.Helper()
	rest := calls
	for _, p := range patterns {
		at := regexp.MustCompile(p).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("no %s after the call before it in\n%s", p, calls)
		}
		rest = rest[at[1]:]
	}
}
