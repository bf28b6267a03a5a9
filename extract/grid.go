package extract

import (
	"slices"
	"strings"

	"huitoukan/record"
)

// cell is one cell of a table's grid: its blocks, in order. A cell that spans rows or columns stands in each place.
type cell struct {
	blocks []record.Block
	said   string // the head of a column that stands in no cell of its own
	row    int    // where the cell begins
	col    int
}

func (c *cell) text(t record.Text) string {
	if c == nil {
		return ""
	}
	if c.said != "" {
		return c.said
	}
	var b strings.Builder
	for _, bl := range c.blocks {
		b.WriteString(t.Slice(bl.Span))
	}
	return strings.TrimSpace(b.String())
}

// span is the place of the whole cell.
func (c *cell) span() record.Span {
	return record.Span{Start: c.blocks[0].Start, End: c.blocks[len(c.blocks)-1].End}
}

// grid is a table in full: rows of cells, nil where there is none.
type grid struct {
	table int
	rows  [][]*cell
	left  []int  // rows of the document's table that a turned one has left out
	from  []grid // the stacked tables of which this one was made
}

// gridsOf rebuilds every table of t.
func gridsOf(t record.Text) []grid {
	var out []grid
	index := map[int]int{}
	cells := map[[3]int]*cell{}
	for _, b := range t.Blocks {
		if b.Cell == nil {
			continue
		}
		g, ok := index[b.Cell.Table]
		if !ok {
			g = len(out)
			index[b.Cell.Table] = g
			out = append(out, grid{table: b.Cell.Table})
		}
		key := [3]int{b.Cell.Table, b.Cell.Row, b.Cell.Col}
		c := cells[key]
		if c == nil {
			c = &cell{row: b.Cell.Row, col: b.Cell.Col}
			cells[key] = c
			out[g].place(c, b.Cell)
		}
		c.blocks = append(c.blocks, b)
	}
	return out
}

func (g *grid) place(c *cell, at *record.Cell) {
	for r := at.Row; r < at.Row+max(at.RowSpan, 1); r++ {
		for len(g.rows) <= r {
			g.rows = append(g.rows, nil)
		}
		for col := at.Col; col < at.Col+max(at.ColSpan, 1); col++ {
			for len(g.rows[r]) <= col {
				g.rows[r] = append(g.rows[r], nil)
			}
			if g.rows[r][col] == nil {
				g.rows[r][col] = c
			}
		}
	}
}

func (g grid) at(row, col int) *cell {
	if row < len(g.rows) && col >= 0 && col < len(g.rows[row]) {
		return g.rows[row][col]
	}
	return nil
}

func (g grid) width() int {
	w := 0
	for _, r := range g.rows {
		w = max(w, len(r))
	}
	return w
}

// turned is the table with its columns as rows. Titles and notes, set across it from end to end, are left out.
func (g grid) turned() grid {
	out := grid{table: g.table}
	var kept []int
	for r := range g.rows {
		if g.oneCell(r) {
			out.left = append(out.left, r)
		} else {
			kept = append(kept, r)
		}
	}
	moved := map[*cell]*cell{}
	for c := range g.width() {
		row := make([]*cell, len(kept))
		for i, r := range kept {
			if old := g.at(r, c); old != nil {
				if moved[old] == nil {
					moved[old] = &cell{blocks: old.blocks, row: c, col: i}
				}
				row[i] = moved[old]
			}
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// oneCell reports whether row r is a single cell from end to end: a title, a class of problems or a note set into the table.
func (g grid) oneCell(r int) bool { return len(g.rows[r]) > 1 && len(distinct(g.rows[r])) == 1 }

// distinct lists the cells of a row, each once.
func distinct(row []*cell) []*cell {
	var out []*cell
	for _, c := range row {
		if c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// places are the places of the table's cells.
func (g grid) places() []record.Span {
	var out []record.Span
	for _, f := range g.from {
		out = append(out, f.places()...)
	}
	if g.from != nil {
		return out
	}
	for _, row := range g.rows {
		for _, c := range row {
			if c != nil {
				out = append(out, c.span())
			}
		}
	}
	return out
}
