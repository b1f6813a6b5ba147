//go:build unix

package wholefile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// Cases that are met so rarely that no other test comes to them.

func TestAbsoluteLink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "file"), link); err != nil {
		t.Fatal(err)
	}
	write(t, link, "new")
	expect(t, filepath.Join(dir, "file"), "new")
	expectNames(t, dir, "file", "link")
}

// TestOpenFile: a name for an open file, as /dev/stdout is one, is written to and not replaced.
func TestOpenFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := fmt.Sprintf("/proc/self/fd/%d", f.Fd())
	if _, err := os.Stat(name); err != nil {
		t.Skip("there is no /proc here")
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	write(t, link, "a")
	write(t, link, "b")
	expect(t, f.Name(), "ab")
}

// TestLateFailures: what fails when everything is written leaves nothing behind.
func TestLateFailures(t *testing.T) {
	for name, fail := range map[string]func(path string, f *os.File){
		"closed":    func(_ string, f *os.File) { f.Close() },
		"in chmod":  func(path string, f *os.File) { os.WriteFile(path, nil, 0o600); f.Close() },
		"in rename": func(path string, _ *os.File) { os.MkdirAll(filepath.Join(path, "sub"), 0o777) },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "file")
		if err := Write(path, func(w io.Writer) error { fail(path, w.(*os.File)); return nil }); err == nil {
			t.Errorf("%s: no error", name)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}

func TestFolderGoes(t *testing.T) {
	parent := t.TempDir()
	if err := Folder(filepath.Join(parent, "new"), func(dir string) error { return os.Remove(dir) }); err == nil {
		t.Error("no error")
	}
	expectNames(t, parent)
}
