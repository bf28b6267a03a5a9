package program

import "syscall"

// endWithParent: when the reader's process is killed, nobody is left to end the program.
func endWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
