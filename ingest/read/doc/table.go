package doc

import (
	"bytes"
	"slices"

	"huitoukan/record"
)

// tableState collects the rows of a table until it ends, since the columns are known only then.
type tableState struct {
	count int // tables so far
	rows  []tableRow
	cells [][]paragraph // of the row under way
	cell  []paragraph
}

type tableRow struct {
	cells [][]paragraph
	op    []byte // of sprmTDefTable
	def   rowDef
}

// rowDef is the geometry of a row (MS-DOC §2.9.324 TDefTableOperand): where its cells begin and end, in twips, and which are
// merged with the one above.
type rowDef struct {
	edges    []int
	restart  []bool // the first of cells merged downwards
	merged   []bool // goes on with the cell above
	joinLeft []bool // goes on with the cell to its left
}

const tc80Len = 20

func readRowDef(op []byte) rowDef {
	var d rowDef
	if len(op) < 1 {
		return d
	}
	n := int(op[0])
	for i := range n + 1 {
		d.edges = append(d.edges, int(int16(u16(op, 1+2*i))))
	}
	flags := 1 + 2*(n+1)
	for i := range n {
		f := u16(op, flags+i*tc80Len)
		d.joinLeft = append(d.joinLeft, f&2 != 0)
		d.merged = append(d.merged, f&0x20 != 0 && f&0x40 == 0)
		d.restart = append(d.restart, f&0x40 != 0)
	}
	return d
}

// cellParagraph takes a paragraph that lies in a table. Nested tables are read as paragraphs of the cell around them.
func (b *builder) cellParagraph(p paragraph) {
	t := &b.table
	outermost := p.props.depth <= 1
	switch {
	case p.props.rowEnd && outermost:
		t.rows = append(t.rows, t.row(p.props.row))
		t.cells, t.cell = nil, nil
	case p.mark == markCell && outermost:
		t.cell = append(t.cell, p)
		t.cells = append(t.cells, t.cell)
		t.cell = nil
	case p.props.innerRow:
	default:
		t.cell = append(t.cell, p)
	}
}

// row is the row that ends, with its geometry; most rows have that of the row above.
func (t *tableState) row(op []byte) tableRow {
	if n := len(t.rows); n > 0 && bytes.Equal(t.rows[n-1].op, op) {
		return tableRow{cells: t.cells, op: op, def: t.rows[n-1].def}
	}
	return tableRow{cells: t.cells, op: op, def: readRowDef(op)}
}

// flushTable adds the cells of the table that has ended.
func (b *builder) flushTable() {
	t := &b.table
	if t.cell != nil {
		t.cells = append(t.cells, t.cell)
	}
	if t.cells != nil {
		t.rows = append(t.rows, tableRow{cells: t.cells})
	}
	if t.rows != nil {
		t.count++
		edges := gridEdges(t.rows)
		for r, row := range t.rows {
			b.row(r, row, edges)
		}
	}
	b.table = tableState{count: t.count}
}

// gridEdges lists every place at which a cell of the table begins or ends.
func gridEdges(rows []tableRow) []int {
	var edges []int
	for i, r := range rows {
		if i == 0 || !slices.Equal(r.def.edges, rows[i-1].def.edges) {
			edges = append(edges, r.def.edges...)
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

func (b *builder) row(r int, row tableRow, edges []int) {
	for i, paras := range row.cells {
		at := record.Cell{Table: b.table.count, Row: r, Col: i, RowSpan: 1, ColSpan: 1}
		if i+1 < len(row.def.edges) {
			at.Col, at.ColSpan = row.def.columns(i, edges)
			if row.def.merged[i] || row.def.joinLeft[i] {
				continue
			}
			at.RowSpan = b.rowSpan(r, i, row.def)
		}
		for _, p := range paras {
			b.paragraph(p, &at)
		}
	}
}

// columns places cell i in the table's full grid.
func (d rowDef) columns(i int, edges []int) (col, span int) {
	end := i + 1
	for end < len(d.joinLeft) && d.joinLeft[end] {
		end++
	}
	col, _ = slices.BinarySearch(edges, d.edges[i])
	last, _ := slices.BinarySearch(edges, d.edges[end])
	return col, max(last-col, 1)
}

// rowSpan counts the rows below in which a cell at the same place goes on with cell i of row r.
func (b *builder) rowSpan(r, i int, d rowDef) int {
	span := 1
	if !d.restart[i] {
		return span
	}
	for _, below := range b.table.rows[r+1:] {
		k := slices.Index(below.def.edges, d.edges[i])
		if k < 0 || k >= len(below.def.merged) || !below.def.merged[k] {
			break
		}
		span++
	}
	return span
}
