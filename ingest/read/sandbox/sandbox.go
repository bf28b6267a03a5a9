// Package sandbox runs a document reader in a child process of our own binary: the path of a file goes in, its text or
// one of package read's errors comes out. A file that makes the reader crash, hang or eat memory ends its child and is
// answered with an error; the service and the files beside it go on.
//
// The parent's side is [Pool], the child's [Serve]. Children stay warm between files. What a child may not do (network,
// other files) is not restricted here: it runs our own code, and PDFium inside it has no more than its font.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Options say how a [Pool] keeps its children; zero fields mean the values named.
type Options struct {
	Command []string      // program and arguments that start a child, which then calls Serve; required
	Timeout time.Duration // for one file; 120 s, and an eighth of it more for each page that was recognised
	Memory  int64         // bytes that one child may take; 1 GiB
	Files   int           // a child is replaced after so many; 200
	Log     *slog.Logger  // told of children that died; silent when nil
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = 120 * time.Second
	}
	if o.Memory == 0 {
		o.Memory = 1 << 30
	}
	if o.Files == 0 {
		o.Files = 200
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Pool reads files in child processes, one for each caller at a time. It starts a child when none is free, so the
// number of children is the number of concurrent callers.
type Pool struct {
	opts Options

	mu     sync.Mutex
	idle   []*child
	closed bool
}

// New is a pool without children yet.
func New(opts Options) *Pool { return &Pool{opts: opts.withDefaults()} }

// pageShare is which part of the time for a file each page that was recognised adds to it: 15 s, where one takes 2 s.
const pageShare = 8

// Read reads the file at path. Pages that are recognised are told to the progress of ctx (read.WithProgress). The error wraps one
// of package read's, or fs.ErrNotExist or fs.ErrPermission, or is that of ctx; when ctx ends, the child is killed.
func (p *Pool) Read(ctx context.Context, path string, lim read.Limits) (record.Text, error) {
	req := request{Path: path, Limits: lim, Memory: p.opts.Memory}
	told := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	end := time.Now().Add(p.opts.Timeout)
	clock := time.AfterFunc(p.opts.Timeout, func() { cancel(read.ErrTimeout) })
	defer clock.Stop()
	progress := func(page, pages int) {
		end = end.Add(p.opts.Timeout / pageShare)
		clock.Reset(time.Until(end))
		read.Progress(told, page, pages)
	}
	for {
		c, warm, err := p.take()
		if err != nil {
			return record.Text{}, err
		}
		resp, err := c.ask(ctx, req, progress)
		var unsent *unsentError
		if warm && errors.As(err, &unsent) && ctx.Err() == nil {
			c.kill() // it died while it had nothing to do, which is not this file's fault
			continue
		}
		if err != nil {
			return record.Text{}, p.bury(ctx, c, err)
		}
		p.giveBack(c, resp)
		return resp.Text, resp.failure()
	}
}

// take is a free child or a new one; warm when it has been used before.
func (p *Pool) take() (c *child, warm bool, err error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, false, errors.New("sandbox is closed")
	}
	if n := len(p.idle); n > 0 {
		c = p.idle[n-1]
		p.idle = p.idle[:n-1]
	}
	p.mu.Unlock()
	if c != nil {
		return c, true, nil
	}
	c, err = start(p.opts.Command, p.opts.Memory)
	return c, false, err
}

// giveBack keeps the child for the next file, unless it has served its time, has grown or has panicked, or was filled by a
// file that wanted more memory than there is.
func (p *Pool) giveBack(c *child, resp response) {
	c.files++
	panicked, filled := resp.Code == codeOf(read.ErrCrashed), resp.Code == codeOf(read.ErrMemory)
	if !panicked && !filled && c.files < p.opts.Files && resp.Memory <= p.opts.Memory/2 && p.keep(c) {
		return
	}
	c.stop() // only now all that it wrote to stderr is there
	if panicked {
		p.opts.Log.Warn("reader panicked", "pid", c.pid(), "stderr", c.stderr.String())
	}
}

// keep puts the child among the free ones; false when the pool is closed.
func (p *Pool) keep(c *child) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.idle = append(p.idle, c)
	}
	return !p.closed
}

// bury ends a child that did not answer and says why it did not.
func (p *Pool) bury(ctx context.Context, c *child, cause error) error {
	state := c.kill()
	switch {
	case errors.Is(context.Cause(ctx), read.ErrTimeout):
		return fmt.Errorf("reader stopped, %v a file: %w", p.opts.Timeout, read.ErrTimeout)
	case ctx.Err() != nil:
		return ctx.Err()
	case c.outOfMemory():
		return fmt.Errorf("reader ended with %v: %w", state, read.ErrMemory)
	}
	p.opts.Log.Warn("reader died", "pid", c.pid(), "state", state, "err", cause, "stderr", c.stderr.String())
	return fmt.Errorf("reader ended with %v (%w): %w", state, cause, read.ErrCrashed)
}

// Close ends the children that are free; those at work end after their file.
func (p *Pool) Close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.stop()
	}
	return nil
}
