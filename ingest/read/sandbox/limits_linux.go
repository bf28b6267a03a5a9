package sandbox

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// fileSize is the largest file, in bytes, that a child may write: PDFium's machine code in the cache is 25 MB.
const fileSize = 128 << 20

// setLimits bounds this process. RLIMIT_DATA counts private writable memory since Linux 4.7: heap, stacks and the
// memory of WebAssembly, but not the address space that the runtime only reserves, for which RLIMIT_AS is useless.
func setLimits(memory int64) error {
	for _, l := range []struct {
		resource int
		name     string
		max      uint64
	}{
		{unix.RLIMIT_DATA, "memory", uint64(memory)},
		{unix.RLIMIT_FSIZE, "file size", fileSize},
		{unix.RLIMIT_CORE, "core dump", 0},
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(l.resource, &now); err != nil {
			return fmt.Errorf("limit of %s: %w", l.name, err)
		}
		max := min(l.max, now.Max) // a lower one that the operator set stays
		if err := unix.Setrlimit(l.resource, &unix.Rlimit{Cur: max, Max: max}); err != nil {
			return fmt.Errorf("limit of %s: %w", l.name, err)
		}
	}
	return nil
}

// bound has nothing to do: the child bounds itself.
func bound(*os.Process, int64) (free func(), err error) { return func() {}, nil }
