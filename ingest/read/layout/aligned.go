package layout

import (
	"math"
	"regexp"
	"slices"
)

// A table without rules shows by its columns: over several lines the same upright stretches stay free of ink. Word sets such
// a table where its style draws no borders, Excel prints one without its gridlines.

const (
	leastColumns = 3   // two may be a page set in columns
	leastRows    = 3   // lines with text in so many columns, the head among them
	gutterWidth  = 0.6 // of the font size: narrower stretches stand between the words of a line
	rowDistance  = 2.2 // of the font size: what stands further below is no more of the table
)

// strip is a line as its columns show it.
type strip struct {
	line
	glyphs []Glyph
	ink    []span
}

// span is a level stretch.
type span struct{ x0, x1 float64 }

func (s span) meets(o span) bool { return s.x0 < o.x1 && o.x0 < s.x1 }

// newStrip parts the glyphs of a line where their distance is that of columns.
func newStrip(gs []Glyph) (strip, bool) {
	l, ok := lineOf(gs)
	s := strip{line: l, glyphs: gs}
	for _, g := range gs {
		if !blank(g.Rune) {
			s.ink = append(s.ink, span{g.X0, g.X1})
		}
	}
	s.ink = union(s.ink, nil, gutterWidth*l.size)
	return s, ok
}

// union puts stretches together that overlap or lie nearer than least.
func union(a, b []span, least float64) (out []span) {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(a, b span) int { return order(a.x0, b.x0) })
	for _, s := range all {
		if n := len(out); n > 0 && s.x0-out[n-1].x1 < least {
			out[n-1].x1 = math.Max(out[n-1].x1, s.x1)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// alignedGrids are the tables without rules of one page's loose glyphs. above is the last such table of the page before, nil
// when it has none: lines that keep to its columns are more of it.
func alignedGrids(glyphs []Glyph, above *grid) (found []grid) {
	var rows []strip
	for _, gs := range byLine(glyphs) {
		if s, ok := newStrip(gs); ok {
			rows = append(rows, s)
		}
	}
	for i := 0; i < len(rows); {
		near := rows[i : i+adjoining(rows[i:])]
		g, n := moreOf(above, near)
		if n == 0 {
			g, n = alignedGrid(near)
		}
		if n > 0 {
			found = append(found, g)
		}
		i += max(n, 1)
	}
	return found
}

// adjoining is how many of the rows, from the first on, stand one right below the other.
func adjoining(rows []strip) int {
	for i := 1; i < len(rows); i++ {
		if rows[i].Y0-rows[i-1].Y1 > rowDistance*rows[i].size {
			return i
		}
	}
	return len(rows)
}

// moreOf takes the rows, from the first on, that keep to the columns of the table above; n is 0 when none shows its columns.
func moreOf(above *grid, rows []strip) (g grid, n int) {
	if above == nil {
		return grid{}, 0
	}
	inner := above.xs[1 : len(above.xs)-1]
	crosses := func(s span) bool {
		return slices.ContainsFunc(inner, func(x float64) bool { return s.x0 < x-1 && x+1 < s.x1 })
	}
	n = slices.IndexFunc(rows, func(r strip) bool { return slices.ContainsFunc(r.ink, crosses) })
	if n < 0 {
		n = len(rows)
	}
	if crowded(rows[:n]) == 0 {
		return grid{}, 0
	}
	g = newAligned(rows[:n], slices.Clone(above.xs))
	g.more = true
	return g, n
}

// alignedGrid is the table that begins with the first of the rows, and how many of them it takes.
func alignedGrid(rows []strip) (g grid, n int) {
	if len(rows[0].ink) < leastColumns {
		return grid{}, 0
	}
	columns := rows[0].ink
	for n = 1; n < len(rows) && !spans(rows[n], columns); n++ {
		columns = union(columns, rows[n].ink, gutterWidth*rows[n].size)
	}
	if len(columns) < leastColumns || crowded(rows[:n]) < leastRows {
		return grid{}, 0
	}
	return newAligned(rows[:n], borders(columns)), n
}

// spans reports that one stretch of the row reaches over three columns: a line of running text, a caption.
func spans(row strip, columns []span) bool {
	return slices.ContainsFunc(row.ink, func(s span) bool {
		met := 0
		for _, c := range columns {
			if s.meets(c) {
				met++
			}
		}
		return met >= 3
	})
}

// crowded counts the rows with text in several columns.
func crowded(rows []strip) (n int) {
	for _, r := range rows {
		if len(r.ink) >= leastColumns {
			n++
		}
	}
	return n
}

// borders are the sides of the columns: the middle of what is free between two.
func borders(columns []span) []float64 {
	xs := []float64{columns[0].x0 - touch}
	for i := 1; i < len(columns); i++ {
		xs = append(xs, (columns[i-1].x1+columns[i].x0)/2)
	}
	return append(xs, columns[len(columns)-1].x1+touch)
}

// newAligned is the table of these rows of text.
func newAligned(lines []strip, xs []float64) grid {
	last := len(xs) - 1
	g := grid{xs: xs, ys: []float64{lines[0].Y0 - touch}}
	for _, i := range beginnings(lines, xs[1]) {
		if i > 0 {
			g.ys = append(g.ys, (lines[i-1].midY()+lines[i].midY())/2)
		}
	}
	g.ys = append(g.ys, lines[len(lines)-1].Y1+touch)
	for _, l := range lines {
		xs[0], xs[last] = math.Min(xs[0], l.X0-touch), math.Max(xs[last], l.X1+touch)
	}
	g.Box = Box{xs[0], g.ys[0], xs[last], g.ys[len(g.ys)-1]}
	for r := range len(g.ys) - 1 {
		g.at = append(g.at, nil)
		for c := range last {
			g.at[r] = append(g.at[r], len(g.cells))
			g.cells = append(g.cells, cell{row: r, col: c, rowSpan: 1, colSpan: 1})
		}
	}
	return g
}

// beginnings are the lines with which the rows of a table begin; right is the right side of its first column. Where that one
// numbers the rows, each begins with its number, or, if the cells are set in the middle of their rows, below the widest
// distance between two numbers. Else rows stand further apart than their lines do; where all lines stand alike, a row begins with
// text in the first column.
func beginnings(lines []strip, right float64) []int {
	numbers := where(lines, func(i int) bool { return serial.MatchString(lines[i].leftOf(right)) })
	headed := lines[0].X0 < right
	switch {
	case len(numbers) > 1 && headed && numbers[0] > 1 && lines[numbers[0]-1].X0 > right:
		return middling(lines, numbers)
	case len(numbers) > 1, len(numbers) == 1 && !headed:
		return append([]int{0}, numbers...)
	}
	distance := func(i int) float64 { return lines[i].midY() - lines[i-1].midY() }
	least, most := math.Inf(1), 0.0
	for i := 1; i < len(lines); i++ {
		least, most = math.Min(least, distance(i)), math.Max(most, distance(i))
	}
	if most > 1.3*least {
		return where(lines, func(i int) bool { return i == 0 || distance(i) > 1.15*least })
	}
	return where(lines, func(i int) bool { return i == 0 || lines[i].X0 < right })
}

// serial is a row's number, or its part's.
var serial = regexp.MustCompile(`^(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、]?$`)

// leftOf is the line's text up to x.
func (s strip) leftOf(x float64) string {
	l, _ := lineOf(slices.DeleteFunc(slices.Clone(s.glyphs), func(g Glyph) bool { return g.midX() > x }))
	return l.text
}

func where(lines []strip, is func(int) bool) (out []int) {
	for i := range lines {
		if is(i) {
			out = append(out, i)
		}
	}
	return out
}

// middling are the beginnings of a head and of rows whose numbers stand at half their height.
func middling(lines []strip, numbers []int) []int {
	out := []int{0, 1}
	for n := 1; n < len(numbers); n++ {
		best, widest := numbers[n], 0.0
		for i := numbers[n-1] + 1; i <= numbers[n]; i++ {
			if d := lines[i].midY() - lines[i-1].midY(); d > widest+0.5 {
				best, widest = i, d
			}
		}
		out = append(out, best)
	}
	return out
}
