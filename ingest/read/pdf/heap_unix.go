//go:build unix

package pdf

import "syscall"

// reserve is so many bytes of zeros from the system; none where it refuses.
func reserve(size int) []byte {
	b, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return b
}

func free(b []byte) { _ = syscall.Munmap(b) } // it fails for what was not reserved
