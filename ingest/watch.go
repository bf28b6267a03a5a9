package ingest

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// PassedOver reports whether name is one that programs leave beside documents, or a file that is still being written: Office's
// lock files, partial downloads, the system's own files.
func PassedOver(name string) bool {
	lower := strings.ToLower(name)
	for _, prefix := range []string{"~$", ".", "~wrl"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	for _, suffix := range []string{".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".lnk", reasonSuffix} {
		if strings.HasSuffix(lower, suffix) {
			return true
		}
	}
	return lower == "thumbs.db" || lower == "desktop.ini"
}

// found is a file in the inbox as one look saw it.
type found struct {
	path, file string // file is the slash path under the inbox
	size       int64
	changed    time.Time
}

// filesIn lists the files under dir that are to be taken, in the order of their names. Links are not followed. The error tells of
// folders that cannot be looked into; what lies elsewhere is listed all the same.
func filesIn(dir string) ([]found, error) {
	var out []found
	var closed []error
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == dir {
				return err
			}
			if !errors.Is(err, fs.ErrNotExist) { // else it went while we looked
				closed = append(closed, err)
			}
			return nil
		}
		if path != dir && PassedOver(d.Name()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil // it went while we looked
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out = append(out, found{path, filepath.ToSlash(rel), info.Size(), info.ModTime()})
		return nil
	})
	return out, errors.Join(append(closed, err)...)
}

// watcher looks at the inbox again and again. What it sees is the truth; the file system's events only make it look sooner, so
// that shares which send none work too.
type watcher struct {
	inbox    string
	settle   time.Duration
	seen     map[string]sighting
	settling bool              // the last look saw files that had not stood still yet
	events   *fsnotify.Watcher // nil where the system has none
}

// sighting is how a file looked, and since when it has looked so.
type sighting struct {
	size    int64
	changed time.Time
	since   time.Time
}

func newWatcher(inbox string, settle time.Duration) *watcher {
	w := &watcher{inbox: inbox, settle: settle}
	if events, err := fsnotify.NewWatcher(); err == nil {
		w.events = events
		w.watchFolders()
	}
	return w
}

func (w *watcher) close() {
	if w.events != nil {
		w.events.Close()
	}
}

// watchFolders asks for the events of every folder in the inbox. One that cannot be watched is looked at all the same.
func (w *watcher) watchFolders() {
	filepath.WalkDir(w.inbox, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			w.events.Add(path)
		}
		return nil
	})
}

// look lists the files that have stood still for the settling time. The error is that of [filesIn].
func (w *watcher) look(now time.Time) ([]found, error) {
	files, err := filesIn(w.inbox)
	var still []found
	next := map[string]sighting{}
	w.settling = false
	for _, f := range files {
		s, ok := w.seen[f.path]
		if !ok || s.size != f.size || !s.changed.Equal(f.changed) {
			s = sighting{f.size, f.changed, now}
		}
		next[f.path] = s
		if now.Sub(s.since) >= w.settle {
			still = append(still, f)
		} else {
			w.settling = true
		}
	}
	w.seen = next
	return still, err
}

// wait sleeps until it is time to look again: soon while files settle, else after every or when something happens in the
// inbox. It answers false when ctx has ended.
func (w *watcher) wait(ctx context.Context, every time.Duration) bool {
	soon := w.settle/2 + time.Millisecond
	if w.settling {
		return sleep(ctx, soon, nil, nil)
	}
	if w.events == nil {
		return sleep(ctx, every, nil, nil)
	}
	begin := time.Now()
	if !sleep(ctx, every, w.events.Events, w.events.Errors) {
		return false
	}
	if time.Since(begin) >= every {
		return true
	}
	// what happened goes on for a while: a download writes its .part a thousand times a second
	ok := sleep(ctx, soon, nil, nil)
	w.watchFolders()
	return ok
}

// sleep waits for the pause to end or for one event. An error of the watcher counts as one: events may have been lost. It
// answers false when ctx has ended.
func sleep(ctx context.Context, pause time.Duration, events <-chan fsnotify.Event, errs <-chan error) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-events:
	case <-errs:
	}
	return ctx.Err() == nil
}
