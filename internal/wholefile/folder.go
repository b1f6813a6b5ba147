package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// ErrNotEmpty says that a folder has files already.
var ErrNotEmpty = errors.New("the folder has files already; give one that is new or empty")

var errCurrent = errors.New("the current folder cannot be replaced; name a new one in it")

// Folder calls fill with a new folder and makes that the folder at path. If fill or anything else fails, or fill panics, the path is what
// it was before. There must be no such folder, or an empty one that can be replaced, which the current folder and a mount point cannot; of
// two processes that write the same, one fails. What is in the folder is synced before it takes its place. A process that is killed leaves a
// temporary folder, named as the files of [Write].
func Folder(path string, fill func(dir string) error) (err error) {
	if path == "" {
		return errNoPath
	}
	path = filepath.Clean(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link to a folder stays one
	}
	if err := vacant(path); err != nil {
		return err
	}
	dir, err := createFolder(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("%s: no temporary folder beside it: %w", path, cause(err))
	}
	finished := false
	defer func() { // also where fill panics
		err = renamed(err, dir, path)
		if !finished {
			os.RemoveAll(dir)
		}
	}()
	if err := fill(dir); err != nil {
		return err
	}
	if err := syncTree(dir); err != nil {
		return err
	}
	if err := renameFolder(dir, path); err != nil {
		return taken(path, err)
	}
	finished = true
	syncFolder(filepath.Dir(path))
	return nil
}

// vacant reports what keeps path from becoming a folder.
func vacant(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return taken(path, ErrNotEmpty)
	case isCurrent(path):
		return taken(path, errCurrent)
	}
	return nil
}

// isCurrent reports whether path is where this process is, and most likely a shell that would go on in the folder that was replaced.
func isCurrent(path string) bool {
	here, _ := os.Stat(".")
	there, _ := os.Stat(path)
	return os.SameFile(here, there)
}

// syncTree brings all files below dir to the disk, and the folders. That is faster when all are written than after each.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			syncFolder(path)
		case d.Type().IsRegular():
			return syncFile(path)
		}
		return nil
	})
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0) // some systems sync for writers only
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	return err
}

// taken says that a folder is not empty, where that is why it could not be replaced.
func taken(path string, err error) error {
	if entries, _ := os.ReadDir(path); len(entries) > 0 {
		err = ErrNotEmpty
	}
	return &fs.PathError{Op: "write", Path: path, Err: cause(err)}
}

func createFolder(parent string) (string, error) {
	const tries = 1000
	var err error
	for range tries {
		dir := filepath.Join(parent, fmt.Sprintf(".paramgen-%016x.tmp", rand.Uint64()))
		if err = os.Mkdir(dir, 0o777); !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
	return "", err
}
