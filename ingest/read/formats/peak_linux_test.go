package formats_test

import "syscall"

// peak is the most memory, in bytes, that any child so far has held.
func peak() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &used); err != nil {
		panic(err)
	}
	return used.Maxrss << 10
}
