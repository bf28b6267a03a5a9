package ofd

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"huitoukan/ingest/read/layout"
)

// The content of a page or template (GB/T 33190 §7.7, §8.5, §9.1, §11).
type (
	pageXML struct {
		Area      areaXML       `xml:"Area"`
		Templates []templateRef `xml:"Template"`
		Layers    []blockXML    `xml:"Content>Layer"`
	}
	templateRef struct {
		ID string `xml:"TemplateID,attr"`
	}
	// blockXML is a layer or a PageBlock. The order of its objects among one another says nothing: place does.
	blockXML struct {
		Texts      []textXML      `xml:"TextObject"`
		Paths      []pathXML      `xml:"PathObject"`
		Images     []struct{}     `xml:"ImageObject"`
		Composites []compositeXML `xml:"CompositeObject"`
		Blocks     []blockXML     `xml:"PageBlock"`
	}
	objectXML struct {
		Boundary string `xml:"Boundary,attr"`
		CTM      string `xml:"CTM,attr"`
		Visible  string `xml:"Visible,attr"`
		Stroke   string `xml:"Stroke,attr"`
		Fill     string `xml:"Fill,attr"`
	}
	textXML struct {
		objectXML
		Font      string    `xml:"Font,attr"`
		Size      string    `xml:"Size,attr"`
		Weight    string    `xml:"Weight,attr"`
		HScale    string    `xml:"HScale,attr"`
		Direction string    `xml:"CharDirection,attr"`
		Codes     []codeXML `xml:"TextCode"`
	}
	codeXML struct {
		X      *string `xml:"X,attr"`
		Y      *string `xml:"Y,attr"`
		DeltaX string  `xml:"DeltaX,attr"`
		DeltaY string  `xml:"DeltaY,attr"`
		Text   string  `xml:",chardata"`
	}
	compositeXML struct {
		objectXML
		Unit string `xml:"ResourceID,attr"`
	}
	pathXML struct {
		objectXML
		Data string `xml:"AbbreviatedData"`
	}
)

// canvas is a page while its objects are drawn.
type canvas struct {
	page  layout.Page
	doc   *document
	to    matrix // from where objects are being drawn to the page, in points
	depth int    // composite objects within each other
	parts int    // segments of paths and composite objects so far
}

func (c *canvas) draw(blocks []blockXML) {
	for _, b := range blocks {
		for _, t := range b.Texts {
			if t.shown() {
				c.text(t)
			}
		}
		for _, p := range b.Paths {
			if p.shown() {
				c.path(p)
			}
		}
		for _, o := range b.Composites {
			if o.shown() {
				c.composite(o)
			}
		}
		c.page.Images = c.page.Images || len(b.Images) > 0
		c.draw(b.Blocks)
	}
}

// maxDepth is how far composite objects are followed: no maker nests them deeper, and one may contain itself.
const maxDepth = 8

// composite draws a unit of the resources in the object's place (§13).
func (c *canvas) composite(o compositeXML) {
	if c.parts++; c.parts > maxParts || c.depth == maxDepth || len(c.page.Glyphs) > c.doc.most {
		return
	}
	outer := c.to
	c.to = o.matrix().then(outer)
	c.depth++
	c.draw(c.doc.units[o.Unit])
	c.depth--
	c.to = outer
}

func (o objectXML) shown() bool { return o.Visible == "" || truth(o.Visible) }

// text sets the characters of a text object.
func (c *canvas) text(t textXML) {
	font := c.doc.fonts[t.Font]
	s := setting{
		to:   t.matrix().then(c.to),
		size: number(t.Size),
		wide: 1,
		turn: number(t.Direction) * math.Pi / 180,
		bold: font.Bold || number(t.Weight) >= 600,
		cjk:  font.CJK,
	}
	if h := number(t.HScale); h > 0 {
		s.wide = h
	}
	var x, y float64 // a code that does not say where it begins goes by the one before
	for _, code := range t.Codes {
		if code.X != nil {
			x = number(*code.X)
		}
		if code.Y != nil {
			y = number(*code.Y)
		}
		c.page.Glyphs = append(c.page.Glyphs, s.glyphs(code, x, y)...)
	}
}

// setting is how the characters of one text object are set.
type setting struct {
	to        matrix // from the object's coordinates to the page's, in points
	size      float64
	wide      float64 // HScale
	turn      float64 // of each character, clockwise, in radians
	bold, cjk bool
}

// glyphs places the characters of one TextCode (§11.3) from x, y on. Where it gives no distances the characters follow
// each other as wide as they usually are.
func (s setting) glyphs(code codeXML, x, y float64) []layout.Glyph {
	text := code.Text
	if strings.ContainsAny(text, "\r\n") { // indented XML, not text
		text = strings.TrimSpace(text)
	}
	n := utf8.RuneCountInString(text)
	dx, dy := deltas(code.DeltaX, n-1), deltas(code.DeltaY, n-1)
	out := make([]layout.Glyph, 0, n)
	i := 0
	for _, r := range text {
		width := s.usualWidth(r)
		step := width
		if len(dx) > 0 || len(dy) > 0 {
			step = at(dx, i)
		}
		out = append(out, s.glyph(r, x, y, s.drawnWidth(width, step, i == n-1)))
		x, y = x+step, y+at(dy, i)
		i++
	}
	return out
}

// usualWidth is how wide a character is in most fonts.
func (s setting) usualWidth(r rune) float64 {
	if r < 0x2000 {
		return s.size * s.wide / 2
	}
	return s.size * s.wide
}

// drawnWidth is a character's advance as its distance to the next shows it: a W is wider than usual, an i narrower. What
// is more than the font's size is space between.
func (s setting) drawnWidth(usual, step float64, last bool) float64 {
	if last || step <= 0 || step > s.size*s.wide*1.02 {
		return usual
	}
	return step
}

func (s setting) glyph(r rune, x, y, width float64) layout.Glyph {
	sin, cos := math.Sincos(s.turn)
	to := matrix{cos, sin, -sin, cos, x, y}.then(s.to)
	return layout.Glyph{
		Box:  to.box(0, -(1-layout.Descent)*s.size, width, layout.Descent*s.size),
		Rune: r,
		Size: s.size * math.Hypot(to.c, to.d),
		Turn: to.quarter(),
		Bold: s.bold,
		CJK:  s.cjk,
	}
}

// deltas reads at most n distances; "g 28 4.5" is twenty-eight times 4.5. A list that is too short goes on with its last.
func deltas(s string, n int) []float64 {
	var out []float64
	fields := strings.Fields(s)
	for i := 0; i < len(fields) && len(out) < n; i++ {
		times := 1
		if fields[i] == "g" && i+2 < len(fields) {
			times = int(number(fields[i+1]))
			i += 2
		}
		for range min(times, n-len(out)) {
			out = append(out, number(fields[i]))
		}
	}
	return out
}

func at(vs []float64, i int) float64 {
	if len(vs) == 0 {
		return 0
	}
	return vs[min(i, len(vs)-1)]
}

// number reads a number; what is none, or too large for any page, is nought.
func number(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(math.Abs(v) < 1e5) {
		return 0
	}
	return v
}

func truth(s string) bool { return s == "true" || s == "1" }
