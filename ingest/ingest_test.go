package ingest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/index/local"
	"huitoukan/ingest/read"
	"huitoukan/ingest/read/formats"
	"huitoukan/record"
)

// readFile reads in this process; the child process has its own tests.
func readFile(ctx context.Context, path string) (record.Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return record.Text{}, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return record.Text{}, err
	}
	return formats.Read(ctx, f, st.Size(), read.Limits{Size: 1 << 20})
}

// notice is a document of the trade with one problem.
func notice(unit, problem string) string {
	return "中共" + unit + "党组关于巡察整改情况的通报\n" +
		"2022年3月1日至4月29日，区委第三巡察组对" + unit + "党组开展了常规巡察，6月10日反馈意见。\n" +
		"一、反馈问题整改情况\n问题1：" + problem + "\n整改情况：已完成整改。\n问题2：党费收缴不及时。\n整改情况：已补缴。\n"
}

func open(t *testing.T, dir string) (*Ingester, *local.Engine) {
	t.Helper()
	f := NewFolders(dir, "")
	if err := f.Make(); err != nil {
		t.Fatal(err)
	}
	e, err := local.Open(context.Background(), f.Index())
	if err != nil {
		t.Fatal(err)
	}
	in, err := New(Options{Folders: f, Read: readFile, Index: e, Settle: 20 * time.Millisecond, Every: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return in, e
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tree lists the files under dir but for the index, with the session and the hash taken out of their names.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "locks" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "index.db") || strings.HasSuffix(path, ".json") ||
			strings.HasPrefix(d.Name(), ".tmp-") { // half a note, of the moment at which the program was killed
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		parts := strings.Split(filepath.ToSlash(rel), "/")
		if parts[0] == "archive" {
			parts = slices.Delete(parts, 1, 3)
		}
		if parts[0] == "work" {
			parts = slices.Delete(parts, 1, 3)
		}
		out = append(out, strings.Join(parts, "/"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func outcomes(t *testing.T, f Folders) []string {
	t.Helper()
	lines, err := f.Journal(1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range lines {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.File, r.Outcome, r.Code)))
	}
	slices.Sort(out)
	return out
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n %s\nwant:\n %s", what, strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}

func indexed(t *testing.T, e index.Reader) []string {
	t.Helper()
	var out []string
	for d, err := range e.Scan(context.Background(), index.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s: %d", d.File, len(d.Problems)))
	}
	slices.Sort(out)
	return out
}

// TestServe drops files of every kind into the inbox of a running service and looks at all that came of it.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	in, e := open(t, dir)
	defer e.Close()
	inbox := in.folders.Inbox
	write(t, filepath.Join(inbox, "青岚区教育局", "2022", "通报.txt"), notice("青岚区教育局", "理论学习不深入。"))
	write(t, filepath.Join(inbox, "副本.txt"), notice("青岚区教育局", "理论学习不深入。"))
	write(t, filepath.Join(inbox, "空.docx"), "")
	write(t, filepath.Join(inbox, "坏.docx"), "PK\x03\x04 half a Word file")
	write(t, filepath.Join(inbox, "大.txt"), strings.Repeat("长", 1<<20))
	write(t, filepath.Join(inbox, "未知"), "\x00\x01\x02\x03\xff\xfe\xfd binary \x00\x00")
	write(t, filepath.Join(inbox, "~$通报.docx"), "lock")
	write(t, filepath.Join(inbox, "下载中.pdf.part"), "half")
	write(t, filepath.Join(inbox, "Thumbs.db"), "x")
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- in.Serve(ctx) }()
	waitFor(t, func() bool { return len(outcomes(t, in.folders)) == 6 })
	write(t, filepath.Join(inbox, "后来.txt"), notice("望川县水利局", "河道巡查走过场。"))
	waitFor(t, func() bool { return len(outcomes(t, in.folders)) == 7 })
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	got := outcomes(t, in.folders)
	for i, line := range got { // which of two equal files comes first is not said
		got[i] = strings.NewReplacer("副本.txt duplicate", "同一份 duplicate", "青岚区教育局/2022/通报.txt duplicate", "同一份 duplicate",
			"副本.txt indexed", "同一份 indexed", "青岚区教育局/2022/通报.txt indexed", "同一份 indexed").Replace(line)
	}
	slices.Sort(got)
	equal(t, "journal", got, []string{
		"同一份 duplicate", "同一份 indexed", "后来.txt indexed", "坏.docx rejected damaged", "大.txt rejected too_large",
		"未知 rejected unknown_format", "空.docx rejected empty",
	})
	left := tree(t, dir)
	equal(t, "files", slices.DeleteFunc(left, func(s string) bool { return strings.HasPrefix(s, "archive") || s == "journal.jsonl" }), []string{
		"failed/坏.docx", "failed/坏.docx.原因.txt", "failed/大.txt", "failed/大.txt.原因.txt", "failed/未知", "failed/未知.原因.txt",
		"failed/空.docx", "failed/空.docx.原因.txt", "inbox/Thumbs.db", "inbox/~$通报.docx", "inbox/下载中.pdf.part",
	})
	if got := indexed(t, e); len(got) != 2 {
		t.Errorf("in the index: %v", got)
	}
	s, err := in.folders.Status()
	if err != nil || s.Archived != 2 || len(s.Aside) != 4 || s.Aside[0].Reason == "" || s.Aside[0].Hint == "" {
		t.Errorf("status %+v, %v", s, err)
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what was waited for did not come")
		}
	}
}

// TestSettle checks that a file is left alone while it grows.
func TestSettle(t *testing.T) {
	dir := t.TempDir()
	w := newWatcher(dir, 100*time.Millisecond)
	defer w.close()
	path := filepath.Join(dir, "慢.txt")
	now := time.Now()
	for i := range 5 {
		write(t, path, strings.Repeat("半", i+1))
		still, err := w.look(now.Add(time.Duration(i) * 90 * time.Millisecond))
		if err != nil || len(still) > 0 || !w.settling {
			t.Fatalf("look %d: %v, %v", i, still, err)
		}
	}
	still, err := w.look(now.Add(time.Second))
	if err != nil || len(still) != 1 {
		t.Errorf("after it stood still: %v, %v", still, err)
	}
}

func TestPassedOver(t *testing.T) {
	for name, want := range map[string]bool{
		"~$通报.docx": true, ".~lock.通报.odt#": true, "通报.pdf.part": true, "通报.crdownload": true, "Thumbs.db": true, "desktop.ini": true,
		".DS_Store": true, "._通报.docx": true, "~WRL0001.tmp": true, "通报.docx.原因.txt": true,
		"通报.docx": false, "通报": false, "临时.txt": false, "part.docx": false,
	} {
		if got := PassedOver(name); got != want {
			t.Errorf("PassedOver(%q) = %v", name, got)
		}
	}
}

// TestTake copies what it is given and leaves the originals.
func TestTake(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	src := t.TempDir()
	write(t, filepath.Join(src, "材料", "甲.txt"), notice("青岚区教育局", "理论学习不深入。"))
	write(t, filepath.Join(src, "乙.txt"), notice("青岚区民政局", "低保审核不严。"))
	var got []string
	err := in.Take(t.Context(), []string{filepath.Join(src, "材料"), filepath.Join(src, "乙.txt"), filepath.Join(src, "没有.txt")}, func(r Result) {
		got = append(got, fmt.Sprintf("%s %s %s %d", filepath.Base(r.File), r.Outcome, r.Code, r.Problems))
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	equal(t, "results", got, []string{"乙.txt indexed  2", "没有.txt rejected not_found 0", "甲.txt indexed  2"})
	equal(t, "index", indexed(t, e), []string{"乙.txt: 2", "材料/甲.txt: 2"})
	equal(t, "originals", tree(t, src), []string{"乙.txt", "材料/甲.txt"})
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	equal(t, "work", tree(t, in.folders.Work), nil)
}

// away is a real engine that answers as one that cannot be reached for the first calls.
type away struct {
	*local.Engine
	calls int
}

func (a *away) Put(ctx context.Context, docs ...record.Document) error {
	if a.calls++; a.calls <= 2 {
		return fmt.Errorf("put: %w", index.ErrUnavailable)
	}
	return a.Engine.Put(ctx, docs...)
}
