//go:build !unix

package wholefile

import (
	"errors"
	"io/fs"
	"os"
)

// renameFolder gives a folder the place of another that is empty. Between the two steps there is neither.
func renameFolder(from, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(from, to)
}

// duplicate is for systems that name open files.
func duplicate(_ int, path string) (*os.File, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: errors.ErrUnsupported}
}
