package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/ingest"
	"huitoukan/internal/atomicfile"
)

// uploadFiles is how many files of the largest size one form may send.
const uploadFiles = 16

// uploaded is what became of one file of a form; Fault is empty when it lies in the inbox.
type uploaded struct {
	File, Fault string
}

// upload takes the files of a form into the inbox, one after another: one that is refused does not stop the others.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, uploadFiles*s.UploadLimit)
	form, err := r.MultipartReader()
	if err != nil {
		return badRequest("没有收到文件。")
	}
	var results []uploaded
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return uploadError(err)
		}
		if part.FormName() != "files" || part.FileName() == "" {
			continue
		}
		result, err := s.take(part)
		if err != nil {
			return uploadError(err)
		}
		results = append(results, result)
	}
	if len(results) == 0 {
		return badRequest("没有选择文件。")
	}
	return s.showInbox(w, codeOf(results), results)
}

func uploadError(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return errTooLarge
	}
	return fmt.Errorf("take upload in: %w", err)
}

// codeOf is the answer's status: what a script that sends one file goes by.
func codeOf(results []uploaded) int {
	for _, r := range results {
		if r.Fault != "" {
			return http.StatusUnprocessableEntity
		}
	}
	return http.StatusOK
}

// take writes one file of the form; an error is a fault of the connection or the disk, not of the file.
func (s *Server) take(part *multipart.Part) (uploaded, error) {
	written := part.FileName()
	name := cleanName(written)
	switch {
	case name == "":
		return uploaded{written, "文件名不能用。提示：改一个普通的文件名再上传。"}, nil
	case ingest.PassedOver(name):
		return uploaded{written, "这是临时文件，不用上传。提示：上传文件本身，不要选“~$”开头或 .part、.tmp 结尾的文件。"}, nil
	}
	stored, err := store(s.Folder, name, part, s.UploadLimit)
	switch {
	case errors.Is(err, errTooLarge):
		return uploaded{written, fmt.Sprintf("文件超过 %d MB，没有收下。提示：另存为较小的文件，或把大文件拆开。", s.UploadLimit>>20)}, nil
	case errors.Is(err, errEmpty):
		return uploaded{written, "文件是空的，没有收下。提示：打开原件看看，重新保存后再上传。"}, nil
	case err != nil:
		return uploaded{}, err
	}
	s.Log.Info("uploaded", "file", stored)
	return uploaded{File: stored}, nil
}

// cleanName makes a plain file name of what a browser sends: no folders, nothing that Windows or a terminal minds.
// It is empty when nothing is left.
func cleanName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r): // Cf: marks that turn the reading direction
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, s)
	s = strings.TrimRight(strings.TrimSpace(s), ". ")
	ext := filepath.Ext(s)
	stem := strings.TrimSuffix(s, ext)
	if strings.Trim(stem, "._ ") == "" || len(ext) > 16 {
		return ""
	}
	for len(stem) > 180 { // bytes; file systems take 255, and a number may be added
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	if base, _, _ := strings.Cut(strings.ToUpper(stem), "."); reserved[strings.TrimSpace(base)] {
		stem = "_" + stem
	}
	return stem + ext
}

// reserved are the names of devices, which Windows takes with any extension.
var reserved = func() map[string]bool {
	m := map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true}
	for n := range 10 {
		m[fmt.Sprint("COM", n)], m[fmt.Sprint("LPT", n)] = true, true
	}
	return m
}()

var errEmpty = errors.New("upload is empty")

// store writes r into folder under name, or under name（2） and so on when that is taken, and tells which. The file is
// written beside as .part, which the watcher passes over, and gets its name only when it is whole and on the disk.
func store(folder, name string, r io.Reader, limit int64) (stored string, err error) {
	f, stored, err := reserve(folder, name)
	if err != nil {
		return "", err
	}
	part := f.Name()
	defer func() {
		if err != nil {
			os.Remove(part)
		}
	}()
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("write upload: %w", err)
	case n > limit:
		return "", errTooLarge
	case n == 0:
		return "", errEmpty
	}
	if err := atomicfile.Move(part, filepath.Join(folder, stored)); err != nil {
		return "", fmt.Errorf("name upload: %w", err)
	}
	return stored, nil
}

// reserve opens the .part file of the first name that is free. Who has made the .part file owns the name, so two
// uploads of one name never meet.
func reserve(folder, name string) (*os.File, string, error) {
	ext := filepath.Ext(name)
	for n := 1; n < 1000; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s（%d）%s", strings.TrimSuffix(name, ext), n, ext)
		}
		path := filepath.Join(folder, try)
		f, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, "", fmt.Errorf("open upload: %w", err)
		}
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return f, try, nil
		}
		f.Close()
		os.Remove(path + ".part")
	}
	return nil, "", fmt.Errorf("open upload: %s has been uploaded too often", name)
}
