package report

import (
	"strings"

	"huitoukan/internal/mask"
	"huitoukan/record"
)

// Public is the edition for publication: names of persons, telephone numbers and the like are hidden, and the cover says so. Names are
// found by where they stand ([mask.Text]), so that a person has to look it through all the same.
func (p Paper) Public() Paper {
	p = p.masked()
	p.Title += "（公开版）"
	note := "本版已隐去职务、责任人等处能认出的人名，以及电话、证件号、账号、邮箱；其他地方的人名认不出，公开前请人工核对。"
	if p.Marking != "" {
		note += "来源材料标有“" + p.Marking + "”，未经批准不得公开。"
	}
	p.Parts[0].Text = append(p.Parts[0].Text, note)
	return p
}

// masked is the paper with every text masked. All are masked together, as one text with its tables, since a name that is told to be one
// in one place is hidden in all.
func (p Paper) masked() Paper {
	var body strings.Builder
	var t record.Text
	p.texts(func(s string, at record.Block) string {
		at.Span = record.Span{Start: body.Len(), End: body.Len() + len(s)}
		t.Blocks = append(t.Blocks, at)
		body.WriteString(s + "\n")
		return s
	})
	t.Body = body.String()
	hidden := mask.Text(t) // as many bytes, in the same places
	next := 0
	return p.texts(func(string, record.Block) string {
		next++
		at := t.Blocks[next-1].Span
		return hidden[at.Start:at.End]
	})
}

// texts is the paper with each of its texts put through change, in order; at tells the cell of one that stands in a table. What is
// empty stays so; the heads of tables are shown to change and stay.
func (p Paper) texts(change func(s string, at record.Block) string) Paper {
	table := 0
	parts := p.Parts
	p.Parts = nil
	for _, part := range parts {
		part.Heading = changed(part.Heading, change)
		part.Text = changedAll(part.Text, change)
		part.List = changedAll(part.List, change)
		if part.Table != nil {
			table++
			part.Table = part.Table.texts(table, change)
		}
		p.Parts = append(p.Parts, part)
	}
	return p
}

func changedAll(texts []string, change func(string, record.Block) string) (out []string) {
	for _, s := range texts {
		out = append(out, changed(s, change))
	}
	return out
}

func changed(s string, change func(string, record.Block) string) string {
	if s == "" {
		return s
	}
	return change(s, record.Block{})
}

func (t *Table) texts(number int, change func(string, record.Block) string) *Table {
	out := *t
	at := func(row, col int) record.Block {
		return record.Block{Cell: &record.Cell{Table: number, Row: row, Col: col, RowSpan: 1, ColSpan: 1}}
	}
	for c, head := range t.Columns {
		change(head.Name, at(0, c))
	}
	out.Rows = nil
	for r, row := range t.Rows {
		var cells []Cell
		for c, cell := range row {
			paras := cell.Paras
			cell.Paras = nil
			for _, para := range paras {
				if para.Text != "" {
					para.Text = change(para.Text, at(r+1, c))
				}
				cell.Paras = append(cell.Paras, para)
			}
			cells = append(cells, cell)
		}
		out.Rows = append(out.Rows, cells)
	}
	return &out
}
