package pdf

import "math"

// upright turns the page so that its text runs from left to right, line below line: pages written sideways
// (a wide ledger on a tall page) and pages written in columns, right to left. Glyphs at an angle are left out and counted.
func upright(p page) page {
	turn := mainTurn(p.glyphs)
	kept := p.glyphs[:0]
	for _, g := range p.glyphs {
		if g.turn == turn {
			kept = append(kept, g)
		} else if !blank(g.r) {
			p.aslant++
		}
	}
	p.glyphs = kept
	if turn == 0 && inColumns(p.glyphs) {
		turn = 3 // top to bottom becomes left to right, the right column the first line
		for i := range p.glyphs {
			g := &p.glyphs[i]
			// PDFium gives letters and digits in a column twice their width, to the left
			g.x0 = math.Max(g.x0, g.x1-g.size)
		}
	}
	for i := range p.glyphs {
		p.glyphs[i].box = turned(p.glyphs[i].box, turn)
	}
	p.area = turned(p.area, turn)
	for i := range p.rules {
		p.rules[i].box = turned(p.rules[i].box, turn)
	}
	return p
}

// mainTurn is the turn of most glyphs.
func mainTurn(gs []glyph) int {
	var count [4]int
	for _, g := range gs {
		if g.turn != aslant {
			count[g.turn]++
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
func inColumns(gs []glyph) bool {
	down, along := 0, 0
	for i := 1; i < len(gs); i++ {
		dx, dy := math.Abs(gs[i].midX()-gs[i-1].midX()), math.Abs(gs[i].midY()-gs[i-1].midY())
		switch near := 1.6 * gs[i].size; {
		case dx < 0.6*gs[i].size && dy > 0.4*gs[i].size && dy < near:
			down++
		case dy < 0.4*gs[i].size && dx < near:
			along++
		}
	}
	return down > along
}

// turned is the box after the page was turned clockwise by so many quarters (y downwards throughout).
func turned(b box, quarters int) box {
	switch quarters {
	case 1:
		return box{-b.y1, b.x0, -b.y0, b.x1}
	case 2:
		return box{-b.x1, -b.y1, -b.x0, -b.y0}
	case 3:
		return box{b.y0, -b.x1, b.y1, -b.x0}
	}
	return b
}
