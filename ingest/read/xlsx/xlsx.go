// Package xlsx reads Excel workbooks (ECMA-376, SpreadsheetML) into a text whose blocks are the cells. Every visible sheet is one
// table; a merged area is one cell that spans. Values come as the sheet shows them; formulas give their stored result.
package xlsx

import (
	"context"
	"errors"
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
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		UnzipSizeLimit: lim.Inflated, UnzipXMLSizeLimit: lim.Inflated,
	})
	if err != nil {
		return record.Text{}, fmt.Errorf("open workbook: %w", sentinel(err))
	}
	defer f.Close()
	var b record.Builder
	for i, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			continue
		}
		if err := sheet(ctx, f, name, i+1, &b, lim); err != nil {
			return record.Text{}, fmt.Errorf("read sheet %d: %w", i+1, err)
		}
	}
	if b.Len() == 0 {
		return record.Text{}, fmt.Errorf("read workbook: %w", read.ErrNoText)
	}
	return b.Text("xlsx"), nil
}

// sentinel turns what excelize answers into the words of package read.
func sentinel(err error) error {
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat):
		return fmt.Errorf("%w: %w", read.ErrDamaged, err)
	case strings.Contains(err.Error(), "unzip size exceeds"):
		return fmt.Errorf("%w: %w", read.ErrTooLarge, err)
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return fmt.Errorf("%w: %w", read.ErrEncrypted, err)
	}
	return fmt.Errorf("%w: %w", read.ErrDamaged, err)
}

// sheet adds the cells of one sheet, row by row.
func sheet(ctx context.Context, f *excelize.File, name string, table int, b *record.Builder, lim read.Limits) error {
	spans, err := merged(f, name)
	if err != nil {
		return err
	}
	rows, err := f.Rows(name)
	if err != nil {
		return fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	defer rows.Close()
	for r := 0; rows.Next(); r++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%w: %w", read.ErrDamaged, err)
		}
		for c, v := range cells {
			at := record.Cell{Table: table, Row: r, Col: c, RowSpan: 1, ColSpan: 1}
			if s, ok := spans[[2]int{r, c}]; ok {
				at.RowSpan, at.ColSpan = s[0], s[1]
			}
			for _, line := range strings.Split(v, "\n") {
				b.Add("", line, record.Block{Cell: &at})
			}
		}
		if int64(b.Len()) > lim.Inflated {
			return read.ErrTooLarge
		}
	}
	return rows.Error()
}

// merged maps the first cell of each merged area to its rows and columns.
func merged(f *excelize.File, name string) (map[[2]int][2]int, error) {
	areas, err := f.GetMergeCells(name, true)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	out := map[[2]int][2]int{}
	for _, a := range areas {
		c1, r1, err := excelize.CellNameToCoordinates(a.GetStartAxis())
		if err != nil {
			continue // a reference that is none merges nothing
		}
		c2, r2, err := excelize.CellNameToCoordinates(a.GetEndAxis())
		if err != nil {
			continue
		}
		out[[2]int{r1 - 1, c1 - 1}] = [2]int{r2 - r1 + 1, c2 - c1 + 1}
	}
	return out, nil
}
