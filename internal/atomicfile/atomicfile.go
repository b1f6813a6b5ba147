// Package atomicfile writes files and folders whole or not at all.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

var errNoPath = errors.New("the path to write to is empty")

// Write calls fill with an unbuffered writer and replaces the content of the file at path by what
// fill wrote. If fill fails or panics, or anything else fails, the file stays as it was.
//
// The content goes to a temporary file in the same folder, which is synced and then renamed. The
// new file keeps the permissions of the old one. A symbolic link is followed to its file.
// Standard output, devices and named pipes are written directly.
//
// A process that is killed leaves the temporary file .paramgen-<16 hexadecimal digits>.tmp, which
// is safe to remove.
func Write(path string, fill func(io.Writer) error) error {
	target, replaced, err := resolve(path)
	switch {
	case err != nil:
		return err
	case replaced:
		return replace(target, fill)
	}
	return writeDirectly(target, fill)
}

// Replaces reports whether Write replaces a file at path or makes a new one, rather than writing
// directly to what is there.
func Replaces(path string) bool {
	_, replaced, err := resolve(path)
	return err == nil && replaced
}

// resolve follows symbolic links to the path that is written. It reports whether the path is a
// regular file or does not exist, so that it is replaced.
func resolve(path string) (target string, replaced bool, err error) {
	if path == "" {
		return "", false, errNoPath
	}
	if namesOpenFile(path) {
		return path, false, nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && isLink(path):
		return resolve(linked(path)) // ends because os.Stat reports a loop of links as another error
	case errors.Is(err, fs.ErrNotExist):
		return path, true, nil
	case err != nil:
		return "", false, err
	case !info.Mode().IsRegular():
		return path, false, nil
	}
	target, err = filepath.EvalSymlinks(path)
	return target, true, err
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// linked returns the path that a symbolic link points to.
func linked(link string) string {
	to, _ := os.Readlink(link)
	if filepath.IsAbs(to) {
		return to
	}
	dir, _ := filepath.EvalSymlinks(filepath.Dir(link)) // ".." is relative to the real folder
	return filepath.Join(dir, to)
}

// namesOpenFile reports whether path names a file that some process has open, even a regular one.
func namesOpenFile(path string) bool {
	path = filepath.Clean(path)
	return standardFile(path) != nil || strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/")
}

// standardFile returns standard output or standard error if path is a name of it.
func standardFile(path string) *os.File {
	switch filepath.Clean(path) {
	case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
		return os.Stdout
	case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2":
		return os.Stderr
	}
	return nil
}

func writeDirectly(path string, fill func(io.Writer) error) (err error) {
	// Opening the name of a redirected standard output would start at another offset.
	if f := standardFile(path); f != nil {
		return fill(f)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return fill(f)
}

func replace(path string, fill func(io.Writer) error) (err error) {
	temporary := temporaryName(path)
	defer func() { err = naming(path, temporary, err) }()
	// os.CreateTemp would give the file fewer permissions than a new file has.
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return noTemporary(path, err)
	}
	finished := false
	defer func() { // deferred because fill may panic
		if !finished {
			f.Close()
			os.Remove(temporary)
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := settle(f, path); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	finished = true
	syncFolder(filepath.Dir(path))
	return nil
}

// settle syncs and closes f and gives it the permissions of the file that it replaces.
func settle(f *os.File, path string) error {
	if old, err := os.Stat(path); err == nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// temporaryName returns a random name in the folder of path.
func temporaryName(path string) string {
	return filepath.Join(filepath.Dir(path), fmt.Sprintf(".paramgen-%016x.tmp", rand.Uint64()))
}

func noTemporary(path string, err error) error {
	return fmt.Errorf("%s: cannot create a temporary file beside it: %w", path, cause(err))
}

// cause returns the error of the system, without the path.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// naming makes an error about the temporary file, or about a file below it, name path instead.
func naming(path, temporary string, err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at) && strings.HasPrefix(at.Path, temporary):
		at.Path = path + strings.TrimPrefix(at.Path, temporary)
	case errors.As(err, &link) && link.Old == temporary:
		return &fs.PathError{Op: "write", Path: path, Err: link.Err}
	}
	return err
}

// syncFolder makes a renaming durable on systems that can sync folders. The file is complete
// without it.
func syncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
