package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"huitoukan/record"
)

// Result is one line of the journal: a file and what became of it.
type Result struct {
	Time     time.Time    `json:"time"`
	Claim    string       `json:"claim"` // names the taking of this file; a line is written once for each
	File     string       `json:"file"`  // slash path under the inbox
	Doc      record.DocID `json:"doc,omitempty"`
	Outcome  Outcome      `json:"outcome"`
	Code     string       `json:"code,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	Hint     string       `json:"hint,omitempty"`
	Title    string       `json:"title,omitempty"`
	Members  int          `json:"members,omitempty"` // files that an archive was unpacked into
	Problems int          `json:"problems"`
	Doubts   int          `json:"doubts"`
	Took     int64        `json:"took_ms"`
}

// journal is the file to which results are appended, one process at a time: on a share two that append at once may write over
// each other.
type journal struct {
	path string
	lock string // the file that is held meanwhile
	mu   sync.Mutex
}

// add appends one line and makes it last. A line that a crash cut short is ended first, so that it spoils no other.
func (j *journal) add(r Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	lock := flock.New(j.lock)
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	defer lock.Unlock()
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	defer f.Close()
	if cut(f) {
		line = append([]byte("\n"), line...)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return f.Sync()
}

// cut reports whether the file does not end with a line end.
func cut(f *os.File) bool {
	st, err := f.Stat()
	if err != nil || st.Size() == 0 {
		return false
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, st.Size()-1)
	return err == nil && last[0] != '\n'
}

const (
	tailBytes = 256 << 10 // of the journal that a page looks at
	lineBytes = 1 << 20   // the longest line
)

// Journal reads the newest n lines, the newest first.
func (f Folders) Journal(n int) ([]Result, error) {
	var out []Result
	err := (&journal{path: f.journal()}).each(tailBytes, func(r Result) { out = append(out, r) })
	if err != nil {
		return nil, err
	}
	slices.Reverse(out)
	return out[:min(n, len(out))], nil
}

// has reports whether the journal has a line for the claim.
func (j *journal) has(claim string) (bool, error) {
	found := false
	err := j.each(0, func(r Result) { found = found || r.Claim == claim })
	return found, err
}

// each hands on the lines of the journal's last bytes, 0 meaning all of it, the oldest first. A line cut by a crash, or by the
// window, is no result.
func (j *journal) each(last int64, do func(Result)) error {
	file, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	defer file.Close()
	if st, err := file.Stat(); err == nil && last > 0 && st.Size() > last {
		if _, err := file.Seek(-last, io.SeekEnd); err != nil {
			return fmt.Errorf("read journal: %w", err)
		}
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, lineBytes)
	for lines.Scan() {
		var r Result
		if json.Unmarshal(lines.Bytes(), &r) == nil {
			do(r)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	return nil
}
