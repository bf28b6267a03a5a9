package issued_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huitoukan/report/issued"
)

// TestShelf keeps reports, each once, lists them with the newest first, and gives back the same bytes. Names that a file system would
// not take, and files of others in the folder, do no harm.
func TestShelf(t *testing.T) {
	s := issued.Shelf(filepath.Join(t.TempDir(), "reports"))
	if got, err := s.List(); err != nil || len(got) != 0 {
		t.Fatalf("an empty shelf: %v, %v", got, err)
	}
	at := time.Date(2026, 3, 5, 12, 0, 0, 0, time.Local)
	for i, r := range []struct{ name, format, bytes string }{
		{"对账表 青岚区教育局", "docx", "一"}, {"重复出现问题比对报告/..\\<2022年>:*（公开版）", "html", "二"}, {"对账表 青岚区教育局", "docx", "一"},
	} {
		if _, err := s.Keep(r.name, r.format, at.Add(time.Duration(i)*time.Hour), []byte(r.bytes)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(string(s), "说明.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range got {
		_, bytes, err := s.Read(r.ID)
		fmt.Fprintln(&b, r.At.Format("2006-01-02 15:04"), r.Name, r.Format, r.Size, string(bytes), err)
	}
	const want = `2026-03-05 13:00 重复出现问题比对报告 2022年 （公开版） html 3 二 <nil>
2026-03-05 12:00 对账表 青岚区教育局 docx 3 一 <nil>
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	if _, _, err := s.Read("../../etc"); !errors.Is(err, issued.ErrUnknown) {
		t.Errorf("an ID that is none: %v", err)
	}
}
