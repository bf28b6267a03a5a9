// Package ofd reads OFD files (GB/T 33190-2016), the fixed-layout format of Chinese offices.
//
// In comes the file, out go the paragraphs, tables and pages that package layout makes of its text objects and rules;
// what a page takes from its templates counts as its own. Annotations, signatures, stamps and attachments are no body
// text and are left out. Pictures and letters drawn as paths are not read: a file that holds nothing else has no text layer.
package ofd

import (
	"context"
	"errors"
	"fmt"
	"io"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/record"
)

// Read reads one document; it is a [read.Func].
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	a, err := openArchive(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("open the archive: %w", err)
	}
	pages, err := a.pages(lim)
	if err != nil {
		return record.Text{}, err
	}
	text, err := layout.Compose(pages, "ofd")
	if err != nil {
		return record.Text{}, fmt.Errorf("make text of %d pages: %w", len(pages), err)
	}
	return text, nil
}

// The parts as far as they are read (GB/T 33190 §7.4 to §7.9). Names are matched without their namespace, which some
// makers write otherwise.
type (
	entryXML struct {
		Roots []string `xml:"DocBody>DocRoot"`
	}
	documentXML struct {
		Area      areaXML   `xml:"CommonData>PageArea"`
		Public    []string  `xml:"CommonData>PublicRes"`
		Own       []string  `xml:"CommonData>DocumentRes"`
		Templates []pageRef `xml:"CommonData>TemplatePage"`
		Pages     []pageRef `xml:"Pages>Page"`
	}
	areaXML struct {
		Physical string `xml:"PhysicalBox"`
	}
	pageRef struct {
		ID  string `xml:"ID,attr"`
		Loc string `xml:"BaseLoc,attr"`
	}
	resourcesXML struct {
		Fonts []fontXML `xml:"Fonts>Font"`
		Units []unitXML `xml:"CompositeGraphicUnits>CompositeGraphicUnit"`
	}
	unitXML struct {
		ID      string     `xml:"ID,attr"`
		Content []blockXML `xml:"Content"`
	}
	fontXML struct {
		ID     string `xml:"ID,attr"`
		Name   string `xml:"FontName,attr"`
		Family string `xml:"FamilyName,attr"`
		Bold   string `xml:"Bold,attr"`
	}
)

// document is one of the documents in the file; as a rule there is only one.
type document struct {
	archive   *archive
	root      string // its part, from which locations count
	area      areaXML
	templates map[string]string // ID to location
	fonts     map[string]layout.Font
	units     map[string][]blockXML // what composite objects draw
	most      int                   // glyphs on one page
}

// pages reads the pages of all documents in the file.
func (a *archive) pages(lim read.Limits) ([]layout.Page, error) {
	var entry entryXML
	if err := a.decode("OFD.xml", &entry); err != nil {
		return nil, fmt.Errorf("read the entry: %w", damagedIfMissing(err))
	}
	var pages []layout.Page
	glyphs, most := 0, lim.Inflated/bytesPerGlyph
	for _, root := range entry.Roots {
		d, refs, err := a.document(root, most)
		if err != nil {
			return nil, fmt.Errorf("read the document %q: %w", root, damagedIfMissing(err))
		}
		if len(pages)+len(refs) > lim.Pages {
			return nil, fmt.Errorf("%w: %d pages", read.ErrTooLarge, len(pages)+len(refs))
		}
		for i, ref := range refs {
			p, err := d.page(ref)
			if err != nil {
				return nil, fmt.Errorf("read page %d: %w", i+1, err)
			}
			if glyphs += len(p.Glyphs); int64(glyphs) > most {
				return nil, fmt.Errorf("%w: %d characters", read.ErrTooLarge, glyphs)
			}
			pages = append(pages, p)
		}
	}
	return pages, nil
}

// bytesPerGlyph is what one character costs in a page with its share of positioning, at the least.
const bytesPerGlyph = 32

func damagedIfMissing(err error) error {
	if errors.Is(err, errNoPart) {
		return fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	return err
}

func (a *archive) document(root string, most int64) (*document, []pageRef, error) {
	name := a.find("", root)
	var x documentXML
	if err := a.decode(name, &x); err != nil {
		return nil, nil, err
	}
	d := &document{archive: a, root: name, area: x.Area, most: int(most), templates: map[string]string{},
		fonts: map[string]layout.Font{}, units: map[string][]blockXML{}}
	for _, t := range x.Templates {
		d.templates[t.ID] = t.Loc
	}
	for _, loc := range append(x.Public, x.Own...) {
		if err := d.readResources(loc); err != nil {
			return nil, nil, fmt.Errorf("read the resources: %w", err)
		}
	}
	return d, x.Pages, nil
}

// readResources notes the fonts and composite units of one resource part. A file without the part is read all the same.
func (d *document) readResources(loc string) error {
	var x resourcesXML
	err := d.archive.decode(d.archive.find(d.root, loc), &x)
	if err != nil && !errors.Is(err, errNoPart) && !errors.Is(err, read.ErrDamaged) {
		return err
	}
	for _, f := range x.Fonts {
		font := layout.FontNamed(f.Name + " " + f.Family)
		font.Bold = font.Bold || truth(f.Bold)
		d.fonts[f.ID] = font
	}
	for _, u := range x.Units {
		d.units[u.ID] = u.Content
	}
	return nil
}

// page reads one page with its templates. A page that is missing or damaged does not take the others with it.
func (d *document) page(ref pageRef) (layout.Page, error) {
	var x pageXML
	err := d.archive.decode(d.archive.find(d.root, ref.Loc), &x)
	if errors.Is(err, errNoPart) || errors.Is(err, read.ErrDamaged) {
		return layout.Page{Fault: read.ErrDamaged}, nil
	}
	if err != nil {
		return layout.Page{}, err
	}
	area := x.Area.Physical
	if area == "" {
		area = d.area.Physical
	}
	c := canvas{doc: d, to: matrix{a: points, d: points}}
	c.page.Area = rectangle(area)
	for _, t := range x.Templates {
		var below pageXML
		err := d.archive.decode(d.archive.find(d.root, d.templates[t.ID]), &below)
		if err != nil && !errors.Is(err, errNoPart) && !errors.Is(err, read.ErrDamaged) {
			return layout.Page{}, fmt.Errorf("template %q: %w", t.ID, err)
		}
		c.draw(below.Layers)
	}
	c.draw(x.Layers)
	return c.page, nil
}
