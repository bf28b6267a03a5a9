package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/ingest"
	"huitoukan/internal/atomicfile"
)

// patience is how long a test waits for what takes a second or two on an idle machine.
const patience = 60 * time.Second

// service is a running huitoukan.
type service struct {
	cmd    *exec.Cmd
	page   string   // http://127.0.0.1:PORT
	said   []string // on standard output, up to its last line before it serves
	stderr bytes.Buffer
}

// startService starts the program at exe, which is to serve, on a free port, and waits until it says where.
func startService(t testing.TB, exe string, args ...string) *service {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	defer time.AfterFunc(patience, cancel).Stop() // when it does not come to serve
	s := &service{cmd: exec.CommandContext(ctx, exe, append(args, "--addr", "127.0.0.1:0")...)}
	s.cmd.Stderr = &s.stderr
	s.cmd.WaitDelay = time.Second
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Text()
		s.said = append(s.said, line)
		if page, ok := strings.CutPrefix(line, "网页："); ok {
			s.page = page
		}
		if line == "按 Ctrl-C 停止。" {
			return s
		}
	}
	t.Fatalf("%v ended before it served (%v); it said:\n%s\n%s", args, s.cmd.Wait(), strings.Join(s.said, "\n"), &s.stderr)
	return nil
}

// get is the page at path.
func (s *service) get(path string) (string, error) {
	resp, err := http.Get(s.page + path)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s: %s", path, resp.Status, body)
	}
	return string(body), err
}

// shows waits until the page at path holds want.
func (s *service) shows(t *testing.T, path, want string) {
	t.Helper()
	var page string
	var err error
	for begin := time.Now(); time.Since(begin) < patience/2; time.Sleep(100 * time.Millisecond) {
		if page, err = s.get(path); err == nil && strings.Contains(page, want) {
			return
		}
	}
	t.Fatalf("%s never showed %q (%v); the service logged:\n%s", path, want, err, &s.stderr)
}

// stop interrupts the service as Ctrl-C does, and expects it to end well.
func (s *service) stop(t testing.TB) {
	t.Helper()
	if runtime.GOOS == "windows" { // no process can send another a Ctrl-C there
		s.cmd.Process.Kill()
		s.cmd.Wait()
		return
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Fatalf("stopped with %v; it logged:\n%s", err, &s.stderr)
	}
}

// self is the program as the scripts run it.
func self(t testing.TB) string {
	t.Helper()
	exe, err := exec.LookPath("huitoukan")
	if err != nil {
		t.Fatal(err)
	}
	return exe
}

func TestServeTakesWhatIsDropped(t *testing.T) {
	data, examples := t.TempDir(), t.TempDir()
	if err := layExamples(examples); err != nil {
		t.Fatal(err)
	}
	s := startService(t, self(t), "serve", "--data", data)
	s.shows(t, "/healthz", "ok")
	const file = "望川县水利局/2018/望川县水利局党组巡察整改情况通报.docx"
	dropped := filepath.Join(data, "inbox", filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(dropped), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Copy(filepath.Join(examples, filepath.FromSlash(file)), dropped); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "/?q="+url.QueryEscape("“规避招标”"), file)
	s.stop(t)

	if _, err := os.Stat(dropped); !os.IsNotExist(err) {
		t.Errorf("the file still lies in the inbox (%v)", err)
	}
	var archived []string
	for o, err := range ingest.NewFolders(data, "").Originals() {
		if err != nil {
			t.Fatal(err)
		}
		archived = append(archived, o.File)
	}
	if !slices.Equal(archived, []string{file}) {
		t.Errorf("the archive holds %q", archived)
	}
	if runtime.GOOS == "windows" {
		return // it was killed: its part of work/ is left for the next
	}
	left, err := os.ReadDir(filepath.Join(data, "work"))
	if err != nil || len(left) > 0 {
		t.Errorf("work holds %v (%v)", left, err)
	}
}

func TestDemoTellsTheRepeatsAndServes(t *testing.T) {
	s := startService(t, self(t), "demo")
	said := strings.Join(s.said, "\n")
	for _, want := range []string{
		"青岚区教育局/2023/青岚区教育局党组关于巡察整改进展情况的通报.pdf：已收，8个问题",
		"望川县水利局/2022/望川县水利局党组关于巡察整改进展情况的报告.txt：已收，6个问题",
		"又回来的问题：",
		"    2022年：拆分水利工程规避招投标（望川县水利局/2022/望川县水利局党组关于巡察整改进展情况的报告.txt）\n" +
			"    2018年：小型水利工程化整为零规避招标（望川县水利局/2018/望川县水利局党组巡察整改情况通报.docx）",
		"查“规避招”：2个问题",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("demo does not say %q; it said:\n%s", want, said)
		}
	}
	s.shows(t, "/report/repeats", "拆分水利工程规避招投标")
	s.stop(t)
	for _, line := range s.said {
		if dir, ok := strings.CutPrefix(line, "收件箱："); ok && runtime.GOOS != "windows" {
			if _, err := os.Stat(filepath.Dir(dir)); !os.IsNotExist(err) {
				t.Errorf("the demo's folder %s is still there (%v)", filepath.Dir(dir), err)
			}
		}
	}
}
