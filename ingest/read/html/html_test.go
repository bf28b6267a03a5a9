package html

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/readertest"
)

func TestRead(t *testing.T) {
	readertest.Run(t, Read, "testdata", readertest.Files(t, "testdata/*.html"))
}

func FuzzRead(f *testing.F) { readertest.Fuzz(f, Read, readertest.Files(f, "testdata/*.html")) }

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		data string
		lim  read.Limits
		want error
	}{
		{"empty", "", read.Limits{}, read.ErrEmpty},
		{"no text", "<html><body><script>x</script></body></html>", read.Limits{}, read.ErrNoText},
		{"nested blocks", strings.Repeat("<div>", 100) + "正文", read.Limits{}, read.ErrTooDeep},
		{"nested past what the parser takes", strings.Repeat("<div>", 20000) + "正文", read.Limits{}, read.ErrTooDeep},
		{"nested tables", strings.Repeat("<table><tr><td>", 1000) + "正文", read.Limits{}, read.ErrTooDeep},
		{"too large a tree", strings.Repeat("<p>", 10000) + "正文", read.Limits{Inflated: 1 << 20}, read.ErrTooLarge},
	} {
		text, err := Read(t.Context(), bytes.NewReader([]byte(c.data)), int64(len(c.data)), c.lim)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v; text %q", c.name, err, c.want, text.Body)
		}
	}
}

// TestSpans reads spans that are made to hurt.
func TestSpans(t *testing.T) {
	data := `<table><tr><td colspan=99999999 rowspan=99999999>甲</td><td colspan=-1 rowspan=x>乙</td></tr><tr><td>丙</td></tr></table>`
	text, err := Read(t.Context(), strings.NewReader(data), int64(len(data)), read.Limits{})
	want := "html, 0 pages\nt1 r0 c0 2x256 | 甲\nt1 r0 c256 | 乙\nt1 r1 c256 | 丙\n"
	if got := readertest.Dump(text); err != nil || got != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}
