package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Status is where files stand at one moment. Files are slash paths.
type Status struct {
	Waiting  []string `json:"waiting"` // in the inbox
	Working  []string `json:"working"` // claimed
	Aside    []Aside  `json:"aside"`
	Archived int      `json:"archived"`
}

// Aside is a file that was set aside: why, and what to do.
type Aside struct {
	File   string    `json:"file"`
	Code   string    `json:"code"`
	Reason string    `json:"reason"`
	Hint   string    `json:"hint"`
	Time   time.Time `json:"time"`
}

// Status looks at the folders.
func (f Folders) Status() (Status, error) {
	s := Status{Waiting: []string{}, Working: []string{}, Aside: []Aside{}}
	waiting, err := filesIn(f.Inbox)
	if err != nil {
		return s, fmt.Errorf("look at inbox: %w", err)
	}
	for _, w := range waiting {
		s.Waiting = append(s.Waiting, w.file)
	}
	claims, err := filepath.Glob(filepath.Join(f.Work, "*", "*"))
	if err != nil {
		return s, fmt.Errorf("look at work: %w", err)
	}
	for _, dir := range claims {
		if file, err := fileIn(dir); err == nil && file != "" && file != "." {
			s.Working = append(s.Working, file)
		}
	}
	if s.Aside, err = f.aside(); err != nil {
		return s, err
	}
	for range f.Originals() {
		s.Archived++
	}
	return s, nil
}

// aside lists the files in failed/ with the notes beside them.
func (f Folders) aside() ([]Aside, error) {
	files, err := filesIn(f.Failed)
	if err != nil {
		return nil, fmt.Errorf("look at failed files: %w", err)
	}
	out := []Aside{}
	for _, file := range files {
		a := Aside{File: file.file}
		note, err := os.ReadFile(file.path + reasonSuffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read the note of %s: %w", file.file, err)
		}
		a.read(string(note))
		out = append(out, a)
	}
	return out, nil
}

// read takes what a note says.
func (a *Aside) read(note string) {
	for _, line := range strings.Split(strings.TrimPrefix(note, "\ufeff"), "\r\n") {
		name, value, _ := strings.Cut(line, "：")
		switch name {
		case "原因":
			a.Reason = value
		case "下一步":
			a.Hint = value
		case "代码":
			a.Code = value
		case "时间":
			a.Time, _ = time.ParseInLocation("2006-01-02 15:04:05", value, time.Local)
		}
	}
}

// forget removes the note of a file that is taken in again.
func (f Folders) forget(path string) { os.Remove(path + reasonSuffix) }
