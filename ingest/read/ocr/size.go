package ocr

import (
	"image"
	"image/draw"
	"slices"
)

const (
	bestSize  = 26.0 // font size in pixels at which chi_sim makes the fewest mistakes (docs/decisions/0006-ocr.md)
	usualSize = 16.0 // font size in points of official papers: 三号
	leastSize = 5.0  // in points; what is less high is dirt
	mostSize  = 40.0
)

// mostLarger bounds how much a picture is made larger: dirt may pass for letters.
const mostLarger = 2.0

// toBest is the factor that brings letters of this size, in pixels, to the best one.
func toBest(size float64) float64 { return min(bestSize/max(size, 1), mostLarger) }

// textSize is the font size in pixels that rows of ink of these heights have, for the most part.
func textSize(heights []int, dpi float64) float64 {
	if len(heights) == 0 {
		return usualSize * dpi / 72
	}
	slices.Sort(heights)
	return float64(heights[len(heights)/2]) / inkHeight
}

// textRows are the heights, in pixels, of the lines of ink in r: rows without ink lie between them.
func (b *bitmap) textRows(r image.Rectangle) []int {
	r = r.Intersect(image.Rect(0, 0, b.w, b.h))
	var out []int
	start := -1
	for y := r.Min.Y; y <= r.Max.Y; y++ {
		if y < r.Max.Y && b.inked(y, r.Min.X, r.Max.X) {
			if start < 0 {
				start = y
			}
			continue
		}
		if h := y - start; start >= 0 && float64(h) > leastSize/72*b.dpi && float64(h) < mostSize/72*b.dpi {
			out = append(out, h)
		}
		start = -1
	}
	return out
}

// inked reports that row y has more ink between x0 and x1 than a speck of dirt.
func (b *bitmap) inked(y, x0, x1 int) bool {
	const speck = 1
	n := 0
	for _, ink := range b.ink[y*b.w+x0 : y*b.w+x1] {
		if ink {
			n++
		}
	}
	return n > speck
}

// without is the page with these parts white.
func without(img *image.Gray, ink *bitmap, parts []image.Rectangle) (*image.Gray, *bitmap) {
	rest := *img
	rest.Pix = slices.Clone(img.Pix)
	left := *ink
	left.ink = slices.Clone(ink.ink)
	for _, r := range parts {
		r = r.Intersect(img.Rect)
		draw.Draw(&rest, r, image.White, image.Point{}, draw.Src)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			clear(left.ink[y*left.w+r.Min.X : y*left.w+r.Max.X])
		}
	}
	return &rest, &left
}
