package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"huitoukan/internal/atomicfile"
)

// claim is one file in hand.
type claim struct {
	id   string // session/number: names this taking of the file in the journal
	dir  string
	file string // slash path under the inbox
}

// doneName is, in a claim's folder, what is written into the journal once the file has left, a line each.
const doneName = ".done"

// path is where the file lies while it is in hand.
func (c claim) path() string { return filepath.Join(c.dir, filepath.FromSlash(c.file)) }

// pageName is, in a claim's folder, how far its file has been recognised: 3/60.
const pageName = ".page"

// note keeps how far the file has been recognised, for [Folders.Status]. It is of use to people alone: that it cannot be written
// is no fault of the file's.
func (c claim) note(page, pages int) error {
	return os.WriteFile(filepath.Join(c.dir, pageName), fmt.Appendf(nil, "%d/%d", page, pages), 0o644)
}

// nesting is in how many archives the file lay. It stands behind the number in the name of the claim's folder: 12.1.
func (c claim) nesting() int {
	n, _ := strconv.Atoi(strings.TrimPrefix(filepath.Ext(c.dir), ".")) // no extension: in none
	return n
}

// newClaim makes the folder of a claim for the file that has the slash path file under the inbox.
func (s *session) newClaim(file string) (claim, error) {
	dir := s.number(0)
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

// leave moves the file out of the claim with move, and then writes its lines in the journal: its own, and those of the members
// of an archive that could not be taken out. They are kept in the claim before, so that a crash between the two loses none and
// doubles none. It answers with the claims of the members that were laid out.
func (s *session) leave(c claim, lines []Result, j *journal, move func() error, after func(step)) ([]claim, error) {
	var done bytes.Buffer
	for _, r := range lines {
		if err := json.NewEncoder(&done).Encode(r); err != nil {
			return nil, fmt.Errorf("finish %s: %w", c.file, err)
		}
	}
	if err := atomicfile.Write(filepath.Join(c.dir, doneName), done.Bytes()); err != nil {
		return nil, fmt.Errorf("finish %s: %w", c.file, err)
	}
	after(stepNoted)
	if err := move(); err != nil {
		return nil, fmt.Errorf("finish %s: %w", c.file, err)
	}
	after(stepMoved)
	for _, r := range lines {
		if err := j.add(r); err != nil {
			return nil, err
		}
	}
	after(stepJournal)
	return s.part(c)
}

// settle writes the lines of a claim whose file has left, those that the journal lacks, and removes the claim. It answers with
// the claims of the members that were laid out.
func (s *session) settle(c claim, j *journal) ([]claim, error) {
	f, err := os.Open(filepath.Join(c.dir, doneName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, os.RemoveAll(c.dir) // the file had not come yet
	}
	if err != nil {
		return nil, fmt.Errorf("settle %s: %w", c.id, err)
	}
	defer f.Close() // only read
	for lines := json.NewDecoder(f); ; {
		var r Result
		if err := lines.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("settle %s: %w", c.id, err)
		}
		if known, err := j.has(r.Claim); err != nil {
			return nil, fmt.Errorf("settle %s: %w", c.id, err)
		} else if known {
			continue
		}
		if err := j.add(r); err != nil {
			return nil, fmt.Errorf("settle %s: %w", c.id, err)
		}
	}
	return s.part(c)
}

// part makes claims of the members that were laid out in the folder of a claim whose file has left, and removes the folder.
func (s *session) part(c claim) ([]claim, error) {
	dir := filepath.Join(c.dir, membersName)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("part %s: %w", c.id, err)
	}
	var out []claim
	for _, e := range entries {
		m, err := s.claimMember(filepath.Join(dir, e.Name()), c.nesting()+1)
		if err != nil {
			return out, fmt.Errorf("part %s: %w", c.id, err)
		}
		out = append(out, m)
	}
	return out, os.RemoveAll(c.dir)
}
