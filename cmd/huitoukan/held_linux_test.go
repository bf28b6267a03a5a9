package main

import (
	"os"
	"syscall"
)

// heldBy is the most memory, in MB, that a process which has ended, or one of those it waited for, has held.
func heldBy(p *os.ProcessState) float64 {
	return float64(p.SysUsage().(*syscall.Rusage).Maxrss) * 1024 / 1e6
}
