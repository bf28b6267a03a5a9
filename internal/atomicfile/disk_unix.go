//go:build !windows

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// otherDisk reports that a rename failed because its two names lie on different disks.
func otherDisk(err error) bool { return errors.Is(err, syscall.EXDEV) }

// SyncDir makes the names in a folder last. File systems that know no such call, as some shares do, answer EINVAL or
// ENOTSUP; they are as durable as they are.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
