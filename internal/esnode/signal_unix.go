//go:build unix

package esnode

import (
	"syscall"
	"testing"
	"time"
)

// Kill kills the node as a crash would, and waits until it has gone.
func (n *Node) Kill(t testing.TB) {
	t.Helper()
	n.signal(t, syscall.SIGKILL)
	for syscall.Kill(n.pid, 0) == nil {
		time.Sleep(10 * time.Millisecond)
	}
}

// Pause keeps the node from running, its connections open, until Resume.
func (n *Node) Pause(t testing.TB) { t.Helper(); n.signal(t, syscall.SIGSTOP) }

// Resume lets a paused node run on.
func (n *Node) Resume(t testing.TB) { t.Helper(); n.signal(t, syscall.SIGCONT) }

func (n *Node) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(n.pid, s); err != nil {
		t.Fatalf("signal node: %v", err)
	}
}
