// Package program runs a program that a reader needs, tesseract or LibreOffice: its input goes in, what it writes comes out.
//
// The program ends with its time, with the caller's context and with this process, however that ends. It has this process's
// limits of memory, which bound each process by itself.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"huitoukan/ingest/read"
)

// Call is one run of a program.
type Call struct {
	Path  string
	Args  []string
	Env   []string // on top of this process's own
	Input []byte
	Limit time.Duration // after it the program is ended
}

// ExitError is a program that ended with a code other than 0. It is a read.ErrCrashed.
type ExitError struct {
	Code  int
	cause error
}

func (e *ExitError) Error() string { return e.cause.Error() }
func (e *ExitError) Unwrap() error { return e.cause }

// Run runs the program and answers with its standard output. The error is that of ctx, a read.ErrTimeout, or an [ExitError].
func (c Call) Run(ctx context.Context) ([]byte, error) {
	name := filepath.Base(c.Path)
	own, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	// Linux ends the process with the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(own, c.Path, c.Args...)
	cmd.Env = append(os.Environ(), c.Env...)
	cmd.Stdin = bytes.NewReader(c.Input)
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = endWithParent()
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case own.Err() != nil:
		return nil, fmt.Errorf("%s stopped after %v: %w", name, c.Limit, read.ErrTimeout)
	case errors.As(err, &exit):
		cause := fmt.Errorf("%s: %w (%.200s): %w", name, err, strings.TrimSpace(stderr.String()), read.ErrCrashed)
		return nil, &ExitError{exit.ExitCode(), cause}
	}
	return nil, fmt.Errorf("start %s: %w", name, err)
}
