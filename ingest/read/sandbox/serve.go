package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Serve is the child's side: it answers requests from in on out with f, one after another, until in ends. When in ends
// in the middle of a file, which means that the parent is gone, f's context is cancelled and the process exits two
// seconds later if f has not returned by then. Nothing else may write to out.
func Serve(ctx context.Context, in io.Reader, out io.Writer, f read.Func) error {
	work, orphaned := context.WithCancel(ctx)
	defer orphaned()
	requests, ended, done := make(chan request), make(chan error, 1), make(chan struct{})
	defer close(done)
	go func() { // owned by the process: a blocked read of stdin cannot be ended in any other way
		ended <- receiveAll(in, requests)
		orphaned()
		select {
		case <-done:
		case <-time.After(grace):
			os.Exit(exitOrphaned)
		}
	}()
	for confined := false; ; {
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case req := <-requests:
			if !confined {
				if err := confine(req.Memory); err != nil {
					return fmt.Errorf("confine: %w", err)
				}
				confined = true
			}
			progress := read.WithProgress(work, func(page, pages int) {
				_ = send(out, response{Page: page, Pages: pages}) // where nobody listens, the answer will tell
			})
			if err := send(out, answer(progress, req, f)); err != nil {
				return fmt.Errorf("send answer: %w", err)
			}
		}
	}
}

// receiveAll hands on requests until in ends, which is no error.
func receiveAll(in io.Reader, requests chan<- request) error {
	for {
		var req request
		if err := receive(in, &req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("receive request: %w", err)
		}
		requests <- req
	}
}

// Exit codes of a child that ends itself in the middle of a file; the runtime takes 2.
const (
	exitOrphaned = 3
	exitMemory   = 4
)

// confine bounds this process in three steps: at three quarters of memory the collector works harder, at memory the
// process ends itself and so can say why, and a quarter above, where one great allocation leaps over that, the system
// refuses and the runtime dies.
func confine(memory int64) error {
	if memory <= 0 {
		return nil
	}
	debug.SetMemoryLimit(memory / 4 * 3)
	go watch(memory)
	return setLimits(hardLimit(memory))
}

func hardLimit(memory int64) int64 { return memory / 4 * 5 }

// watch ends the process when it holds more than memory bytes. It runs as long as the process does.
func watch(memory int64) {
	for range time.Tick(20 * time.Millisecond) {
		if held() > memory {
			os.Exit(exitMemory)
		}
	}
}

func answer(ctx context.Context, req request, f read.Func) response {
	text, err := readFile(ctx, req, f)
	resp := response{Text: text, Memory: held()}
	if err != nil {
		resp = response{Code: codeOf(err), Reason: err.Error(), Memory: resp.Memory}
	}
	return resp
}

func readFile(ctx context.Context, req request, f read.Func) (text record.Text, err error) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", p, debug.Stack())
			err = fmt.Errorf("reader panicked: %w", read.ErrCrashed)
		}
	}()
	info, err := os.Stat(req.Path)
	if err != nil {
		return record.Text{}, err
	}
	if !info.Mode().IsRegular() { // asked before it is opened: opening a pipe waits for a writer
		return record.Text{}, fmt.Errorf("%s is no file: %w", req.Path, read.ErrFormat)
	}
	file, err := os.Open(req.Path)
	if err != nil {
		return record.Text{}, err
	}
	defer func() { _ = file.Close() }() // only read
	return f(ctx, file, info.Size(), req.Limits)
}

// held is the memory, in bytes, that the runtime has from the system.
func held() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}
