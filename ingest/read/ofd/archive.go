package ofd

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"huitoukan/ingest/read"
)

// errNoPart says that the archive has no such part.
var errNoPart = errors.New("part is missing")

// archive is the file's parts with what may still be inflated out of them.
type archive struct {
	ctx   context.Context
	files map[string]*zip.File // by name in lower case: locations and names differ in case in some files
	left  int64
	depth int
}

func openArchive(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (*archive, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if size == 0 {
		return nil, read.ErrEmpty
	}
	if size > lim.Size {
		return nil, fmt.Errorf("%w: %d bytes", read.ErrTooLarge, size)
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	a := &archive{ctx: ctx, files: map[string]*zip.File{}, left: lim.Inflated, depth: lim.Depth}
	for _, f := range z.File {
		name := partName(f.Name)
		if a.files[name] == nil {
			a.files[name] = f
		}
	}
	// GM/T 0099: an encrypted file names its keys here and holds its parts as ciphertext
	if a.files["encryptions.xml"] != nil {
		return nil, read.ErrEncrypted
	}
	return a, nil
}

// partName is a name as parts are found by. Some makers write backslashes or a slash in front.
func partName(name string) string {
	return strings.ToLower(strings.TrimLeft(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

// find is the part at a location that stands in the part base: beside it, or counted from the file's root, which the
// standard says with a slash in front and some makers without one.
func (a *archive) find(base, loc string) string {
	loc = strings.ReplaceAll(strings.TrimSpace(loc), `\`, "/")
	beside := partName(path.Join(path.Dir(base), loc))
	if strings.HasPrefix(loc, "/") || a.files[beside] == nil {
		return partName(loc)
	}
	return beside
}

// decode reads the part into v as XML. Entities that a document type declares are never expanded: encoding/xml knows none
// but the five of XML.
func (a *archive) decode(name string, v any) error {
	f := a.files[partName(name)]
	if f == nil {
		return fmt.Errorf("%q: %w", name, errNoPart)
	}
	if f.Flags&1 != 0 {
		return fmt.Errorf("%q: %w", name, read.ErrEncrypted)
	}
	// A size that is declared too large need not be tried; one that is declared too small is counted below.
	if f.UncompressedSize64 > uint64(a.left) {
		return fmt.Errorf("%q: %w: %d bytes inflated", name, read.ErrTooLarge, f.UncompressedSize64)
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%q: %w: %w", name, read.ErrDamaged, err)
	}
	defer func() { _ = r.Close() }() // read only: nothing is lost
	source := xml.NewDecoder(&counted{r, &a.left})
	source.CharsetReader = charset
	err = xml.NewTokenDecoder(&guard{archive: a, source: source}).Decode(v)
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, read.ErrTooLarge), errors.Is(err, read.ErrTooDeep):
	case errors.Is(err, io.EOF):
		err = fmt.Errorf("%w: %w", read.ErrDamaged, io.ErrUnexpectedEOF)
	default:
		err = fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	if err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	return nil
}

func charset(label string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil, fmt.Errorf("a part in %q: %w", label, err)
	}
	return e.NewDecoder().Reader(r), nil
}

// counted takes what is read out of what all parts together may still give.
type counted struct {
	io.Reader
	left *int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if *c.left -= int64(n); *c.left < 0 {
		return 0, fmt.Errorf("%w: too much when inflated", read.ErrTooLarge)
	}
	return n, err
}

// guard hands on a part's tokens as long as they do not nest too deep and nobody has called the reading off.
type guard struct {
	archive *archive
	source  *xml.Decoder
	open    int
	tokens  int
}

func (g *guard) Token() (xml.Token, error) {
	if g.tokens++; g.tokens%4096 == 0 {
		if err := g.archive.ctx.Err(); err != nil {
			return nil, err
		}
	}
	token, err := g.source.RawToken()
	switch token.(type) {
	case xml.StartElement:
		if g.open++; g.open > g.archive.depth {
			return nil, fmt.Errorf("%w: more than %d elements in one another", read.ErrTooDeep, g.archive.depth)
		}
	case xml.EndElement:
		g.open--
	}
	return token, err
}
