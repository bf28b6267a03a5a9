package readertest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// Check says what in the text breaks the promises of record.Text; nil when nothing does.
func Check(t record.Text) error {
	if t.Format == "" {
		return fmt.Errorf("format is not set")
	}
	if len(t.Blocks) == 0 {
		return fmt.Errorf("no block: a reader answers ErrNoText then")
	}
	if !utf8.ValidString(t.Body) {
		return fmt.Errorf("body is not valid UTF-8")
	}
	if i := strings.IndexAny(t.Body, "\r\x00\uFEFF"); i >= 0 {
		return fmt.Errorf("body holds %q at byte %d", t.Body[i], i)
	}
	end := 0
	for i, b := range t.Blocks {
		if err := checkBlock(t, i, b, end); err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
		end = b.End
	}
	if end != len(t.Body) {
		return fmt.Errorf("body goes on after the last block: %q", t.Body[end:])
	}
	return checkPages(t)
}

func checkBlock(t record.Text, i int, b record.Block, before int) error {
	if b.Start < before || b.End <= b.Start || b.End > len(t.Body) {
		return fmt.Errorf("range [%d,%d) after %d in a body of %d bytes", b.Start, b.End, before, len(t.Body))
	}
	separator := t.Body[before:b.Start]
	if i == 0 && separator != "" || i > 0 && separator != "\n" && separator != "\t" {
		return fmt.Errorf("%q stands before it", separator)
	}
	s := t.Slice(b.Span)
	if strings.ContainsAny(s, "\n\t") {
		return fmt.Errorf("%q holds a line end or a tab", s)
	}
	if s != strings.TrimSpace(s) {
		return fmt.Errorf("%q begins or ends with white space", s)
	}
	if b.Label < 0 || b.Label > len(s) || !utf8.ValidString(s[:b.Label]) {
		return fmt.Errorf("label of %d bytes in %q", b.Label, s)
	}
	if b.Level < 0 || b.Level > 9 {
		return fmt.Errorf("level %d", b.Level)
	}
	if c := b.Cell; c != nil && (c.Table < 1 || c.Row < 0 || c.Col < 0 || c.RowSpan < 1 || c.ColSpan < 1) {
		return fmt.Errorf("cell %+v", *c)
	}
	return nil
}

func checkPages(t record.Text) error {
	last := 0
	for i, p := range t.Pages {
		if p < last || p > len(t.Body) {
			return fmt.Errorf("page %d begins at %d, after one at %d, in a body of %d bytes", i+1, p, last, len(t.Body))
		}
		last = p
	}
	for _, d := range t.Doubts {
		if d.Code == "" || d.Message == "" || d.At.Start < 0 || d.At.End < d.At.Start || d.At.End > len(t.Body) {
			return fmt.Errorf("doubt %+v", d)
		}
	}
	return nil
}
