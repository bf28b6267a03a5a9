// Package ocr reads pictures of pages: a grey picture comes in, the characters on it with their places and the rules of its
// tables go out, as package layout composes them.
//
// Tesseract with simplified Chinese does the reading, in a process of its own. What it needs is made here: the page is
// turned until its lines are level, drawn lines are taken out, table cells are put below each other, and letters are brought
// to the size that it reads best. A page that lies on its side or head is turned. Nothing is done about handwriting or stamps
// across text.
package ocr

import (
	"context"
	"fmt"
	"image"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
)

// Page reads a picture with dpi pixels an inch; img is changed. Where there is no tesseract, or none with simplified
// Chinese, the error is read.ErrNoTextLayer; what may become of tesseract itself is read.ErrTimeout and read.ErrCrashed.
func Page(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error) {
	return pageWithin(ctx, pageLimit, img, dpi)
}

func pageWithin(ctx context.Context, limit time.Duration, img *image.Gray, dpi float64) (layout.Page, error) {
	own, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	path, err := installed(own)
	var out layout.Page
	if err == nil {
		out, err = readTurned(own, path, img, dpi)
	}
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() == nil && own.Err() != nil:
		return layout.Page{}, fmt.Errorf("ocr: page stopped after %v: %w", limit, read.ErrTimeout)
	}
	return layout.Page{}, fmt.Errorf("ocr: %w", err)
}

// readPage reads a picture that stands upright.
func readPage(ctx context.Context, tesseract string, img *image.Gray, dpi float64) (layout.Page, error) {
	p := straight(img, dpi)
	p.tesseract = tesseract
	pt := 72 / dpi
	out := layout.Page{Area: layout.Box{X1: float64(img.Rect.Dx()) * pt, Y1: float64(img.Rect.Dy()) * pt}}
	for _, r := range rules(p.img, p.ink, dpi) {
		out.AddRule(layout.Box{X0: r.X0 * pt, Y0: r.Y0 * pt, X1: r.X1 * pt, Y1: r.Y1 * pt})
	}
	for _, c := range layout.Cells(out.Rules) {
		p.cells = append(p.cells, image.Rect(int(c.X0/pt)+1, int(c.Y0/pt)+1, int(c.X1/pt), int(c.Y1/pt)))
	}
	lines, err := p.read(ctx)
	if err != nil {
		return layout.Page{}, err
	}
	out.Unread = p.unread
	size := sizes(lines)
	for i, l := range lines {
		out.Glyphs = append(out.Glyphs, l.glyphs(size[i], dpi)...)
	}
	return out, nil
}

// page is one picture on its way.
type page struct {
	tesseract string // path of the program
	img       *image.Gray
	ink       *bitmap
	dpi       float64
	cells     []image.Rectangle // of tables
	unread    int               // cells with ink in which nothing was read
}

// straight is the picture with its lines level.
func straight(img *image.Gray, dpi float64) *page {
	p := &page{img: img, ink: inkOf(img, dpi), dpi: dpi}
	if angle := skew(p.ink, dpi); angle < -skewLeast || angle > skewLeast {
		p.img = straightened(img, angle)
		p.ink = inkOf(p.img, dpi)
	}
	return p
}

// read is the lines of the page, boxes in its pixels.
func (p *page) read(ctx context.Context) ([]textLine, error) {
	lines, err := p.readCells(ctx)
	if err != nil {
		return nil, err
	}
	rest, err := p.readRest(ctx)
	if err != nil {
		return nil, err
	}
	for i := range rest {
		p.numbersPage(&rest[i])
	}
	lines = append(lines, rest...)
	err = p.readAgain(ctx, lines)
	for i := range lines {
		p.completeLabel(&lines[i])
	}
	return lines, err
}

// readCells reads what stands in tables: over the whole width tesseract would run the cells of a row into one line.
func (p *page) readCells(ctx context.Context) ([]textLine, error) {
	var heights []int
	var filled []image.Rectangle
	for _, c := range p.cells {
		if rows := p.ink.textRows(c); len(rows) > 0 {
			filled = append(filled, c)
			heights = append(heights, rows...)
		}
	}
	factor := toBest(textSize(heights, p.dpi))
	lines, missed, err := p.readEach(ctx, filled, factor)
	if err != nil || len(missed) == 0 {
		return lines, err
	}
	p.unread = len(missed)
	for _, r := range missed[:min(len(missed), missedMost)] {
		alone, still, err := p.readEach(ctx, []image.Rectangle{r}, factor)
		if err != nil {
			return nil, err
		}
		lines = append(lines, alone...)
		p.unread -= 1 - len(still)
	}
	return lines, nil
}

// missedMost is how many cells of a page are read by themselves after nothing was read in them among the others: tesseract
// passes over a lone digit in a column of sentences. Each costs a tenth of a second.
const missedMost = 30

// readEach reads parts of the page by themselves, and names those in which nothing was read.
func (p *page) readEach(ctx context.Context, parts []image.Rectangle, factor float64) (lines []textLine, missed []image.Rectangle, err error) {
	slots := make([]slot, len(parts))
	for i, r := range parts {
		slots[i] = slot{from: r, factor: factor}
	}
	err = p.readSlots(ctx, slots, func(i int, ls []textLine) {
		lines = append(lines, ls...)
		if len(ls) == 0 {
			missed = append(missed, parts[i])
		}
	})
	return lines, missed, err
}

// readRest reads what stands outside of tables.
func (p *page) readRest(ctx context.Context) ([]textLine, error) {
	img, ink := p.img, p.ink
	if len(p.cells) > 0 {
		img, ink = without(img, ink, p.cells)
	}
	rows := ink.textRows(img.Rect)
	if len(rows) == 0 {
		return nil, nil
	}
	factor := toBest(textSize(rows, p.dpi))
	tsv, err := recognise(ctx, p.tesseract, scaled(img, img.Rect, factor), p.dpi*factor)
	if err != nil {
		return nil, err
	}
	return parse(tsv, func(x, y float64) (float64, float64) { return x / factor, y / factor }), nil
}

const (
	againSure  = 0.6 // a line with a word less sure than this is read again
	againLarge = 1.2 // so is one so many times larger than the text: titles come out worst at the text's scale
	againMost  = 40  // lines
)

// readAgain reads weak lines and large ones a second time, each brought to the best size by itself, and keeps the surer
// reading.
func (p *page) readAgain(ctx context.Context, ls []textLine) error {
	size := sizes(ls)
	usual := usualOf(ls, size)
	var slots []slot
	var which []int
	for i, l := range ls {
		if len(slots) < againMost && (l.weak() || size[i] > againLarge*usual) {
			factor := toBest(size[i])
			pad := int(4 / factor)
			r := image.Rect(int(l.X0)-pad, int(l.Y0)-pad, int(l.X1)+pad, int(l.Y1)+pad)
			slots = append(slots, slot{from: r.Intersect(p.img.Rect), factor: factor})
			which = append(which, i)
		}
	}
	return p.readSlots(ctx, slots, func(k int, again []textLine) {
		if l := &ls[which[k]]; len(again) == 1 && again[0].sure() > l.sure() {
			l.words = again[0].words
		}
	})
}

// readSlots has the slots read, as many at once as a sheet holds, and hands on the lines of each.
func (p *page) readSlots(ctx context.Context, slots []slot, take func(i int, ls []textLine)) error {
	for first := 0; first < len(slots); {
		n := sheetful(slots[first:])
		some := slots[first : first+n]
		tsv, err := recognise(ctx, p.tesseract, stacked(p.img, some), bestSize*72/usualSize)
		if err != nil {
			return err
		}
		for i, s := range some {
			take(first+i, s.lines(tsv))
		}
		first += n
	}
	return nil
}
