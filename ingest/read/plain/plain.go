// Package plain reads text files, whatever charset they are in.
//
// In comes the file, out goes a block for each line, or for each paragraph when the lines were broken at a fixed width.
// A form feed begins a page. What the text says, its headings and its list numbers, is not looked into.
package plain

import (
	"context"
	"fmt"
	"io"
	"strings"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Read reads one text file; it is a [read.Func].
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	data, err := All(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, err
	}
	text, _, err := Decode(data, "")
	if err != nil {
		return record.Text{}, err
	}
	if err := ctx.Err(); err != nil {
		return record.Text{}, err
	}
	return build(text)
}

// All is the whole file, if it has anything in it and is within the limit.
func All(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if size == 0 {
		return nil, read.ErrEmpty
	}
	if lim = lim.WithDefaults(); size > lim.Size {
		return nil, fmt.Errorf("%w: %d bytes", read.ErrTooLarge, size)
	}
	data := make([]byte, size)
	if n, err := r.ReadAt(data, 0); int64(n) < size {
		return nil, fmt.Errorf("read %d bytes: %w", size, err)
	}
	return data, nil
}

func build(text string) (record.Text, error) {
	var b record.Builder
	text = lineEnds.Replace(strings.TrimRight(text, "\f\r\n \t"))
	paged := strings.Contains(text, "\f")
	wrapped := wrapOf(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\f' }))
	for page := range strings.SplitSeq(text, "\f") {
		if paged {
			b.Page()
		}
		for _, p := range wrapped.join(strings.Split(page, "\n")) {
			add(&b, p)
		}
	}
	t := b.Text("txt")
	if len(t.Blocks) == 0 {
		return record.Text{}, read.ErrNoText
	}
	return t, nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")

// add puts a paragraph into the text and notes what of it could not be decoded.
func add(b *record.Builder, s string) {
	before := b.Len()
	if !b.Add("", s, record.Block{}) || !strings.Contains(s, "\uFFFD") {
		return
	}
	if before > 0 {
		before++ // the line end that separates the blocks
	}
	b.Doubt(record.Doubt{
		Code:    "undecodable",
		Message: "此处有无法识别的字节，可能缺字。",
		At:      record.Span{Start: before, End: b.Len()},
	})
}
