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
	"path/filepath"
	"sync"
	"time"

	"huitoukan/index"
	"huitoukan/record"
)

// Options are what an [Ingester] needs. Folders, Read and Index must be set.
type Options struct {
	Folders Folders
	Read    func(ctx context.Context, path string) (record.Text, error)
	Index   index.Writer
	Workers int           // 0 means 2
	Settle  time.Duration // a file is taken after it has stood still for so long; 0 means 2 s
	Every   time.Duration // the inbox is looked at so often; 0 means 30 s
	Grace   time.Duration // how long files in hand may take after the stop was asked for; 0 means 30 s
	Log     *slog.Logger  // nil means none
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
		Options: o, folders: o.Folders, session: s, journal: journal{path: o.Folders.journal()}, batch: newBatch(o.Index),
		log: o.Log, now: time.Now, after: func(step) {},
	}, nil
}

// Close gives this process's part of work/ up.
func (in *Ingester) Close() error { return in.session.close() }

// Serve takes up what earlier processes left in work/, then watches the inbox until ctx ends. It claims nothing more from then
// on, and returns when the files in hand are done or the grace is over; what is left waits in work/.
func (in *Ingester) Serve(ctx context.Context) error {
	return in.pool(ctx, nil, func(hand func(claim)) error {
		if err := in.takeUp(ctx, hand); err != nil {
			return err
		}
		w := newWatcher(in.folders.Inbox, in.Settle)
		defer w.close()
		for {
			in.again(hand)
			in.look(ctx, w, hand)
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
		in.log.Error("inbox cannot be looked at", "err", err)
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
func (in *Ingester) again(hand func(claim)) {
	in.mu.Lock()
	deferred := in.deferred
	in.deferred = nil
	in.mu.Unlock()
	for _, c := range deferred {
		hand(c)
	}
}

// takeUp hands on what dead processes left.
func (in *Ingester) takeUp(ctx context.Context, hand func(claim)) error {
	claims, err := in.session.orphans(&in.journal)
	for _, c := range claims {
		if ctx.Err() != nil {
			break
		}
		hand(c)
	}
	return err
}

// Take takes the files at paths, and those under the folders among them, in once. They are copied; the originals stay. What
// waits in work/ is taken up too. told hears of each, from several goroutines but one at a time.
func (in *Ingester) Take(ctx context.Context, paths []string, told func(Result)) error {
	return in.pool(ctx, told, func(hand func(claim)) error {
		if err := in.takeUp(ctx, hand); err != nil {
			return err
		}
		for _, path := range paths {
			if err := in.takePath(ctx, path, hand, told); err != nil {
				return err
			}
		}
		return nil
	})
}

// takePath hands on a file, or the files in a folder, under the folder's own name.
func (in *Ingester) takePath(ctx context.Context, path string, hand func(claim), told func(Result)) error {
	files, err := filesIn(path)
	if err != nil {
		told(missing(path, err, in.now()))
		return nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("take %s: %w", path, err)
	}
	for _, f := range files {
		if ctx.Err() != nil {
			return nil
		}
		name := f.file
		if name == "." { // path is the file itself
			name = filepath.Base(abs)
		} else {
			name = filepath.ToSlash(filepath.Join(filepath.Base(abs), name))
		}
		c, err := in.session.copy(f.path, name)
		if err != nil {
			told(missing(f.path, err, in.now()))
			continue
		}
		hand(c)
	}
	return nil
}

// missing is the result of a path that could not be copied.
func missing(path string, err error, now time.Time) Result {
	why := ReasonFor(err)
	return Result{Time: now, File: path}.with(Rejected, why)
}

// Retry takes the files in failed/ in again.
func (in *Ingester) Retry(ctx context.Context, told func(Result)) error {
	files, err := filesIn(in.folders.Failed)
	if err != nil {
		return fmt.Errorf("look at failed files: %w", err)
	}
	return in.pool(ctx, told, func(hand func(claim)) error {
		for _, f := range files {
			c, err := in.session.take(f.path, f.file)
			if err != nil {
				return err
			}
			in.folders.forget(f.path)
			hand(c)
		}
		return nil
	})
}

// pool runs the workers while feed hands them claims, and waits for them.
func (in *Ingester) pool(ctx context.Context, told func(Result), feed func(hand func(claim)) error) error {
	hard, stop := context.WithCancel(context.WithoutCancel(ctx)) // ends only after the grace
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(in.Grace, stop) })()
	claims := make(chan claim)
	var workers, writer sync.WaitGroup
	writing, done := context.WithCancel(context.WithoutCancel(ctx))
	writer.Go(func() { in.batch.run(writing) })
	var telling sync.Mutex
	for range in.Workers {
		workers.Go(func() {
			for c := range claims {
				r := in.one(hard, c)
				if told != nil {
					telling.Lock()
					told(r)
					telling.Unlock()
				}
			}
		})
	}
	err := feed(func(c claim) { claims <- c })
	close(claims)
	workers.Wait()
	done()
	writer.Wait()
	return err
}

// one processes a claim. A fault of our own folders puts the file off like one of the index: it stays in work/.
func (in *Ingester) one(ctx context.Context, c claim) Result {
	r, err := in.process(ctx, c)
	if err != nil {
		in.log.Error("file waits in work", "file", c.file, "err", err)
		r = r.with(Deferred, ReasonFor(err))
	}
	if r.Outcome == Deferred {
		in.mu.Lock()
		in.deferred = append(in.deferred, c)
		in.mu.Unlock()
	}
	return r
}
