package readertest

import (
	"fmt"
	"strings"

	"huitoukan/record"
)

// Dump is the text as a listing, a line a block: where it stands, its list number in 〔〕, its text.
//
//	docx, 2 pages
//	p1 h1 bold | 〔第一章〕 总则
//	p2 t1 r0 c1 1x2 | 设备费
//	? left_out: …
//
// A cell is given as table, row, column and, where it spans more than one, rows x columns.
func Dump(t record.Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d pages\n", t.Format, len(t.Pages))
	for _, block := range t.Blocks {
		if at := attributes(t, block); at != "" {
			b.WriteString(at + " ")
		}
		s := t.Slice(block.Span)
		b.WriteString("| ")
		if block.Label > 0 {
			b.WriteString("〔" + s[:block.Label] + "〕")
		}
		b.WriteString(s[block.Label:] + "\n")
	}
	for _, d := range t.Doubts {
		fmt.Fprintf(&b, "? %s at %q: %s\n", d.Code, t.Slice(d.At), d.Message)
	}
	return b.String()
}

func attributes(t record.Text, b record.Block) string {
	var at []string
	if p := t.Page(b.Start); p > 0 {
		at = append(at, fmt.Sprintf("p%d", p))
	}
	if b.Level > 0 {
		at = append(at, fmt.Sprintf("h%d", b.Level))
	}
	if b.Depth > 1 {
		at = append(at, fmt.Sprintf("list%d", b.Depth))
	}
	if b.Bold {
		at = append(at, "bold")
	}
	if c := b.Cell; c != nil {
		at = append(at, fmt.Sprintf("t%d r%d c%d", c.Table, c.Row, c.Col))
		if c.RowSpan > 1 || c.ColSpan > 1 {
			at = append(at, fmt.Sprintf("%dx%d", c.RowSpan, c.ColSpan))
		}
	}
	return strings.Join(at, " ")
}
