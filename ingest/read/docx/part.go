package docx

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"huitoukan/ingest/read"
)

// errNoPart says that the package has no such part, which for most parts is no fault.
var errNoPart = errors.New("part is missing")

// parts are the parts of a package (ECMA-376 part 2) with what may still be inflated out of them.
type parts struct {
	ctx   context.Context
	files map[string]*zip.File // by name in lower case: names are compared so, §6.2.2.3
	left  int64
	depth int
}

func openParts(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (*parts, error) {
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
	p := &parts{ctx: ctx, files: map[string]*zip.File{}, left: lim.Inflated, depth: lim.Depth}
	for _, f := range z.File {
		name := partName(f.Name)
		if p.files[name] == nil {
			p.files[name] = f
		}
	}
	return p, nil
}

// partName is a name as parts are found by. Some producers write backslashes or a slash in front.
func partName(name string) string {
	return strings.ToLower(strings.TrimLeft(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// scan opens the part for reading as XML. It returns errNoPart when the package has no such part.
func (p *parts) scan(name string) (*scanner, error) {
	f := p.files[partName(name)]
	if f == nil {
		return nil, fmt.Errorf("%q: %w", name, errNoPart)
	}
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("%q: %w", name, read.ErrEncrypted)
	}
	// A size that is declared too large need not be tried; one that is declared too small is counted below.
	if f.UncompressedSize64 > uint64(p.left) {
		return nil, fmt.Errorf("%q: %w: %d bytes inflated", name, read.ErrTooLarge, f.UncompressedSize64)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%q: %w: %w", name, read.ErrDamaged, err)
	}
	return newScanner(p.ctx, name, &counted{r, &p.left}, p.depth), nil
}

// counted takes what is read out of what all parts together may still give.
type counted struct {
	io.ReadCloser
	left *int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	if *c.left -= int64(n); *c.left < 0 {
		return 0, fmt.Errorf("%w: too much when inflated", read.ErrTooLarge)
	}
	return n, err
}

// mainPart finds the document and what belongs to it: "styles", "numbering", "footnotes", "endnotes" to part names.
func (p *parts) mainPart() (string, map[string]string, error) {
	roots, err := p.relations("")
	if err != nil {
		return "", nil, err
	}
	main := roots["officeDocument"]
	if main == "" {
		main = "word/document.xml"
	}
	if p.files[partName(main)] == nil {
		return "", nil, fmt.Errorf("%w: no part %q", read.ErrDamaged, main)
	}
	related, err := p.relations(main)
	return main, related, err
}

// relations reads the relationships of a part, or of the package when part is empty. Kinds are named by the last word
// of their type, which transitional and strict documents share.
func (p *parts) relations(part string) (map[string]string, error) {
	dir, file := path.Split(part)
	kinds := map[string]string{}
	s, err := p.scan(dir + "_rels/" + file + ".rels")
	if errors.Is(err, errNoPart) {
		return kinds, nil
	}
	if err != nil {
		return nil, err
	}
	defer s.close()
	err = s.root(func(element) error {
		return s.each(func(e element) error {
			kind, target := path.Base(e.attr("Type")), e.attr("Target")
			if e.attr("TargetMode") == "External" || target == "" || kinds[kind] != "" {
				return nil
			}
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			kinds[kind] = target
			return nil
		})
	})
	return kinds, err
}
