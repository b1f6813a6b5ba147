package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotEmpty is the error of [Folder] if the folder holds files.
var ErrNotEmpty = errors.New("the folder is not empty; name a new or an empty one")

var errCurrent = errors.New("the current folder cannot be replaced; name a new one in it")

// Folder calls fill with a temporary folder and renames that to path. If fill fails or panics, or
// anything else fails, the temporary folder is removed. The path must not exist, or must be an
// empty folder other than the current one and a mount point. All files are synced before the
// renaming. If two processes write the same folder, one of them fails.
//
// A process that is killed leaves a temporary folder named like the temporary file of [Write].
func Folder(path string, fill func(dir string) error) error {
	if path == "" {
		return errNoPath
	}
	path = filepath.Clean(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // keep a link to a folder
	}
	if err := checkVacant(path); err != nil {
		return err
	}
	return replace(path, renameFolder, func(temporary string) error {
		if err := os.Mkdir(temporary, 0o777); err != nil {
			return err
		}
		if err := fill(temporary); err != nil {
			return err
		}
		return syncTree(temporary)
	})
}

// checkVacant returns an error unless path does not exist or is an empty folder.
func checkVacant(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return &fs.PathError{Op: "write", Path: path, Err: ErrNotEmpty}
	case isCurrent(path):
		return &fs.PathError{Op: "write", Path: path, Err: errCurrent}
	}
	return nil
}

// isCurrent reports whether path is the current folder. Replacing it would leave the shell of the
// user in a folder that no longer exists.
func isCurrent(path string) bool {
	here, _ := os.Stat(".")
	there, _ := os.Stat(path)
	return os.SameFile(here, there)
}

// renameFolder renames a folder to the path of an empty folder or of none. os.Rename does not
// replace folders.
func renameFolder(from, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: cannot replace the folder, which may be a mount point; name a new one in it: %w", to, err)
	}
	return os.Rename(from, to)
}

// syncTree syncs all files and folders below dir. Syncing after all of them are written is faster
// than syncing each one after it is written.
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
	f, err := os.OpenFile(path, os.O_WRONLY, 0) // some systems sync only files that are open for writing
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	return err
}
