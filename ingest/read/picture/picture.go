// Package picture reads documents that are pictures: files in JPEG and PNG, and Word and OFD files that hold nothing but scanned
// pages. Pictures go out to a reader of pages, one page each, and what it sees is composed as any other page.
package picture

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // the two formats that scanners and telephones write
	_ "image/png"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/record"
)

// Scan reads the picture of a page with dpi pixels an inch. Where nothing can, the error is read.ErrNoTextLayer.
type Scan func(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error)

const (
	pixelsMost = 120 << 20 // of one picture, as its head tells; decoded, it takes three times as many bytes
	pixelsScan = 16 << 20  // a larger one is made smaller: A3 at 200 dpi has 8 million
	bytesLeast = 8 << 10   // a smaller picture in a document is a stamp or a mark
	paperLong  = 11.69     // inches: what is on a picture is taken for a sheet of A4
)

// Reader reads a file that is a picture.
func Reader(scan Scan) read.Func {
	return func(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
		lim = lim.WithDefaults()
		if size > lim.Size {
			return record.Text{}, fmt.Errorf("%d bytes: %w", size, read.ErrTooLarge)
		}
		page, err := pageOf(ctx, scan, io.NewSectionReader(r, 0, size))
		if err != nil {
			return record.Text{}, err
		}
		return layout.Compose([]layout.Page{page}, "image")
	}
}

// Within reads a file of the format with reader, and where that finds no text, the pictures that the file, an archive, holds, each as
// a page, in the order of their names: image2 before image10.
func Within(format string, reader read.Func, scan Scan) read.Func {
	return func(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
		text, err := reader(ctx, r, size, lim)
		if !errors.Is(err, read.ErrNoText) && !errors.Is(err, read.ErrNoTextLayer) {
			return text, err
		}
		pages, perr := pagesIn(ctx, scan, r, size, lim.WithDefaults())
		if perr == nil && len(pages) == 0 {
			return record.Text{}, err // what the reader itself said
		}
		if perr != nil {
			return record.Text{}, perr
		}
		return layout.Compose(pages, format)
	}
}

// pagesIn reads the pictures of an archive.
func pagesIn(ctx context.Context, scan Scan, r io.ReaderAt, size int64, lim read.Limits) ([]layout.Page, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	pictures := picturesOf(z)
	if len(pictures) > lim.Pages {
		return nil, fmt.Errorf("%d pictures: %w", len(pictures), read.ErrTooLarge)
	}
	var pages []layout.Page
	for i, f := range pictures {
		if f.UncompressedSize64 > uint64(lim.Inflated) {
			return nil, fmt.Errorf("%s: %w", f.Name, read.ErrTooLarge)
		}
		page, err := pageIn(ctx, scan, f)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
		read.Progress(ctx, i+1, len(pictures))
	}
	return pages, nil
}

// picturesOf are the pictures of an archive that may be pages.
func picturesOf(z *zip.Reader) []*zip.File {
	var out []*zip.File
	for _, f := range z.File {
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".jpg", ".jpeg", ".png":
			if f.UncompressedSize64 >= bytesLeast {
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *zip.File) int { return byNumber(a.Name, b.Name) })
	return out
}

var digits = regexp.MustCompile(`\d+`)

// byNumber compares names by their last number, which makers count up.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(lastNumber(a), lastNumber(b)), cmp.Compare(a, b))
}

func lastNumber(name string) int {
	all := digits.FindAllString(path.Base(name), -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(all[len(all)-1]) // one too long for a number comes last, as the largest there is
	return n
}

func pageIn(ctx context.Context, scan Scan, f *zip.File) (layout.Page, error) {
	r, err := f.Open()
	if err != nil {
		return layout.Page{Fault: fmt.Errorf("%s: %w: %w", f.Name, read.ErrDamaged, err)}, nil
	}
	defer r.Close() // only read
	data, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	if err != nil {
		return layout.Page{Fault: fmt.Errorf("%s: %w: %w", f.Name, read.ErrDamaged, err)}, nil
	}
	return pageOf(ctx, scan, bytes.NewReader(data))
}

// pageOf is what scan sees on a picture. A picture that cannot be read is a page with a fault: it does not take others with it.
func pageOf(ctx context.Context, scan Scan, r io.ReadSeeker) (layout.Page, error) {
	img, err := grey(r)
	if err != nil {
		return layout.Page{Fault: err}, nil
	}
	long := max(img.Rect.Dx(), img.Rect.Dy())
	page, err := scan(ctx, img, float64(long)/paperLong)
	switch {
	case ctx.Err() != nil:
		return page, ctx.Err()
	case errors.Is(err, read.ErrNoTextLayer):
		return page, err
	case err != nil:
		return layout.Page{Fault: err}, nil
	}
	page.Images = true
	return page, nil
}

// grey decodes a picture, made smaller where it is larger than a page needs.
func grey(r io.ReadSeeker) (*image.Gray, error) {
	head, _, err := image.DecodeConfig(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	if head.Width <= 0 || head.Height <= 0 || head.Width > pixelsMost/head.Height {
		return nil, fmt.Errorf("picture of %d x %d: %w", head.Width, head.Height, read.ErrTooLarge)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	out := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src) // below what is transparent
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Over)
	for out.Rect.Dx()*out.Rect.Dy() > pixelsScan {
		out = halved(out)
	}
	return out, nil
}

// halved is the picture at half its size: each pixel is the mean of four.
func halved(img *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, img.Rect.Dx()/2, img.Rect.Dy()/2))
	for y := range out.Rect.Dy() {
		above, below := img.Pix[2*y*img.Stride:], img.Pix[(2*y+1)*img.Stride:]
		for x := range out.Rect.Dx() {
			sum := int(above[2*x]) + int(above[2*x+1]) + int(below[2*x]) + int(below[2*x+1])
			out.Pix[y*out.Stride+x] = uint8(sum / 4)
		}
	}
	return out
}
