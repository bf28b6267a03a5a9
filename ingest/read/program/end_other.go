//go:build !linux

package program

import "syscall"

// endWithParent asks nothing: on Windows the job that holds the reader's process holds the program too.
func endWithParent() *syscall.SysProcAttr { return nil }
