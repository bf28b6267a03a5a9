package ocr

import (
	"unicode"
)

const (
	numberWidth   = 1.2  // inches; a page number is no longer
	numberLetters = 6    // characters that tesseract makes of it at the most
	dashWidth     = 0.04 // inches at the least
	dashFlat      = 3    // times as wide as high at the least
	dashBeside    = 0.4  // inches: so far beside what tesseract saw as a letter a dash may stand
)

// numbersPage writes a page number as GB/T 9704 §7.5 has it, — 3 —, so that it is known for one. Tesseract takes its dashes for
// all kinds of letters (一3一, 二总二, 三名三); the ink shows what they are.
func (p *page) numbersPage(l *textLine) {
	beside := dashBeside * p.dpi
	if l.X1-l.X0 > numberWidth*p.dpi || !p.dash(*l, int(l.X0-beside), 1) || !p.dash(*l, int(l.X1+beside), -1) {
		return
	}
	letters, digits := 0, ""
	for _, w := range l.words {
		for _, r := range w.text {
			letters++
			if unicode.IsDigit(r) {
				digits += string(r)
			}
		}
	}
	if letters > numberLetters {
		return
	}
	if digits == "" {
		digits = "0" // which number it is nobody asks
	}
	l.words = []word{{l.X0, l.X1, "—" + digits + "—", 1}}
}

// dash reports that the first ink in the line from x on, to the right or to the left, is a level stroke.
func (p *page) dash(l textLine, x, step int) bool {
	for x >= 0 && x < p.ink.w && p.column(l, x) == (extent{}) {
		x += step
	}
	var all extent
	wide := 0
	for ; ; x += step {
		e := p.column(l, x)
		if e == (extent{}) {
			break
		}
		if wide == 0 {
			all = e
		}
		all = extent{min(all.y0, e.y0), max(all.y1, e.y1)}
		wide++
	}
	return float64(wide) >= dashWidth*p.dpi && wide >= dashFlat*(all.y1-all.y0)
}

// extent is from where to where a column has ink; y1 is exclusive.
type extent struct{ y0, y1 int }

// column is the ink of one column within the line's height; nothing when there is none.
func (p *page) column(l textLine, x int) extent {
	var e extent
	if x < 0 || x >= p.ink.w {
		return e
	}
	for y := max(0, int(l.Y0)); y < min(p.ink.h, int(l.Y1)); y++ {
		if !p.ink.ink[y*p.ink.w+x] {
			continue
		}
		if e.y1 == 0 {
			e.y0 = y
		}
		e.y1 = y + 1
	}
	return e
}
