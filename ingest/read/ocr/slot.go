package ocr

import (
	"image"
	"image/draw"
	"math"
)

// slot is a part of the page that is read by itself, and its place on the sheet that tesseract gets: a cell, a line.
type slot struct {
	from   image.Rectangle // on the page
	factor float64         // from the page to the sheet
	y      int             // upper side on the sheet
}

func (s slot) width() int  { return int(math.Ceil(float64(s.from.Dx()) * s.factor)) }
func (s slot) height() int { return int(math.Ceil(float64(s.from.Dy()) * s.factor)) }

// slotMargin is the white about each slot, in pixels of the sheet.
const slotMargin = 24

// sheetHeight bounds a sheet, in pixels; tesseract takes no picture of more than 32,767.
const sheetHeight = 12_000

// sheetful is how many of the slots one sheet holds; one at the least.
func sheetful(slots []slot) int {
	h := 0
	for i, s := range slots {
		if h += s.height() + slotMargin; h > sheetHeight && i > 0 {
			return i
		}
	}
	return len(slots)
}

// back takes a place on the sheet to the page.
func (s slot) back(x, y float64) (float64, float64) {
	return float64(s.from.Min.X) + (x-slotMargin)/s.factor, float64(s.from.Min.Y) + (y-float64(s.y))/s.factor
}

// lines are those that were read in the slot.
func (s slot) lines(tsv []byte) []textLine {
	var out []textLine
	for _, l := range parse(tsv, s.back) {
		if mid := (l.Y0 + l.Y1) / 2; len(l.words) > 0 && mid > float64(s.from.Min.Y) && mid < float64(s.from.Max.Y) {
			out = append(out, l)
		}
	}
	return out
}

// stacked draws the slots below each other, and writes into each where it stands.
func stacked(img *image.Gray, slots []slot) *image.Gray {
	w, h := 0, slotMargin
	for i := range slots {
		slots[i].y = h
		h += slots[i].height() + slotMargin
		w = max(w, slots[i].width())
	}
	sheet := image.NewGray(image.Rect(0, 0, w+2*slotMargin, h))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	for _, s := range slots {
		part := scaled(img, s.from, s.factor)
		draw.Draw(sheet, part.Rect.Add(image.Pt(slotMargin, s.y)), part, image.Point{}, draw.Src)
	}
	return sheet
}
