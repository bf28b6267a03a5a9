package pdf

import (
	"context"
	"fmt"
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"huitoukan/ingest/read/layout"
)

func readPage(ctx context.Context, lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int, s *scanner) (layout.Page, error) {
	loaded, err := lib.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return layout.Page{}, err
	}
	defer func() { _, _ = lib.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	ref := requests.Page{ByReference: &loaded.Page}
	height, err := lib.FPDF_GetPageHeight(&requests.FPDF_GetPageHeight{Page: ref})
	if err != nil {
		return layout.Page{}, fmt.Errorf("page height: %w", err)
	}
	width, err := lib.FPDF_GetPageWidth(&requests.FPDF_GetPageWidth{Page: ref})
	if err != nil {
		return layout.Page{}, fmt.Errorf("page width: %w", err)
	}
	p := layout.Page{Area: layout.Box{X1: width.Width, Y1: height.Height}}
	if p.Glyphs, err = readGlyphs(ctx, lib, ref); err != nil {
		return layout.Page{}, err
	}
	picture, err := readObjects(lib, ref, &p)
	if err != nil {
		return layout.Page{}, err
	}
	flip(&p, height.Height)
	return s.page(ctx, lib, ref, p, picture > scanCovers*width.Width*height.Height)
}

// flip turns y downwards.
func flip(p *layout.Page, height float64) {
	for i := range p.Glyphs {
		b := &p.Glyphs[i].Box
		b.Y0, b.Y1 = height-b.Y1, height-b.Y0
	}
	for i := range p.Rules {
		b := &p.Rules[i].Box
		b.Y0, b.Y1 = height-b.Y1, height-b.Y0
	}
}

func readGlyphs(ctx context.Context, lib pdfium.Pdfium, ref requests.Page) ([]layout.Glyph, error) {
	text, err := lib.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
	if err != nil {
		return nil, fmt.Errorf("load text: %w", err)
	}
	defer func() { _, _ = lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()
	count, err := lib.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return nil, fmt.Errorf("count characters: %w", err)
	}
	glyphs := make([]layout.Glyph, 0, min(count.Count, 1<<16))
	set := typesetting{lib: lib, text: text.TextPage}
	for i := range count.Count {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
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

// typesetting remembers what the last character has told of its text object, so that it is not asked at the next one again:
// each question costs more than all that is done with the answer.
type typesetting struct {
	lib    pdfium.Pdfium
	text   references.FPDF_TEXTPAGE
	asked  bool
	matrix structs.FPDF_FS_MATRIX
	size   float64
	font   layout.Font
	box    structs.FPDF_FS_RECTF // of the character that was asked for its origin
	x, y   float64               // its origin
}

// glyph is the character at index i; not ok for those that PDFium made up, spaces and line ends, and for those without a place.
func (s *typesetting) glyph(i int) (g layout.Glyph, ok bool, err error) {
	code, err := s.lib.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: s.text, Index: i})
	if err != nil {
		return g, false, err
	}
	if code.Unicode <= ' ' {
		made, err := s.lib.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: s.text, Index: i})
		if err != nil || made.IsGenerated {
			return g, false, err
		}
	}
	m, err := s.lib.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: s.text, Index: i})
	if err != nil {
		return g, false, nil
	}
	loose, err := s.lib.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: s.text, Index: i})
	if err != nil {
		return g, false, nil
	}
	unmapped, err := s.lib.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: s.text, Index: i})
	if err != nil {
		return g, false, err
	}
	if err := s.ask(i, m.Matrix, loose.Rect); err != nil {
		return g, false, err
	}
	g = layout.Glyph{
		Rune:   rune(code.Unicode),
		Size:   s.size * math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)),
		Turn:   quarter(m.Matrix),
		Bold:   s.font.Bold,
		CJK:    s.font.CJK,
		Broken: unmapped.HasUnicodeMapError,
	}
	g.Box = emBox(g, loose.Rect, s.x, s.y)
	return g, true, nil
}

// ask asks for the size and the font of the character at i if it may be of another text object than the last, and for its origin
// if it may stand on another baseline.
func (s *typesetting) ask(i int, m structs.FPDF_FS_MATRIX, box structs.FPDF_FS_RECTF) error {
	same := s.asked && s.matrix == m
	if !same {
		size, err := s.lib.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: s.text, Index: i})
		if err != nil {
			return err
		}
		s.asked, s.matrix, s.size, s.font = true, m, size.FontSize, s.fontAt(i)
	}
	level := s.box.Bottom == box.Bottom && s.box.Top == box.Top
	upright := s.box.Left == box.Left && s.box.Right == box.Right
	if turn := quarter(m); same && (turn%2 == 0 && level || turn%2 == 1 && upright) {
		return nil
	}
	origin, err := s.lib.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: s.text, Index: i})
	if err != nil {
		return err
	}
	s.box, s.x, s.y = box, origin.X, origin.Y
	return nil
}

// emBox is the character's box along the line as PDFium has it (the advance), and across the line one font size
// about the baseline: ascent and descent differ so much between fonts that boxes of neighbouring lines overlap.
// y is still upwards.
func emBox(g layout.Glyph, r structs.FPDF_FS_RECTF, x, y float64) layout.Box {
	b := layout.Box{X0: float64(r.Left), Y0: float64(r.Bottom), X1: float64(r.Right), Y1: float64(r.Top)}
	switch g.Turn {
	case 0:
		if y >= b.Y0-g.Size/2 && y <= b.Y1 {
			b.Y0, b.Y1 = y-layout.Descent*g.Size, y+(1-layout.Descent)*g.Size
		}
	case 2:
		b.Y0, b.Y1 = y-(1-layout.Descent)*g.Size, y+layout.Descent*g.Size
	case 1:
		b.X0, b.X1 = x-(1-layout.Descent)*g.Size, x+layout.Descent*g.Size
	case 3:
		b.X0, b.X1 = x-layout.Descent*g.Size, x+(1-layout.Descent)*g.Size
	}
	return b
}

// quarter is the number of quarter turns, anticlockwise, at which text with this matrix stands.
func quarter(m structs.FPDF_FS_MATRIX) int {
	const slack = 5.0 / 90
	turns := math.Atan2(float64(m.B), float64(m.A)) / (math.Pi / 2)
	whole := math.Round(turns)
	if math.IsNaN(turns) || math.Abs(turns-whole) > slack {
		return layout.Aslant
	}
	return (int(whole) + 4) % 4
}

// fontAt asks for the font of the character at i; what PDFium does not know is left empty.
func (s *typesetting) fontAt(i int) layout.Font {
	var f layout.Font
	info, err := s.lib.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: s.text, Index: i})
	if err == nil {
		f = layout.FontNamed(info.FontName)
	}
	obj, err := s.lib.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: s.text, Index: i})
	if err != nil {
		return f
	}
	mode, err := s.lib.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: obj.TextObject})
	// 仿宋 and 宋体 have no bold face: word processors fill the letters and draw round them as well.
	if err == nil && mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_FILL_STROKE {
		f.Bold = true
	}
	return f
}
