//go:build unix

package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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

// TestOpenFile writes to a name of an open file, which is appended to and not replaced.
func TestOpenFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := fmt.Sprintf("/proc/self/fd/%d", f.Fd())
	if _, err := os.Stat(name); err != nil {
		t.Skip("this system has no /proc")
	}
	write(t, name, "a")
	write(t, fmt.Sprintf("/dev/fd/%d", f.Fd()), "b")
	expect(t, f.Name(), "ab")
	if err := Write("/proc/self/fd/2147483647", says("x")); err == nil {
		t.Error("writing to a descriptor that is not open succeeded")
	}
}

// TestLateFailures has Write fail after fill is done, which must leave no temporary file.
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

// TestFolderRemoved has fill remove the temporary folder.
func TestFolderRemoved(t *testing.T) {
	parent := t.TempDir()
	if err := Folder(filepath.Join(parent, "new"), func(dir string) error { return os.Remove(dir) }); err == nil {
		t.Error("no error")
	}
	expectNames(t, parent)
}

// TestFolderCurrent refuses to replace the current folder, under each of its names.
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

// TestFolderWithLink fills a folder with a link, which cannot be synced.
func TestFolderWithLink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	err := Folder(path, func(dir string) error { return os.Symlink("nowhere", filepath.Join(dir, "link")) })
	if err != nil {
		t.Fatal(err)
	}
	expectNames(t, path, "link")
}
