package ocr

import (
	"image"

	"huitoukan/ingest/read/layout"
)

// What is a rule and what a stroke of a letter, in inches. The longest stroke in a letterhead of 小初 is half an inch; a
// short upright line is a border only where it runs from one level rule to another: a table's row is a line high.
const (
	ruleLength    = 0.55
	ruleThickness = 3.0 / 72
	borderLength  = 0.16
	borderGap     = 0.04
)

// dash is a piece of a row, x1 exclusive.
type dash struct{ y, x0, x1 int }

// stroke is a straight line as its runs show it: each row's run touches one in the row before.
type stroke struct {
	runs   []dash
	x0, x1 int
	area   int
}

func (s stroke) length() int        { return s.x1 - s.x0 }
func (s stroke) thickness() float64 { return float64(s.area) / float64(s.length()) }

// mid is the row at the middle of its ink.
func (s stroke) mid() float64 {
	sum := 0
	for _, r := range s.runs {
		sum += (r.y*2 + 1) * (r.x1 - r.x0)
	}
	return float64(sum) / float64(2*s.area)
}

// rules finds the drawn lines and wipes them out of the picture: tesseract takes a border for a letter (1, I, |) and the
// cells of a row for one line.
func rules(img *image.Gray, b *bitmap, dpi float64) []layout.Box {
	whole := b.transposed() // before level lines are wiped out: they cut the upright ones
	level := b.strokes(int(ruleLength*dpi), ruleThickness*dpi)
	var out []layout.Box
	for _, s := range level {
		y := s.mid()
		out = append(out, layout.Box{X0: float64(s.x0), X1: float64(s.x1), Y0: y, Y1: y})
		s.wipe(func(y, x int) { wipe(img, b, x, y) })
	}
	meets := func(x float64, y int) bool {
		for _, l := range out[:len(level)] {
			near := borderGap * dpi
			if x > l.X0-near && x < l.X1+near && float64(y) > l.Y0-near && float64(y) < l.Y0+near {
				return true
			}
		}
		return false
	}
	for _, s := range whole.strokes(int(borderLength*dpi), ruleThickness*dpi) {
		x := s.mid()
		if float64(s.length()) < ruleLength*dpi && !(meets(x, s.x0) && meets(x, s.x1)) {
			continue
		}
		out = append(out, layout.Box{X0: x, X1: x, Y0: float64(s.x0), Y1: float64(s.x1)})
		s.wipe(func(x, y int) { wipe(img, b, x, y) })
	}
	return out
}

func wipe(img *image.Gray, b *bitmap, x, y int) {
	if x >= 0 && y >= 0 && x < img.Rect.Dx() && y < img.Rect.Dy() {
		img.Pix[y*img.Stride+x] = 255
		b.ink[y*b.w+x] = false
	}
}

// wipe calls clear for each place of the stroke and the half-dark edge about it.
func (s stroke) wipe(clear func(y, x int)) {
	const edge = 2
	for _, r := range s.runs {
		for y := r.y - edge; y <= r.y+edge; y++ {
			for x := r.x0 - edge; x < r.x1+edge; x++ {
				clear(y, x)
			}
		}
	}
}

func (b *bitmap) transposed() *bitmap {
	t := &bitmap{w: b.h, h: b.w, dpi: b.dpi, ink: make([]bool, len(b.ink))}
	for y := range b.h {
		for x := range b.w {
			t.ink[x*t.w+y] = b.ink[y*b.w+x]
		}
	}
	return t
}

// strokes are the level lines that are at least so long and at most so thick, in pixels.
func (b *bitmap) strokes(least int, thickest float64) []stroke {
	var done, open []stroke
	for y := range b.h {
		runs := b.runs(y, least)
		var next []stroke
		for _, s := range open {
			var touched bool
			runs, touched = s.extend(runs)
			if touched {
				next = append(next, s)
			} else {
				done = append(done, s)
			}
		}
		for _, r := range runs {
			next = append(next, stroke{runs: []dash{r}, x0: r.x0, x1: r.x1, area: r.x1 - r.x0})
		}
		open = next
	}
	done = append(done, open...)
	kept := done[:0]
	for _, s := range done {
		if s.thickness() <= thickest {
			kept = append(kept, s)
		}
	}
	return kept
}

// extend takes the runs that lie beside the stroke's last one and gives back the others.
func (s *stroke) extend(runs []dash) (rest []dash, touched bool) {
	last := s.runs[len(s.runs)-1]
	for _, r := range runs {
		if r.x0 > last.x1 || r.x1 < last.x0 {
			rest = append(rest, r)
			continue
		}
		touched = true
		s.runs = append(s.runs, r)
		s.x0, s.x1 = min(s.x0, r.x0), max(s.x1, r.x1)
		s.area += r.x1 - r.x0
	}
	return rest, touched
}

// runs are the pieces of row y that are at least so long; a gap of two pixels, as dirt or JPEG make it, is bridged.
func (b *bitmap) runs(y, least int) []dash {
	const bridge = 2
	var out []dash
	row := b.ink[y*b.w : (y+1)*b.w]
	for x := 0; x < b.w; x++ {
		if !row[x] {
			continue
		}
		start, end := x, x+1
		for x = end; x < b.w && x-end <= bridge; x++ {
			if row[x] {
				end = x + 1
			}
		}
		if end-start >= least {
			out = append(out, dash{y, start, end})
		}
	}
	return out
}
