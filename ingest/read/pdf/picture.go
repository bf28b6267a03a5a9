package pdf

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
)

const (
	pictureDPI    = 200
	picturePixels = 16 << 20 // a page may claim any size; A3 at 200 dpi has 8 million
)

// scanner reads the pages of one file that have no text layer, as long as there is something to read them with.
type scanner struct {
	read       func(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error) // nil when there is not
	recognised bool                                                                         // the last page was asked for
}

const (
	scanCovers  = 0.6 // of a page: a picture so large may be the page's scan
	stampedMost = 60  // characters that a scanning program may set on it: its name, a page number, a date
)

// page is p with what its picture shows; p itself when it has a text layer, or when nothing can read pictures. One at which the
// reader of pictures fails does not take the others with it. Where a picture covers the page, a few characters are no text
// layer: of the two readings, that with many more characters stays.
func (s *scanner) page(ctx context.Context, lib pdfium.Pdfium, ref requests.Page, p layout.Page, covered bool) (layout.Page, error) {
	s.recognised = false
	pictured := p.Images || len(p.Glyphs) > 0
	stamped := covered && len(p.Glyphs) <= stampedMost && p.Legible()
	if p.Covered = stamped; s.read == nil || !pictured || p.Legible() && !stamped {
		return p, nil
	}
	img, dpi, err := picture(lib, ref, p.Area)
	if err != nil {
		return layout.Page{}, err
	}
	seen, err := s.read(ctx, img, dpi)
	switch {
	case errors.Is(err, read.ErrNoTextLayer):
		s.read = nil
		return p, nil
	case ctx.Err() != nil:
		return layout.Page{}, ctx.Err()
	}
	s.recognised, p.Covered = true, false
	if err != nil {
		return layout.Page{Area: p.Area, Fault: fmt.Errorf("read picture: %w", err)}, nil
	}
	if !seen.Legible() || stamped && len(seen.Glyphs) < 2*len(p.Glyphs) { // a photograph, or a title on one
		return p, nil
	}
	return seen, nil
}

// picture draws the page as a scanner would see it.
func picture(lib pdfium.Pdfium, ref requests.Page, area layout.Box) (*image.Gray, float64, error) {
	inches := (area.X1 - area.X0) / 72 * (area.Y1 - area.Y0) / 72
	dpi := min(pictureDPI, int(math.Sqrt(picturePixels/max(inches, 1))))
	drawn, err := lib.RenderPageInDPI(&requests.RenderPageInDPI{Page: ref, DPI: max(dpi, 1), ImageFormat: requests.RenderImageFormatGrayscale})
	if err != nil {
		return nil, 0, fmt.Errorf("draw page: %w", err)
	}
	defer drawn.Cleanup()
	img, ok := drawn.Result.RenderedImage.(*image.Gray)
	if !ok {
		return nil, 0, fmt.Errorf("draw page: got %T", drawn.Result.RenderedImage)
	}
	own := *img // the pixels belong to PDFium's memory
	own.Pix = slices.Clone(img.Pix)
	return &own, float64(max(dpi, 1)), nil
}
