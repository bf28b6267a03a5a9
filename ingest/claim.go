package ingest

import (
	"encoding/json"
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

// session is one process's part of work/: work/<session>/<claim>/<path under the inbox>. Its lock tells the others that the
// process lives; when the lock is free, what lies there belongs to nobody, and whoever gets the lock takes it over.
type session struct {
	folders Folders
	dir     string
	lock    *flock.Flock

	mu   sync.Mutex
	next int
}

const (
	lockName = ".lock"
	doneName = ".done" // in a claim: the journal line that is written once the file has left
)

// claim is one file in hand.
type claim struct {
	id   string // session/number: names this taking of the file in the journal
	dir  string
	file string // slash path under the inbox
}

// path is where the file lies while it is in hand.
func (c claim) path() string { return filepath.Join(c.dir, filepath.FromSlash(c.file)) }

// openSession makes this process's part of work/.
func openSession(f Folders) (*session, error) {
	name := time.Now().UTC().Format("20060102-150405") + "-" + strconv.Itoa(os.Getpid())
	dir, err := os.MkdirTemp(f.Work, name+"-*")
	if err != nil {
		return nil, fmt.Errorf("open work folder: %w", err)
	}
	s := &session{folders: f, dir: dir, lock: flock.New(filepath.Join(dir, lockName))}
	if err := s.lock.Lock(); err != nil {
		return nil, fmt.Errorf("open work folder: %w", err)
	}
	return s, nil
}

// close frees the session; what is left in it is taken up by the next process.
func (s *session) close() error {
	err := s.lock.Unlock()
	os.Remove(filepath.Join(s.dir, lockName))
	os.Remove(s.dir) // fails, and shall, when a claim is left
	return err
}

// newClaim makes the folder of a claim for the file that has the slash path file under the inbox.
func (s *session) newClaim(file string) (claim, error) {
	s.mu.Lock()
	s.next++
	n := strconv.Itoa(s.next)
	s.mu.Unlock()
	c := claim{id: filepath.Base(s.dir) + "/" + n, dir: filepath.Join(s.dir, n), file: file}
	if err := os.MkdirAll(filepath.Dir(c.path()), 0o755); err != nil {
		return claim{}, fmt.Errorf("claim %s: %w", file, err)
	}
	return c, nil
}

// take moves a file from the inbox into a claim. It answers fs.ErrNotExist when another process was first.
func (s *session) take(path, file string) (claim, error) {
	c, err := s.newClaim(file)
	if err != nil {
		return claim{}, err
	}
	if err := atomicfile.Move(path, c.path()); err != nil {
		os.RemoveAll(c.dir)
		return claim{}, fmt.Errorf("claim %s: %w", file, err)
	}
	return c, nil
}

// copy copies a file into a claim; the original stays.
func (s *session) copy(path, file string) (claim, error) {
	c, err := s.newClaim(file)
	if err != nil {
		return claim{}, err
	}
	if err := atomicfile.Copy(path, c.path()); err != nil {
		os.RemoveAll(c.dir)
		return claim{}, err
	}
	return c, nil
}

// leave moves the file out of the claim with move, and then writes its line in the journal. The line is kept in the claim
// before, so that a crash between the two loses neither and doubles neither.
func (c claim) leave(r Result, j *journal, move func() error, after func(step)) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("finish %s: %w", c.file, err)
	}
	if err := atomicfile.Write(filepath.Join(c.dir, doneName), line); err != nil {
		return fmt.Errorf("finish %s: %w", c.file, err)
	}
	after(stepNoted)
	if err := move(); err != nil {
		return fmt.Errorf("finish %s: %w", c.file, err)
	}
	after(stepMoved)
	if err := j.add(r); err != nil {
		return err
	}
	after(stepJournal)
	return os.RemoveAll(c.dir)
}

// orphans takes over the sessions whose processes have ended, and returns their claims, to be processed again from the start.
func (s *session) orphans(j *journal) ([]claim, error) {
	dirs, err := os.ReadDir(s.folders.Work)
	if err != nil {
		return nil, fmt.Errorf("look for files left in work: %w", err)
	}
	var out []claim
	for _, d := range dirs {
		dir := filepath.Join(s.folders.Work, d.Name())
		if !d.IsDir() || dir == s.dir {
			continue
		}
		claims, err := s.adopt(dir, j)
		if err != nil {
			return out, err
		}
		out = append(out, claims...)
	}
	return out, nil
}

// adopt moves the claims of a dead session into this one.
func (s *session) adopt(dir string, j *journal) ([]claim, error) {
	lock := flock.New(filepath.Join(dir, lockName))
	free, err := lock.TryLock()
	if err != nil || !free {
		return nil, nil // its process lives, or another takes it over
	}
	defer lock.Unlock()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("take over %s: %w", filepath.Base(dir), err)
	}
	var out []claim
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		id := filepath.Base(dir) + "/" + e.Name()
		c, ok, err := s.adoptClaim(filepath.Join(dir, e.Name()), id, j)
		if err != nil {
			return out, err
		}
		if ok {
			out = append(out, c)
		}
	}
	os.Remove(filepath.Join(dir, lockName))
	os.Remove(dir)
	return out, nil
}

// adoptClaim takes one claim over. When its file has left already, only the journal's line may be missing.
func (s *session) adoptClaim(dir, id string, j *journal) (claim, bool, error) {
	file, err := fileIn(dir)
	if err != nil {
		return claim{}, false, fmt.Errorf("take over %s: %w", id, err)
	}
	if file == "" {
		return claim{}, false, s.settle(dir, id, j)
	}
	s.mu.Lock()
	s.next++
	to := filepath.Join(s.dir, strconv.Itoa(s.next))
	s.mu.Unlock()
	if err := os.Rename(dir, to); err != nil {
		return claim{}, false, fmt.Errorf("take over %s: %w", id, err)
	}
	return claim{id: id, dir: to, file: file}, true, nil
}

// settle writes the line of a claim whose file has left, if the journal lacks it, and removes the claim.
func (s *session) settle(dir, id string, j *journal) error {
	line, err := os.ReadFile(filepath.Join(dir, doneName))
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(dir) // the file had not come yet
	}
	var r Result
	if err == nil {
		err = json.Unmarshal(line, &r)
	}
	if err == nil && !s.folders.has(r.Claim) {
		err = j.add(r)
	}
	if err != nil {
		return fmt.Errorf("settle %s: %w", id, err)
	}
	return os.RemoveAll(dir)
}

// fileIn is the slash path of the one file in a claim's folder, "" when it has left.
func fileIn(dir string) (string, error) {
	found := ""
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Dir(path) == dir && d.Name() == doneName || strings.HasPrefix(d.Name(), ".tmp-") {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		found = filepath.ToSlash(rel)
		return err
	})
	return found, err
}
