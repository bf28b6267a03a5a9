//go:build !linux

package ocr

import "syscall"

// endWithParent asks nothing: on Windows the job that holds the reader's process holds tesseract too.
func endWithParent() *syscall.SysProcAttr { return nil }
