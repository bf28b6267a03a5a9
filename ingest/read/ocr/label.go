package ocr

import (
	"strings"
	"unicode"
)

// Shapes of what may stand between a number and the text, as shares of the line's height.
const (
	letterHeight = 0.55 // digits are higher
	markHeight   = 0.45 // dots and quotes are less high
	dotWidth     = 0.25 // and not as wide as 、
	speckSize    = 0.06 // dirt is less high
)

// completeLabel puts in what tesseract passed over between a number at a line's start and the text: it reads 1.“第一 as 1第, and
// that is then no number of a problem. The ink shows a dot on the ground and quotes in the air.
func (p *page) completeLabel(l *textLine) {
	if len(l.words) == 0 {
		return
	}
	first := l.words[0]
	digits := len(first.text) - len(strings.TrimLeft(first.text, "0123456789"))
	rest := first.text[digits:]
	if digits == 0 || digits > 2 || rest == "" && len(l.words) == 1 {
		return
	}
	next := rest
	if rest == "" {
		next = l.words[1].text
	}
	if r := []rune(next)[0]; !unicode.Is(unicode.Han, r) {
		return
	}
	marks, x := p.marksAfter(*l, digits)
	if marks == "" {
		return
	}
	label := word{first.x0, x, first.text[:digits] + marks, first.sure}
	if rest == "" {
		l.words[0] = label
		l.words[1].x0 = x
		return
	}
	l.words = append([]word{label, {x, first.x1, rest, first.sure}}, l.words[1:]...)
}

// marksAfter is what the ink shows behind so many digits at the line's start: a dot, an opening quote, both, or nothing; and
// where the next character begins.
func (p *page) marksAfter(l textLine, digits int) (marks string, x float64) {
	h := l.Y1 - l.Y0
	dot, quote := false, false
	for _, b := range p.blobs(l, digits+4) { // the digits, a dot, two strokes of a quote, a character
		height, middle := float64(b.y1-b.y0), float64(b.y0+b.y1)/2-l.Y0
		width := float64(b.x1 - b.x0)
		switch {
		case height < speckSize*h:
		case digits > 0 && height > letterHeight*h:
			digits--
		case digits > 0: // a digit that is none
			return "", 0
		case height > markHeight*h:
			return written(dot, quote), float64(b.x0)
		case !quote && middle > 0.6*h && width < dotWidth*h:
			dot = true
		case dot && middle < 0.4*h:
			quote = true
		default:
			return "", 0
		}
	}
	return "", 0
}

func written(dot, quote bool) string {
	switch {
	case dot && quote:
		return ".“"
	case dot:
		return "."
	}
	return ""
}

// blob is a run of columns with ink.
type blob struct{ x0, x1, y0, y1 int }

// blobs are the first n runs of columns with ink in the line, from its left end.
func (p *page) blobs(l textLine, n int) []blob {
	var out []blob
	open := false
	for x := int(l.X0) - 1; x < int(l.X1); x++ {
		e := p.column(l, x)
		if e == (extent{}) {
			open = false
			continue
		}
		if !open {
			if len(out) == n {
				break
			}
			out = append(out, blob{x, x, e.y0, e.y1})
			open = true
		}
		b := &out[len(out)-1]
		b.x1, b.y0, b.y1 = x+1, min(b.y0, e.y0), max(b.y1, e.y1)
	}
	return out
}
