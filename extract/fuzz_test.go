package extract_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"huitoukan/extract"
	"huitoukan/record"
)

// FuzzExtract reads texts that nobody would write: whatever stands in them, no rule may fail, and each place lies in the text.
func FuzzExtract(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no cases", err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(a.Files[0].Data))
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := extract.Extract(text(s), "文件.txt")
		for _, p := range d.Problems {
			inside(t, d.Text, p.At)
			for _, m := range p.Measures {
				inside(t, d.Text, m.At)
			}
		}
		for _, x := range d.Doubts {
			inside(t, d.Text, x.At)
		}
	})
}

func inside(t *testing.T, in record.Text, at record.Span) {
	t.Helper()
	if at.Start < 0 || at.Start > at.End || at.End > len(in.Body) {
		t.Errorf("place %+v of %d bytes", at, len(in.Body))
	}
}
