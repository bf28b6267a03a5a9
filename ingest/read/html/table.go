package html

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"huitoukan/record"
)

// A span is cut where it would only make an empty grid larger; browsers do so at 1000 columns.
const (
	widestSpan = 256
	widestGrid = 4096
)

// table reads a table cell by cell, or as running text when it only lays out the page.
func (p *page) table(n *html.Node, at place) error {
	rows := rowsOf(n)
	if p.layout(n, rows) {
		return p.blocks(n, at)
	}
	p.tables++
	number := p.tables
	if err := p.captions(n, at); err != nil {
		return err
	}
	var grid grid
	for r, row := range rows {
		col := 0
		for _, c := range row.cells {
			cell := grid.place(c, r, col, row.end)
			cell.Table = number
			col = cell.Col + cell.ColSpan
			inside := at
			inside.cell = cell
			p.end(at)
			if err := p.block(c, inside); err != nil {
				return err
			}
		}
	}
	return nil
}

// captions reads what of a table stands in no cell; browsers show it above.
func (p *page) captions(n *html.Node, at place) error {
	for c := range n.ChildNodes() {
		if is(c, atom.Caption) {
			if err := p.node(c, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// row is one row of a table.
type row struct {
	cells []*html.Node
	end   int // the row after its group: no cell of a head reaches down into the body
}

// rowsOf are the table's own rows in the order in which they are shown: the foot comes last, wherever it stands.
func rowsOf(table *html.Node) []row {
	var head, body, foot [][]*html.Node
	var loose []*html.Node
	for c := range table.ChildNodes() {
		switch {
		case hidden(c):
		case is(c, atom.Tr):
			loose = append(loose, c)
		case is(c, atom.Thead):
			head = append(head, children(c, atom.Tr))
		case is(c, atom.Tbody):
			body = append(body, children(c, atom.Tr))
		case is(c, atom.Tfoot):
			foot = append(foot, children(c, atom.Tr))
		}
	}
	var rows []row
	for _, group := range slices.Concat(head, body, [][]*html.Node{loose}, foot) {
		end := len(rows) + len(group)
		for _, tr := range group {
			rows = append(rows, row{children(tr, atom.Td, atom.Th), end})
		}
	}
	return rows
}

func children(n *html.Node, atoms ...atom.Atom) []*html.Node {
	var all []*html.Node
	for c := range n.ChildNodes() {
		if is(c, atoms...) && !hidden(c) {
			all = append(all, c)
		}
	}
	return all
}

// layout says that a table is how the page was laid out, as older sites of offices do it, and holds no data: it has a
// single column, and a cell in it holds paragraphs or a table; or the page says so itself; or one cell holds another
// table and nearly all text of the whole page.
func (p *page) layout(table *html.Node, rows []row) bool {
	if role := attr(table, "role"); role == "presentation" || role == "none" {
		return true
	}
	single, structured := true, false
	for _, row := range rows {
		single = single && len(row.cells) <= 1
		for _, c := range row.cells {
			structured = structured || contains(c, atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3)
		}
	}
	return single && structured || p.wraps(table, rows)
}

// wraps says that one cell holds another table and nearly all text of the whole page.
func (p *page) wraps(table *html.Node, rows []row) bool {
	if within(table, atom.Table) || !contains(table, atom.Table) {
		return false
	}
	for _, row := range rows {
		for _, c := range row.cells {
			if contains(c, atom.Table) && letters(c)*10 >= p.letters*8 {
				return true
			}
		}
	}
	return false
}

// letters counts the bytes of text that is shown in n.
func letters(n *html.Node) int {
	if n.Type == html.TextNode {
		return len(collapse(n.Data))
	}
	if hidden(n) {
		return 0
	}
	sum := 0
	for c := range n.ChildNodes() {
		sum += letters(c)
	}
	return sum
}

// grid knows which columns cells from rows above reach down into.
type grid struct {
	until []int // by column: the first row that is free again
}

// place puts a cell at the first free column from col on.
func (g *grid) place(n *html.Node, row, col, end int) *record.Cell {
	for col < len(g.until) && g.until[col] > row {
		col++
	}
	across := min(max(number(n, "colspan", 1), 1), widestSpan)
	if col > widestGrid {
		across = 1
	}
	down := number(n, "rowspan", 1)
	if down <= 0 || row+down > end { // 0 means as far as the group goes
		down = end - row
	}
	for c := col; c < col+across; c++ {
		for len(g.until) <= c {
			g.until = append(g.until, 0)
		}
		g.until[c] = max(g.until[c], row+down)
	}
	return &record.Cell{Row: row, Col: col, RowSpan: down, ColSpan: across}
}
