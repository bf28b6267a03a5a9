package layout

import (
	"math"
	"slices"
	"strings"

	"huitoukan/record"
)

// table is a table as far as it has been read; it may go on on the next page.
type table struct {
	xs     []float64 // column borders from the left one, in points
	rows   int
	fields []field // in reading order
}

// field is one cell with its paragraphs.
type field struct {
	at    record.Cell
	paras []paragraph
}

func (f field) text() string {
	var parts []string
	for _, p := range f.paras {
		s, _ := p.text()
		parts = append(parts, s)
	}
	return strings.Join(parts, "\n")
}

// lastRow is the last row that the cell reaches.
func (f field) lastRow() int { return f.at.Row + f.at.RowSpan - 1 }

// grid takes a table of one page: a new one, or the rows that the open one has there.
func (c *composer) grid(g *grid, number int) {
	next := table{xs: g.relative(), rows: len(g.ys) - 1, fields: g.fields(number)}
	if c.table == nil || !g.more && !sameColumns(c.table.xs, next.xs) {
		c.flushTable()
		c.table = &next
		return
	}
	next.dropRows(c.table.repeatedRows(next))
	c.table.append(next)
}

func (c *composer) flushTable() {
	if c.table == nil {
		return
	}
	c.tables++
	for _, f := range c.table.fields {
		f.at.Table = c.tables
		for _, p := range f.paras {
			c.write(p, &f.at)
		}
	}
	c.table = nil
}

// repeatedRows is how many of next's first rows are the head of t once more.
func (t *table) repeatedRows(next table) int {
	n := 0
	for n < t.rows && n < next.rows && slices.Equal(t.rowTexts(n), next.rowTexts(n)) {
		n++
	}
	return n
}

func (t *table) rowTexts(row int) []string {
	var out []string
	for _, f := range t.fields {
		if f.at.Row == row {
			out = append(out, f.text())
		}
	}
	return out
}

func (t *table) dropRows(n int) {
	t.fields = slices.DeleteFunc(t.fields, func(f field) bool { return f.at.Row < n })
	for i := range t.fields {
		t.fields[i].at.Row -= n
	}
	t.rows -= n
}

// append puts next's rows below those of t. A row that the page's end cut in two becomes one again.
func (t *table) append(next table) {
	if next.rows == 0 {
		return
	}
	if t.cutBefore(next) {
		for _, f := range next.fields {
			if f.at.Row == 0 && len(f.paras) > 0 {
				i := t.above(f)
				t.fields[i].paras = joinParas(t.fields[i].paras, f.paras)
			}
		}
		next.dropRows(1)
	}
	for _, f := range next.fields {
		f.at.Row += t.rows
		t.fields = append(t.fields, f)
	}
	t.rows += next.rows
}

// cutBefore reports that next's first row is the rest of t's last one: its first cell, the number, is empty, and each
// cell with text goes on from a line that fills the cell above. A row whose number was merged over several rows
// has an empty first cell as well, but begins new sentences in all others.
func (t *table) cutBefore(next table) bool {
	some := false
	for _, f := range next.fields {
		if f.at.Row > 0 || len(f.paras) == 0 {
			continue
		}
		i := t.above(f)
		if f.at.Col == 0 || f.at.RowSpan > 1 || i < 0 || len(t.fields[i].paras) == 0 {
			return false
		}
		last := t.fields[i].paras[len(t.fields[i].paras)-1]
		if !last[len(last)-1].full(f.paras[0][0]) {
			return false
		}
		some = true
	}
	return some
}

// above is the index of the cell in t's last row that has f's columns; -1 when there is none.
func (t *table) above(f field) int {
	return slices.IndexFunc(t.fields, func(o field) bool {
		return o.lastRow() == t.rows-1 && o.at.Col == f.at.Col && o.at.ColSpan == f.at.ColSpan
	})
}

func joinParas(a, b []paragraph) []paragraph {
	last := a[len(a)-1]
	if cellGoesOn(last, b[0][0]) {
		a[len(a)-1] = append(last, b[0]...)
		b = b[1:]
	}
	return append(a, b...)
}

// fields are the cells with their paragraphs, in reading order.
func (g *grid) fields(number int) []field {
	out := make([]field, len(g.cells))
	for i, cl := range g.cells {
		ls := lines(cl.glyphs)
		m := margins{left: g.xs[cl.col], right: g.xs[min(cl.col+cl.colSpan, len(g.xs)-1)]}
		for k := range ls {
			ls[k].page = number
			m.left = math.Max(m.left, math.Min(ls[k].X0, m.left+ls[k].size/2)) // the cell's own inner margin
			m.right = math.Min(m.right, math.Max(ls[k].X1, m.right-ls[k].size/2))
		}
		m.measure(ls)
		out[i] = field{
			at:    record.Cell{Row: cl.row, Col: cl.col, RowSpan: cl.rowSpan, ColSpan: cl.colSpan},
			paras: paragraphs(ls, cellGoesOn),
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
