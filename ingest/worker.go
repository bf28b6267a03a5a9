package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	"huitoukan/extract"
	"huitoukan/index"
	"huitoukan/ingest/read"
	"huitoukan/record"
)

// step is a moment in a file's way at which a crash must lose and double nothing; tests stop the program after each.
type step string

const (
	stepClaim   step = "claim"
	stepHash    step = "hash"
	stepRead    step = "read"
	stepExtract step = "extract"
	stepPut     step = "put"
	stepNoted   step = "noted"
	stepMoved   step = "moved"
	stepJournal step = "journal"
)

// process takes one claimed file its whole way and tells what became of it. Every step may be run twice. The error is of the
// program's own folders; a file's own fault is an outcome.
func (in *Ingester) process(ctx context.Context, c claim) (Result, parts, error) {
	in.after(stepClaim)
	r := Result{Claim: c.id, File: c.file, Time: in.now()}
	id, err := hash(c.path())
	if errors.Is(err, fs.ErrNotExist) {
		err = errVanished
	}
	if err != nil {
		return in.setAside(c, r, fmt.Errorf("hash: %w", err))
	}
	in.after(stepHash)
	r.Doc = id
	free, err := in.folders.hold(ctx, id)
	if err != nil {
		return r, parts{}, err
	}
	defer free()
	kept, err := in.folders.Original(id)
	if err == nil {
		return in.duplicate(ctx, c, r, kept)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return r, parts{}, err
	}
	o := Original{ID: id, Path: c.path(), File: c.file, Taken: r.Time}
	d, err := in.enter(in.telling(ctx, c), o)
	if errors.Is(err, read.ErrArchive) {
		r.Doc = "" // it is no document
		return in.unpack(ctx, c, r)
	}
	if err != nil {
		return in.setAside(c, r, err)
	}
	r.Title, r.Problems, r.Doubts = d.Title, len(d.Problems), d.Open()
	outcome := Indexed
	if r.Doubts > 0 {
		outcome = Review
	}
	return in.finish(c, r.with(outcome, Reason{}), nil, func() error { return in.folders.store(c.path(), o) })
}

func (r Result) with(o Outcome, why Reason) Result {
	r.Outcome, r.Code, r.Reason, r.Hint = o, why.Code, why.Reason, why.Hint
	return r
}

// duplicate drops a file whose bytes are in the archive, once the index knows them too and as the present rules read them: it
// may have been lost, or made by an older program.
func (in *Ingester) duplicate(ctx context.Context, c claim, r Result, kept Original) (Result, parts, error) {
	have, err := in.Index.Get(ctx, kept.ID)
	if errors.Is(err, index.ErrNotFound) || err == nil && have.Rules < extract.Version {
		_, err = in.enter(ctx, kept)
	}
	if err != nil {
		if why := ReasonFor(err); why.Outcome == Deferred {
			return r.with(Deferred, why), parts{}, nil
		}
		// what was once taken can be read no more: the archive keeps it, and rebuild tells of it
		in.log.Warn("archived file cannot be read again", "file", kept.File, "doc", kept.ID, "err", err)
	}
	return in.finish(c, r.with(Duplicate, Reason{}), nil, func() error { return os.Remove(c.path()) })
}

// telling is ctx for a reader: each page of the claimed file that it recognises is noted and told.
func (in *Ingester) telling(ctx context.Context, c claim) context.Context {
	return read.WithProgress(ctx, func(page, pages int) {
		if err := c.note(page, pages); err != nil {
			in.log.Warn("page cannot be noted", "file", c.file, "err", err)
		}
		if in.Page != nil {
			in.Page(c.file, page, pages)
		}
	})
}

// enter reads and understands an original and puts it into the index.
func (in *Ingester) enter(ctx context.Context, o Original) (record.Document, error) {
	text, err := in.Read(ctx, o.Path)
	if err != nil {
		return record.Document{}, fmt.Errorf("read: %w", err)
	}
	in.after(stepRead)
	d, err := document(ctx, text, o, in.Assist)
	if err != nil {
		return d, err
	}
	in.after(stepExtract)
	if err := in.put(ctx, d); err != nil {
		return d, fmt.Errorf("put: %w", err)
	}
	in.after(stepPut)
	return d, nil
}

// document is what the text of an original says.
func document(ctx context.Context, text record.Text, o Original, assist Assist) (record.Document, error) {
	d, err := Understand(ctx, text, o.File, assist)
	d.ID, d.File, d.Taken = o.ID, o.File, o.Taken.UTC().Round(0)
	return d, err
}

// Understand is [extract.Extract] for a file that may be anything: one that is marked secret, and one on which a rule breaks, is
// refused with an error that [ReasonFor] knows. file is the slash path under the inbox, whose names are hints; assist may be nil.
func Understand(ctx context.Context, text record.Text, file string, assist Assist) (d record.Document, err error) {
	defer func() {
		if p := recover(); p != nil { // else the file would end the program at every start again
			d, err = record.Document{}, fmt.Errorf("understand: %w: %v\n%s", read.ErrCrashed, p, debug.Stack())
		}
	}()
	if marked(text) {
		return d, fmt.Errorf("understand: %w", errMarked)
	}
	d = extract.Extract(text, file)
	if assist != nil {
		d = assist(ctx, d)
	}
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
		in.log.Error("index cannot be reached, file waits", "file", d.File, "doc", d.ID, "err", err)
		if !sleep(ctx, pause, nil, nil) {
			return ctx.Err()
		}
	}
}

// setAside moves a file that cannot be taken to failed/, with the reason beside it. One that is to be tried again stays.
func (in *Ingester) setAside(c claim, r Result, cause error) (Result, parts, error) {
	return in.setAsidePart(c, r, cause, nil)
}

// setAsidePart is setAside for an archive of which these members were refused.
func (in *Ingester) setAsidePart(c claim, r Result, cause error, refused []Result) (Result, parts, error) {
	why := ReasonFor(cause)
	in.log.Warn("file not taken", "file", c.file, "doc", r.Doc, "code", why.Code, "err", cause)
	r = r.with(why.Outcome, why)
	if why.Outcome == Deferred {
		return r, parts{}, nil
	}
	return in.finish(c, r, refused, func() error { return in.folders.setAside(c.path(), r) })
}

// finish lets the file leave with move and tells the journal. r.Time is when the file was begun, and then when it was done.
func (in *Ingester) finish(c claim, r Result, refused []Result, move func() error) (Result, parts, error) {
	begun := r.Time
	r.Time = in.now()
	r.Took = r.Time.Sub(begun).Milliseconds()
	members, err := in.session.leave(c, append([]Result{r}, refused...), &in.journal, move, in.after)
	if err != nil {
		return r, parts{members: members}, err
	}
	in.log.Info("file done", "file", c.file, "doc", r.Doc, "outcome", r.Outcome, "took", r.Took)
	return r, parts{refused, members}, nil
}

// Reread reads and understands an original that is in the archive already.
func Reread(ctx context.Context, o Original, read func(context.Context, string) (record.Text, error), assist Assist) (record.Document, error) {
	text, err := read(ctx, o.Path)
	if err != nil {
		return record.Document{}, fmt.Errorf("read: %w", err)
	}
	return document(ctx, text, o, assist)
}
