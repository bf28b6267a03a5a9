package docx

import (
	"huitoukan/record"
)

// flow is a run of paragraphs and tables: the body, a table cell, a text box, a note.
type flow struct {
	cell  *record.Cell
	later *[]*paragraph // where the paragraphs wait, in a text box
	pages *rowPages
	carry *paragraph // its mark is deleted: its text begins the next paragraph
}

// flow reads the paragraphs and tables of the open element.
func (d *document) flow(in *flow) error {
	err := d.scan.each(func(e element) error { return d.block(in, e) })
	in.flush(d)
	return err
}

func (d *document) block(in *flow, e element) error {
	deeper := func(e element) error { return d.block(in, e) }
	switch e.name {
	case "w:p":
		return d.paragraph(in)
	case "w:tbl":
		in.flush(d)
		return d.table(in)
	case "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo":
		return d.scan.each(deeper)
	case "mc:AlternateContent":
		return d.scan.choose(deeper)
	case "m:oMath", "m:oMathPara":
		p := &paragraph{cell: in.cell, pages: in.pages}
		err := d.maths(p, e)
		in.add(d, p)
		return err
	case "w:altChunk":
		d.leave("嵌入的另一份文档（altChunk）")
	}
	return nil
}

// add puts a paragraph into the flow, after what an earlier one left to it.
func (in *flow) add(d *document, p *paragraph) {
	if c := in.carry; c != nil {
		own := p.text.String()
		p.text.Reset()
		p.text.WriteString(c.text.String() + own)
		p.bold, p.plain = p.bold || c.bold, p.plain || c.plain
		p.boxes = append(c.boxes, p.boxes...)
	}
	in.carry = nil
	if p.markGone {
		in.carry = p
		return
	}
	in.put(d, p)
}

// flush ends a paragraph whose successor never came.
func (in *flow) flush(d *document) {
	if c := in.carry; c != nil {
		in.carry = nil
		if c.text.Len() > 0 || len(c.boxes) > 0 {
			in.put(d, c)
		}
	}
}

func (in *flow) put(d *document, p *paragraph) {
	if in.later != nil {
		*in.later = append(*in.later, p)
		return
	}
	d.emit(p)
}

// leave notes, once each, what of the document was not read.
func (d *document) leave(what string) {
	if d.leftOut[what] {
		return
	}
	d.leftOut[what] = true
	at := d.build.Len()
	d.build.Doubt(record.Doubt{
		Code:    "left_out",
		Message: "文件里有" + what + "，其中的文字没有读出，请对照原件。",
		At:      record.Span{Start: at, End: at},
	})
}

// table is a table while it is read.
type table struct {
	number int
	row    int
	merged map[int]*record.Cell // by column: the cell that goes on downward if the next row says so
}

// table reads a w:tbl.
func (d *document) table(in *flow) error {
	d.tables++
	t := &table{number: d.tables, merged: map[int]*record.Cell{}}
	return d.rows(in, t)
}

// rows reads the rows of the open element; content controls may stand around them.
func (d *document) rows(in *flow, t *table) error {
	return d.scan.each(func(e element) error {
		switch e.name {
		case "w:tr":
			return d.tableRow(in, t)
		case "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo":
			return d.rows(in, t)
		}
		return nil
	})
}

// tableRow is one row while it is read.
type tableRow struct {
	col    int // where the next cell begins
	last   *record.Cell
	merged map[int]*record.Cell
	pages  *rowPages
	gone   bool // a tracked change has taken the row away
}

func (d *document) tableRow(in *flow, t *table) error {
	row := &tableRow{merged: map[int]*record.Cell{}, pages: &rowPages{above: in.pages}}
	if err := d.cells(in, t, row); err != nil {
		return err
	}
	if !row.gone {
		t.row++
		t.merged = row.merged
	}
	return nil
}

func (d *document) cells(in *flow, t *table, row *tableRow) error {
	return d.scan.each(func(e element) error {
		switch e.name {
		case "w:trPr":
			return d.rowFormat(row)
		case "w:tc":
			if row.gone {
				return nil
			}
			return d.tableCell(in, t, row)
		case "w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo":
			return d.cells(in, t, row)
		}
		return nil
	})
}

func (d *document) rowFormat(row *tableRow) error {
	return d.scan.each(func(e element) error {
		switch e.name {
		case "w:gridBefore":
			n, _ := e.number("val")
			row.col += clampSpan(n)
		case "w:del":
			row.gone = true
		}
		return nil
	})
}

// cellFormat is a tcPr: how the cell lies on the grid.
type cellFormat struct {
	span      int
	down      string // vMerge: restart, continue, or nothing
	alongside bool   // hMerge of old documents: the cell goes on with the one before it
}

// tableCell reads a w:tc. A cell that goes on with the one above it, or before it, shows nothing of its own.
func (d *document) tableCell(in *flow, t *table, row *tableRow) error {
	format := cellFormat{span: 1}
	var content *flow
	err := d.scan.each(func(e element) error {
		if e.name == "w:tcPr" {
			var err error
			format, err = d.cellFormat()
			return err
		}
		if content == nil {
			content = t.place(in, row, format)
		}
		if content.cell == nil {
			return nil
		}
		return d.block(content, e)
	})
	if content != nil {
		content.flush(d)
	} else if err == nil {
		t.place(in, row, format)
	}
	return err
}

func (d *document) cellFormat() (cellFormat, error) {
	f := cellFormat{span: 1}
	err := d.scan.each(func(e element) error {
		switch e.name {
		case "w:gridSpan":
			n, _ := e.number("val")
			f.span = max(1, clampSpan(n))
		case "w:vMerge":
			if f.down = e.attr("val"); f.down == "" {
				f.down = "continue"
			}
		case "w:hMerge":
			f.alongside = e.attr("val") != "restart"
		}
		return nil
	})
	return f, err
}

// place gives the next cell its place on the grid; the flow has no cell when it goes on with another.
func (t *table) place(in *flow, row *tableRow, f cellFormat) *flow {
	row.pages.cell()
	content := &flow{later: in.later, pages: row.pages}
	col := row.col
	row.col += f.span
	if f.alongside && row.last != nil {
		row.last.ColSpan += f.span
		return content
	}
	if above := t.merged[col]; f.down == "continue" && above != nil {
		above.RowSpan++
		row.merged[col], row.last = above, above
		return content
	}
	content.cell = &record.Cell{Table: t.number, Row: t.row, Col: col, RowSpan: 1, ColSpan: f.span}
	row.last = content.cell
	if f.down != "" {
		row.merged[col] = content.cell
	}
	return content
}

// clampSpan keeps a span to what Word allows: 63 columns.
func clampSpan(n int) int { return min(max(n, 0), 63) }

// rowPages counts the pages that begin inside one row. A row that goes over a page's end has the break noted in each
// cell that goes on: a page counts when one more cell has got further than all before it.
type rowPages struct {
	begun, inCell int
	above         *rowPages // the row around a nested table
}

func (r *rowPages) cell() {
	if r.above == nil {
		r.inCell = 0
	}
}

// next says that the page break just met is one that no cell before had. Outside a table every one is.
func (r *rowPages) next() bool {
	if r == nil {
		return true
	}
	if r.above != nil {
		return r.above.next()
	}
	r.inCell++
	if r.inCell <= r.begun {
		return false
	}
	r.begun = r.inCell
	return true
}
