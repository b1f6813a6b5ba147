//go:build unix

package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func says(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := Write(path, says(text)); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, error %v, want %q", path, got, err, want)
	}
}

func expectNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s holds %v, want %v", dir, got, want)
	}
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func TestModes(t *testing.T) {
	dir := t.TempDir()
	ordinary, path := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := os.WriteFile(ordinary, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	write(t, path, "1")
	if got, want := mode(t, path), mode(t, ordinary); got != want {
		t.Errorf("a new file has mode %v, others have %v", got, want)
	}
	for _, perm := range []fs.FileMode{0o600, 0o640, 0o755, 0o777} {
		if err := os.Chmod(path, perm); err != nil {
			t.Fatal(err)
		}
		write(t, path, "2")
		if got := mode(t, path).Perm(); got != perm {
			t.Errorf("mode %v became %v", perm, got)
		}
	}
	expect(t, path, "2")
	expectNames(t, dir, "a", "b")
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"real/deep", "other"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"file":      "target",       // to what is there later
		"chain":     "file",         // by way of another link
		"short":     "real/deep",    // a folder
		"real/up":   "../target",    // relative to where the link is
		"real/loop": "loop",         // to itself
		"other/dir": "../real/deep", // whose .. is real
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../found", filepath.Join(dir, "real/deep/back")); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "target")
	for i, link := range []string{"file", "chain", "real/up"} {
		write(t, filepath.Join(dir, link), fmt.Sprint(i))
		expect(t, target, fmt.Sprint(i))
	}
	write(t, filepath.Join(dir, "short/back"), "through two links")
	expect(t, filepath.Join(dir, "real/found"), "through two links")
	if mode, err := os.Lstat(filepath.Join(dir, "chain")); err != nil || mode.Mode()&fs.ModeSymlink == 0 {
		t.Error("a link was replaced")
	}
	if err := Write(filepath.Join(dir, "real/loop"), says("x")); err == nil {
		t.Error("a loop of links was written")
	}
}

func TestFailures(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	write(t, path, "before")
	failure := errors.New("failure")
	if err := Write(path, func(w io.Writer) error { says("half")(w); return failure }); !errors.Is(err, failure) {
		t.Errorf("error %v", err)
	}
	func() {
		defer func() {
			if v := recover(); v != "panic" {
				t.Errorf("recovered %v", v)
			}
		}()
		Write(path, func(w io.Writer) error { says("half")(w); panic("panic") })
	}()
	expect(t, path, "before")
	expectNames(t, dir, "f")
	if err := Write(dir, says("x")); !errors.Is(err, syscall.EISDIR) {
		t.Errorf("a folder: error %v", err)
	}
	if err := Write(filepath.Join(dir, "f/g"), says("x")); err == nil {
		t.Error("a file below a file was written")
	}
	missing := filepath.Join(dir, "missing", "g")
	if err := Write(missing, says("x")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), missing) {
		t.Errorf("no folder: error %v", err)
	}
	if err := Write(filepath.Join(dir, strings.Repeat("n", 255)), says("long")); err != nil {
		t.Errorf("the longest name: %v", err)
	}
}

// TestErrorsNameThePath: errors name the path and not the temporary file.
func TestErrorsNameThePath(t *testing.T) {
	dir := t.TempDir()
	missing, gone := filepath.Join(dir, "missing", "g"), filepath.Join(dir, "gone")
	closed := func(w io.Writer) error {
		w.(*os.File).Close()
		return says("x")(w)
	}
	folder := func(path string) error { return Folder(path, func(string) error { return nil }) }
	below := func(tmp string) error { return os.WriteFile(filepath.Join(tmp, "a", "b"), nil, 0o666) }
	moved := func(w io.Writer) error { return os.Remove(w.(*os.File).Name()) }
	for path, errs := range map[string][]error{
		missing: {Write(missing, says("x")), folder(missing)},
		gone:    {Write(gone, closed), Write(gone, moved), Folder(gone, below), Folder(gone, os.Remove)},
		"empty": {Write("", says("x")), folder("")},
	} {
		for i, err := range errs {
			if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), ".tmp") {
				t.Errorf("%d, %s: %v", i, path, err)
			}
		}
	}
	expectNames(t, dir)
}

// TestReadOnlyFolder fails as creating a file fails; as root, neither does.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	probe, free := os.Create(filepath.Join(dir, "probe"))
	probe.Close()
	err := Write(filepath.Join(dir, "f"), says("x"))
	if free == nil && err != nil || free != nil && !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v, where creating a file gives %v", err, free)
	}
}

func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o666); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		data, err := os.ReadFile(path)
		if err != nil {
			data = []byte(err.Error())
		}
		got <- string(data)
	}()
	write(t, path, "through the pipe")
	if text := <-got; text != "through the pipe" {
		t.Errorf("read %q", text)
	}
}

// TestStdout writes to the standard output of a child process, under each of its names: to a
// pipe, and to a file between writes by others.
func TestStdout(t *testing.T) {
	if name := os.Getenv("ATOMICFILE_CHILD"); name != "" {
		write(t, name, "through stdout\n")
		return
	}
	for _, name := range []string{"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"} {
		if _, err := os.Stat(name); err != nil {
			continue
		}
		var pipe bytes.Buffer
		runChild(t, name, &pipe)
		file, err := os.Create(filepath.Join(t.TempDir(), "file"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		file.WriteString("first\n")
		runChild(t, name, file)
		file.WriteString("last\n")
		data, _ := os.ReadFile(file.Name())
		text := string(data)
		if !strings.HasPrefix(text, "first\nthrough stdout\n") || !strings.HasSuffix(text, "\nlast\n") {
			t.Errorf("%s: the file holds %q", name, text)
		}
		if !strings.HasPrefix(pipe.String(), "through stdout\n") {
			t.Errorf("%s: the pipe gave %q", name, pipe.String())
		}
	}
}

// runChild runs TestStdout as a child that writes to a name of its standard output.
func runChild(t *testing.T, name string, stdout io.Writer) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestStdout$")
	child.Env = append(os.Environ(), "ATOMICFILE_CHILD="+name)
	child.Stdout = stdout
	if err := child.Run(); err != nil {
		t.Fatal(name, err)
	}
}

// TestConcurrent has many writers of one file, which holds one of their texts at every moment.
func TestConcurrent(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	write(t, path, strings.Repeat("0", 1000))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 5 {
				if err := Write(path, says(strings.Repeat(fmt.Sprint(i), 1000))); err != nil {
					t.Error(err)
				}
				if data, _ := os.ReadFile(path); len(data) != 1000 || strings.Trim(string(data), string(data[:1])) != "" {
					t.Errorf("a mixture of %d bytes", len(data))
				}
			}
		}()
	}
	wg.Wait()
	expectNames(t, dir, "f")
}
