package main

import (
	"archive/zip"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

const sheetName = "汇总台账"

// workbook writes the ledger for Excel. Rows go through a file in the system's temporary folder, and from there straight to w, so
// that memory does not grow with them. Nothing in it tells of the time or the machine: the same problems give the same bytes.
func workbook(w io.Writer, all iter.Seq2[entry, error]) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := errors.Join(f.SetSheetName(f.GetSheetName(0), sheetName), f.SetDefaultFont("宋体")); err != nil {
		return err
	}
	b, err := newSheet(f)
	if err != nil {
		return err
	}
	for e, err := range all {
		if err != nil {
			return err
		}
		if err := b.add(e); err != nil {
			return err
		}
	}
	if err := b.end(); err != nil {
		return err
	}
	if err := sign(f); err != nil {
		return err
	}
	// excelize would hold the whole file in memory: it gets a zip that is written through instead
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	return f.Write(io.Discard)
}

// sheet is the one that the rows go to.
type sheet struct {
	file         *excelize.File
	stream       *excelize.StreamWriter
	rows         int
	text, number int // styles
}

// newSheet makes a sheet with its head row, which stays in sight.
func newSheet(f *excelize.File) (*sheet, error) {
	b := &sheet{file: f}
	head, err := b.styles()
	if err != nil {
		return nil, err
	}
	if b.stream, err = f.NewStreamWriter(sheetName); err != nil {
		return nil, err
	}
	var heads []any
	for i, c := range columns {
		if err := b.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
		heads = append(heads, excelize.Cell{StyleID: head, Value: c.head})
	}
	err = b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return nil, err
	}
	return b, b.write(heads, 1)
}

// styles makes the styles of the cells. That of text has the format of text, so that it stays text when somebody edits it, whatever
// it begins with.
func (b *sheet) styles() (head int, err error) {
	const asText = 49 // the format @
	var frame []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		frame = append(frame, excelize.Border{Type: side, Style: 1, Color: "808080"})
	}
	for _, x := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.text, excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.number, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "center"}}},
		{&head, excelize.Style{
			Font: &excelize.Font{Family: "黑体", Size: 11}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F1EC"}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		}},
	} {
		x.style.Border = frame
		if *x.id, err = b.file.NewStyle(&x.style); err != nil {
			return 0, err
		}
	}
	return head, nil
}

func (b *sheet) add(e entry) error {
	if b.rows == excelize.TotalRows {
		return usage("问题太多，Excel 的一张表最多放%d行。提示：加 --year、--unit 等条件分几次导出，或用 --format csv。", excelize.TotalRows)
	}
	var row []any
	high := 1
	for _, c := range columns {
		v := c.of(e)
		row = append(row, b.cell(v))
		if s, ok := v.(string); ok {
			high = max(high, linesIn(s, c.width))
		}
	}
	return b.write(row, high)
}

// linesIn is how many lines a text takes in a column: a character takes one place, or two if it is as wide as a Chinese one. Not
// every program measures that when it opens a file.
func linesIn(s string, width float64) int {
	n := 0
	for line := range strings.Lines(s) {
		places := 0
		for _, r := range line {
			places++
			if r >= 0x2e80 || strings.ContainsRune("“”‘’—…①②③④⑤⑥⑦⑧⑨⑩", r) {
				places++
			}
		}
		n += 1 + (places-1)/int(width)
	}
	return n
}

// cell is what stands in one: for nothing a blank, since Excel counts a cell with an empty text as filled.
func (b *sheet) cell(v any) excelize.Cell {
	switch v := v.(type) {
	case int:
		if v == 0 {
			return excelize.Cell{StyleID: b.number}
		}
		return excelize.Cell{StyleID: b.number, Value: v}
	case string:
		if v != "" {
			return excelize.Cell{StyleID: b.text, Value: fitting(v)}
		}
	}
	return excelize.Cell{StyleID: b.text}
}

func (b *sheet) write(row []any, high int) error {
	const line, margin = 15, 3 // points
	b.rows++
	return b.stream.SetRow("A"+strconv.Itoa(b.rows), row, excelize.RowOpts{Height: min(float64(line*high+margin), excelize.MaxRowHeight)})
}

const cutShort = "……（Excel 的一格放不下，后面的见原文件）"

// fitting is s as far as it fits into a cell, which counts in units of UTF-16. What does not is told of.
func fitting(s string) string {
	units := utf16.Encode([]rune(s))
	if len(units) <= excelize.TotalCellChars {
		return s
	}
	kept := excelize.TotalCellChars - len(utf16.Encode([]rune(cutShort)))
	if utf16.IsSurrogate(rune(units[kept-1])) && units[kept-1] < 0xdc00 {
		kept-- // the first half of a character
	}
	return string(utf16.Decode(units[:kept])) + cutShort
}

// end gives the rows their filter. excelize writes it where they end.
func (b *sheet) end() error {
	last, err := excelize.CoordinatesToCellName(len(columns), b.rows)
	if err != nil {
		return err
	}
	if err := b.file.AutoFilter(sheetName, "A1:"+last, nil); err != nil {
		return err
	}
	return b.stream.Flush()
}

// sign says who made the file, and leaves out when: excelize's own answer is a day in 2006.
func sign(f *excelize.File) error {
	f.Pkg.Delete("docProps/core.xml")
	if err := f.SetDocProps(&excelize.DocProperties{Title: sheetName, Creator: "回头看"}); err != nil {
		return err
	}
	return f.SetAppProps(&excelize.AppProperties{Application: "huitoukan"})
}
