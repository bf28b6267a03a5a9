package ocr

import "image"

// bitmap says of each pixel whether it is ink.
type bitmap struct {
	w, h int
	dpi  float64
	ink  []bool // row by row
}

// How much darker than its surroundings ink is, of 255, and how far the surroundings reach, in inches: so the thin grey
// borders of a printed table count as ink and the shadow along a book's spine does not.
const (
	inkContrast = 28
	inkReach    = 0.12
)

// inkOf compares each pixel with the mean of the square around it.
func inkOf(img *image.Gray, dpi float64) *bitmap {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	b := &bitmap{w: w, h: h, dpi: dpi, ink: make([]bool, w*h)}
	sums := integral(img)
	reach := int(inkReach * dpi)
	for y := range h {
		y0, y1 := max(0, y-reach), min(h, y+reach+1)
		above, below := sums[y0*(w+1):], sums[y1*(w+1):]
		for x := range w {
			x0, x1 := max(0, x-reach), min(w, x+reach+1)
			n := uint32((x1 - x0) * (y1 - y0))
			mean := (below[x1] - below[x0] - above[x1] + above[x0]) / n
			b.ink[y*w+x] = uint32(img.Pix[y*img.Stride+x])+inkContrast < mean
		}
	}
	return b
}

// integral has at (x, y) the sum of all pixels above and left of it, modulo 2³²: differences are right all the same.
func integral(img *image.Gray) []uint32 {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sums := make([]uint32, (w+1)*(h+1))
	for y := range h {
		var row uint32
		for x := range w {
			row += uint32(img.Pix[y*img.Stride+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	return sums
}
