package ocr_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/ingest/read/ocr"
	"huitoukan/ingest/read/pdf"
	"huitoukan/ingest/read/readertest"
	"huitoukan/record"
)

func readFile(t *testing.T, name string) (record.Text, error) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	rd := pdf.New(pdf.Options{Scan: ocr.Page})
	defer rd.Close()
	return rd.Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
}

// Each file beside the listing that a person would make of it. Blocks and cells have to be those; of the characters, as many
// may be wrong as another version of tesseract may be worse than ours (which makes 1 mistake in a thousand).
func TestPages(t *testing.T) {
	readertest.NeedTesseract(t)
	for _, c := range []struct{ name, exact string }{
		{"skewed", "关于十二届县委第四轮巡察整改进展情况的通报"}, // turned by 2°; a title of large letters
		{"mixed", "序号	问题	整改措施	责任单位	完成时限"},   // a page of text, and a table turned by -1°
		{"no-character-map", "问题1：河长制工作浮在面上。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := readFile(t, "testdata/"+c.name+".pdf")
			if err != nil {
				t.Fatal(err)
			}
			if err := readertest.Check(text); err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile("testdata/" + c.name + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			got := listing(text)
			wrong := readertest.Distance(letters(string(want)), letters(got))
			share := float64(wrong) / float64(len([]rune(letters(string(want)))))
			t.Logf("%d characters wrong, %.2f %%", wrong, share*100)
			if share > 0.02 || places(got) != places(string(want)) || !strings.Contains(text.Body, c.exact) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A page that lies on its side or on its head is read like one that stands upright.
func TestTurned(t *testing.T) {
	readertest.NeedTesseract(t)
	data, err := os.ReadFile("testdata/mixed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/mixed.txt")
	if err != nil {
		t.Fatal(err)
	}
	for quarters := 1; quarters < 4; quarters++ {
		rd := pdf.New(pdf.Options{Scan: func(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error) {
			return ocr.Page(ctx, turned(img, quarters), dpi)
		}})
		text, err := rd.Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
		rd.Close()
		if got := listing(text); err != nil || places(got) != places(string(want)) ||
			readertest.Distance(letters(string(want)), letters(got)) > 5 {
			t.Errorf("turned by %d quarters: %v\n%s", quarters, err, got)
		}
	}
}

func turned(img *image.Gray, quarters int) *image.Gray {
	for range quarters {
		w, h := img.Rect.Dx(), img.Rect.Dy()
		next := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				next.SetGray(h-1-y, x, img.GrayAt(x, y))
			}
		}
		img = next
	}
	return img
}

// listing is the text's blocks, without doubts.
func listing(text record.Text) string {
	text.Doubts = nil
	for i := range text.Blocks {
		text.Blocks[i].Bold = false // a picture does not tell
	}
	return readertest.Dump(text)
}

var place = regexp.MustCompile(`(?m)^([^|\n]*)\|.*$`)

// places is where the listing's blocks stand.
func places(listing string) string { return place.ReplaceAllString(listing, "$1") }

// letters is the listing's text without white space.
func letters(listing string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, listing)
}

// Without tesseract the answers are those of a reader that knows no pictures.
func TestWithoutTesseract(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for name, want := range map[string]error{"skewed": read.ErrNoTextLayer, "no-character-map": read.ErrUnreadable} {
		if text, err := readFile(t, "testdata/"+name+".pdf"); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v\n%s", name, err, want, readertest.Dump(text))
		}
	}
	text, err := readFile(t, "testdata/mixed.pdf")
	if err != nil || len(text.Doubts) != 1 || text.Doubts[0].Code != "page_no_text_layer" {
		t.Errorf("mixed: got %v\n%s", err, readertest.Dump(text))
	}
}

// One page at which tesseract fails is told as a doubt, and the other is read; where it fails at all, so does the file.
func TestFailingPage(t *testing.T) {
	readertest.NeedTesseract(t)
	path, err := exec.LookPath("tesseract")
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("the failing tesseract is a shell script")
	}
	dir := t.TempDir()
	write := func(script string) {
		if err := os.WriteFile(filepath.Join(dir, "tesseract"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	write(`case "$*" in *list-langs*) ;; *) if mkdir "` + dir + `/once" 2>/dev/null; then kill -9 $$; fi ;; esac; exec ` + path + ` "$@"`)
	text, err := readFile(t, "testdata/no-character-map.pdf")
	if err != nil || len(text.Pages) != 2 || text.Pages[1] != 0 {
		t.Fatalf("%v\n%s", err, readertest.Dump(text))
	}
	if d := text.Doubts[len(text.Doubts)-1]; d.Code != "page_not_recognised" || text.Page(d.At.Start) != 2 {
		t.Errorf("%s", readertest.Dump(text))
	}
	write(`case "$*" in *list-langs*) exec ` + path + ` "$@" ;; *) exit 1 ;; esac`)
	if text, err := readFile(t, "testdata/no-character-map.pdf"); !errors.Is(err, read.ErrCrashed) {
		t.Errorf("got %v, want ErrCrashed\n%s", err, readertest.Dump(text))
	}
}

func TestCancelled(t *testing.T) {
	readertest.NeedTesseract(t)
	data, err := os.ReadFile("testdata/skewed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rd := pdf.New(pdf.Options{Scan: ocr.Page})
	defer rd.Close()
	cancel()
	if _, err := rd.Read(ctx, bytes.NewReader(data), int64(len(data)), read.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
