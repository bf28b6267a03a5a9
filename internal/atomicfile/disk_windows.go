package atomicfile

import (
	"errors"

	"golang.org/x/sys/windows"
)

// otherDisk reports that a rename failed because its two names lie on different disks: an inbox on \\server\share, say.
// syscall.EXDEV is a number that Go made up for Windows; no call answers it.
func otherDisk(err error) bool { return errors.Is(err, windows.ERROR_NOT_SAME_DEVICE) }

// SyncDir has nothing to do: Windows makes the names in a folder last by itself, and knows no such call.
func SyncDir(string) error { return nil }
