package pdf

import (
	"math"
	"slices"
	"strings"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// compose makes the document's text of its pages.
func compose(pages []page) (record.Text, error) {
	notes, err := judge(pages)
	if err != nil {
		return record.Text{}, err
	}
	sheets := make([]sheet, len(pages))
	for i := range pages {
		sheets[i] = cut(pages[i], i)
	}
	unfurnish(sheets)
	c := composer{style: set(sheets), starts: make([]int, len(pages))}
	for i := range c.starts {
		c.starts[i] = unset
	}
	for i := range sheets {
		c.sheet(&sheets[i], i)
	}
	c.flush()
	if c.b.Len() == 0 { // nothing but page numbers
		return record.Text{}, read.ErrNoText
	}
	return c.text(notes), nil
}

// cut puts each glyph of a page into a table cell or a line.
func cut(p page, number int) sheet {
	s := sheet{area: p.area, grids: grids(p.rules)}
	var loose []glyph
	for _, g := range p.glyphs {
		if !slices.ContainsFunc(indexes(s.grids), func(i int) bool { return s.grids[i].take(g) }) {
			loose = append(loose, g)
		}
	}
	s.grids = slices.DeleteFunc(s.grids, func(g grid) bool { return !g.filled() })
	s.lines = lines(loose)
	for i := range s.lines {
		s.lines[i].page = number
	}
	return s
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
	tables int
	table  *table // the last thing written, when it was a table
}

func (c *composer) sheet(s *sheet, number int) {
	rest := s.lines
	for i := range s.grids {
		g := &s.grids[i]
		n := 0
		for n < len(rest) && rest[n].midY() < g.midY() && rest[n].y0 < g.y1 {
			n++
		}
		c.lines(rest[:n])
		rest = rest[n:]
		c.flush()
		c.grid(g, number)
	}
	c.lines(rest)
}

func (c *composer) lines(ls []line) {
	for _, l := range ls {
		if len(c.open) > 0 && c.goesOn(c.open, l) {
			c.open = append(c.open, l)
			continue
		}
		c.flush()
		c.table = nil
		c.open = paragraph{l}
	}
}

// flush writes the open paragraph.
func (c *composer) flush() {
	if len(c.open) > 0 {
		c.write(c.open, nil)
		c.open = nil
	}
}

// write adds a paragraph as one block and notes the pages that begin with it or in it.
func (c *composer) write(p paragraph, at *record.Cell) {
	text, turns := p.text()
	start := c.b.Len()
	if start > 0 {
		start++ // the line end or tab before it
	}
	if !c.b.Add("", text, record.Block{Bold: p.bold(), Cell: at}) {
		return
	}
	turns[p[0].page] = 0
	for page, offset := range turns {
		if c.starts[page] == unset {
			c.starts[page] = start + offset
		}
	}
}

func (c *composer) text(notes []note) record.Text {
	t := c.b.Text("pdf")
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

// table is a table that may go on on the next page.
type table struct {
	number int
	xs     []float64 // column borders from the left one, in points
	header []string  // texts of its first row
	rows   int       // so far
}

// rowField is one cell with its paragraphs.
type rowField struct {
	at   record.Cell
	text []paragraph
}

func (f rowField) String() string {
	var parts []string
	for _, p := range f.text {
		s, _ := p.text()
		parts = append(parts, s)
	}
	return strings.Join(parts, "\n")
}

// grid writes a table, or the next page's rows of the one just written.
func (c *composer) grid(g *grid, number int) {
	fields := g.fields(number)
	rows := len(g.ys) - 1
	if c.table == nil || !sameColumns(c.table.xs, g.relative()) {
		c.tables++
		c.table = &table{number: c.tables, xs: g.relative(), header: rowTexts(fields, 0)}
	} else if slices.Equal(c.table.header, rowTexts(fields, 0)) {
		fields = withoutFirstRow(fields)
		rows--
	}
	t := c.table
	for i := range fields {
		f := &fields[i]
		f.at.Table, f.at.Row = t.number, f.at.Row+t.rows
		for _, p := range f.text {
			at := f.at
			c.write(p, &at)
		}
	}
	t.rows += rows
}

// fields are the cells with their paragraphs, in reading order.
func (g *grid) fields(number int) []rowField {
	out := make([]rowField, len(g.cells))
	for i, cl := range g.cells {
		ls := lines(cl.glyphs)
		m := margins{left: g.xs[cl.col], right: g.xs[min(cl.col+cl.colSpan, len(g.xs)-1)]}
		for k := range ls {
			ls[k].page = number
			m.left = math.Max(m.left, math.Min(ls[k].x0, m.left+ls[k].size/2)) // the cell's own inner margin
			m.right = math.Min(m.right, math.Max(ls[k].x1, m.right-ls[k].size/2))
		}
		m.measure(ls)
		out[i] = rowField{
			at:   record.Cell{Row: cl.row, Col: cl.col, RowSpan: cl.rowSpan, ColSpan: cl.colSpan},
			text: paragraphs(ls, cellGoesOn),
		}
	}
	return out
}

func rowTexts(fields []rowField, row int) []string {
	var out []string
	for _, f := range fields {
		if f.at.Row == row {
			out = append(out, f.String())
		}
	}
	return out
}

func withoutFirstRow(fields []rowField) []rowField {
	var out []rowField
	for _, f := range fields {
		if f.at.Row > 0 {
			f.at.Row--
			out = append(out, f)
		}
	}
	return out
}

// relative is where the column borders stand from the table's left side.
func (g *grid) relative() []float64 {
	out := make([]float64, len(g.xs))
	for i, x := range g.xs {
		out[i] = x - g.xs[0]
	}
	return out
}

func sameColumns(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= touch })
}
