// Package pdflight reads PDF files with github.com/ledongthuc/pdf, for machines on which PDFium's memory is too much: the bytes
// of one file come in, its paragraphs and pages go out.
//
// It decodes far fewer fonts than PDFium and does not say where it fails. A file of which a single page cannot have been written so
// is refused as a whole, with read.ErrLight: nothing is left out in silence, and no mojibake is handed on. Pictures are not read,
// nor text that is drawn through forms: a page that has some is refused too.
package pdflight

import (
	"context"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/record"
)

// Read is a [read.Func].
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	switch {
	case ctx.Err() != nil:
		return record.Text{}, ctx.Err()
	case size > lim.Size:
		return record.Text{}, fmt.Errorf("pdf: %d bytes: %w", size, read.ErrTooLarge)
	case size == 0:
		return record.Text{}, fmt.Errorf("pdf: %w", read.ErrEmpty)
	}
	pages, err := pages(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("pdf: %w", err)
	}
	text, err := layout.Compose(pages, "pdf")
	if errors.Is(err, read.ErrUnreadable) {
		err = fmt.Errorf("%w: %w", read.ErrLight, err)
	}
	if err != nil {
		return record.Text{}, fmt.Errorf("pdf: %w", err)
	}
	return text, nil
}

// pages reads every page. The library panics at what it does not expect, which PDFium may well read.
func pages(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (out []layout.Page, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("%v: %w", p, read.ErrLight)
		}
	}()
	doc, err := pdf.NewReader(r, size)
	switch {
	case errors.Is(err, pdf.ErrInvalidPassword):
		return nil, fmt.Errorf("%w: %w", read.ErrEncrypted, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", read.ErrLight, err)
	}
	count := doc.NumPage()
	switch {
	case int64(count) > size: // a claim, as in package pdf
		return nil, fmt.Errorf("%d pages in %d bytes: %w", count, size, read.ErrDamaged)
	case count > lim.Pages:
		return nil, fmt.Errorf("%d pages: %w", count, read.ErrTooLarge)
	}
	for number := 1; number <= count; number++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !rooted(doc.Page(number)) {
			return nil, fmt.Errorf("page %d: tree without a root: %w", number, read.ErrDamaged)
		}
		p := pageOf(doc.Page(number))
		if doubtful(p) {
			return nil, fmt.Errorf("page %d: %w", number, read.ErrLight)
		}
		out = append(out, p)
	}
	return out, nil
}

func pageOf(p pdf.Page) layout.Page {
	box := mediaBox(p)
	out := layout.Page{Area: layout.Box{X1: box.Index(2).Float64() - box.Index(0).Float64(), Y1: box.Index(3).Float64() - box.Index(1).Float64()}}
	pictures := p.Resources().Key("XObject")
	for _, name := range pictures.Keys() {
		switch pictures.Key(name).Key("Subtype").Name() {
		case "Image":
			out.Images = true
		case "Form":
			panic("text may be drawn through a form")
		}
	}
	t := typesetter{page: p, out: &out, left: box.Index(0).Float64(), top: box.Index(3).Float64(), fonts: map[string]*face{}}
	t.draw(p.V.Key("Contents"))
	return out
}

// rooted reports that the page's parents end. The library looks for what a page inherits without counting them, and a tree may be
// its own parent.
func rooted(p pdf.Page) bool {
	v := p.V
	for range 32 {
		if v = v.Key("Parent"); v.IsNull() {
			return true
		}
	}
	return false
}

// mediaBox is the page's own, or the one that it inherits.
func mediaBox(p pdf.Page) pdf.Value {
	for v := p.V; !v.IsNull(); v = v.Key("Parent") {
		if box := v.Key("MediaBox"); box.Len() == 4 {
			return box
		}
	}
	return pdf.Value{}
}

// doubtful reports a page with a character that nobody writes, or with a Chinese font and no Chinese in it: a character map that the
// library does not know gives the bytes as they are. One such character is enough, since others beside it may have come out as
// letters that somebody could have written.
func doubtful(p layout.Page) bool {
	chinese, named := 0, 0
	for _, g := range p.Glyphs {
		switch {
		case g.Rune == utf8.RuneError, unicode.Is(unicode.Co, g.Rune), unicode.IsControl(g.Rune) && !unicode.IsSpace(g.Rune):
			return true
		case unicode.In(g.Rune, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			chinese++
		}
		if g.CJK && !unicode.IsSpace(g.Rune) {
			named++
		}
	}
	return named > 3 && chinese == 0 || !p.Legible() && len(p.Glyphs) > 0
}
