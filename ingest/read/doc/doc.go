// Package doc reads the Word 97–2003 binary format (MS-DOC), under whatever name a file goes: WPS Office writes .wps and .doc
// alike. The text comes from the piece table, tables and list numbers from the paragraphs' properties, so that a number which
// Word sets by itself stands before its text.
//
// Deleted and hidden text and field codes are left out; footnotes, endnotes and text boxes come after the body. Word 95 and
// older, and encrypted files, are refused.
package doc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Read is a [read.Func] for Word 97–2003.
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	streams, err := open(r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("open compound file: %w", err)
	}
	d, err := parse(streams)
	if err != nil {
		return record.Text{}, fmt.Errorf("read Word file: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return record.Text{}, err
	}
	b := &builder{doc: d, lists: newCounter(d)}
	b.story(0, d.ccp.text)
	for _, s := range d.ccp.notes() {
		b.story(s[0], s[1])
	}
	if b.out.Len() == 0 {
		return record.Text{}, fmt.Errorf("read Word file: %w", read.ErrNoText)
	}
	return b.out.Text("doc"), nil
}

const sector = 512

// open reads the streams of the compound file. WPS Office cuts the last sector short, so the file is padded to whole sectors;
// names are compared without regard to case.
func open(r io.ReaderAt, size int64, lim read.Limits) (map[string][]byte, error) {
	if size > lim.Size {
		return nil, read.ErrTooLarge
	}
	raw := make([]byte, (size+sector-1)/sector*sector)
	if _, err := r.ReadAt(raw[:size], 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	cf, err := mscfb.New(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	streams := map[string][]byte{}
	for e, err := cf.Next(); err == nil; e, err = cf.Next() {
		name := strings.ToLower(e.Name)
		if len(e.Path) > 0 || name != "worddocument" && name != "0table" && name != "1table" {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(e, lim.Inflated))
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", read.ErrDamaged, name, err)
		}
		streams[name] = data
	}
	return streams, nil
}

// builder turns the paragraphs of a document into blocks.
type builder struct {
	doc   *document
	lists *counter
	out   record.Builder
	table tableState
}

// story adds the paragraphs between two character positions.
func (b *builder) story(from, to int) {
	for _, p := range b.doc.paragraphs(from, to) {
		if p.props.inTable {
			b.cellParagraph(p)
			continue
		}
		b.flushTable()
		b.paragraph(p, nil)
	}
	b.flushTable()
}

func (b *builder) paragraph(p paragraph, cell *record.Cell) {
	label := ""
	if strings.TrimSpace(p.text) != "" {
		label = b.lists.label(p.props)
	}
	b.out.Add(label, p.text, record.Block{Level: p.props.level(), Bold: p.bold, Cell: cell})
}
