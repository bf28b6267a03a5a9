package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/index/local"
)

// The child process of TestKilled finds in the environment where to work and after which step to die.
const (
	dieAfter = "HUITOUKAN_TEST_DIE_AFTER"
	dieIn    = "HUITOUKAN_TEST_DIE_IN"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(dieIn); dir != "" {
		serveAndDie(dir, step(os.Getenv(dieAfter)))
	}
	os.Exit(m.Run())
}

// serveAndDie serves until it kills itself after the step; without one, until every file has its line in the journal.
func serveAndDie(dir string, at step) {
	f := NewFolders(dir, "")
	e, err := local.Open(context.Background(), f.Index())
	if err != nil {
		panic(err)
	}
	in, err := New(Options{Folders: f, Read: readFile, Index: e, Settle: time.Millisecond, Every: 10 * time.Millisecond})
	if err != nil {
		panic(err)
	}
	in.after = func(s step) {
		if s == at {
			self, _ := os.FindProcess(os.Getpid())
			self.Kill()
			select {}
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		for empty := 0; empty < 2; time.Sleep(5 * time.Millisecond) { // twice: a look may fall between two claims
			s, err := f.Status()
			if err != nil || len(s.Waiting)+len(s.Working) > 0 {
				empty = 0
				continue
			}
			empty++
		}
		stop()
	}()
	err = errors.Join(in.Serve(ctx), in.Close(), e.Close())
	if err != nil {
		panic(err)
	}
	os.Exit(0)
}

// TestKilled kills the program for real after each step and starts it again: every file is once in the archive or set aside,
// once in the index, and has one line in the journal. Equal files are one of each, and duplicates.
func TestKilled(t *testing.T) {
	for _, at := range []step{stepClaim, stepHash, stepRead, stepExtract, stepPut, stepNoted, stepMoved, stepJournal} {
		t.Run(string(at), func(t *testing.T) {
			dir := t.TempDir()
			f := NewFolders(dir, "")
			if err := f.Make(); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(f.Inbox, "单位", "甲.txt"), notice("青岚区教育局", "理论学习不深入。"))
			write(t, filepath.Join(f.Inbox, "甲.txt"), notice("青岚区教育局", "理论学习不深入。"))
			write(t, filepath.Join(f.Inbox, "乙.txt"), notice("青岚区民政局", "低保审核不严。"))
			write(t, filepath.Join(f.Inbox, "坏.docx"), "PK\x03\x04 half")
			write(t, filepath.Join(f.Inbox, "报送.zip"), archive(t, member{name: "一/甲.txt", data: notice("望川县水利局", "学习不深入。")},
				member{name: "内.zip", data: archive(t, member{name: "丙.txt", data: notice("望川县林业局", "学习不深入。")})},
				member{name: "空.txt"}, member{name: "密.txt", data: "x", encrypted: true}))
			for range 2 { // killed again while it mends what the last one left
				if child(t, dir, at) == nil {
					t.Errorf("the child was not killed after %s", at)
				}
			}
			if err := child(t, dir, ""); err != nil {
				t.Fatal(err)
			}
			equal(t, "files", tree(t, dir), []string{
				"archive/丙.txt", "archive/乙.txt", "archive/甲.txt", "archive/甲.txt",
				"failed/坏.docx", "failed/坏.docx.原因.txt", "failed/报送.zip",
				"failed/报送.zip (2)/空.txt", "failed/报送.zip (2)/空.txt.原因.txt", "failed/报送.zip.原因.txt", "journal.jsonl",
			})
			equal(t, "journal", ofEqual(outcomes(t, f), "单位/甲.txt", "甲.txt"), []string{
				"equal duplicate", "equal indexed", "乙.txt indexed", "坏.docx rejected damaged",
				"报送.zip rejected archive_partly", "报送.zip/一/甲.txt indexed", "报送.zip/内.zip unpacked",
				"报送.zip/内.zip/丙.txt indexed", "报送.zip/密.txt rejected encrypted", "报送.zip/空.txt rejected empty",
			})
			e, err := local.Open(t.Context(), f.Index())
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			equal(t, "index", ofEqual(indexed(t, e), "单位/甲.txt", "甲.txt"), []string{
				"equal: 2", "乙.txt: 2", "报送.zip/一/甲.txt: 2", "报送.zip/内.zip/丙.txt: 2"})
		})
	}
}

// TestTwoProcesses has two processes empty one inbox: no file is taken twice, and none is left.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	f := NewFolders(dir, "")
	if err := f.Make(); err != nil {
		t.Fatal(err)
	}
	var files, lines, docs []string
	for i := range 30 {
		name := fmt.Sprintf("%02d.txt", i)
		write(t, filepath.Join(f.Inbox, name), notice("青岚区教育局", fmt.Sprintf("第%d项理论学习不深入。", i)))
		files = append(files, "archive/"+name)
		lines = append(lines, name+" indexed")
		docs = append(docs, name+": 2")
	}
	for i := range 6 { // the same bytes under six names, in both hands at once
		write(t, filepath.Join(f.Inbox, "x", fmt.Sprintf("%d.txt", i)), notice("望川县水利局", "河道巡查走过场。"))
	}
	e, err := local.Open(t.Context(), f.Index()) // one of two that make it at once finds it locked
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ended := make(chan error, 2)
	for range 2 {
		go func() { ended <- child(t, dir, "") }()
	}
	if err := errors.Join(<-ended, <-ended); err != nil {
		t.Fatal(err)
	}
	six := []string{"x/0.txt", "x/1.txt", "x/2.txt", "x/3.txt", "x/4.txt", "x/5.txt"}
	equal(t, "journal", ofEqual(outcomes(t, f), six...), append(lines, slices.Concat(slices.Repeat([]string{"equal duplicate"}, 5), []string{"equal indexed"})...))
	equal(t, "index", ofEqual(indexed(t, e), six...), append(docs, "equal: 2"))
	got := tree(t, dir)
	if n := len(got); n != len(files)+2 { // one of the six, and the journal
		t.Errorf("%d files: %q", n, got)
	}
}

// ofEqual calls each of the equal files by one name: which of them comes first is not said.
func ofEqual(lines []string, names ...string) []string {
	for i, line := range lines {
		for _, n := range names {
			if rest, ok := strings.CutPrefix(line, n); ok {
				lines[i] = "equal" + rest
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func child(t *testing.T, dir string, at step) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), dieIn+"="+dir, dieAfter+"="+string(at))
	out, err := cmd.CombinedOutput()
	if err != nil && at == "" {
		t.Logf("child: %s", out)
	}
	return err
}
