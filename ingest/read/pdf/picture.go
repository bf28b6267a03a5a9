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
	read func(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error) // nil when there is not
}

// page is p with what its picture shows; p itself when it has a text layer, or when nothing can read pictures.
func (s *scanner) page(ctx context.Context, lib pdfium.Pdfium, ref requests.Page, p layout.Page) (layout.Page, error) {
	pictured := p.Images || len(p.Glyphs) > 0
	if s.read == nil || !pictured || p.Legible() {
		return p, nil
	}
	img, dpi, err := picture(lib, ref, p.Area)
	if err != nil {
		return layout.Page{}, err
	}
	read, err := s.read(ctx, img, dpi)
	if noReader(err) {
		s.read = nil
		return p, nil
	}
	if err != nil {
		return layout.Page{}, fmt.Errorf("read picture: %w", err)
	}
	if !read.Legible() { // a photograph
		return p, nil
	}
	return read, nil
}

func noReader(err error) bool { return errors.Is(err, read.ErrNoTextLayer) }

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
