// Package issued keeps the reports that were given out, so that the very same one can be printed again though the store has moved on.
package issued

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"huitoukan/internal/atomicfile"
)

// Report is a report that was given out. Its ID is made from what it holds: the same bytes are kept once.
type Report struct {
	ID     string // eight hexadecimal digits
	Name   string // what it is and of whom: 对账表 青岚区教育局
	Format string // docx, xlsx or html
	At     time.Time
	Size   int64 // bytes
	file   string
}

// Shelf is the folder in which reports are kept, a file each.
type Shelf string

// ErrUnknown: no report has the ID.
var ErrUnknown = errors.New("no such report")

// Keep puts a report on the shelf, unless the same is there, and says under which ID it is.
func (s Shelf) Keep(name, format string, at time.Time, report []byte) (Report, error) {
	r := Report{ID: fmt.Sprintf("%x", sha256.Sum256(report))[:8], Name: plain(name), Format: format, At: at, Size: int64(len(report))}
	kept, err := s.List()
	if err != nil {
		return Report{}, err
	}
	if i := slices.IndexFunc(kept, func(k Report) bool { return k.ID == r.ID && k.Format == format }); i >= 0 {
		return kept[i], nil
	}
	if err := atomicfile.MkdirAll(string(s)); err != nil {
		return Report{}, fmt.Errorf("keep report: %w", err)
	}
	r.file = fmt.Sprintf("%s_%s_%s.%s", at.Format(stamp), r.ID, strings.ReplaceAll(r.Name, " ", "_"), format)
	if err := atomicfile.Write(filepath.Join(string(s), r.file), report); err != nil {
		return Report{}, fmt.Errorf("keep report: %w", err)
	}
	return r, nil
}

const stamp = "20060102-150405"

var fileName = regexp.MustCompile(`^(\d{8}-\d{6})_([0-9a-f]{8})_(.+)\.(docx|xlsx|html)$`)

// plain leaves of a name what every file system takes.
func plain(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '（' && r != '）' })
	return strings.Join(words, " ")
}

// List is what is on the shelf, the newest first.
func (s Shelf) List() ([]Report, error) {
	entries, err := os.ReadDir(string(s))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	var out []Report
	for _, e := range entries {
		m := fileName.FindStringSubmatch(e.Name())
		if m == nil {
			continue // not one of ours
		}
		at, err := time.ParseInLocation(stamp, m[1], time.Local)
		if err != nil {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("list reports: %w", err)
		}
		out = append(out, Report{ID: m[2], Name: strings.ReplaceAll(m[3], "_", " "), Format: m[4], At: at, Size: info.Size(), file: e.Name()})
	}
	slices.SortFunc(out, func(a, b Report) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.file, b.file)) })
	return out, nil
}

// Read is the report with the ID, and its bytes as they were given out, or [ErrUnknown].
func (s Shelf) Read(id string) (Report, []byte, error) {
	kept, err := s.List()
	if err != nil {
		return Report{}, nil, err
	}
	for _, r := range kept {
		if r.ID == id {
			b, err := os.ReadFile(filepath.Join(string(s), r.file))
			return r, b, err
		}
	}
	return Report{}, nil, ErrUnknown
}
