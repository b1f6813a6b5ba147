//go:build unix

package wholefile

import "syscall"

// renameFolder gives a folder the place of another that is empty, in one step, which os.Rename does not do.
func renameFolder(from, to string) error { return syscall.Rename(from, to) }
