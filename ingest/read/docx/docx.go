// Package docx reads Word documents (.docx, ECMA-376 and ISO/IEC 29500, transitional and strict).
//
// In comes the file, out goes its body text with the list numbers that Word sets by itself, tables on their full grid,
// text boxes, and foot- and endnotes at the end. The text is the document's last state: insertions in, deletions out,
// hidden text and field codes out. Headers, footers and comments are no body text and are left out. What is embedded
// (other documents, diagrams) is not read; a doubt says so.
package docx

import (
	"context"
	"errors"
	"fmt"
	"io"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Read reads one document; it is a [read.Func].
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	p, err := openParts(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("open the package: %w", err)
	}
	d, err := newDocument(p)
	if err != nil {
		return record.Text{}, err
	}
	if err := d.read(); err != nil {
		return record.Text{}, err
	}
	return d.text()
}

// document is one document while it is being read.
type document struct {
	parts   *parts
	related map[string]string // the main part's related parts: kind to name
	main    string
	styles  *styles
	lists   *lists
	scan    *scanner // of the part being read

	build    record.Builder
	tables   int
	rendered bool // Word has noted where it broke the pages
	opened   bool // a page was begun by hand, and no text has come since
	leftOut  map[string]bool
}

func newDocument(p *parts) (*document, error) {
	d := &document{parts: p, leftOut: map[string]bool{}}
	var err error
	if d.main, d.related, err = p.mainPart(); err != nil {
		return nil, err
	}
	if d.styles, err = readStyles(p, d.related["styles"]); err != nil {
		return nil, err
	}
	if d.lists, err = readLists(p, d.related["numbering"], d.styles); err != nil {
		return nil, err
	}
	return d, nil
}

// read goes through the body and then the notes.
func (d *document) read() error {
	d.build.Page() // the first, which nothing in the file begins
	err := d.story(d.main, func(e element) error {
		switch e.name {
		case "w:body":
			return d.flow(&flow{})
		case "w:document":
			return d.scan.each(func(e element) error {
				if e.name != "w:body" {
					return nil
				}
				return d.flow(&flow{})
			})
		}
		return fmt.Errorf("%w: the main part is a %s", read.ErrDamaged, e.name)
	})
	if err != nil {
		return err
	}
	for _, kind := range []string{"footnotes", "endnotes"} {
		err := d.story(d.related[kind], d.notes)
		if err != nil && !errors.Is(err, errNoPart) {
			return err
		}
	}
	return nil
}

// story reads one part whose root element goes to do.
func (d *document) story(part string, do func(element) error) error {
	s, err := d.parts.scan(part)
	if err != nil {
		return err
	}
	defer s.close()
	d.scan = s
	return s.root(do)
}

// notes reads the notes that hold text; the first two only say how the line above the notes looks.
func (d *document) notes(element) error {
	return d.scan.each(func(e element) error {
		switch e.attr("type") {
		case "separator", "continuationSeparator", "continuationNotice":
			return nil
		}
		return d.flow(&flow{})
	})
}

func (d *document) text() (record.Text, error) {
	t := d.build.Text("docx")
	if len(t.Blocks) == 0 {
		return record.Text{}, fmt.Errorf("read the body: %w", read.ErrNoText)
	}
	if !d.rendered {
		// A page that somebody began by hand says nothing of the pages that filled up by themselves:
		// without Word's own notes there are no page numbers, rather than wrong ones.
		t.Pages = nil
	}
	return t, nil
}
