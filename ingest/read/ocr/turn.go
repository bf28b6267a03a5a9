package ocr

import (
	"context"
	"image"
	"slices"

	"huitoukan/ingest/read/layout"
)

// turnedSure is how sure tesseract is, on the mean, of what it reads on a page that may lie on its side or head: upright pages gave
// 0.9 and more, pages the wrong way round 0.3 and less, or no line at all.
const turnedSure = 0.5

// readTurned reads the picture as it is and, where that makes no sense, turned by quarters too: a wide ledger is scanned
// sideways, and papers lie in the feeder head down. The surest reading stays.
func readTurned(ctx context.Context, tesseract string, img *image.Gray, dpi float64) (layout.Page, error) {
	asItLies := *img
	asItLies.Pix = slices.Clone(img.Pix) // reading takes the rules out
	best, err := readPage(ctx, tesseract, img, dpi)
	if err != nil {
		return layout.Page{}, err
	}
	most, mean := sureness(best)
	if mean >= turnedSure {
		return best, nil
	}
	turned := &asItLies
	for range 3 {
		turned = quarter(turned)
		own := *turned
		own.Pix = slices.Clone(turned.Pix)
		next, err := readPage(ctx, tesseract, &own, dpi)
		if err != nil {
			return layout.Page{}, err
		}
		if all, _ := sureness(next); all > most {
			best, most = next, all
		}
	}
	return best, nil
}

// sureness is how sure tesseract is of the characters of a page, all together and on the mean.
func sureness(p layout.Page) (all, mean float64) {
	for _, g := range p.Glyphs {
		all += g.Sure
	}
	return all, all / float64(max(len(p.Glyphs), 1))
}

// quarter is the picture turned clockwise by a quarter.
func quarter(img *image.Gray) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.Pix[x*out.Stride+h-1-y] = img.Pix[y*img.Stride+x]
		}
	}
	return out
}
