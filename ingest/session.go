package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"huitoukan/internal/atomicfile"
)

// session is one process's part of work/: work/<session>/<claim>/<path under the inbox>. Its lock, locks/<session>, tells the
// others that the process lives; when the lock is free, what lies there belongs to nobody, and whoever gets the lock takes
// it over. The lock is held before the folder is made, so that no one ever sees a living session without its lock.
type session struct {
	folders Folders
	dir     string
	lock    *flock.Flock

	mu   sync.Mutex
	next int
}

// sessions are the folders of work/ that hold claims.
func (f Folders) sessions() ([]string, error) {
	entries, err := os.ReadDir(f.Work)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look at work: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, filepath.Join(f.Work, e.Name()))
		}
	}
	return out, nil
}

// openSession makes this process's part of work/.
func openSession(f Folders) (*session, error) {
	name := time.Now().UTC().Format("20060102-150405") + "-" + strconv.Itoa(os.Getpid()) + "-*"
	file, err := os.CreateTemp(f.Locks, name)
	if err != nil {
		return nil, fmt.Errorf("open work folder: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open work folder: %w", err)
	}
	s := &session{folders: f, dir: filepath.Join(f.Work, filepath.Base(file.Name())), lock: flock.New(file.Name())}
	if err := s.lock.Lock(); err != nil {
		return nil, fmt.Errorf("open work folder: %w", err)
	}
	if err := atomicfile.MkdirAll(s.dir); err != nil {
		return nil, fmt.Errorf("open work folder: %w", errors.Join(err, s.lock.Unlock()))
	}
	return s, nil
}

// close frees the session; what is left in it is taken up by the next process.
func (s *session) close() error { return release(s.dir, s.lock) }

// release gives up a session's folder and its lock. The folder stays, with its lock, when a claim is left in it.
func release(dir string, lock *flock.Flock) error {
	gone := os.Remove(dir) == nil
	if err := lock.Unlock(); err != nil { // first, since Windows removes no open file
		return fmt.Errorf("free work folder: %w", err)
	}
	if gone {
		os.Remove(lock.Path()) // one that stays is an empty file that nobody asks for
	}
	return nil
}

// number is the next claim's folder, for a file that lies in so many archives.
func (s *session) number(nesting int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	name := strconv.Itoa(s.next)
	if nesting > 0 {
		name += "." + strconv.Itoa(nesting)
	}
	return filepath.Join(s.dir, name)
}

// orphans takes over the sessions whose processes have ended, and returns their claims, to be processed again from the start.
// A fault of one does not keep the others.
func (s *session) orphans(j *journal) ([]claim, error) {
	dirs, err := s.folders.sessions()
	if err != nil {
		return nil, err
	}
	var out []claim
	var errs []error
	for _, dir := range dirs {
		if dir == s.dir {
			continue
		}
		claims, err := s.adopt(dir, j)
		out, errs = append(out, claims...), append(errs, err)
	}
	return out, errors.Join(errs...)
}

// adopt moves the claims of a dead session into this one.
func (s *session) adopt(dir string, j *journal) (out []claim, err error) {
	lock := flock.New(filepath.Join(s.folders.Locks, filepath.Base(dir)))
	free, err := lock.TryLock()
	if err != nil || !free {
		return nil, nil // its process lives, or another takes it over
	}
	defer func() { err = errors.Join(err, release(dir, lock)) }()
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // another has taken it over
	}
	if err != nil {
		return nil, fmt.Errorf("take over %s: %w", filepath.Base(dir), err)
	}
	var errs []error
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		claims, err := s.adoptClaim(claim{id: filepath.Base(dir) + "/" + e.Name(), dir: filepath.Join(dir, e.Name())}, j)
		out, errs = append(out, claims...), append(errs, err)
	}
	return out, errors.Join(errs...)
}

// adoptClaim takes one claim over. When its file has left already, only the journal's lines may be missing, and members of an
// archive wait to be claims of their own.
func (s *session) adoptClaim(c claim, j *journal) ([]claim, error) {
	file, err := fileIn(c.dir)
	if err != nil {
		return nil, fmt.Errorf("take over %s: %w", c.id, err)
	}
	if file == "" {
		return s.settle(c, j)
	}
	adopted := claim{id: c.id, dir: s.number(c.nesting()), file: file}
	if err := os.Rename(c.dir, adopted.dir); err != nil {
		return nil, fmt.Errorf("take over %s: %w", c.id, err)
	}
	return []claim{adopted}, nil
}

// claimMember makes a claim of a member that was laid out in dir.
func (s *session) claimMember(dir string, nesting int) (claim, error) {
	file, err := fileIn(dir)
	if err != nil {
		return claim{}, err
	}
	to := s.number(nesting)
	if err := os.Rename(dir, to); err != nil {
		return claim{}, err
	}
	return claim{id: filepath.Base(s.dir) + "/" + filepath.Base(to), dir: to, file: file}, nil
}

// fileIn is the slash path of the one file in a claim's folder, "" when it has left or has not come whole.
func fileIn(dir string) (string, error) {
	found := ""
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path == filepath.Join(dir, membersName) {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || filepath.Dir(path) == dir && (d.Name() == doneName || d.Name() == pageName) || strings.HasPrefix(d.Name(), ".tmp-") {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		found = filepath.ToSlash(rel)
		return err
	})
	return found, err
}
