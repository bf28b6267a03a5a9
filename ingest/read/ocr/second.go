package ocr

import (
	"context"
	"image"
	"image/draw"
	"math"

	"huitoukan/ingest/read/layout"
)

const (
	secondAt    = 0.6 // a line with a word less sure than this is read again
	secondLarge = 1.2 // so is one so many times larger than the text: at one scale for all, titles come out worst
	secondMost  = 40  // lines
	margin      = 24  // pixels about each line
)

// again reads the weak lines and the large ones a second time, each brought to the size that tesseract reads best, and
// keeps the surer reading.
func (p *page) again(ctx context.Context, ls []textLine) error {
	size := sizes(ls)
	var slots []slot
	for i, l := range ls {
		if (weak(l) || size[i] > secondLarge*p.size) && len(slots) < secondMost {
			slots = append(slots, newSlot(i, l.Box, bestSize/size[i], p.img.Rect))
		}
	}
	if len(slots) == 0 {
		return nil
	}
	sheet := stacked(p.img, slots)
	tsv, err := recognise(ctx, p.tesseract, sheet, p.dpi*bestSize/p.size, modeBlock)
	if err != nil {
		return err
	}
	for _, s := range slots {
		if l, ok := s.only(parse(tsv, s.back)); ok && l.sure() > ls[s.line].sure() {
			l.Box = ls[s.line].Box
			ls[s.line] = l
		}
	}
	return nil
}

func weak(l textLine) bool {
	for _, w := range l.words {
		if w.sure < secondAt {
			return true
		}
	}
	return false
}

// slot is the place of one line on the sheet for the second reading.
type slot struct {
	line   int
	from   image.Rectangle // on the page
	factor float64
	y      int // upper side on the sheet
	height int
}

func newSlot(line int, b layout.Box, factor float64, whole image.Rectangle) slot {
	pad := int(4 / factor)
	from := image.Rect(int(b.X0)-pad, int(b.Y0)-pad, int(b.X1)+pad, int(b.Y1)+pad).Intersect(whole)
	return slot{line: line, from: from, factor: factor, height: int(float64(from.Dy()) * factor)}
}

// back takes a place on the sheet to the page.
func (s slot) back(x, y float64) (float64, float64) {
	return float64(s.from.Min.X) + (x-margin)/s.factor, float64(s.from.Min.Y) + (y-float64(s.y))/s.factor
}

// only is the one line that was read in the slot; not ok when there are none or several.
func (s slot) only(ls []textLine) (found textLine, ok bool) {
	n := 0
	for _, l := range ls {
		if mid := (l.Y0 + l.Y1) / 2; len(l.words) > 0 && mid > float64(s.from.Min.Y) && mid < float64(s.from.Max.Y) {
			found = l
			n++
		}
	}
	return found, n == 1
}

// stacked puts the lines below each other, and writes into the slots where.
func stacked(img *image.Gray, slots []slot) *image.Gray {
	w, h := 0, margin
	for i := range slots {
		s := &slots[i]
		s.y = h
		h += s.height + margin
		w = max(w, int(math.Ceil(float64(s.from.Dx())*s.factor)))
	}
	sheet := image.NewGray(image.Rect(0, 0, w+2*margin, h))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	for _, s := range slots {
		part := scaled(img, s.from, s.factor)
		draw.Draw(sheet, part.Rect.Add(image.Pt(margin, s.y)), part, image.Point{}, draw.Src)
	}
	return sheet
}
