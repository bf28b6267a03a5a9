package pdf

import (
	"fmt"
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"huitoukan/ingest/read/layout"
)

const (
	maxPageParts = 20_000 // page objects and path segments looked at, so that a drawing costs no more than 0.2 s
	maxFormDepth = 8
)

// objects walks over what is drawn on a page.
type objects struct {
	lib   pdfium.Pdfium
	page  *layout.Page
	parts int
	area  float64 // of the largest picture, in square points
}

// readObjects notes the page's rules and whether it has pictures, and says how large the largest is, in square points.
func readObjects(lib pdfium.Pdfium, ref requests.Page, p *layout.Page) (picture float64, err error) {
	count, err := lib.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return 0, fmt.Errorf("count objects: %w", err)
	}
	w := objects{lib: lib, page: p}
	for i := range count.Count {
		obj, err := lib.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			return 0, fmt.Errorf("object %d: %w", i, err)
		}
		if err := w.object(obj.PageObject, identity, 0); err != nil {
			return 0, fmt.Errorf("object %d: %w", i, err)
		}
		if w.parts > maxPageParts {
			break
		}
	}
	return w.area, nil
}

var identity = structs.FPDF_FS_MATRIX{A: 1, D: 1}

func (w *objects) object(obj references.FPDF_PAGEOBJECT, outer structs.FPDF_FS_MATRIX, depth int) error {
	w.parts++
	kind, err := w.lib.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: obj})
	if err != nil {
		return err
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_IMAGE:
		w.page.Images = true
		b, err := w.lib.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: obj})
		if err == nil { // one without bounds is not seen
			w.area = math.Max(w.area, float64(b.Right-b.Left)*float64(b.Top-b.Bottom))
		}
	case enums.FPDF_PAGEOBJ_PATH:
		return w.path(obj, outer)
	case enums.FPDF_PAGEOBJ_FORM:
		return w.form(obj, outer, depth)
	}
	return nil
}

func (w *objects) form(obj references.FPDF_PAGEOBJECT, outer structs.FPDF_FS_MATRIX, depth int) error {
	m, err := w.lib.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: obj})
	if err != nil || depth >= maxFormDepth {
		return err
	}
	count, err := w.lib.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: obj})
	if err != nil {
		return nil // an empty form
	}
	for i := 0; i < count.Count && w.parts <= maxPageParts; i++ {
		inner, err := w.lib.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: obj, Index: uint64(i)})
		if err != nil {
			return err
		}
		if err := w.object(inner.PageObject, product(m.Matrix, outer), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// path adds the straight parts of a path; a filled rectangle as thin as a line is one too (Word and WPS draw borders so, WPS many in one path).
func (w *objects) path(obj references.FPDF_PAGEOBJECT, outer structs.FPDF_FS_MATRIX) error {
	mode, err := w.lib.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: obj})
	if err != nil || !mode.Stroke && mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return err // a clipping path draws nothing
	}
	m, err := w.lib.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: obj})
	if err != nil {
		return err
	}
	outline, err := w.outline(obj, product(m.Matrix, outer))
	for _, part := range outline {
		if !mode.Stroke {
			w.page.AddRule(bounds(part))
			continue
		}
		for i := 1; i < len(part); i++ {
			w.page.AddRule(bounds(part[i-1 : i+1]))
		}
	}
	return err
}

type point struct{ x, y float64 }

// outline is the path's corners, one slice a part that is drawn without lifting the pen.
func (w *objects) outline(obj references.FPDF_PAGEOBJECT, m structs.FPDF_FS_MATRIX) ([][]point, error) {
	count, err := w.lib.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: obj})
	if err != nil {
		return nil, err
	}
	var lines [][]point
	for i := 0; i < count.Count && w.parts <= maxPageParts; i++ {
		w.parts++
		seg, err := w.lib.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: obj, Index: i})
		if err != nil {
			return nil, err
		}
		at, err := w.lib.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: seg.PathSegment})
		if err != nil {
			return nil, err
		}
		kind, err := w.lib.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: seg.PathSegment})
		if err != nil {
			return nil, err
		}
		closes, err := w.lib.FPDFPathSegment_GetClose(&requests.FPDFPathSegment_GetClose{PathSegment: seg.PathSegment})
		if err != nil {
			return nil, err
		}
		if kind.Type != enums.FPDF_SEGMENT_LINETO || len(lines) == 0 { // a curve is no rule
			lines = append(lines, nil)
		}
		last := &lines[len(lines)-1]
		*last = append(*last, mapped(m, at.X, at.Y))
		if closes.IsClose {
			*last = append(*last, (*last)[0])
		}
	}
	return lines, nil
}

func mapped(m structs.FPDF_FS_MATRIX, x, y float32) point {
	return point{float64(m.A*x + m.C*y + m.E), float64(m.B*x + m.D*y + m.F)}
}

// product applies a first, then b.
func product(a, b structs.FPDF_FS_MATRIX) structs.FPDF_FS_MATRIX {
	return structs.FPDF_FS_MATRIX{
		A: a.A*b.A + a.B*b.C, B: a.A*b.B + a.B*b.D,
		C: a.C*b.A + a.D*b.C, D: a.C*b.B + a.D*b.D,
		E: a.E*b.A + a.F*b.C + b.E, F: a.E*b.B + a.F*b.D + b.F,
	}
}

func bounds(ps []point) layout.Box {
	b := layout.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
	for _, p := range ps {
		b = layout.Box{
			X0: math.Min(b.X0, p.x), Y0: math.Min(b.Y0, p.y), X1: math.Max(b.X1, p.x), Y1: math.Max(b.Y1, p.y),
		}
	}
	return b
}
