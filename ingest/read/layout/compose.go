// Package layout makes text of pages on which every character has its place: lines, paragraphs that may go on over the page's
// end, tables as their rules or columns show them, without page numbers and running heads.
//
// In come the pages with their glyphs and rules, as a format's reader found them; out goes a [record.Text]. Pages written
// sideways or in columns are turned first. No format is read here, and no picture.
package layout

import (
	"slices"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Compose makes the document's text of its pages, and changes them on the way. Format is that of the text. The errors are
// those of package read: [read.ErrNoTextLayer] for pictures, [read.ErrUnreadable] for characters that nobody wrote,
// [read.ErrNoText] for empty pages.
func Compose(pages []Page, format string) (record.Text, error) {
	for i := range pages {
		pages[i].write()
		pages[i] = upright(pages[i])
	}
	notes, err := judge(pages)
	if err != nil {
		return record.Text{}, err
	}
	sheets := make([]sheet, len(pages))
	var above *grid
	for i := range pages {
		sheets[i], above = cut(pages[i], i, above)
	}
	unfurnish(sheets)
	c := composer{style: set(sheets), starts: make([]int, len(pages)), counts: counts{}, poor: map[int]bool{}}
	for i := range c.starts {
		c.starts[i] = unset
		c.poor[i] = poor(pages[i].Glyphs)
	}
	for i := range sheets {
		c.sheet(&sheets[i], i)
	}
	c.flush()
	if c.b.Len() == 0 { // nothing but page numbers
		return record.Text{}, read.ErrNoText
	}
	return c.text(format, notes), nil
}

// cut puts each glyph of a page into a table cell or a line. above is the last table without rules of the page before, nil when
// there is none; out comes the last one of this page.
func cut(p Page, number int, above *grid) (sheet, *grid) {
	s := sheet{area: p.Area, grids: grids(p.Rules)}
	loose := deal(p.Glyphs, s.grids)
	s.grids = slices.DeleteFunc(s.grids, func(g grid) bool { return !g.filled() })
	aligned := alignedGrids(loose, above)
	loose = deal(loose, aligned)
	s.grids = append(s.grids, aligned...)
	slices.SortFunc(s.grids, func(a, b grid) int { return order(a.Y0, b.Y0) })
	s.lines = lines(loose)
	for i := range s.lines {
		s.lines[i].page = number
	}
	if len(aligned) == 0 {
		return s, nil
	}
	return s, &aligned[len(aligned)-1]
}

// deal gives the glyphs to the tables in which they stand, and back the others.
func deal(glyphs []Glyph, tables []grid) (loose []Glyph) {
	for _, g := range glyphs {
		if !slices.ContainsFunc(indexes(tables), func(i int) bool { return tables[i].take(g) }) {
			loose = append(loose, g)
		}
	}
	return loose
}

func indexes[T any](s []T) []int {
	out := make([]int, len(s))
	for i := range s {
		out[i] = i
	}
	return out
}

// filled reports that something stands in the table: two crossing lines in a drawing are none.
func (g grid) filled() bool {
	return slices.ContainsFunc(g.cells, func(c cell) bool { return len(c.glyphs) > 0 })
}

const unset = -1

// composer builds the text in reading order over the pages.
type composer struct {
	style
	b      record.Builder
	starts []int     // byte offset of each page, or unset
	open   paragraph // not yet written: it may go on, on the next page too
	table  *table    // not yet written, likewise; only one of the two is there
	tables int
	counts counts
	poor   map[int]bool // pages that were read badly throughout: one doubt for all of their lines
}

func (c *composer) sheet(s *sheet, number int) {
	rest := s.lines
	for i := range s.grids {
		g := &s.grids[i]
		n := 0
		for n < len(rest) && rest[n].midY() < g.midY() && rest[n].Y0 < g.Y1 {
			n++
		}
		c.lines(rest[:n])
		rest = rest[n:]
		c.flushParagraph()
		c.grid(g, number)
	}
	c.lines(rest)
}

func (c *composer) lines(ls []line) {
	for _, l := range ls {
		if len(c.open) > 0 && !c.counts.follow(l.text) && c.goesOn(c.open, l) {
			c.open = append(c.open, l)
			continue
		}
		c.flush()
		c.open = paragraph{l}
		c.counts.note(l.text)
	}
}

// flush writes what is open.
func (c *composer) flush() {
	c.flushTable()
	c.flushParagraph()
}

func (c *composer) flushParagraph() {
	if len(c.open) > 0 {
		c.flushTable()
		c.write(c.open, nil)
		c.open = nil
	}
}

// write adds a paragraph as one block and notes the pages that begin with it or in it, and what is not sure of its lines.
func (c *composer) write(p paragraph, at *record.Cell) {
	text, lines := p.text()
	start := c.b.Len()
	if start > 0 {
		start++ // the line end or tab before it
	}
	if !c.b.Add("", text, record.Block{Bold: p.bold(), Cell: at}) {
		return
	}
	for i, l := range p {
		if c.starts[l.page] == unset {
			c.starts[l.page] = start + lines[i]
		}
		if l.weak.reading != "" && !c.poor[l.page] {
			c.b.Doubt(l.weak.doubt(start + lines[i]))
		}
	}
}

func (c *composer) text(format string, notes []note) record.Text {
	t := c.b.Text(format)
	next := len(t.Body)
	for i := len(c.starts) - 1; i >= 0; i-- {
		if c.starts[i] == unset { // an empty page begins where the next one does
			c.starts[i] = next
		}
		next = c.starts[i]
	}
	if len(c.starts) > 0 {
		c.starts[0] = 0
	}
	t.Pages = c.starts
	for _, n := range notes {
		at := c.starts[n.page]
		t.Doubts = append(t.Doubts, record.Doubt{
			Code: n.code, Message: noteMessages[n.code], At: record.Span{Start: at, End: at},
		})
	}
	return t
}
