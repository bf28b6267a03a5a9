package ocr

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"huitoukan/ingest/read/layout"
)

// character is one character of a line with the place that it has in its word, in pixels.
type character struct {
	r      rune
	x0, x1 float64
	sure   float64
}

// characters shares each word's width among its characters. Tesseract's boxes of neighbouring words overlap: each character
// begins after the one before it all the same.
func (l textLine) characters() []character {
	var out []character
	for i, w := range l.words {
		x0, x1 := w.x0, w.x1
		if n := len(out); n > 0 {
			x0 = math.Max(x0, out[n-1].x0+1)
		}
		if i+1 < len(l.words) {
			x1 = math.Min(x1, l.words[i+1].x0)
		}
		x1 = math.Max(x1, x0+1)
		total := 0.0
		for _, r := range w.text {
			total += width(r)
		}
		for _, r := range w.text {
			step := (x1 - x0) * width(r) / total
			total -= width(r)
			out = append(out, character{r, x0, x0 + step, w.sure})
			x0 += step
		}
	}
	return out
}

// width is that of a character, in font sizes.
func width(r rune) float64 {
	if r < 0x2000 {
		return 0.5
	}
	return 1
}

// tall reports a character about as high as its font; 一 and ， are not.
func tall(r rune) bool {
	return unicode.Is(unicode.Han, r) && !strings.ContainsRune("一二三四工", r)
}

const (
	inkHeight   = 0.92 // height of a line of Chinese characters, in font sizes
	digitHeight = 0.70 // of a line of digits and capitals
	markWidth   = 0.75 // of a full-width mark, which may be set narrow
	longLine    = 6    // characters from which on a line's length tells their size
)

// size is the font size in pixels, and by how many characters it is told. A line may tell nothing: 一、
// Dirt makes a line higher and spread letters make it longer, so that the smaller of two measures is right.
func (l textLine) size() (px float64, by int) {
	digits, length := false, 0.0
	for _, w := range l.words {
		for _, r := range w.text {
			switch {
			case tall(r):
				by++
				length++
			case strings.ContainsRune(opening+closing, r):
				length += markWidth
			default:
				length += width(r)
			}
			digits = digits || r < 0x80 && (unicode.IsDigit(r) || unicode.IsUpper(r))
		}
	}
	h := l.Y1 - l.Y0
	switch {
	case by >= longLine:
		return math.Min(h/inkHeight, (l.X1-l.X0)/length), by
	case by > 0:
		return h / inkHeight, by
	case digits:
		return h / digitHeight, 0
	}
	return 0, 0
}

// sameSize is how far the heights of lines of one font size may lie apart: 《》 reaches higher and 一 less high.
const sameSize = 0.18

// sizes gives each line its font size in pixels: lines of about one height have one, that of the most characters among them.
func sizes(ls []textLine) []float64 {
	out := make([]float64, len(ls))
	weight := make([]int, len(ls))
	for i, l := range ls {
		out[i], weight[i] = l.size()
	}
	byWeight := make([]int, len(ls))
	for i := range ls {
		byWeight[i] = i
	}
	slices.SortStableFunc(byWeight, func(a, b int) int { return weight[b] - weight[a] })
	var usual []float64 // one a group, the most used first
	for _, i := range byWeight {
		k := slices.IndexFunc(usual, func(u float64) bool { return math.Abs(u-out[i]) < sameSize*u })
		switch {
		case k >= 0:
			out[i] = usual[k]
		case weight[i] > 0 || len(usual) == 0 && out[i] > 0:
			usual = append(usual, out[i])
		case len(usual) > 0:
			out[i] = usual[0]
		default:
			out[i] = ls[i].Y1 - ls[i].Y0
		}
	}
	return out
}

// usualOf is the size that most characters have.
func usualOf(ls []textLine, size []float64) float64 {
	count := map[float64]int{}
	best := 0.0
	for i, l := range ls {
		_, by := l.size()
		count[size[i]] += by
		if n := count[size[i]]; n > count[best] || n == count[best] && size[i] < best {
			best = size[i]
		}
	}
	return best
}

// glyphs are the line's characters as the composer takes them, in points, all on one level.
func (l textLine) glyphs(size, dpi float64) []layout.Glyph {
	cs := punctuated(l.characters())
	if len(cs) == 0 {
		return nil
	}
	pt := 72 / dpi
	mid := (l.Y0 + l.Y1) / 2
	advance(cs, size)
	out := make([]layout.Glyph, len(cs))
	for i, c := range cs {
		out[i] = layout.Glyph{
			Box:  layout.Box{X0: c.x0 * pt, X1: c.x1 * pt, Y0: (mid - size/2) * pt, Y1: (mid + size/2) * pt},
			Rune: c.r,
			Size: math.Round(size*pt*2) / 2,
			Sure: max(c.sure, leastSure),
		}
	}
	return out
}

// advance makes the characters' boxes as wide as their fonts do: ink ends before the character's own space does, by half a
// font size beside brackets and stops.
func advance(cs []character, size float64) {
	for i := 1; i < len(cs); i++ {
		if a, b := &cs[i-1], &cs[i]; b.x0-a.x1 < space(a.r, b.r)*size {
			a.x1 = b.x0
		}
	}
	first, last := &cs[0], &cs[len(cs)-1]
	if strings.ContainsRune(opening, first.r) { // quotes are narrow in some fonts
		first.x0 = math.Min(first.x0, first.x1-0.9*size)
	}
	if strings.ContainsRune(closing, last.r) {
		last.x1 = math.Max(last.x1, last.x0+0.7*size)
	}
}

// space is how wide, in font sizes, a space between two characters is that somebody set; tesseract's boxes leave gaps where
// there is none, most of all about digits and marks.
func space(a, b rune) float64 {
	switch {
	case unicode.IsLetter(a) && width(a) < 1 && unicode.IsLetter(b) && width(b) < 1:
		return 0
	case width(a) == 1 && width(b) == 1:
		return 1.3
	case width(a) == 1 || width(b) == 1:
		return 3
	}
	return 0.5
}

// leastSure keeps a character that tesseract guessed apart from one that the file itself names, which is 0.
const leastSure = 0.001
