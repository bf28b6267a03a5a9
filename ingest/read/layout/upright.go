package layout

import "math"

// upright turns the page so that its text runs from left to right, line below line: pages written sideways
// (a wide ledger on a tall page) and pages written in columns, right to left. Glyphs at an angle are left out and counted.
func upright(p Page) Page {
	turn := mainTurn(p.Glyphs)
	kept := p.Glyphs[:0]
	for _, g := range p.Glyphs {
		if g.Turn == turn {
			kept = append(kept, g)
		} else if !blank(g.Rune) {
			p.aslant++
		}
	}
	p.Glyphs = kept
	if turn == 0 && inColumns(p.Glyphs) {
		turn = 3 // top to bottom becomes left to right, the right column the first line
		for i := range p.Glyphs {
			g := &p.Glyphs[i]
			// PDFium gives letters and digits in a column twice their width, to the left
			g.X0 = math.Max(g.X0, g.X1-g.Size)
		}
	}
	for i := range p.Glyphs {
		p.Glyphs[i].Box = turned(p.Glyphs[i].Box, turn)
	}
	p.Area = turned(p.Area, turn)
	for i := range p.Rules {
		p.Rules[i].Box = turned(p.Rules[i].Box, turn)
	}
	return p
}

// mainTurn is the turn of most glyphs.
func mainTurn(gs []Glyph) int {
	var count [4]int
	for _, g := range gs {
		if g.Turn != Aslant {
			count[g.Turn]++
		}
	}
	best := 0
	for t, n := range count {
		if n > count[best] {
			best = t
		}
	}
	return best
}

// inColumns reports that, most often, the next character in the file stands below the last, not right of it.
func inColumns(gs []Glyph) bool {
	down, along := 0, 0
	for i := 1; i < len(gs); i++ {
		dx, dy := math.Abs(gs[i].midX()-gs[i-1].midX()), math.Abs(gs[i].midY()-gs[i-1].midY())
		switch near := 1.6 * gs[i].Size; {
		case dx < 0.6*gs[i].Size && dy > 0.4*gs[i].Size && dy < near:
			down++
		case dy < 0.4*gs[i].Size && dx < near:
			along++
		}
	}
	return down > along
}

// turned is the box after the page was turned clockwise by so many quarters (y downwards throughout).
func turned(b Box, quarters int) Box {
	switch quarters {
	case 1:
		return Box{-b.Y1, b.X0, -b.Y0, b.X1}
	case 2:
		return Box{-b.X1, -b.Y1, -b.X0, -b.Y0}
	case 3:
		return Box{b.Y0, -b.X1, b.Y1, -b.X0}
	}
	return b
}
