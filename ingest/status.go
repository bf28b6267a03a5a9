package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Status is where files stand at one moment. Files are slash paths.
type Status struct {
	Waiting  []string  `json:"waiting"` // in the inbox
	Working  []string  `json:"working"` // claimed
	Reading  []Reading `json:"reading"` // of these, scanned files that are being recognised
	Aside    []Aside   `json:"aside"`
	Archived int       `json:"archived"`
}

// Reading is how far a scanned file has been recognised.
type Reading struct {
	File  string `json:"file"`
	Page  int    `json:"page"`
	Pages int    `json:"pages"`
}

// Status looks at the folders.
func (f Folders) Status() (Status, error) {
	s := Status{Waiting: []string{}, Working: []string{}, Reading: []Reading{}, Aside: []Aside{}}
	waiting, err := filesIn(f.Inbox)
	// a folder that is closed to us does not hide the others, and an inbox that serve was told of elsewhere is none here
	if err != nil && waiting == nil && !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("look at inbox: %w", err)
	}
	for _, w := range waiting {
		s.Waiting = append(s.Waiting, w.file)
	}
	if err := f.working(&s); err != nil {
		return s, err
	}
	if s.Aside, err = f.aside(); err != nil {
		return s, err
	}
	for range f.Originals() {
		s.Archived++
	}
	return s, nil
}

// working lists the files in hand, of every process.
func (f Folders) working(s *Status) error {
	sessions, err := f.sessions()
	if err != nil {
		return err
	}
	for _, dir := range sessions {
		claims, err := os.ReadDir(dir)
		if err != nil {
			continue // its process has just ended
		}
		for _, c := range claims {
			files := inHand(filepath.Join(dir, c.Name()))
			s.Working = append(s.Working, files...)
			if r, ok := reading(filepath.Join(dir, c.Name())); ok && len(files) == 1 {
				r.File = files[0]
				s.Reading = append(s.Reading, r)
			}
		}
	}
	return nil
}

// reading is what a claim's folder says of how far its file has been recognised.
func reading(dir string) (r Reading, ok bool) {
	note, err := os.ReadFile(filepath.Join(dir, pageName))
	if err != nil {
		return r, false
	}
	_, err = fmt.Sscanf(string(note), "%d/%d", &r.Page, &r.Pages)
	return r, err == nil
}

// inHand lists what lies in a claim's folder: its file, or the members of the archive that has left it. What has just gone is
// not there.
func inHand(dir string) []string {
	if file, err := fileIn(dir); err == nil && file != "" {
		return []string{file}
	}
	members, err := os.ReadDir(filepath.Join(dir, membersName))
	if err != nil {
		return nil
	}
	var out []string
	for _, m := range members {
		if file, err := fileIn(filepath.Join(dir, membersName, m.Name())); err == nil && file != "" {
			out = append(out, file)
		}
	}
	return out
}

// aside lists the files in failed/ with what the notes beside them say.
func (f Folders) aside() ([]Aside, error) {
	files, err := filesIn(f.Failed)
	if err != nil {
		return nil, fmt.Errorf("look at failed files: %w", err)
	}
	out := []Aside{}
	for _, file := range files {
		a, err := file.aside()
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}
