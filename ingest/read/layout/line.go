package layout

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// line is one line of text.
type line struct {
	Box
	text  string
	size  float64 // of most of its characters
	bold  bool    // all of them
	first float64 // width of what must not be broken off its start
	page  int     // from 0
	weak  guess   // the word read from a picture that is least sure

	indent float64 // from the left margin of its page or cell
	slack  float64 // up to the right margin
}

// lines puts glyphs together into lines, from top to bottom.
func lines(glyphs []Glyph) []line {
	var out []line
	for _, gs := range byLine(glyphs) {
		if l, ok := lineOf(gs); ok {
			out = append(out, l)
		}
	}
	return out
}

// byLine parts glyphs by the line that they stand in, from top to bottom.
func byLine(glyphs []Glyph) (out [][]Glyph) {
	sorted := slices.Clone(glyphs)
	slices.SortStableFunc(sorted, func(a, b Glyph) int { return order(a.midY(), b.midY()) })
	for start := 0; start < len(sorted); {
		end := start + 1
		for end < len(sorted) && sameLine(sorted[start:end], sorted[end]) {
			end++
		}
		out = append(out, sorted[start:end])
		start = end
	}
	return out
}

// sameLine compares with the biggest glyph so far, so that footnote marks do not carry a line away step by step.
func sameLine(sofar []Glyph, g Glyph) bool {
	big := sofar[0]
	for _, s := range sofar[1:] {
		if s.Size > big.Size {
			big = s
		}
		if len(sofar) > 64 { // a body line: its first glyphs tell enough
			break
		}
	}
	return g.midY()-big.midY() < 0.5*math.Max(big.Size, g.Size)
}

func lineOf(gs []Glyph) (line, bool) {
	gs = slices.Clone(gs)
	slices.SortStableFunc(gs, func(a, b Glyph) int { return order(a.X0, b.X0) })
	gs = inked(gs)
	if len(gs) == 0 {
		return line{}, false
	}
	l := line{Box: gs[0].Box, bold: true, size: commonSize(gs)}
	for _, g := range gs {
		l.X1 = math.Max(l.X1, g.X1)
		l.Y0, l.Y1 = math.Min(l.Y0, g.Y0), math.Max(l.Y1, g.Y1)
		l.bold = l.bold && g.Bold
	}
	var at []int
	l.text, at = spaced(gs)
	l.weak = weakest(gs, at)
	l.first = firstUnit(gs)
	return l, l.text != ""
}

// inked leaves out blanks, which only stand for a distance that the boxes show as well, controls,
// and second copies of a glyph: shadows and bold made by setting a character twice.
func inked(gs []Glyph) []Glyph {
	out := gs[:0]
	for _, g := range gs {
		if blank(g.Rune) || unicode.IsControl(g.Rune) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Rune == g.Rune && math.Abs(out[n-1].X0-g.X0) < 0.3*math.Min(g.Size, g.width()) {
			continue
		}
		out = append(out, g)
	}
	// U+3000 keeps its place inside a line; at both ends it is an indent or nothing
	for len(out) > 0 && out[0].Rune == '\u3000' {
		out = out[1:]
	}
	for len(out) > 0 && out[len(out)-1].Rune == '\u3000' {
		out = out[:len(out)-1]
	}
	return out
}

// spaced writes the glyphs with a space where the distance is that of one, and says at which byte each begins.
func spaced(gs []Glyph) (text string, at []int) {
	usual := usualGap(gs)
	var b strings.Builder
	at = make([]int, len(gs))
	for i, g := range gs {
		if i > 0 && gap(gs[i-1], g) > spaceWidth(gs[i-1], g, usual) {
			b.WriteByte(' ')
		}
		at[i] = b.Len()
		b.WriteRune(g.Rune)
	}
	return strings.TrimSpace(b.String()), at
}

func gap(a, b Glyph) float64 { return b.X0 - a.X1 }

// spaceWidth is the distance from which on there is a space between a and b. Chinese characters stand without;
// beside digits Word leaves a quarter of the font size, and a line set to both margins, or a title that is
// spread over its line, stretches all gaps alike.
func spaceWidth(a, b Glyph, usual float64) float64 {
	size := math.Max(a.Size, b.Size)
	if wide(a.Rune) || wide(b.Rune) {
		return math.Max(0.8*size, usual+0.6*size)
	}
	return 0.15 * size
}

// usualGap is the median of the gaps between Chinese characters.
func usualGap(gs []Glyph) float64 {
	var gaps []float64
	for i := 1; i < len(gs); i++ {
		if wide(gs[i-1].Rune) && wide(gs[i].Rune) {
			gaps = append(gaps, gap(gs[i-1], gs[i]))
		}
	}
	if len(gaps) < 3 {
		return 0
	}
	slices.Sort(gaps)
	return math.Max(0, gaps[len(gaps)/2])
}

// firstUnit is the width of the first character, or of the first word or number, with the closing marks after it:
// what would have had to fit on the line before.
func firstUnit(gs []Glyph) float64 {
	i := 1
	if !wide(gs[0].Rune) {
		for i < len(gs) && !wide(gs[i].Rune) && gap(gs[i-1], gs[i]) < 0.15*gs[i].Size {
			i++
		}
	}
	for i < len(gs) && strings.ContainsRune("，。、；：？！）》”’」』〉】,.;:)%", gs[i].Rune) {
		i++
	}
	return gs[i-1].X1 - gs[0].X0
}

// commonSize is the font size, to a tenth of a point, that most of the glyphs have.
func commonSize(gs []Glyph) float64 {
	return common(len(gs), func(i int) (float64, int) { return gs[i].Size, 1 }, 0.1)
}

// common is the most frequent of n values, counted with their weights and rounded to step; the smaller when two are.
func common(n int, at func(int) (float64, int), step float64) float64 {
	count := map[int]int{}
	best := 0
	for i := range n {
		v, weight := at(i)
		k := int(math.Round(v / step))
		count[k] += weight
		if count[k] > count[best] || count[k] == count[best] && k < best {
			best = k
		}
	}
	return float64(best) * step
}
