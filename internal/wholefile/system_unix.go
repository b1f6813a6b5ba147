//go:build unix

package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// renameFolder gives a folder the place of another that is empty, in one step, which os.Rename does not do.
func renameFolder(from, to string) error {
	err := syscall.Rename(from, to)
	if err == syscall.EBUSY {
		return errMountPoint
	}
	return err
}

var errMountPoint = errors.New("a mount point cannot be replaced; name a new folder in it")

// duplicate returns another file for what is open as fd, at the same place in it.
func duplicate(fd int, path string) (*os.File, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	again, err := syscall.Dup(fd)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	syscall.CloseOnExec(again)
	return os.NewFile(uintptr(again), path), nil
}
