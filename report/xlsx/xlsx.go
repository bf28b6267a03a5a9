// Package xlsx renders a report as a workbook for sorting and filtering: a sheet of what the report says of itself, one a kind
// of table with the tables of all units below each other, and one a chart with its numbers. In goes a [report.Paper], out come
// the bytes of an .xlsx (ECMA-376, Part 1, SpreadsheetML): the same paper gives the same bytes.
package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"huitoukan/report"
)

// longest is how many characters a cell of Excel holds.
const longest = 32767

// book is a workbook in the making, with its styles.
type book struct {
	*excelize.File
	head, body, title int
}

// Render writes the paper. It fails when w does.
func Render(w io.Writer, p report.Paper) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.Close()
	if err := b.fill(p); err != nil {
		return fmt.Errorf("fill workbook: %w", err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func newBook() (b book, err error) {
	b.File = excelize.NewFile()
	border := []excelize.Border{}
	for _, side := range []string{"left", "top", "right", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.title, excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 14}}},
		{&b.head, excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 11}, Border: border,
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F1EC"}}}},
		{&b.body, excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10.5}, Border: border,
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	} {
		if *s.id, err = b.NewStyle(&s.style); err != nil {
			return b, fmt.Errorf("make style: %w", err)
		}
	}
	day := time.Unix(0, 0).UTC().Format(time.RFC3339) // the same paper gives the same bytes
	err = b.SetDocProps(&excelize.DocProperties{Created: day, Modified: day, Creator: "huitoukan"})
	return b, err
}

func (b book) fill(p report.Paper) error {
	if err := b.about(p); err != nil {
		return err
	}
	sheets := []string{}
	for _, part := range p.Parts {
		if t := part.Table; t != nil && !slices.Contains(sheets, t.Sheet) {
			sheets = append(sheets, t.Sheet)
			if err := b.tables(t.Sheet, p); err != nil {
				return err
			}
		}
	}
	for _, part := range p.Parts {
		for _, c := range part.Charts {
			if err := b.sheet(name(c.Title), c.Table()); err != nil {
				return err
			}
		}
	}
	return nil
}

// name is a sheet's name: Excel takes 31 characters.
func name(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 31)])
}

// about writes the first sheet: title, and what stands under headings.
func (b book) about(p report.Paper) error {
	const sheet = "说明"
	if err := b.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if err := b.SetColWidth(sheet, "A", "A", 110); err != nil {
		return err
	}
	wrapped, err := b.NewStyle(&excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 11}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	row := 0
	put := func(text string, style int) error {
		if text == "" {
			return nil
		}
		row++
		at := fmt.Sprintf("A%d", row)
		if err := b.SetCellStr(sheet, at, text); err != nil {
			return err
		}
		return b.SetCellStyle(sheet, at, at, style)
	}
	lines := []struct {
		text  string
		style int
	}{{p.Marking, wrapped}, {p.Title, b.title}}
	add := func(text string, style int) {
		lines = append(lines, struct {
			text  string
			style int
		}{text, style})
	}
	for i, part := range p.Parts {
		if len(part.Text)+len(part.List) == 0 {
			continue
		}
		add(p.Number(i), b.title)
		for _, t := range part.Text {
			add(t, wrapped)
		}
		for n, t := range part.List {
			add(fmt.Sprintf("%d．%s", n+1, t), wrapped)
		}
	}
	for _, l := range lines {
		if err := put(l.text, l.style); err != nil {
			return err
		}
	}
	return nil
}

// tables puts all tables of one sheet below each other; those of several units get a column for the unit.
func (b book) tables(sheet string, p report.Paper) error {
	var all report.Table
	for _, part := range p.Parts {
		t := part.Table
		if t == nil || t.Sheet != sheet {
			continue
		}
		all.Columns = t.Columns
		if t.Of != "" {
			all.Columns = append([]report.Column{{Name: "单位", Share: 150}}, t.Columns...)
		}
		for _, row := range t.Rows {
			if t.Of != "" {
				row = append([]report.Cell{{Paras: []report.Para{{Text: t.Of}}, Down: 1}}, row...)
			}
			all.Rows = append(all.Rows, row)
		}
	}
	return b.sheet(name(sheet), &all)
}

// sheet writes one table. Each row stands alone, so that it can be sorted: what covers several rows is written in each.
func (b book) sheet(sheet string, t *report.Table) error {
	if _, err := b.NewSheet(sheet); err != nil {
		return err
	}
	if err := b.printed(sheet); err != nil {
		return err
	}
	columns := widths(t)
	names := make([]any, len(columns))
	for i, c := range t.Columns {
		name, _ := excelize.ColumnNumberToName(i + 1)
		if err := b.SetColWidth(sheet, name, name, columns[i]); err != nil {
			return err
		}
		names[i] = c.Name
	}
	if err := b.row(sheet, 1, names, b.head, 22); err != nil {
		return err
	}
	row := make([]any, len(columns))
	for r, cells := range t.Rows {
		for i, c := range cells {
			if c.Down > 0 {
				row[i] = value(c)
			}
		}
		if err := b.row(sheet, r+2, row, b.body, height(cells, columns)); err != nil {
			return err
		}
	}
	return b.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// row writes one row. excelize's stream writer would be lighter, but writes its sheets in an order of chance.
func (b book) row(sheet string, n int, values []any, style int, height float64) error {
	first, _ := excelize.CoordinatesToCellName(1, n)
	last, _ := excelize.CoordinatesToCellName(len(values), n)
	if err := b.SetSheetRow(sheet, first, &values); err != nil {
		return err
	}
	if err := b.SetCellStyle(sheet, first, last, style); err != nil {
		return err
	}
	return b.SetRowHeight(sheet, n, height)
}

// height is what a row's fullest cell takes, in points: LibreOffice fits no row by itself, and Excel none of more than 409.
func height(row []report.Cell, columns []float64) float64 {
	most := 1
	for i, c := range row {
		lines := 0
		for _, p := range c.Paras {
			wide := 0.0
			for _, r := range p.Text {
				wide++
				if r > 0xFF {
					wide++
				}
			}
			lines += int(wide/(columns[i]-1)) + 1
		}
		most = max(most, lines)
	}
	return min(409, 14.5*float64(most)+4)
}

// printed sets the sheet up for paper: A4 on its side, as wide as the page.
func (b book) printed(sheet string) error {
	fit, a4, landscape, wide, high := true, 9, "landscape", 1, 0
	if err := b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high})
}

// value is a count as a number, so that Excel can add it up, and anything else as text.
func value(c report.Cell) any {
	if len(c.Paras) == 1 && c.Paras[0].Style == report.Centred {
		if n, err := strconv.Atoi(c.Paras[0].Text); err == nil {
			return n
		}
	}
	return text(c)
}

// widths are those of the columns, in characters; a sheet is some 150 wide.
func widths(t *report.Table) []float64 {
	sum := 0
	for _, c := range t.Columns {
		sum += c.Share
	}
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = max(6, 150*float64(c.Share)/float64(sum))
	}
	return out
}

// text is a cell's paragraphs on lines of their own, within what Excel takes.
func text(c report.Cell) string {
	var lines []string
	for _, p := range c.Paras {
		lines = append(lines, p.Text)
	}
	s := strings.Join(lines, "\n")
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest-1]) + "…"
	}
	return s
}
