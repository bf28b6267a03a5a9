// Package ocr reads pictures of pages: a grey picture comes in, the characters on it with their places and the rules of its
// tables go out, as package layout composes them.
//
// Tesseract with simplified Chinese does the reading, in a process of its own. What it needs is made here: the page is
// turned until its lines are level, drawn lines are taken out, and letters are brought to the size that it reads best.
// Nothing is done about handwriting, stamps across text or pages that lie on their side.
package ocr

import (
	"context"
	"fmt"
	"image"

	"huitoukan/ingest/read/layout"
)

// bestSize is the font size in pixels at which chi_sim makes the fewest mistakes (docs/decisions/0006-ocr.md).
const bestSize = 30.0

// page is one picture on its way.
type page struct {
	tesseract string
	img       *image.Gray
	dpi       float64
	size      float64 // of most text, in pixels
}

// Page reads a picture with dpi pixels an inch; img is changed. Where there is no tesseract, or none with simplified Chinese, the error
// is read.ErrNoTextLayer; read.ErrTimeout and read.ErrCrashed are what became of it.
func Page(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error) {
	path, err := program(ctx)
	if err != nil {
		return layout.Page{}, fmt.Errorf("ocr: %w", err)
	}
	p := page{tesseract: path, img: img, dpi: dpi}
	b := inkOf(p.img, dpi)
	if angle := skew(b, dpi); angle < -skewLeast || angle > skewLeast {
		p.img = straightened(p.img, angle)
		b = inkOf(p.img, dpi)
	}
	pt := 72 / dpi
	out := layout.Page{Area: layout.Box{X1: float64(img.Rect.Dx()) * pt, Y1: float64(img.Rect.Dy()) * pt}}
	for _, r := range rules(p.img, b, dpi) {
		out.AddRule(layout.Box{X0: r.X0 * pt, Y0: r.Y0 * pt, X1: r.X1 * pt, Y1: r.Y1 * pt})
	}
	p.size = textSize(b, dpi)
	lines, err := p.read(ctx)
	if err != nil {
		return layout.Page{}, fmt.Errorf("ocr: %w", err)
	}
	size := sizes(lines)
	for i, l := range lines {
		out.Glyphs = append(out.Glyphs, l.glyphs(size[i], dpi)...)
	}
	return out, nil
}

// read is the lines of the page, boxes in its pixels.
func (p *page) read(ctx context.Context) ([]textLine, error) {
	factor := bestSize / p.size
	small := scaled(p.img, p.img.Rect, factor)
	tsv, err := recognise(ctx, p.tesseract, small, p.dpi*factor, modeColumn)
	if err != nil {
		return nil, err
	}
	lines := parse(tsv, func(x, y float64) (float64, float64) { return x / factor, y / factor })
	return lines, p.again(ctx, lines)
}
