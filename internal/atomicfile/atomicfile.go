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
	case !replaced:
		return writeDirectly(target, fill)
	}
	return replace(target, os.Rename, func(temporary string) error {
		// os.CreateTemp would give the file fewer permissions than a new file has.
		f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return err
		}
		return fillAndClose(f, func(w io.Writer) error {
			if err := fill(w); err != nil {
				return err
			}
			if old, err := os.Stat(target); err == nil {
				if err := f.Chmod(old.Mode().Perm()); err != nil {
					return err
				}
			}
			return f.Sync()
		})
	})
}

// Replaces reports whether Write replaces a file at path or makes a new one, rather than writing
// directly to what is there.
func Replaces(path string) bool {
	_, replaced, err := resolve(path)
	return err == nil && replaced
}

// mostLinks bounds a chain of symbolic links, which may be a loop.
const mostLinks = 40

// resolve follows symbolic links to the path that is written. It reports whether the path is a
// regular file or does not exist, so that it is replaced.
func resolve(path string) (target string, replaced bool, err error) {
	if path == "" {
		return "", false, errNoPath
	}
	for range mostLinks {
		if namesOpenFile(path) {
			return path, false, nil
		}
		to, err := os.Readlink(path)
		if err != nil {
			break // not a link
		}
		if !filepath.IsAbs(to) {
			dir, _ := filepath.EvalSymlinks(filepath.Dir(path)) // ".." is relative to the real folder
			to = filepath.Join(dir, to)
		}
		path = to
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, true, nil
	case err != nil:
		return "", false, err
	}
	return path, info.Mode().IsRegular(), nil
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

func writeDirectly(path string, fill func(io.Writer) error) error {
	// Opening the name of a redirected standard output would start at another offset.
	if f := standardFile(path); f != nil {
		return fill(f)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	return fillAndClose(f, fill)
}

func fillAndClose(f *os.File, fill func(io.Writer) error) (err error) {
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	return fill(f)
}

// replace calls fill with the path of a temporary file or folder that fill makes, and renames that
// to path. If anything fails or panics, it is removed. Errors name path instead of it.
func replace(path string, rename func(from, to string) error, fill func(temporary string) error) (err error) {
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".paramgen-%016x.tmp", rand.Uint64()))
	finished := false
	defer func() {
		if !finished {
			os.RemoveAll(temporary)
			err = naming(path, temporary, err)
		}
	}()
	if err := fill(temporary); err != nil {
		return err
	}
	if err := rename(temporary, path); err != nil {
		return err
	}
	finished = true
	syncFolder(filepath.Dir(path))
	return nil
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
