package layout

import "math"

// Page is what stands on one page, in points (1/72 inch), x to the right and y downwards. Glyphs are in the order of the file.
type Page struct {
	Area    Box // of the whole page
	Glyphs  []Glyph
	Rules   []Rule
	Images  bool  // pictures, or drawings that may be letters
	Covered bool  // a picture covers it that nobody has read, and beside it stand a few characters
	Fault   error // why nothing of it could be read; nil when it was, or when there is nothing
	Unread  int   // cells of tables with ink in them that a reader of pictures read nothing in
	aslant  int   // glyphs left out because they stand at an angle: watermarks, stamps
}

// Box is a rectangle with y downwards: Y0 is the upper side.
type Box struct{ X0, Y0, X1, Y1 float64 }

func (b Box) midX() float64   { return (b.X0 + b.X1) / 2 }
func (b Box) midY() float64   { return (b.Y0 + b.Y1) / 2 }
func (b Box) width() float64  { return b.X1 - b.X0 }
func (b Box) height() float64 { return b.Y1 - b.Y0 }

// Glyph is one character as set: its box is as wide as the advance and as high as the font size.
type Glyph struct {
	Box
	Rune   rune
	Size   float64 // of the font, as it appears
	Turn   int     // quarter turns anticlockwise; Aslant when it is none
	Bold   bool
	CJK    bool    // the font's name is that of a Chinese font
	Broken bool    // the file does not tell which character it is
	Sure   float64 // how sure a reader of pictures is of the character, up to 1; 0 where the file itself names it
}

// Aslant is the turn of a glyph that stands at an angle.
const Aslant = -1

// Descent is the share of the font size below the baseline in Chinese fonts, for boxes about a baseline.
const Descent = 0.14

// Rule is a drawn straight line, level or upright.
type Rule struct{ Box }

func (r Rule) level() bool { return r.width() >= r.height() }

const (
	ruleThickness = 3.0 // points; what is thicker is an area
	ruleLength    = 4.0 // points; what is shorter is a mark
)

// AddRule takes b when it is as thin and as long as a rule, and reports whether it is.
func (p *Page) AddRule(b Box) bool {
	thin, long := math.Min(b.width(), b.height()), math.Max(b.width(), b.height())
	if !(thin >= 0 && thin <= ruleThickness && long >= ruleLength) || math.IsInf(long, 0) {
		return false
	}
	p.Rules = append(p.Rules, Rule{b})
	return true
}
