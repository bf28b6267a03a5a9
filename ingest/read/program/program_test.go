package program_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/program"
)

const asParent = "program-test-parent"

// TestMain makes the test binary a process that waits for a program, as a reader's process does.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 2 && os.Args[1] == asParent:
		program.Call{Path: os.Args[0], Args: []string{"sleep"}, Limit: time.Hour}.Run(context.Background())
	case len(os.Args) == 2 && os.Args[1] == "sleep":
		time.Sleep(time.Hour)
	case len(os.Args) == 3 && os.Args[1] == "fail":
		fmt.Fprintln(os.Stderr, os.Args[2])
		os.Exit(81)
	case len(os.Args) == 2 && os.Args[1] == "echo":
		in := make([]byte, 4)
		os.Stdin.Read(in)
		fmt.Printf("%s %s", in, os.Getenv("CALL"))
	default:
		os.Exit(m.Run())
	}
}

func TestRun(t *testing.T) {
	self := os.Args[0]
	out, err := program.Call{Path: self, Args: []string{"echo"}, Env: []string{"CALL=env"}, Input: []byte("text"), Limit: time.Minute}.Run(t.Context())
	if string(out) != "text env" || err != nil {
		t.Errorf("%q, %v", out, err)
	}
	_, err = program.Call{Path: self, Args: []string{"fail", "no picture"}, Limit: time.Minute}.Run(t.Context())
	var exit *program.ExitError
	if !errors.As(err, &exit) || exit.Code != 81 || !errors.Is(err, read.ErrCrashed) || !strings.Contains(err.Error(), "no picture") {
		t.Errorf("%v", err)
	}
	if _, err = (program.Call{Path: self, Args: []string{"sleep"}, Limit: 50 * time.Millisecond}).Run(t.Context()); !errors.Is(err, read.ErrTimeout) {
		t.Errorf("got %v, want ErrTimeout", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err = (program.Call{Path: self, Args: []string{"sleep"}, Limit: time.Minute}).Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
	if _, err = (program.Call{Path: filepath.Join(t.TempDir(), "none"), Limit: time.Minute}).Run(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
}

// TestEndsWithParent kills the process that waits for a program: the program ends too.
func TestEndsWithParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere a job of the system does it, or nothing")
	}
	parent := exec.Command(os.Args[0], asParent)
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	started := waitFor(func() bool { return len(childrenOf(t, parent.Process.Pid)) == 1 })
	children := childrenOf(t, parent.Process.Pid)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	parent.Wait() // says that it was killed
	if !started || len(children) != 1 {
		t.Fatalf("the program did not start: %v", children)
	}
	gone := func() bool {
		state, err := os.ReadFile(filepath.Join("/proc", children[0], "stat"))
		return err != nil || strings.Contains(string(state), ") Z ")
	}
	if !waitFor(gone) {
		t.Errorf("process %s goes on", children[0])
	}
}

func waitFor(done func() bool) bool {
	for range 200 {
		if done() {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

// childrenOf are the processes that this one started.
func childrenOf(t *testing.T, pid int) []string {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, path := range stats {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, fields, _ := strings.Cut(string(data), ") ")
		var state string
		var parent int
		if fmt.Sscan(fields, &state, &parent); parent == pid {
			out = append(out, filepath.Base(filepath.Dir(path)))
		}
	}
	return out
}
