package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"huitoukan/internal/atomicfile"
)

// reasonSuffix ends the name of the note that lies beside a file set aside: 通报.pdf.原因.txt.
const reasonSuffix = ".原因.txt"

// setAside moves the file at path to failed/ under a name of its own, with a note beside it that says why. A file that has
// gone, into a virus scanner's quarantine, say, is only told of.
func (f Folders) setAside(path string, r Result) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	to := placeFor(path, filepath.Join(folderIn(f.Failed, filepath.Dir(filepath.FromSlash(r.File))), filepath.Base(path)))
	if err := atomicfile.MkdirAll(filepath.Dir(to)); err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	if err := atomicfile.Write(noteFor(to), noteOf(r)); err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	return atomicfile.Move(path, to)
}

// folderIn is dir under root, each part with a number where a file lies under its name: 材料.zip was set aside, and now a file
// out of another 材料.zip comes.
func folderIn(root, dir string) string {
	for _, part := range strings.Split(dir, string(filepath.Separator)) {
		to := filepath.Join(root, part)
		for n := 2; isFile(to); n++ {
			to = filepath.Join(root, fmt.Sprintf("%s (%d)", part, n))
		}
		root = to
	}
	return root
}

func isFile(path string) bool {
	st, err := os.Lstat(path)
	return err == nil && !st.IsDir()
}

// placeFor is want, or want with a number where another file lies there already: 通报 (2).pdf. A file with the same bytes is
// none: it is the same one, dropped again. A note without its file, as a crash may leave it, does not count.
func placeFor(path, want string) string {
	dir, name := filepath.Split(want)
	ext := filepath.Ext(name)
	base := strings.TrimSuffix(name, ext)
	for n, to := 2, want; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) || sameBytes(path, to) {
			return to
		}
		tail := fmt.Sprintf(" (%d)%s", n, ext)
		to = filepath.Join(dir, short(base, nameBytes-len(tail))+tail)
	}
}

// nameBytes is how long a file's name may be on Linux. The title of a notice, as a name, may come near: 85 characters.
const nameBytes = 255

// noteFor is where the note of the file at path lies.
func noteFor(path string) string {
	dir, name := filepath.Split(path)
	return filepath.Join(dir, short(name, nameBytes-len(reasonSuffix))+reasonSuffix)
}

// short is s without the last characters that would make it longer than n bytes.
func short(s string, n int) string {
	for len(s) > n {
		_, last := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-last]
	}
	return s
}

func sameBytes(a, b string) bool {
	x, err := hash(a)
	if err != nil {
		return false
	}
	y, err := hash(b)
	return err == nil && x == y
}

const noteTime = "2006-01-02 15:04:05"

// noteOf is what the note says, for people to read and for [Folders.Status] to read again.
func noteOf(r Result) []byte {
	return fmt.Appendf(nil, "\ufeff文件：%s\r\n时间：%s\r\n原因：%s\r\n下一步：%s\r\n代码：%s\r\n",
		r.File, r.Time.Local().Format(noteTime), r.Reason, r.Hint, r.Code)
}

// Aside is a file that was set aside: why, and what to do.
type Aside struct {
	File   string    `json:"file"` // slash path under failed/
	Code   string    `json:"code"`
	Reason string    `json:"reason"`
	Hint   string    `json:"hint"`
	Time   time.Time `json:"time"`

	was string // slash path under the inbox
}

// aside tells of a file in failed/.
func (f found) aside() (Aside, error) {
	a := Aside{File: f.file, was: f.file}
	note, err := os.ReadFile(noteFor(f.path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return a, fmt.Errorf("read the note of %s: %w", f.file, err)
	}
	for line := range bytes.Lines(bytes.TrimPrefix(note, []byte("\ufeff"))) {
		name, value, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), "：")
		switch name {
		case "文件":
			if filepath.IsLocal(filepath.FromSlash(value)) { // people may have written into it
				a.was = value
			}
		case "时间":
			a.Time, _ = time.ParseInLocation(noteTime, value, time.Local)
		case "原因":
			a.Reason = value
		case "下一步":
			a.Hint = value
		case "代码":
			a.Code = value
		}
	}
	return a, nil
}
