package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/pdf"
	"huitoukan/ingest/read/sandbox"
	"huitoukan/record"
)

const asChild = "sandbox-test-child"

// TestMain makes the test binary its own child, as the program's binary is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == asChild {
		out := os.Stdout
		if err := sandbox.Serve(context.Background(), os.Stdin, out, behave); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var pdfs = pdf.New(pdf.Options{})

// behave does what the file's first word says.
func behave(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	data, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return record.Text{}, err
	}
	word, rest, _ := strings.Cut(string(data), " ")
	switch word {
	case "say":
		return said(rest), nil
	case "pid":
		return said(strconv.Itoa(os.Getpid())), nil
	case "limits":
		return said(fmt.Sprintf("%+v", lim)), nil
	case "sleep":
		time.Sleep(time.Hour)
	case "memory":
		return said(strconv.Itoa(eat())), nil
	case "leap":
		kept = append(kept, make([]byte, 4<<30))
	case "grow":
		kept = append(kept, filled(400<<20))
		return said(strconv.Itoa(os.Getpid())), nil
	case "pages":
		for page := range 20 {
			time.Sleep(50 * time.Millisecond)
			read.Progress(ctx, page+1, 20)
		}
		return said("20"), nil
	case "panic":
		panic("reader's own fault")
	case "panic-beside":
		go panic("in a goroutine")
		time.Sleep(time.Hour)
	case "exit":
		os.Exit(7)
	case "kill":
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		time.Sleep(time.Hour)
	case "garbage":
		fmt.Println("a library that prints to stdout, at some length")
		return said("after garbage"), nil
	case "unreadable":
		return record.Text{}, fmt.Errorf("pdf: page 3: %w", read.ErrUnreadable)
	case "unknown":
		return record.Text{}, errors.New("a fault that no table knows")
	}
	if strings.HasPrefix(word, "%PDF") {
		return pdfs.Read(ctx, r, size, lim)
	}
	return record.Text{}, read.ErrFormat
}

var kept [][]byte

func filled(n int) []byte {
	b := make([]byte, n)
	for i := 0; i < n; i += 4096 {
		b[i] = 1
	}
	return b
}

func eat() int {
	for {
		kept = append(kept, filled(16<<20))
	}
}

func said(s string) record.Text {
	var b record.Builder
	b.Page()
	b.Add("1.", s, record.Block{Bold: true, Cell: &record.Cell{Table: 1, RowSpan: 1, ColSpan: 2}})
	return b.Text("test")
}

func newPool(t *testing.T, opts sandbox.Options) *sandbox.Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	opts.Command = []string{exe, asChild}
	p := sandbox.New(opts)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "文件.bin")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// word reads a file with that content and gives the text without its label.
func word(t *testing.T, p *sandbox.Pool, content string) string {
	t.Helper()
	text, err := p.Read(t.Context(), file(t, content), read.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", content, err)
	}
	return strings.TrimPrefix(text.Body, "1.")
}

func TestText(t *testing.T) {
	p := newPool(t, sandbox.Options{})
	text, err := p.Read(t.Context(), file(t, "say 问题1：学习不够。"), read.Limits{})
	if want := said("问题1：学习不够。"); err != nil || !reflect.DeepEqual(text, want) {
		t.Errorf("got %+v, %v\nwant %+v", text, err, want)
	}
	got := word(t, p, "limits")
	if _, err := p.Read(t.Context(), file(t, "limits"), read.Limits{Pages: 3}); err != nil || got != "{Size:0 Inflated:0 Pages:0 Depth:0}" {
		t.Errorf("limits came as %s, %v", got, err)
	}
}

// After each fault the next file is read, and nothing that a child wrote reaches the error.
func TestFaults(t *testing.T) {
	var log bytes.Buffer
	p := newPool(t, sandbox.Options{Timeout: 3 * time.Second, Memory: 512 << 20, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for _, c := range []struct {
		content string
		want    error
		logged  string
	}{
		{"sleep", read.ErrTimeout, ""},
		{"memory", read.ErrMemory, ""},
		{"leap", read.ErrMemory, ""},
		{"panic", read.ErrCrashed, "reader's own fault"},
		{"panic-beside", read.ErrCrashed, "in a goroutine"},
		{"exit", read.ErrCrashed, "exit status 7"},
		{"kill", read.ErrCrashed, "state"},
		{"garbage", read.ErrCrashed, "not a frame"},
		{"unreadable", read.ErrUnreadable, ""},
		{"nonsense", read.ErrFormat, ""},
	} {
		t.Run(c.content, func(t *testing.T) {
			if c.want == read.ErrMemory {
				skipUnderRace(t)
			}
			log.Reset()
			begun := time.Now()
			_, err := p.Read(t.Context(), file(t, c.content), read.Limits{})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			t.Logf("%v after %v", err, time.Since(begun).Round(time.Millisecond))
			if err != nil && (strings.Contains(err.Error(), "goroutine") || strings.Contains(err.Error(), "own fault")) {
				t.Errorf("the child's trace is in the error: %v", err)
			}
			if !strings.Contains(log.String(), c.logged) || c.logged == "" && log.Len() > 0 {
				t.Errorf("log is %q, want %q in it", log.String(), c.logged)
			}
			if got := word(t, p, "say weiter"); got != "weiter" {
				t.Errorf("the file after it gave %q", got)
			}
		})
	}
}

// A file that is recognised page by page has more time than another, and tells of each page.
func TestPages(t *testing.T) {
	p := newPool(t, sandbox.Options{Timeout: 700 * time.Millisecond})
	var told []int
	ctx := read.WithProgress(t.Context(), func(page, pages int) { told = append(told, page*100+pages) })
	text, err := p.Read(ctx, file(t, "pages"), read.Limits{})
	if err != nil || text.Body != "1.20" || len(told) != 20 || told[0] != 120 || told[19] != 2020 {
		t.Errorf("%q, %v, told %v", text.Body, err, told)
	}
	if _, err := p.Read(ctx, file(t, "sleep"), read.Limits{}); !errors.Is(err, read.ErrTimeout) {
		t.Errorf("after it: %v, want ErrTimeout", err)
	}
}

func TestErrorsOfTheFile(t *testing.T) {
	p := newPool(t, sandbox.Options{})
	if _, err := p.Read(t.Context(), filepath.Join(t.TempDir(), "none"), read.Limits{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := p.Read(t.Context(), t.TempDir(), read.Limits{}); !errors.Is(err, read.ErrFormat) {
		t.Errorf("folder: %v", err)
	}
	_, err := p.Read(t.Context(), file(t, "unknown"), read.Limits{})
	if err == nil || err.Error() != "a fault that no table knows" || errors.Unwrap(err) != nil {
		t.Errorf("unknown error: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	p := newPool(t, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	begun := time.Now()
	if _, err := p.Read(ctx, file(t, "sleep"), read.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestNeighbours(t *testing.T) {
	p := newPool(t, sandbox.Options{Timeout: 2 * time.Second})
	var wg sync.WaitGroup
	for _, c := range []struct {
		content string
		want    error
	}{{"sleep", read.ErrTimeout}, {"exit", read.ErrCrashed}, {"say hier", nil}} {
		path := file(t, c.content)
		wg.Go(func() {
			for range 5 {
				if _, err := p.Read(t.Context(), path, read.Limits{}); !errors.Is(err, c.want) {
					t.Errorf("%s: got %v, want %v", c.content, err, c.want)
				}
				if c.want == read.ErrTimeout {
					return
				}
			}
		})
	}
	wg.Wait()
}

// A child serves several files, and is replaced after so many and when it died meanwhile.
func TestReplaced(t *testing.T) {
	p := newPool(t, sandbox.Options{Files: 2})
	first, second, third := word(t, p, "pid"), word(t, p, "pid"), word(t, p, "pid")
	if first != second || second == third {
		t.Errorf("pids are %s %s %s, want two of one child and then another", first, second, third)
	}

	p = newPool(t, sandbox.Options{})
	pid, err := strconv.Atoi(word(t, p, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	if got := word(t, p, "say weiter"); got != "weiter" {
		t.Errorf("after a child died without work: %q", got)
	}
}

func TestReplacedWhenGrown(t *testing.T) {
	skipUnderRace(t)
	p := newPool(t, sandbox.Options{Memory: 768 << 20})
	if before, after := word(t, p, "grow"), word(t, p, "pid"); before == after {
		t.Errorf("child %s goes on with 400 MiB", before)
	}
}

func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("the race detector takes several times the memory that is bounded here, and dies in its own way")
	}
}

func TestClosed(t *testing.T) {
	p := newPool(t, sandbox.Options{})
	word(t, p, "pid")
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(t.Context(), file(t, "pid"), read.Limits{}); err == nil {
		t.Error("a closed pool reads")
	}
}

// The PDF reader works within the default bounds, cold and warm.
func TestPDF(t *testing.T) {
	p := newPool(t, sandbox.Options{})
	for i := range 3 {
		begun := time.Now()
		text, err := p.Read(t.Context(), filepath.Join("..", "pdf", "testdata", "notice.pdf"), read.Limits{})
		if err != nil || len(text.Pages) != 2 {
			t.Fatalf("%d pages, %v", len(text.Pages), err)
		}
		t.Logf("file %d: %v", i+1, time.Since(begun).Round(time.Millisecond))
	}
	for range 3 {
		begun := time.Now()
		word(t, p, "say warm")
		t.Logf("small file: %v", time.Since(begun))
	}
}

// A child whose parent is gone ends: its reader is told, and one that does not listen is ended with the process.
func TestOrphan(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, asChild)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(frame(fmt.Sprintf(`{"Path":%q}`, file(t, "sleep")))); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("child ended with %v, want exit status 3", err)
	}
}

func frame(s string) []byte {
	return append([]byte{'H', 'T', 'K', '1', 0, 0, byte(len(s) >> 8), byte(len(s))}, s...)
}
