package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"huitoukan/examples"
)

// build is the program as it ships.
func build(b *testing.B) string {
	b.Helper()
	exe := filepath.Join(b.TempDir(), "huitoukan.exe")
	cmd := exec.Command("go", "build", "-trimpath", "-o", exe, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return exe
}

// BenchmarkInbox measures a heap of mixed files from the inbox until the index has them all, reading in child processes as
// always: the examples (text, Word and PDF) again and again, each copy with bytes of its own.
func BenchmarkInbox(b *testing.B) {
	const copies = 40 // of 5 examples
	exe := build(b)
	taken := 0
	var took time.Duration
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		n := layCopies(b, filepath.Join(dir, "in"), copies)
		b.StartTimer()
		begin := time.Now()
		cmd := exec.Command(exe, "ingest", "--data", filepath.Join(dir, "data"), filepath.Join(dir, "in"))
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), fmt.Sprintf("收下%d份", n)) {
			b.Fatalf("ingest: %v\n%s", err, out)
		}
		taken += n
		took += time.Since(begin)
	}
	b.ReportMetric(float64(taken)/took.Seconds(), "docs/s")
}

// layCopies writes n copies of each example under dir, no two with the same bytes, and counts them.
func layCopies(b testing.TB, dir string, n int) (files int) {
	b.Helper()
	err := fs.WalkDir(examples.Documents, "documents", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := examples.Documents.ReadFile(name)
		if err != nil {
			return err
		}
		for i := range n {
			to := filepath.Join(dir, strconv.Itoa(i), filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(to, distinct(b, name, data, i), 0o644); err != nil {
				return err
			}
			files++
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return files
}

// distinct is the document with a mark that makes its bytes differ from those of the other copies and changes nothing in it.
func distinct(b testing.TB, name string, data []byte, i int) []byte {
	b.Helper()
	switch path.Ext(name) {
	case ".docx":
		return comment(b, data, i)
	case ".pdf":
		return append(bytes.Clone(data), fmt.Sprintf("%%%d\n", i)...)
	}
	return append(bytes.Clone(data), strings.Repeat("\n", i+1)...) // in any charset but UTF-16, and that is not among them
}

// comment sets the zip file's comment.
func comment(b testing.TB, data []byte, i int) []byte {
	b.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		if err := w.Copy(f); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.SetComment(strconv.Itoa(i)); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkStart measures serve from the start of its process to its first answer, and what memory it holds then.
func BenchmarkStart(b *testing.B) {
	exe := build(b)
	data := b.TempDir()
	var took time.Duration
	var held float64
	for b.Loop() {
		begin := time.Now()
		s := startService(b, exe, "serve", "--data", data)
		if page, err := s.get("/healthz"); err != nil {
			b.Fatal(page, err)
		}
		took += time.Since(begin)
		held = resident(b, s.cmd.Process.Pid)
		s.stop(b)
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms")
	if held > 0 {
		b.ReportMetric(held, "MB")
	}
}

// resident is the memory that a process holds, in MB; 0 where the system has no /proc to tell it.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var kib float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kib); err == nil {
			return kib * 1024 / 1e6
		}
	}
	b.Fatal("no VmRSS in /proc")
	return 0
}
