// Package read is the contract of the document readers: bytes of one file in, [record.Text] out.
//
// A reader gets no file name: what a file is, its content decides. It must hold to its [Limits], return one of the
// errors below (wrapped, with what it was doing) for a file that it cannot take, and never return text that it
// knows to be wrong. The packages beneath hold one format each.
package read

import (
	"context"
	"errors"
	"io"

	"huitoukan/record"
)

// Func reads one document. r has size bytes. The text it returns has Format set.
type Func func(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (record.Text, error)

// Limits bound what one file may cost. Zero fields mean [DefaultLimits].
type Limits struct {
	Size     int64 // bytes of the file itself
	Inflated int64 // bytes after decompression, all parts together
	Pages    int
	Depth    int // nesting of elements, tables, archives
}

// DefaultLimits suit an office machine: the largest real ledgers are far below them.
var DefaultLimits = Limits{Size: 200 << 20, Inflated: 256 << 20, Pages: 2000, Depth: 64}

// WithDefaults is lim with each zero field set from [DefaultLimits].
func (lim Limits) WithDefaults() Limits {
	if lim.Size == 0 {
		lim.Size = DefaultLimits.Size
	}
	if lim.Inflated == 0 {
		lim.Inflated = DefaultLimits.Inflated
	}
	if lim.Pages == 0 {
		lim.Pages = DefaultLimits.Pages
	}
	if lim.Depth == 0 {
		lim.Depth = DefaultLimits.Depth
	}
	return lim
}

// What a reader answers when it cannot take a file; each has its Chinese sentence and hint in ingest/reason.go.
var (
	ErrEmpty       = errors.New("file is empty")
	ErrFormat      = errors.New("format is not known")
	ErrOldFormat   = errors.New("format is known but too old to be read")
	ErrUnsupported = errors.New("format is known but not read by this version")
	ErrArchive     = errors.New("file is an archive of files, to be read one by one")
	ErrPacked      = errors.New("archive is packed in a way that is not known")
	ErrNeedsOffice = errors.New("format is read through LibreOffice, which is not installed")
	ErrLight       = errors.New("light PDF engine cannot read the file")
	ErrDamaged     = errors.New("file is damaged")
	ErrEncrypted   = errors.New("file needs a password")
	ErrTooLarge    = errors.New("file exceeds a size limit")
	ErrTooDeep     = errors.New("file exceeds the nesting limit")
	ErrTimeout     = errors.New("reading took too long")
	ErrMemory      = errors.New("reading took too much memory")
	ErrNoText      = errors.New("file holds no text")
	ErrNoTextLayer = errors.New("pages are pictures without a text layer")
	ErrUnreadable  = errors.New("text layer cannot be decoded")
	ErrCrashed     = errors.New("reader crashed")
)
