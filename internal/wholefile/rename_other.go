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
