//go:build unix

package wholefile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
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
	links := t.TempDir()
	for link, to := range map[string]string{"file": name, "dir": "/proc/self/fd"} {
		if err := os.Symlink(to, filepath.Join(links, link)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, name, "a")
	write(t, filepath.Join(links, "file"), "b")
	f.WriteString("c")
	write(t, filepath.Join(links, "dir", filepath.Base(name)), "d")
	write(t, fmt.Sprintf("/proc/thread-self/fd/%d", f.Fd()), "e") // opened anew, as another process's is
	expect(t, f.Name(), "abcde")
	if err := Write("/proc/self/fd/2147483647", says("x")); err == nil {
		t.Error("a file that is not open was written")
	}
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

// TestFolderCurrent: the folder that a shell is in stays the one that it is in.
func TestFolderCurrent(t *testing.T) {
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	defer os.Chdir(home)
	for _, path := range []string{".", "../" + filepath.Base(dir), dir} {
		err := Folder(path, func(string) error { t.Errorf("%s is filled", path); return nil })
		if !errors.Is(err, errCurrent) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := Folder("new", func(string) error { return nil }); err != nil {
		t.Error(err)
	}
	expectNames(t, dir, "new")
	if err := Folder(".", nil); !errors.Is(err, ErrNotEmpty) {
		t.Error(err)
	}
}

// TestFolderOfMore has in it what is no file and cannot be synced as one.
func TestFolderOfMore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	err := Folder(path, func(dir string) error { return os.Symlink("nowhere", filepath.Join(dir, "link")) })
	if err != nil {
		t.Fatal(err)
	}
	expectNames(t, path, "link")
}
