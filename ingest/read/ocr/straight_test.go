package ocr

import (
	"image"
	"image/draw"
	"math"
	"testing"
)

// printed is a page at 100 dpi with rows of letters, turned clockwise by angle degrees.
func printed(angle float64) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 827, 1169))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for y := 100; y < 1050; y += 40 {
		for x := 100; x < 720; x += 24 {
			draw.Draw(img, image.Rect(x, y, x+14, y+20), image.Black, image.Point{}, draw.Src)
		}
	}
	return straightened(img, -angle)
}

func TestSkew(t *testing.T) {
	for _, angle := range []float64{-4.8, -3, -0.5, 0, 0.25, 1, 2.2, 5} {
		if got := skew(inkOf(printed(angle), 100), 100); math.Abs(got-angle) > 0.1 {
			t.Errorf("turned by %g°: %.2f°", angle, got)
		}
	}
	blank := image.NewGray(image.Rect(0, 0, 827, 1169))
	if got := skew(inkOf(blank, 100), 100); got != 0 {
		t.Errorf("empty page: %.2f°", got)
	}
}

// A table of two rows and two columns, its rows lower than a rule is long; the letters beside it are none.
func TestRules(t *testing.T) {
	const dpi = 200
	img := image.NewGray(image.Rect(0, 0, 800, 600))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	black := func(x0, y0, x1, y1 int) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), image.Black, image.Point{}, draw.Src)
	}
	for _, y := range []int{100, 150, 200} {
		black(100, y, 500, y+2)
	}
	for _, x := range []int{100, 300, 498} {
		black(x, 100, x+2, 152)
		black(x, 156, x+2, 202) // JPEG has eaten a piece
	}
	black(600, 100, 604, 160) // 丨 of a title
	black(600, 300, 660, 304) // 一 of a title
	b := inkOf(img, dpi)
	level, upright := 0, 0
	for _, r := range rules(img, b, dpi) {
		if r.X1-r.X0 > r.Y1-r.Y0 {
			level++
		} else {
			upright++
		}
		if r.X1 > 510 {
			t.Errorf("%+v is a letter", r)
		}
	}
	if level != 3 || upright < 3 {
		t.Errorf("%d level and %d upright rules, want 3 and 3 or more", level, upright)
	}
	for y := 90; y < 210; y++ {
		for x := 90; x < 510; x++ {
			if img.GrayAt(x, y).Y != 255 {
				t.Fatalf("the rule at %d, %d is still there", x, y)
			}
		}
	}
}
