package ingest

import (
	"context"
	"fmt"
	"testing"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// TestReading tells how far a scanned file has been recognised, to whoever looks at the folders and to who took it in.
func TestReading(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	var seen []Reading
	in.Read = func(ctx context.Context, path string) (record.Text, error) {
		for page := range 2 {
			read.Progress(ctx, page+1, 2)
			s, err := in.folders.Status()
			if err != nil {
				t.Error(err)
			}
			equal(t, "in hand", s.Working, []string{"扫描件.txt"})
			seen = append(seen, s.Reading...)
		}
		return readFile(ctx, path)
	}
	var told []string
	in.Page = func(file string, page, pages int) { told = append(told, fmt.Sprintf("%s %d/%d", file, page, pages)) }
	equal(t, "results", take(t, in, drop(t, "扫描件.txt", notice("青岚区教育局", "理论学习不深入。"))), []string{"扫描件.txt indexed"})
	equal(t, "told", told, []string{"扫描件.txt 1/2", "扫描件.txt 2/2"})
	if got, want := fmt.Sprint(seen), "[{扫描件.txt 1 2} {扫描件.txt 2 2}]"; got != want {
		t.Errorf("status told %s, want %s", got, want)
	}
	if s, err := in.folders.Status(); err != nil || len(s.Reading)+len(s.Working) > 0 {
		t.Errorf("left: %+v, %v", s, err)
	}
}
