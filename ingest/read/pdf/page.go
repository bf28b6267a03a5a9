package pdf

import (
	"fmt"
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// page is what stands on one page, in points (1/72 inch), x to the right and y downwards as one reads:
// a page that is written sideways or in columns from top to bottom is turned first, see upright.
type page struct {
	area    box // of the whole page
	glyphs  []glyph
	rules   []rule
	images  bool
	missing bool // PDFium cannot load the page
	aslant  int  // glyphs left out because they stand at an angle: watermarks, stamps
}

// box is a rectangle with y downwards: y0 is the upper side.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) midX() float64   { return (b.x0 + b.x1) / 2 }
func (b box) midY() float64   { return (b.y0 + b.y1) / 2 }
func (b box) width() float64  { return b.x1 - b.x0 }
func (b box) height() float64 { return b.y1 - b.y0 }

// glyph is one character as set: its box is as wide as the advance and as high as the font size.
type glyph struct {
	box
	r      rune
	size   float64 // of the font, as it appears
	turn   int     // quarter turns anticlockwise; aslant when it is none
	bold   bool
	cjk    bool // the font's name is that of a Chinese font
	broken bool // PDFium knows no Unicode character for it
}

const aslant = -1

func readPage(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (page, error) {
	loaded, err := lib.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return page{}, err
	}
	defer func() { _, _ = lib.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	ref := requests.Page{ByReference: &loaded.Page}
	height, err := lib.FPDF_GetPageHeight(&requests.FPDF_GetPageHeight{Page: ref})
	if err != nil {
		return page{}, fmt.Errorf("page height: %w", err)
	}
	width, err := lib.FPDF_GetPageWidth(&requests.FPDF_GetPageWidth{Page: ref})
	if err != nil {
		return page{}, fmt.Errorf("page width: %w", err)
	}
	p := page{area: box{0, 0, width.Width, height.Height}}
	if p.glyphs, err = readGlyphs(lib, ref); err != nil {
		return page{}, err
	}
	if err := p.readObjects(lib, ref); err != nil {
		return page{}, err
	}
	p.flip(height.Height)
	return upright(p), nil
}

// flip turns y downwards.
func (p *page) flip(height float64) {
	for i := range p.glyphs {
		b := &p.glyphs[i].box
		b.y0, b.y1 = height-b.y1, height-b.y0
	}
	for i := range p.rules {
		b := &p.rules[i].box
		b.y0, b.y1 = height-b.y1, height-b.y0
	}
}

func readGlyphs(lib pdfium.Pdfium, ref requests.Page) ([]glyph, error) {
	text, err := lib.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
	if err != nil {
		return nil, fmt.Errorf("load text: %w", err)
	}
	defer func() { _, _ = lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()
	count, err := lib.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return nil, fmt.Errorf("count characters: %w", err)
	}
	glyphs := make([]glyph, 0, min(count.Count, 1<<16))
	set := typesetting{lib: lib, text: text.TextPage}
	for i := range count.Count {
		g, ok, err := set.glyph(i)
		if err != nil {
			return nil, fmt.Errorf("character %d: %w", i, err)
		}
		if ok {
			glyphs = append(glyphs, g)
		}
	}
	return pairSurrogates(glyphs), nil
}

// typesetting remembers the font of the text object that the last character came from:
// to ask PDFium for it again at each character would double the time.
type typesetting struct {
	lib    pdfium.Pdfium
	text   references.FPDF_TEXTPAGE
	matrix structs.FPDF_FS_MATRIX
	asked  bool
	font   font
}

// glyph is the character at index i; not ok for those that PDFium made up: spaces and line ends.
func (s *typesetting) glyph(i int) (g glyph, ok bool, err error) {
	made, err := s.lib.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: s.text, Index: i})
	if err != nil || made.IsGenerated {
		return glyph{}, false, err
	}
	code, err := s.lib.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: s.text, Index: i})
	if err != nil {
		return glyph{}, false, err
	}
	size, err := s.lib.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: s.text, Index: i})
	if err != nil {
		return glyph{}, false, err
	}
	m, err := s.lib.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: s.text, Index: i})
	if err != nil {
		return glyph{}, false, nil // a character without a place
	}
	loose, err := s.lib.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: s.text, Index: i})
	if err != nil {
		return glyph{}, false, nil
	}
	unmapped, err := s.lib.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: s.text, Index: i})
	if err != nil {
		return glyph{}, false, err
	}
	origin, err := s.lib.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: s.text, Index: i})
	if err != nil {
		return glyph{}, false, err
	}
	if !s.asked || s.matrix != m.Matrix {
		s.matrix, s.asked = m.Matrix, true
		s.font = s.fontAt(i)
	}
	g = glyph{
		r:      rune(code.Unicode),
		size:   size.FontSize * math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)),
		turn:   quarter(m.Matrix),
		bold:   s.font.bold,
		cjk:    s.font.cjk,
		broken: unmapped.HasUnicodeMapError,
	}
	g.box = emBox(g, loose.Rect, origin.X, origin.Y)
	return g, true, nil
}

// emBox is the character's box along the line as PDFium has it (the advance), and across the line one font size
// about the baseline: ascent and descent differ so much between fonts that boxes of neighbouring lines overlap.
// y is still upwards.
func emBox(g glyph, r structs.FPDF_FS_RECTF, x, y float64) box {
	b := box{float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top)}
	switch g.turn {
	case 0:
		if y >= b.y0-g.size/2 && y <= b.y1 {
			b.y0, b.y1 = y-descent*g.size, y+(1-descent)*g.size
		}
	case 2:
		b.y0, b.y1 = y-(1-descent)*g.size, y+descent*g.size
	case 1:
		b.x0, b.x1 = x-(1-descent)*g.size, x+descent*g.size
	case 3:
		b.x0, b.x1 = x-descent*g.size, x+(1-descent)*g.size
	}
	return b
}

// descent is the share of the font size below the baseline in Chinese fonts.
const descent = 0.14

// quarter is the number of quarter turns, anticlockwise, at which text with this matrix stands.
func quarter(m structs.FPDF_FS_MATRIX) int {
	const slack = 5.0 / 90
	turns := math.Atan2(float64(m.B), float64(m.A)) / (math.Pi / 2)
	whole := math.Round(turns)
	if math.IsNaN(turns) || math.Abs(turns-whole) > slack {
		return aslant
	}
	return (int(whole) + 4) % 4
}

// fontAt asks for the font of the character at i; what PDFium does not know is left empty.
func (s *typesetting) fontAt(i int) font {
	var f font
	info, err := s.lib.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: s.text, Index: i})
	if err == nil {
		f = fontNamed(info.FontName)
	}
	obj, err := s.lib.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: s.text, Index: i})
	if err != nil {
		return f
	}
	mode, err := s.lib.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: obj.TextObject})
	// 仿宋 and 宋体 have no bold face: word processors fill the letters and draw round them as well.
	if err == nil && mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_FILL_STROKE {
		f.bold = true
	}
	return f
}
