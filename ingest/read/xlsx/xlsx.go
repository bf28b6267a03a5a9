// Package xlsx reads Excel workbooks (ECMA-376, SpreadsheetML) into a text whose blocks are the cells. Every visible sheet is one
// table; a merged area is one cell that spans. Values come as the sheet shows them; formulas give their stored result.
// Rows and columns that are hidden, by a filter for instance, are read; sheets that are hidden, charts and comments are not.
package xlsx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// Read is a [read.Func] for .xlsx and .xlsm.
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	if err := ctx.Err(); err != nil {
		return record.Text{}, err
	}
	f, err := open(r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("open workbook: %w", err)
	}
	defer func() { _ = f.Close() }() // read only: nothing is lost
	var b record.Builder
	tables := 0
	for i, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			continue
		}
		before := b.Len()
		if err := sheet(ctx, f, name, tables+1, &b, lim); err != nil {
			return record.Text{}, fmt.Errorf("read sheet %d: %w", i+1, err)
		}
		if b.Len() > before {
			tables++
		}
	}
	if b.Len() == 0 {
		return record.Text{}, fmt.Errorf("read workbook: %w", read.ErrNoText)
	}
	return b.Text("xlsx"), nil
}

// encryptedMark begins a compound file: a workbook with a password is one, with the zip in it.
var encryptedMark = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")

func open(r io.ReaderAt, size int64, lim read.Limits) (*excelize.File, error) {
	if size == 0 {
		return nil, read.ErrEmpty
	}
	if size > lim.Size {
		return nil, fmt.Errorf("%w: %d bytes", read.ErrTooLarge, size)
	}
	mark := make([]byte, len(encryptedMark))
	if _, err := r.ReadAt(mark, 0); err == nil && bytes.Equal(mark, encryptedMark) {
		return nil, read.ErrEncrypted
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		UnzipSizeLimit: lim.Inflated, UnzipXMLSizeLimit: lim.Inflated,
	})
	if err != nil {
		return nil, sentinel(err)
	}
	return f, nil
}

// sentinel turns what excelize answers into the words of package read.
func sentinel(err error) error {
	if strings.Contains(err.Error(), "unzip size exceeds") { // it has no name
		return fmt.Errorf("%w: %w", read.ErrTooLarge, err)
	}
	return fmt.Errorf("%w: %w", read.ErrDamaged, err)
}

// sheet adds the cells of one sheet, row by row. The rows are read before the merged areas are asked for: once excelize has the sheet
// in memory, as it must for those, it writes it as XML again to read rows from.
func sheet(ctx context.Context, f *excelize.File, name string, table int, b *record.Builder, lim read.Limits) error {
	rows, err := rowsOf(ctx, f, name, lim)
	if err != nil {
		return err
	}
	areas, err := merged(f, name)
	if err != nil && strings.HasSuffix(err.Error(), "is not a worksheet") { // a chart on a sheet of its own; the error has no name
		return nil
	}
	if err != nil {
		return err
	}
	for r, cells := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		reached := areas.reaching(r)
		for c, v := range cells {
			if v == "" {
				continue
			}
			at, shown := reached.cell(r, c)
			if !shown {
				continue
			}
			at.Table = table
			for _, line := range strings.Split(v, "\n") {
				b.Add("", line, record.Block{Cell: &at})
			}
		}
		if int64(b.Len()) > lim.Inflated {
			return read.ErrTooLarge
		}
	}
	return nil
}

// rowsOf are the values of a sheet's cells, row by row.
func rowsOf(ctx context.Context, f *excelize.File, name string, lim read.Limits) ([][]string, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	defer rows.Close()
	var out [][]string
	for size := int64(0); rows.Next(); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
		}
		for _, c := range cells {
			size += int64(len(c)) + cellBytes
		}
		if size > lim.Inflated {
			return nil, read.ErrTooLarge
		}
		out = append(out, cells)
	}
	return out, rows.Error()
}

// cellBytes is what an empty cell takes in memory: a shared string a million times over is small in the file.
const cellBytes = 16

// area is a merged area: rows and columns from 0, the last ones included.
type area struct{ top, left, bottom, right int }

type areas []area

// merged lists the merged areas of a sheet.
func merged(f *excelize.File, name string) (areas, error) {
	cells, err := f.GetMergeCells(name, true)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	var out areas
	for _, m := range cells {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			continue // a reference that is none merges nothing
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			continue
		}
		out = append(out, area{top - 1, left - 1, bottom - 1, right - 1})
	}
	return out, nil
}

// reaching are the areas that have a part in the row.
func (as areas) reaching(row int) areas {
	var out areas
	for _, a := range as {
		if a.top <= row && row <= a.bottom {
			out = append(out, a)
		}
	}
	return out
}

// cell is the place of a cell with what it spans; not shown when an area that begins elsewhere lies over it: what it held
// before the merge may still be stored.
func (as areas) cell(row, col int) (at record.Cell, shown bool) {
	at = record.Cell{Row: row, Col: col, RowSpan: 1, ColSpan: 1}
	for _, a := range as {
		if col < a.left || col > a.right {
			continue
		}
		if row != a.top || col != a.left {
			return at, false
		}
		at.RowSpan, at.ColSpan = a.bottom-a.top+1, a.right-a.left+1
	}
	return at, true
}
