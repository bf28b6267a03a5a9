package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"huitoukan/extract"
	"huitoukan/index"
	"huitoukan/internal/atomicfile"
	"huitoukan/record"
)

// step is a moment in a file's way at which a crash must lose and double nothing; tests stop the program after each.
type step string

const (
	stepClaim   step = "claim"
	stepHash    step = "hash"
	stepRead    step = "read"
	stepPut     step = "put"
	stepNoted   step = "noted"
	stepMoved   step = "moved"
	stepJournal step = "journal"
)

// process takes one claimed file its whole way and tells what became of it. Every step may be run twice. The error is of the
// program's own folders; a file's own fault is an outcome.
func (in *Ingester) process(ctx context.Context, c claim) (Result, error) {
	started := in.now()
	in.after(stepClaim)
	r := Result{Claim: c.id, File: c.file, Time: started}
	id, err := hash(c.path())
	if err != nil {
		return r, fmt.Errorf("read %s: %w", c.file, err)
	}
	in.after(stepHash)
	r.Doc = id
	if _, err := in.folders.Original(id); err == nil {
		return in.finish(c, r.with(Duplicate, Reason{}), started, func() error { return os.Remove(c.path()) })
	} else if !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	d, err := document(ctx, in.Read, Original{ID: id, Path: c.path(), File: c.file, Taken: started})
	in.after(stepRead)
	if err == nil {
		err = in.put(ctx, d)
		in.after(stepPut)
	}
	if err != nil {
		return in.setAside(c, r, ReasonFor(err), started, err)
	}
	r.Title, r.Problems, r.Doubts = d.Title, len(d.Problems), len(d.Doubts)
	outcome := Indexed
	if r.Doubts > 0 {
		outcome = Review
	}
	return in.finish(c, r.with(outcome, Reason{}), started, func() error {
		return in.folders.store(c.path(), Original{ID: id, File: c.file, Taken: d.Taken})
	})
}

func (r Result) with(o Outcome, why Reason) Result {
	r.Outcome, r.Code, r.Reason, r.Hint = o, why.Code, why.Reason, why.Hint
	return r
}

// document reads and understands one original.
func document(ctx context.Context, read func(context.Context, string) (record.Text, error), o Original) (record.Document, error) {
	text, err := read(ctx, o.Path)
	if err != nil {
		return record.Document{}, fmt.Errorf("read: %w", err)
	}
	d := extract.Extract(text, o.File)
	d.ID, d.File, d.Taken = o.ID, o.File, o.Taken.UTC().Round(0)
	return d, nil
}

// put stores the document; while the index cannot be reached it waits, longer each time, and tries again.
func (in *Ingester) put(ctx context.Context, d record.Document) error {
	const longest = time.Minute
	for pause := 500 * time.Millisecond; ; pause = min(2*pause, longest) {
		err := in.batch.put(ctx, d)
		if !errors.Is(err, index.ErrUnavailable) {
			return err
		}
		in.log.Warn("index cannot be reached, file waits", "file", d.File, "doc", d.ID, "err", err)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// setAside moves a file that cannot be taken to failed/, with the reason beside it. One that is to be tried again stays.
func (in *Ingester) setAside(c claim, r Result, why Reason, started time.Time, cause error) (Result, error) {
	in.log.Warn("file not taken", "file", c.file, "doc", r.Doc, "code", why.Code, "err", cause)
	r = r.with(why.Outcome, why)
	if why.Outcome == Deferred {
		return r, nil
	}
	return in.finish(c, r, started, func() error { return in.folders.setAside(c.path(), r) })
}

func (in *Ingester) finish(c claim, r Result, started time.Time, move func() error) (Result, error) {
	r.Time = in.now()
	r.Took = r.Time.Sub(started).Milliseconds()
	if err := c.leave(r, &in.journal, move, in.after); err != nil {
		return r, err
	}
	in.log.Info("file done", "file", c.file, "doc", r.Doc, "outcome", r.Outcome, "took", r.Took)
	return r, nil
}

const reasonSuffix = ".原因.txt"

// setAside moves the file at path to failed/ under a name of its own, with a note beside it that says why.
func (f Folders) setAside(path string, r Result) error {
	to := free(filepath.Join(f.Failed, filepath.FromSlash(r.File)))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	note := fmt.Sprintf("文件：%s\r\n时间：%s\r\n原因：%s\r\n下一步：%s\r\n代码：%s\r\n",
		r.File, r.Time.Local().Format("2006-01-02 15:04:05"), r.Reason, r.Hint, r.Code)
	if err := atomicfile.Write(to+reasonSuffix, []byte("\ufeff"+note)); err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	return atomicfile.Move(path, to)
}

// free is path, or path with a number where something lies there already: 通报 (2).pdf. A note without its file, as a crash may
// leave it, does not count.
func free(path string) string {
	ext := filepath.Ext(path)
	base := strings.TrimSuffix(path, ext)
	for n, p := 2, path; ; n++ {
		if _, err := os.Lstat(p); errors.Is(err, fs.ErrNotExist) {
			return p
		}
		p = fmt.Sprintf("%s (%d)%s", base, n, ext)
	}
}

// Reread reads and understands every original in the archive, one after another, and hands each on; what do answers ends it.
func Reread(ctx context.Context, f Folders, read func(context.Context, string) (record.Text, error), do func(Original, record.Document, error) error) error {
	for o, err := range f.Originals() {
		if err != nil {
			return err
		}
		d, err := document(ctx, read, o)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := do(o, d, err); err != nil {
			return err
		}
	}
	return nil
}
