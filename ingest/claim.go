package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"huitoukan/internal/atomicfile"
)

// claim is one file in hand.
type claim struct {
	id   string // session/number: names this taking of the file in the journal
	dir  string
	file string // slash path under the inbox
}

// doneName is, in a claim's folder, the journal line that is written once the file has left.
const doneName = ".done"

// path is where the file lies while it is in hand.
func (c claim) path() string { return filepath.Join(c.dir, filepath.FromSlash(c.file)) }

// newClaim makes the folder of a claim for the file that has the slash path file under the inbox.
func (s *session) newClaim(file string) (claim, error) {
	dir := s.number()
	c := claim{id: filepath.Base(s.dir) + "/" + filepath.Base(dir), dir: dir, file: file}
	if err := atomicfile.MkdirAll(filepath.Dir(c.path())); err != nil {
		return claim{}, fmt.Errorf("claim %s: %w", file, err)
	}
	return c, nil
}

// take moves a file from the inbox into a claim. It answers fs.ErrNotExist when another process was first.
func (s *session) take(path, file string) (claim, error) {
	return s.fill(file, func(to string) error { return atomicfile.Move(path, to) })
}

// copy copies a file into a claim; the original stays.
func (s *session) copy(path, file string) (claim, error) {
	return s.fill(file, func(to string) error { return atomicfile.Copy(path, to) })
}

// fill brings a file into a new claim.
func (s *session) fill(file string, bring func(to string) error) (claim, error) {
	c, err := s.newClaim(file)
	if err != nil {
		return claim{}, err
	}
	if err := bring(c.path()); err != nil {
		c.fold()
		return claim{}, fmt.Errorf("claim %s: %w", file, err)
	}
	return c, nil
}

// fold removes the claim's folders as far as they are empty. A file that came in spite of an error stays, and is taken up like
// one that a dead process left.
func (c claim) fold() {
	for dir := filepath.Dir(c.path()); len(dir) >= len(c.dir); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil {
			return
		}
	}
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

// settle writes the line of a claim whose file has left, if the journal lacks it, and removes the claim.
func settle(dir, id string, j *journal) error {
	line, err := os.ReadFile(filepath.Join(dir, doneName))
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(dir) // the file had not come yet
	}
	var r Result
	known := false
	if err == nil {
		err = json.Unmarshal(line, &r)
	}
	if err == nil {
		known, err = j.has(r.Claim)
	}
	if err == nil && !known {
		err = j.add(r)
	}
	if err != nil {
		return fmt.Errorf("settle %s: %w", id, err)
	}
	return os.RemoveAll(dir)
}
