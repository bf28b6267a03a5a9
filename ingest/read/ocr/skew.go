package ocr

import (
	"image"
	"math"
)

const (
	skewMost   = 5.0  // degrees, either way
	skewCoarse = 0.5  // step of the first search
	skewFine   = 0.05 // step of the second one
	skewLeast  = 0.1  // what is less needs no turning
)

// skew is the angle, in degrees clockwise, at which the lines of the page stand. Where they are level, rows of ink and empty
// rows alternate most sharply.
func skew(b *bitmap, dpi float64) float64 {
	pts := b.sample(dpi)
	if len(pts) == 0 {
		return 0
	}
	coarse, best := sharpest(pts, 0, skewMost, skewCoarse)
	fine, most := sharpest(pts, coarse, skewCoarse, skewFine)
	if level := sharpness(pts, 0); math.Max(best, most) < 1.02*level { // a page without lines has no angle
		return 0
	}
	return fine
}

func sharpest(pts []point, about, reach, step float64) (angle, sharp float64) {
	n := int(math.Round(reach / step))
	for i := -n; i <= n; i++ {
		a := about + float64(i)*step
		if s := sharpness(pts, a); s > sharp {
			angle, sharp = a, s
		}
	}
	return angle, sharp
}

type point struct{ x, y float64 }

// skewDPI is fine enough to tell a twentieth of a degree over the width of a page.
const skewDPI = 100

// sample is the ink as points on a coarser grid, one for each field with ink.
func (b *bitmap) sample(dpi float64) []point {
	step := max(1, int(math.Round(dpi/skewDPI)))
	var pts []point
	for y := 0; y < b.h; y += step {
		for x := 0; x < b.w; x += step {
			if b.ink[y*b.w+x] {
				pts = append(pts, point{float64(x) / float64(step), float64(y) / float64(step)})
			}
		}
	}
	return pts
}

// sharpness is the sum of the squared differences between neighbouring rows of ink, the page being turned by angle.
func sharpness(pts []point, angle float64) float64 {
	t := math.Tan(angle * math.Pi / 180)
	var wide, high float64
	for _, p := range pts {
		wide, high = math.Max(wide, p.x), math.Max(high, p.y)
	}
	above := int(math.Abs(t)*wide) + 2
	rows := make([]float64, int(high)+2*above+2)
	for _, p := range pts {
		rows[above+int(math.Floor(p.y-p.x*t+0.5))]++
	}
	sum := 0.0
	for y := 1; y < len(rows); y++ {
		sum += (rows[y] - rows[y-1]) * (rows[y] - rows[y-1])
	}
	return sum
}

// straightened is the picture turned back by angle degrees about its middle, white where nothing was.
func straightened(img *image.Gray, angle float64) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	sin, cos := math.Sincos(angle * math.Pi / 180)
	cx, cy := float64(w)/2, float64(h)/2
	for y := range h {
		dy := float64(y) - cy
		for x := range w {
			dx := float64(x) - cx
			out.Pix[y*out.Stride+x] = between(img, cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
		}
	}
	return out
}

// between is the shade at a place between four pixels.
func between(img *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	fx, fy := x-float64(x0), y-float64(y0)
	top := shade(img, x0, y0)*(1-fx) + shade(img, x0+1, y0)*fx
	low := shade(img, x0, y0+1)*(1-fx) + shade(img, x0+1, y0+1)*fx
	return uint8(top*(1-fy) + low*fy + 0.5)
}

func shade(img *image.Gray, x, y int) float64 {
	if x < 0 || y < 0 || x >= img.Rect.Dx() || y >= img.Rect.Dy() {
		return 255
	}
	return float64(img.Pix[y*img.Stride+x])
}

// scaled is the part of the picture in r, made factor times as large.
func scaled(img *image.Gray, r image.Rectangle, factor float64) *image.Gray {
	r = r.Intersect(img.Rect)
	w, h := max(1, int(float64(r.Dx())*factor)), max(1, int(float64(r.Dy())*factor))
	out := image.NewGray(image.Rect(0, 0, w, h))
	const quarter = 0.25 // four samples a pixel: a picture made smaller would lose its thin strokes otherwise
	for y := range h {
		for x := range w {
			sum := 0
			for _, d := range [4]point{{-quarter, -quarter}, {quarter, -quarter}, {-quarter, quarter}, {quarter, quarter}} {
				sx := float64(r.Min.X) + (float64(x)+0.5+d.x)/factor - 0.5
				sy := float64(r.Min.Y) + (float64(y)+0.5+d.y)/factor - 0.5
				sum += int(between(img, sx, sy))
			}
			out.Pix[y*out.Stride+x] = uint8(sum / 4)
		}
	}
	return out
}
