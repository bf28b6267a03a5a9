package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/extract"
	"huitoukan/index"
	"huitoukan/ingest/read"
	"huitoukan/record"
)

// take takes the files at paths in and tells what became of each.
func take(t *testing.T, in *Ingester, paths ...string) []string {
	t.Helper()
	var got []string
	if err := in.Take(t.Context(), paths, func(r Result) {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", filepath.Base(r.File), r.Outcome, r.Code)))
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	return got
}

// drop writes a file outside the inbox and answers its path.
func drop(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	write(t, path, text)
	return path
}

// TestBrokenRule lets a text end the rules with a panic: the file is set aside, its neighbour is taken.
func TestBrokenRule(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	in.Read = func(ctx context.Context, path string) (record.Text, error) {
		text, err := readFile(ctx, path)
		if strings.HasSuffix(path, "怪.txt") {
			text.Blocks[0].End = len(text.Body) + 99
		}
		return text, err
	}
	got := take(t, in, drop(t, "怪.txt", "关于巡察整改情况的通报"), drop(t, "好.txt", notice("青岚区教育局", "理论学习不深入。")))
	equal(t, "results", got, []string{"好.txt indexed", "怪.txt rejected crashed"})
	equal(t, "index", indexed(t, e), []string{"好.txt: 2"})
}

// TestMarkedSecret sets a marked file aside and leaves no word of it in the index.
func TestMarkedSecret(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	got := take(t, in, drop(t, "反馈.txt", "000012\n机密★5年\n"+notice("青岚区教育局", "理论学习不深入。")))
	equal(t, "results", got, []string{"反馈.txt rejected marked_secret"})
	equal(t, "index", indexed(t, e), nil)
	equal(t, "failed", tree(t, in.folders.Failed), []string{"反馈.txt", "反馈.txt.原因.txt"})
}

// TestDuplicateRenews puts what the index has lost, or has from older rules, into it again when its file comes once more.
func TestDuplicateRenews(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	path := drop(t, "甲.txt", notice("青岚区教育局", "理论学习不深入。"))
	take(t, in, path)
	id, err := hash(path)
	if err != nil {
		t.Fatal(err)
	}
	again := func() record.Document {
		t.Helper()
		equal(t, "results", take(t, in, path), []string{"甲.txt duplicate"})
		d, err := e.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if err := e.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	d := again()
	if d.File != "甲.txt" || len(d.Problems) != 2 {
		t.Errorf("lost and put again: %s with %d problems", d.File, len(d.Problems))
	}
	d.Rules, d.Problems = extract.Version-1, nil
	if err := e.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if d := again(); d.Rules != extract.Version || len(d.Problems) != 2 {
		t.Errorf("read by older rules: rules %d, %d problems", d.Rules, len(d.Problems))
	}
}

// TestUnavailable lets a file wait until the index is there again.
func TestUnavailable(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	in.batch = newBatch(&away{Engine: e})
	equal(t, "results", take(t, in, drop(t, "甲.txt", notice("青岚区教育局", "理论学习不深入。"))), []string{"甲.txt indexed"})
	equal(t, "index", indexed(t, e), []string{"甲.txt: 2"})
}

// TestStop asks for the stop while one file is read, one is claimed and the others lie in the inbox: those in hand are done,
// nothing more is claimed.
func TestStop(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	in.Workers = 1
	for i := range 5 {
		write(t, filepath.Join(in.folders.Inbox, fmt.Sprintf("%d.txt", i)), notice("青岚区教育局", fmt.Sprintf("第%d项理论学习不深入。", i)))
	}
	ctx, stop := context.WithCancel(t.Context())
	reading, goOn := make(chan bool, 5), make(chan bool)
	in.Read = func(ctx context.Context, path string) (record.Text, error) {
		reading <- true
		<-goOn
		return readFile(ctx, path)
	}
	served := make(chan error)
	go func() { served <- in.Serve(ctx) }()
	<-reading
	waitFor(t, func() bool { s, err := in.folders.Status(); return err == nil && len(s.Working) == 2 })
	stop()
	close(goOn)
	if err := errors.Join(<-served, in.Close()); err != nil {
		t.Fatal(err)
	}
	equal(t, "done", outcomes(t, in.folders), []string{"0.txt indexed", "1.txt indexed"})
	equal(t, "inbox", tree(t, in.folders.Inbox), []string{"2.txt", "3.txt", "4.txt"})
	equal(t, "work", tree(t, in.folders.Work), nil)
}

// TestGrace stops although a file in hand never ends; the file waits in work/ and the next run takes it up.
func TestGrace(t *testing.T) {
	dir := t.TempDir()
	in, e := open(t, dir)
	defer e.Close()
	in.Grace = 50 * time.Millisecond
	write(t, filepath.Join(in.folders.Inbox, "慢.txt"), notice("青岚区教育局", "理论学习不深入。"))
	reading := make(chan bool)
	in.Read = func(ctx context.Context, path string) (record.Text, error) {
		reading <- true
		<-ctx.Done()
		return record.Text{}, ctx.Err()
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- in.Serve(ctx) }()
	<-reading
	stop()
	if err := errors.Join(<-served, in.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := in.folders.Status()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "in work", s.Working, []string{"慢.txt"})

	next, f := open(t, dir)
	defer f.Close()
	equal(t, "results", take(t, next), []string{"慢.txt indexed"})
	if err := next.Close(); err != nil {
		t.Error(err)
	}
	equal(t, "work", tree(t, next.folders.Work), nil)
}

// TestLivingSession leaves alone what another process has in hand, until that one has ended without a word.
func TestLivingSession(t *testing.T) {
	dir := t.TempDir()
	one, e := open(t, dir)
	defer e.Close()
	if _, err := one.session.copy(drop(t, "甲.txt", notice("青岚区教育局", "理论学习不深入。")), "甲.txt"); err != nil {
		t.Fatal(err)
	}
	two, f := open(t, dir)
	defer f.Close()
	defer two.Close()
	equal(t, "while it lives", take(t, two), nil)
	if err := one.session.lock.Unlock(); err != nil { // as the system does for a dead process
		t.Fatal(err)
	}
	equal(t, "when it is dead", take(t, two), []string{"甲.txt indexed"})
	equal(t, "work", tree(t, one.folders.Work), nil)
}

// TestVanished tells of a file that has gone from work/, as a virus scanner takes one.
func TestVanished(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	in.after = func(s step) {
		if s == stepClaim {
			gone, _ := filepath.Glob(filepath.Join(in.folders.Work, "*", "*", "甲.txt"))
			os.Remove(gone[0])
		}
	}
	equal(t, "results", take(t, in, drop(t, "甲.txt", "一")), []string{"甲.txt rejected vanished"})
	equal(t, "journal", outcomes(t, in.folders), []string{"甲.txt rejected vanished"})
	equal(t, "work", tree(t, in.folders.Work), nil)
}

// TestBusyInbox looks no more often than files settle, however often something happens.
func TestBusyInbox(t *testing.T) {
	dir := t.TempDir()
	w := newWatcher(dir, 100*time.Millisecond)
	defer w.close()
	part, err := os.Create(filepath.Join(dir, "下载中.pdf.part"))
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer stop()
	go func() {
		for ctx.Err() == nil {
			io.WriteString(part, "一")
		}
	}()
	looks := 0
	for w.wait(ctx, time.Minute) {
		looks++
	}
	if looks == 0 || looks > 10 {
		t.Errorf("looked %d times in half a second, while files settle in a tenth", looks)
	}
}

// TestOwnData keeps an inbox apart from the folders that the program itself fills.
func TestOwnData(t *testing.T) {
	data := filepath.Join(t.TempDir(), "huitoukan-data")
	link := filepath.Join(t.TempDir(), "链接")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for inbox, want := range map[string]bool{
		"":                                    true,
		filepath.Join(data, "收件"):             true,
		filepath.Join(data, "..", "收件"):       true,
		data:                                  false,
		filepath.Dir(data):                    false,
		filepath.Join(data, "archive"):        false,
		filepath.Join(data, "failed", "再收"):   false,
		filepath.Join(link, "archive", "sub"): false,
	} {
		err := NewFolders(data, inbox).Make()
		if ok := err == nil; ok != want || !ok && !strings.Contains(err.Error(), "提示：") {
			t.Errorf("inbox %q: %v", inbox, err)
		}
	}
}

// TestTakeAround takes a folder in which the program's own data lie, and leaves them out.
func TestTakeAround(t *testing.T) {
	around := t.TempDir()
	in, e := open(t, filepath.Join(around, "huitoukan-data"))
	defer e.Close()
	defer in.Close()
	write(t, filepath.Join(around, "甲.txt"), notice("青岚区教育局", "理论学习不深入。"))
	write(t, filepath.Join(around, "~$甲.docx"), "lock")
	equal(t, "results", take(t, in, around), []string{"甲.txt indexed"})
	equal(t, "again", take(t, in, around), []string{"甲.txt duplicate"})
	equal(t, "named", take(t, in, filepath.Join(around, "~$甲.docx")), []string{"~$甲.docx rejected passed_over"})
	link := filepath.Join(t.TempDir(), "链接.txt")
	if err := os.Symlink(filepath.Join(around, "甲.txt"), link); err != nil {
		t.Fatal(err)
	}
	equal(t, "link that is named", take(t, in, link), []string{"链接.txt duplicate"})
	equal(t, "no file", take(t, in, os.DevNull), []string{filepath.Base(os.DevNull) + " rejected unknown_format"})
}

// TestClosedFolder takes what it can reach beside a folder that it may not look into.
func TestClosedFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("run by root, whom no folder keeps out: only that the file beside it is taken is shown here")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "关着", "甲.txt"), "一")
	write(t, filepath.Join(dir, "乙.txt"), "二")
	if err := os.Chmod(filepath.Join(dir, "关着"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "关着"), 0o755)
	files, err := filesIn(dir)
	if !slices.ContainsFunc(files, func(f found) bool { return f.file == "乙.txt" }) {
		t.Errorf("found %v, %v", files, err)
	}
}

// TestReasons holds the table to what it promises: a row for all that a reader may answer, each with its next step.
func TestReasons(t *testing.T) {
	for _, err := range []error{
		read.ErrEmpty, read.ErrFormat, read.ErrOldFormat, read.ErrUnsupported, read.ErrDamaged, read.ErrEncrypted, read.ErrTooLarge,
		read.ErrTooDeep, read.ErrTimeout, read.ErrMemory, read.ErrArchive, read.ErrPacked, read.ErrNeedsOffice, read.ErrLight, read.ErrNoText, read.ErrNoTextLayer, read.ErrUnreadable, read.ErrCrashed,
	} {
		if why := ReasonFor(fmt.Errorf("read: %w", err)); why.Outcome != Rejected || why.err != err {
			t.Errorf("%v: %+v", err, why)
		}
	}
	for _, err := range []error{index.ErrUnavailable, index.ErrSchema, context.Canceled, errors.New("what nobody foresaw")} {
		if why := ReasonFor(err); why.Outcome != Deferred {
			t.Errorf("%v: %+v", err, why)
		}
	}
	codes := map[string]bool{}
	for _, r := range append(reasons, ReasonFor(errors.New("what nobody foresaw"))) {
		if codes[r.Code] || !strings.HasSuffix(r.Reason, "。") || !strings.HasSuffix(r.Hint, "。") {
			t.Errorf("row %+v", r)
		}
		codes[r.Code] = true
	}
}
