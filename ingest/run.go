// Package ingest takes files their way: from the inbox through a claim, reading and understanding into the index, and from
// there to the archive or, with a reason, to failed/.
//
// Folders and an index come in; results go out, one line of the journal each. A file leaves work/ only after the index has
// confirmed it, and every step may be run twice, so that killing the program at any moment loses no file and doubles none.
// What a document says is extract's matter, what it is written in ingest/read's.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"huitoukan/index"
	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Index is what is asked of the index: to store documents, and to say what it has of one.
type Index interface {
	index.Writer
	Get(ctx context.Context, id record.DocID) (record.Document, error)
}

// Assist reads a document again that the rules have read; what it cannot better it leaves. See package extract/llm.
type Assist func(ctx context.Context, d record.Document) record.Document

// Options are what an [Ingester] needs. Folders, Read and Index must be set.
type Options struct {
	Folders Folders
	Read    func(ctx context.Context, path string) (record.Text, error)
	Index   Index
	Assist  Assist        // nil means none
	Limits  read.Limits   // on archives and their members; zero fields mean the defaults
	Workers int           // 0 means 2
	Settle  time.Duration // a file is taken after it has stood still for so long; 0 means 2 s
	Every   time.Duration // the inbox is looked at so often; 0 means 30 s
	Grace   time.Duration // how long files in hand may take after the stop was asked for; 0 means 30 s
	Log     *slog.Logger  // nil means none

	// Page hears of each page of a scanned file that was recognised, from several goroutines; it may be nil.
	Page func(file string, page, pages int)
}

// Ingester takes files in. Its methods are not to be called at once.
type Ingester struct {
	Options
	folders Folders
	session *session
	journal journal
	batch   *batch
	log     *slog.Logger
	now     func() time.Time
	after   func(step) // tests stop the program here

	mu       sync.Mutex
	deferred []claim // put off: tried again at the next look
}

// New makes the folders that are not there and opens this process's part of work/.
func New(o Options) (*Ingester, error) {
	if o.Workers == 0 {
		o.Workers = 2
	}
	if o.Settle == 0 {
		o.Settle = 2 * time.Second
	}
	if o.Every == 0 {
		o.Every = 30 * time.Second
	}
	if o.Grace == 0 {
		o.Grace = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := o.Folders.Make(); err != nil {
		return nil, err
	}
	s, err := openSession(o.Folders)
	if err != nil {
		return nil, err
	}
	return &Ingester{
		Options: o, folders: o.Folders, session: s, journal: journal{path: o.Folders.journal(), lock: filepath.Join(o.Folders.Locks, "journal")}, batch: newBatch(o.Index),
		log: o.Log, now: time.Now, after: func(step) {},
	}, nil
}

// Close gives this process's part of work/ up.
func (in *Ingester) Close() error { return in.session.close() }

// Serve takes up what other processes left in work/ as they ended, then and whenever it looks, and watches the inbox until ctx ends. It claims nothing more from then
// on, and returns when the files in hand are done or the grace is over; what is left waits in work/.
func (in *Ingester) Serve(ctx context.Context) error {
	return in.pool(ctx, func(Result) {}, func(p *pool) error {
		w := newWatcher(in.folders.Inbox, in.Settle)
		defer w.close()
		for {
			in.takeUp(ctx, p.hand)
			in.again(ctx, p.hand)
			in.look(ctx, w, p.hand)
			if !w.wait(ctx, in.Every) {
				return nil
			}
		}
	})
}

// look takes the files of the inbox that have stood still.
func (in *Ingester) look(ctx context.Context, w *watcher, hand func(claim)) {
	still, err := w.look(in.now())
	if err != nil {
		in.log.Error("inbox cannot be looked at, or not all of it", "err", err)
	}
	for _, f := range still {
		if ctx.Err() != nil {
			return
		}
		c, err := in.session.take(f.path, f.file)
		switch {
		case errors.Is(err, fs.ErrNotExist): // another process was first
		case err != nil:
			in.log.Warn("file cannot be claimed", "file", f.file, "err", err)
		default:
			hand(c)
		}
	}
}

// again hands on the files that were put off.
func (in *Ingester) again(ctx context.Context, hand func(claim)) {
	in.mu.Lock()
	deferred := in.deferred
	in.deferred = nil
	in.mu.Unlock()
	for _, c := range deferred {
		if ctx.Err() != nil {
			return // they wait in work/
		}
		hand(c)
	}
}

// takeUp hands on what dead processes left. What cannot be taken over does not keep the rest.
func (in *Ingester) takeUp(ctx context.Context, hand func(claim)) {
	claims, err := in.session.orphans(&in.journal)
	if err != nil {
		in.log.Error("files in work cannot be taken over", "err", err)
	}
	for _, c := range claims {
		if ctx.Err() != nil {
			return
		}
		hand(c)
	}
}

// Take takes the files at paths, and those under the folders among them, in once. They are copied; the originals stay. What
// waits in work/ is taken up too. told hears of each, from several goroutines but one at a time.
func (in *Ingester) Take(ctx context.Context, paths []string, told func(Result)) error {
	return in.pool(ctx, told, func(p *pool) error {
		in.takeUp(ctx, p.hand)
		for _, path := range paths {
			in.takePath(ctx, path, p)
		}
		return nil
	})
}

// takePath hands on a file, or the files in a folder, under the folder's own name. The program's own data are left out:
// `ingest .` is not to copy the archive.
func (in *Ingester) takePath(ctx context.Context, path string, p *pool) {
	own := filepath.Base(path)
	if abs, err := filepath.Abs(path); err == nil {
		own = filepath.Base(abs) // of . too
	}
	if err := takeable(path, own); err != nil {
		p.tell(in.refused(path, err))
		return
	}
	files, err := filesIn(real(path)) // a link that was named is meant
	if err != nil {
		p.tell(in.refused(path, err))
	}
	for _, f := range files {
		if ctx.Err() != nil {
			return
		}
		if within(in.folders.Data, f.path) && !within(in.folders.Data, path) {
			continue
		}
		name := own
		if f.file != "." { // else path is the file itself
			name = strings.TrimLeft(filepath.ToSlash(own)+"/"+f.file, "/")
		}
		c, err := in.session.copy(f.path, name)
		if err != nil {
			p.tell(in.refused(f.path, err))
			continue
		}
		p.hand(c)
	}
}

// takeable says why what was named by itself, rather than found in a folder, is not taken; there it would be passed over.
func takeable(path, name string) error {
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case st.IsDir():
		return nil
	case PassedOver(name):
		return errPassedOver
	case !st.Mode().IsRegular():
		return read.ErrFormat
	}
	return nil
}

// refused is the result of a path that did not come as far as a claim.
func (in *Ingester) refused(path string, err error) Result {
	why := ReasonFor(err)
	return Result{Time: in.now(), File: filepath.ToSlash(path)}.with(Rejected, why)
}

// Retry takes the files in failed/ in again, under the names that they came with.
func (in *Ingester) Retry(ctx context.Context, told func(Result)) error {
	files, err := filesIn(in.folders.Failed)
	if err != nil {
		return fmt.Errorf("look at failed files: %w", err)
	}
	return in.pool(ctx, told, func(p *pool) error {
		for _, f := range files {
			if ctx.Err() != nil {
				return nil
			}
			a, err := f.aside()
			if err != nil {
				return err
			}
			c, err := in.session.take(f.path, a.was)
			if errors.Is(err, fs.ErrNotExist) {
				continue // another process was first
			}
			if err != nil {
				return err
			}
			os.Remove(noteFor(f.path))
			p.hand(c)
		}
		return nil
	})
}

// pool is the workers of one run.
type pool struct {
	claims chan claim
	told   func(Result)
	mu     sync.Mutex // one tells at a time
}

func (p *pool) hand(c claim) { p.claims <- c }

func (p *pool) tell(r Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told(r)
}

// pool runs the workers while feed hands them claims, and waits for them. When ctx ends, files in hand have the grace to be done.
func (in *Ingester) pool(ctx context.Context, told func(Result), feed func(*pool) error) error {
	hard, stop := context.WithCancel(context.WithoutCancel(ctx)) // ends only after the grace
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(in.Grace, stop) })()
	p := &pool{claims: make(chan claim), told: told}
	writing, done := context.WithCancel(hard)
	defer done()
	var workers, writer sync.WaitGroup
	writer.Go(func() { in.batch.run(writing) })
	for range in.Workers {
		workers.Go(func() {
			for c := range p.claims {
				in.whole(ctx, hard, c, p.tell)
			}
		})
	}
	err := feed(p)
	close(p.claims)
	workers.Wait()
	done()
	writer.Wait()
	return err
}

// whole processes a claim and, where it was an archive, each member after the other, so that no more than one archive of each
// depth lies unpacked. When ctx ends, the members wait in work/.
func (in *Ingester) whole(ctx, hard context.Context, c claim, tell func(Result)) {
	r, parts := in.one(hard, c)
	tell(r)
	for _, refused := range parts.refused {
		tell(refused)
	}
	for _, m := range parts.members {
		if ctx.Err() != nil {
			return
		}
		in.whole(ctx, hard, m, tell)
	}
}

// one processes a claim. A fault of our own folders puts the file off like one of the index: it stays in work/.
func (in *Ingester) one(ctx context.Context, c claim) (Result, parts) {
	r, parts, err := in.process(ctx, c)
	if err != nil {
		in.log.Error("file waits in work", "file", c.file, "err", err)
		r = r.with(Deferred, ReasonFor(err))
	}
	if r.Outcome == Deferred {
		in.mu.Lock()
		in.deferred = append(in.deferred, c)
		in.mu.Unlock()
	}
	return r, parts
}
