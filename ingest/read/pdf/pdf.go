// Package pdf reads PDF files: the bytes of one file come in, its paragraphs, tables and pages go out.
//
// PDFium (as WebAssembly, so that a fault in it stays in its sandbox) says which character stands where and where
// rules are drawn; package layout puts lines, paragraphs and tables together, because PDFium's own order breaks
// lines around digits and knows no tables. Pictures of pages are drawn here and read elsewhere (Options.Scan), page by page; a page that was not
// read is said to be one.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/record"
)

// Options says how a [Reader] works; the zero value is good.
type Options struct {
	// CacheDir keeps PDFium's machine code between processes, so that one starts in 0.1 s and not in 3 s.
	// Empty means a folder of ours in the user's cache folder; when it cannot be written there is no cache.
	CacheDir string
	// Scan reads the picture of a page with dpi pixels an inch, which it may change. It is asked where a page has no text
	// layer, or one that nobody wrote. When it answers read.ErrNoTextLayer, or is nil, such pages are left unread.
	Scan func(ctx context.Context, img *image.Gray, dpi float64) (layout.Page, error)
}

// Reader reads PDF files one at a time and keeps PDFium ready between them.
// It may be used by several goroutines; they wait for each other.
type Reader struct {
	opts   Options
	mu     sync.Mutex
	engine *engine // opened by the first Read
}

// New is a reader that starts PDFium when the first file comes, so that it costs nothing where none does.
func New(opts Options) *Reader { return &Reader{opts: opts} }

// Close frees what PDFium holds. The reader may be used again after it.
func (rd *Reader) Close() error {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if rd.engine != nil {
		rd.engine.close()
		rd.engine = nil
	}
	return nil
}

// Read is a [read.Func]. When ctx ends, PDFium is asked nothing more. A question that it is at work on is not broken off, since
// wazero would have to be ready for that at each of a hundred thousand: who cannot wait ends the process.
func (rd *Reader) Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	if size > lim.Size {
		return record.Text{}, fmt.Errorf("pdf: %d bytes: %w", size, read.ErrTooLarge)
	}
	if size == 0 {
		return record.Text{}, fmt.Errorf("pdf: %w", read.ErrEmpty)
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	pages, err := rd.pages(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("pdf: %w", err)
	}
	text, err := layout.Compose(pages, "pdf")
	if err != nil {
		return record.Text{}, fmt.Errorf("pdf: %w", err)
	}
	return text, nil
}

// pages reads every page of one file; after any error PDFium's instance is thrown away, since its state is unknown.
func (rd *Reader) pages(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) ([]layout.Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if rd.engine == nil {
		opened, err := open(rd.opts.CacheDir)
		if err != nil {
			return nil, err
		}
		rd.engine = opened
	}
	e := rd.engine
	lib, err := e.instance(ctx)
	if err != nil {
		return nil, err
	}
	pages, err := readFile(ctx, lib, r, size, lim, &scanner{read: rd.opts.Scan})
	if err != nil {
		e.discard()
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return pages, e.explain(err)
}

func readFile(ctx context.Context, lib pdfium.Pdfium, r io.ReaderAt, size int64, lim read.Limits, s *scanner) ([]layout.Page, error) {
	opened, err := lib.OpenDocument(&requests.OpenDocument{
		FileReader:     io.NewSectionReader(r, 0, size),
		FileReaderSize: size,
	})
	if err != nil {
		return nil, fmt.Errorf("open: %w", reason(err))
	}
	doc := opened.Document
	pages, err := readPages(ctx, lib, doc, size, lim, s)
	_, closeErr := lib.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc})
	return pages, errors.Join(err, closeErr)
}

func readPages(ctx context.Context, lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, size int64, lim read.Limits, s *scanner) ([]layout.Page, error) {
	count, err := lib.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil {
		return nil, fmt.Errorf("count pages: %w", reason(err))
	}
	// The count is the file's own claim: a page tree of 237 bytes that contains itself makes 1,000,000 pages.
	if int64(count.PageCount) > size {
		return nil, fmt.Errorf("%d pages in %d bytes: %w", count.PageCount, size, read.ErrDamaged)
	}
	if count.PageCount > lim.Pages {
		return nil, fmt.Errorf("%d pages: %w", count.PageCount, read.ErrTooLarge)
	}
	glyphs := 0
	pages := make([]layout.Page, 0, count.PageCount)
	for i := range count.PageCount {
		p, err := readPage(ctx, lib, doc, i, s)
		if errors.Is(err, pdfiumerrors.ErrPage) {
			p, err = layout.Page{Fault: reason(err)}, nil // one page whose object is damaged does not take the others with it
		}
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, reason(err))
		}
		if s.recognised {
			read.Progress(ctx, i+1, count.PageCount)
		}
		if glyphs += len(p.Glyphs); int64(glyphs) > lim.Inflated/bytesPerGlyph {
			return nil, fmt.Errorf("page %d: %d characters: %w", i+1, glyphs, read.ErrTooLarge)
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// bytesPerGlyph is what one character costs in a content stream with its share of positioning, at the least.
const bytesPerGlyph = 32

// reason puts the shared error to what PDFium says of a file.
func reason(err error) error {
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return fmt.Errorf("%w (%w)", read.ErrEncrypted, err)
	case errors.Is(err, pdfiumerrors.ErrFormat), errors.Is(err, pdfiumerrors.ErrFile),
		errors.Is(err, pdfiumerrors.ErrUnknown), errors.Is(err, pdfiumerrors.ErrPage),
		errors.Is(err, pdfiumerrors.ErrSuccess):
		return fmt.Errorf("%w (%w)", read.ErrDamaged, err)
	}
	return err
}
