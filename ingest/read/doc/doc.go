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
	"slices"
	"strings"

	"github.com/richardlehane/mscfb"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Read is a [read.Func] for Word 97–2003.
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	if err := ctx.Err(); err != nil {
		return record.Text{}, err
	}
	streams, err := open(r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("open compound file: %w", err)
	}
	d, err := parse(streams)
	if err != nil {
		return record.Text{}, fmt.Errorf("read Word file: %w", err)
	}
	b := &builder{ctx: ctx, doc: d, lists: newCounter(d), most: lim.Inflated}
	for _, s := range d.ccp.read() {
		if err := b.story(s[0], s[1]); err != nil {
			return record.Text{}, fmt.Errorf("read Word file: %w", err)
		}
	}
	if b.out.Len() == 0 {
		return record.Text{}, fmt.Errorf("read Word file: %w", read.ErrNoText)
	}
	return b.out.Text("doc"), nil
}

const sector = 512

// wanted are the streams that are read.
var wanted = []string{"worddocument", "0table", "1table", "data"}

// open reads the streams of the compound file. WPS Office cuts the last sector short, so the file is padded to whole sectors;
// names are compared without regard to case.
func open(r io.ReaderAt, size int64, lim read.Limits) (map[string][]byte, error) {
	if size == 0 {
		return nil, read.ErrEmpty
	}
	if size > lim.Size {
		return nil, fmt.Errorf("%w: %d bytes", read.ErrTooLarge, size)
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
		if len(e.Path) > 0 || !slices.Contains(wanted, name) || streams[name] != nil {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(e, size)) // whatever length it claims
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", read.ErrDamaged, name, err)
		}
		streams[name] = data
	}
	return streams, nil
}

// builder turns the paragraphs of a document into blocks.
type builder struct {
	ctx   context.Context
	doc   *document
	lists *counter
	most  int64 // bytes of text: a list's label may be longer than all paragraphs that carry it
	out   record.Builder
	table tableState
}

// story adds the paragraphs between two character positions.
func (b *builder) story(from, to int) error {
	for p := range b.doc.paragraphs(from, to) {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		if int64(b.out.Len()) > b.most {
			return fmt.Errorf("%w: %d bytes of text", read.ErrTooLarge, b.out.Len())
		}
		if p.props.inTable {
			b.cellParagraph(p)
			continue
		}
		b.flushTable()
		b.paragraph(p, nil)
	}
	b.flushTable()
	return nil
}

func (b *builder) paragraph(p paragraph, cell *record.Cell) {
	label := ""
	if strings.TrimSpace(p.text) != "" {
		label = b.lists.label(p.props)
	}
	b.out.Add(label, p.text, record.Block{Level: p.props.level(), Bold: p.bold, Cell: cell})
}
