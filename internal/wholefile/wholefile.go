// Package wholefile writes files whole or not at all.
package wholefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Write calls fill and makes what it wrote the content of the file at path. If fill or anything else fails, or fill panics, the
// path is what it was before: the content goes to a temporary file in the same folder, is synced, and takes the path's place by renaming. A
// file that is replaced leaves its permissions to the new one; a symbolic link is followed. What is no regular file, such as a device or a
// named pipe, is written directly, and so are files that are open already, by a name such as /dev/stdout or /dev/fd/3: behind what was written to them.
//
// A process that is killed before it is done leaves the temporary file, .paramgen-<16 hexadecimal digits>.tmp. No later run looks at it: it can be
// removed at any time.
//
// The writer is not buffered.
func Write(path string, fill func(io.Writer) error) error {
	if path == "" {
		return errNoPath
	}
	target, direct, err := resolve(path)
	if err != nil {
		return err
	}
	if direct {
		return writeDirect(target, fill)
	}
	return replace(target, fill)
}

// Replaces reports whether path names a file, or nothing yet, of which Write makes another, and not what it writes to directly.
func Replaces(path string) bool {
	_, direct, err := resolve(path)
	return err == nil && !direct
}

var errNoPath = errors.New("the path to write to is empty")

const mostLinks = 40 // as many as Linux follows

// resolve follows symbolic links, dangling ones too, to the name that is to be replaced. It reports direct where there is
// no such name: for what is not a regular file, and for open files, whose names are links that lead nowhere.
func resolve(path string) (target string, direct bool, err error) {
	target = path
	for range mostLinks {
		if namesOpenFiles(folderOf(target)) {
			return target, true, nil
		}
		info, err := os.Lstat(target)
		if errors.Is(err, fs.ErrNotExist) {
			return target, false, nil
		}
		if err != nil {
			return "", false, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return target, !info.Mode().IsRegular(), nil
		}
		if target, err = readLink(target); err != nil {
			return "", false, err
		}
	}
	return "", false, &fs.PathError{Op: "open", Path: path, Err: errors.New("too many levels of symbolic links")}
}

// folderOf returns the folder of path without any links, or "" where there is none.
func folderOf(path string) string {
	dir, _ := filepath.Split(path)
	real, err := filepath.EvalSymlinks(dir) // before Abs, which takes link/.. for nothing
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err == nil {
		real, err = filepath.EvalSymlinks(real)
	}
	if err != nil {
		return ""
	}
	return real
}

func namesOpenFiles(dir string) bool {
	return dir == "/dev/fd" || strings.HasPrefix(dir, "/proc/")
}

// readLink returns what a link points to. Its folder is resolved first: ".." is meant from where the link really is.
func readLink(link string) (string, error) {
	to, err := os.Readlink(link)
	if err != nil || filepath.IsAbs(to) {
		return to, err
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(link))
	return filepath.Join(dir, to), err
}

func writeDirect(path string, fill func(io.Writer) error) (err error) {
	f, err := openDirect(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return fill(f)
}

// openDirect opens what is there. An open file of this process is shared and not opened anew, which would start another place to write at.
func openDirect(path string) (*os.File, error) {
	fd, err := strconv.ParseUint(filepath.Base(path), 10, 31)
	if dir := folderOf(path); err == nil && (dir == "/dev/fd" || dir == fmt.Sprintf("/proc/%d/fd", os.Getpid())) {
		return duplicate(int(fd), path)
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
}

func replace(path string, fill func(io.Writer) error) (err error) {
	f, err := create(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("%s: no temporary file beside it: %w", path, cause(err))
	}
	finished := false
	defer func() { // also where fill panics
		err = renamed(err, f.Name(), path)
		if !finished {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := settle(f, path); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	finished = true
	syncFolder(filepath.Dir(path))
	return nil
}

// settle brings f to the disk, with the permissions of the file that it replaces, and closes it.
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

// create makes a new file in the folder, with the permissions that any new file gets (os.CreateTemp would give fewer).
func create(dir string) (*os.File, error) {
	const tries = 1000
	var err error
	for range tries {
		name := filepath.Join(dir, fmt.Sprintf(".paramgen-%016x.tmp", rand.Uint64()))
		var f *os.File
		if f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666); !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, err
}

// cause returns what is wrong, without the name of a temporary file, which nobody knows.
func cause(err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// renamed has an error that speaks of the temporary file, or of what is in the temporary folder, speak of what was asked for.
func renamed(err error, temporary, path string) error {
	var link *os.LinkError
	if errors.As(err, &link) && link.Old == temporary {
		return &fs.PathError{Op: "write", Path: path, Err: link.Err}
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		if rest, ok := strings.CutPrefix(at.Path, temporary); ok {
			at.Path = path + rest
		}
	}
	return err
}

// syncFolder makes the renaming durable where the system can; the file is whole either way.
func syncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
