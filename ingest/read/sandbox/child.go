package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// child is one process as the parent sees it. One goroutine at a time uses it.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	stderr *tail
	free   func() // what the system holds for it
	files  int
	ended  bool
}

// grace is how long a child may take to end by itself.
const grace = 2 * time.Second

func start(command []string, memory int64) (*child, error) {
	if len(command) == 0 {
		return nil, errors.New("start reader: no command")
	}
	c := &child{cmd: exec.Command(command[0], command[1:]...), stderr: &tail{}}
	c.cmd.Stderr = c.stderr
	c.cmd.WaitDelay = grace
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	if c.out, err = c.cmd.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	if err = c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start reader: %w", err)
	}
	if c.free, err = bound(c.cmd.Process, hardLimit(memory)); err != nil {
		c.kill()
		return nil, fmt.Errorf("bound reader: %w", err)
	}
	return c, nil
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// unsentError is a request that the child never got.
type unsentError struct{ cause error }

func (e *unsentError) Error() string { return "send request: " + e.cause.Error() }
func (e *unsentError) Unwrap() error { return e.cause }

// ask sends one request and waits for the answer; when ctx ends, the child is killed. progress hears of pages meanwhile.
func (c *child) ask(ctx context.Context, req request, progress func(page, pages int)) (response, error) {
	stop := context.AfterFunc(ctx, func() { _ = c.cmd.Process.Kill() })
	defer stop()
	if err := send(c.in, req); err != nil {
		return response{}, &unsentError{err}
	}
	var resp response
	for first := true; first || resp.Pages > 0; first = false {
		resp = response{}
		if err := receive(c.out, &resp); err != nil {
			return response{}, fmt.Errorf("wait for answer: %w", err)
		}
		if resp.Pages > 0 {
			progress(resp.Page, resp.Pages)
		}
	}
	if !stop() {
		return response{}, ctx.Err() // the answer came, but the child is being killed
	}
	return resp, nil
}

// stop lets the child end by closing its input.
func (c *child) stop() {
	_ = c.in.Close()
	timer := time.AfterFunc(grace, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	c.wait()
}

// kill ends the child and says how it ended. It leaves a moment to one that is ending by itself:
// how that happened says more than that we killed it.
func (c *child) kill() string {
	_ = c.in.Close()
	timer := time.AfterFunc(grace/10, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	c.wait()
	return c.cmd.ProcessState.String()
}

func (c *child) wait() {
	if c.ended {
		return
	}
	c.ended = true
	_ = c.cmd.Wait() // the state says all that the error does
	if c.free != nil {
		c.free()
	}
}

// outOfMemory reports that the child ended for its memory: by itself, or because the system refused it more, which the
// runtime says in one of two ways as it dies.
func (c *child) outOfMemory() bool {
	s := c.stderr.String()
	return c.cmd.ProcessState.ExitCode() == exitMemory ||
		strings.Contains(s, "out of memory") || strings.Contains(s, "cannot allocate memory")
}

// tail keeps the first and the last of what a child wrote to stderr: a trace begins with its reason.
type tail struct {
	mu   sync.Mutex
	head []byte
	last []byte
}

const tailBytes = 2 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(p)
	if room := tailBytes - len(t.head); room > 0 {
		k := min(room, len(p))
		t.head = append(t.head, p[:k]...)
		p = p[k:]
	}
	t.last = append(t.last, p...)
	if over := len(t.last) - tailBytes; over > 0 {
		t.last = append(t.last[:0], t.last[over:]...)
	}
	return n, nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.head) + string(t.last)
}
