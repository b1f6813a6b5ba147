package wholefile

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestSyncs watches the system calls of a write: the text is on the disk before the file or folder takes its place, and then the place is.
func TestSyncs(t *testing.T) {
	if dir := os.Getenv("WHOLEFILE_WATCHED"); dir != "" {
		writeWatched(t, dir)
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("there is no strace here")
	}
	dir, log := t.TempDir(), filepath.Join(t.TempDir(), "log")
	child := exec.Command(strace, "-f", "-y", "-s", "512", "-e", "trace=write,fsync,rename,renameat,renameat2", "-o", log, os.Args[0], "-test.run=^TestSyncs$")
	child.Env = append(os.Environ(), "WHOLEFILE_WATCHED="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Skipf("strace may not watch here: %v\n%s", err, out)
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

// inOrder looks for each call behind that before it.
func inOrder(t *testing.T, calls string, patterns ...string) {
	t.Helper()
	rest := calls
	for _, p := range patterns {
		at := regexp.MustCompile(p).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("no %s behind the call before it in\n%s", p, calls)
		}
		rest = rest[at[1]:]
	}
}
