package formats

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"
)

// mainParts name what a zip holds by one of its entries, in lower case.
var mainParts = []struct {
	name   string
	format Format
}{
	{"ofd.xml", OFD},
	{"word/document.xml", DOCX},
	{"xl/workbook.xml", XLSX},
	{"xl/workbook.bin", XLSX},
	{"ppt/presentation.xml", PPTX},
}

// mainTypes name the main part of an Office document by its content type (ECMA-376 part 2 §6.2.3); it may have any name.
var mainTypes = []struct {
	contains string
	format   Format
}{
	{"wordprocessingml.document.main", DOCX},
	{"wordprocessingml.template.main", DOCX},
	{"ms-word.document.macroenabled", DOCX},
	{"ms-word.template.macroenabled", DOCX},
	{"spreadsheetml.sheet.main", XLSX},
	{"spreadsheetml.template.main", XLSX},
	{"ms-excel.sheet.macroenabled", XLSX},
	{"presentationml.presentation.main", PPTX},
	{"presentationml.slideshow.main", PPTX},
}

func sniffZip(r io.ReaderAt, size int64, head []byte) Format {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return sniffBrokenZip(head)
	}
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		name = strings.TrimPrefix(name, "/")
		for _, p := range mainParts {
			if name == p.name {
				return p.format
			}
		}
		switch name {
		case "mimetype":
			if strings.HasPrefix(content(f), "application/vnd.oasis.opendocument.text") {
				return ODT
			}
		case "[content_types].xml":
			types := strings.ToLower(content(f))
			for _, t := range mainTypes {
				if strings.Contains(types, t.contains) {
					return t.format
				}
			}
		}
	}
	return Zip
}

// sniffBrokenZip goes by the names in front of the first entries, since the directory, at the end, is lost.
func sniffBrokenZip(head []byte) Format {
	lower := bytes.ToLower(head)
	for _, p := range []struct {
		contains string
		format   Format
	}{{"word/", DOCX}, {"xl/", XLSX}, {"ppt/", PPTX}, {"ofd.xml", OFD}, {"opendocument.text", ODT}} {
		if bytes.Contains(lower, []byte(p.contains)) {
			return p.format
		}
	}
	return Zip
}

// content is the beginning of a zip entry; "" when it cannot be read.
func content(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer func() { _ = r.Close() }() // read only
	b, err := io.ReadAll(io.LimitReader(r, 256<<10))
	if err != nil && len(b) == 0 {
		return ""
	}
	return string(b)
}

// streams name what a compound file holds by one of its streams, in lower case: POI has seen a "worddocument".
var streams = map[string]Format{
	"worddocument":        DOC,
	"workbook":            XLS,
	"book":                XLS,
	"powerpoint document": PPT,
	"encryptedpackage":    Encrypted,
	"mn0":                 Works, // up to Works 2000
	"matost":              Works,
}

func sniffOLE(r io.ReaderAt, size int64) Format {
	c, err := mscfb.New(padded{r, size})
	if err != nil {
		return OLE
	}
	for _, f := range c.File {
		if strings.EqualFold(f.Name, "contents") && len(f.Path) == 0 && worksChunks(f) {
			return Works
		}
		if format, ok := streams[strings.ToLower(f.Name)]; ok && len(f.Path) == 0 {
			return format
		}
	}
	return OLE
}

// worksChunks reports that a stream begins like the text of Works 7 to 9; Publisher has a stream of that name too.
func worksChunks(r io.Reader) bool {
	begin := make([]byte, 7)
	_, err := io.ReadFull(r, begin)
	return err == nil && string(begin) == "CHNKWKS"
}

// padded is a compound file filled up to whole sectors: WPS Office cuts the last one short.
type padded struct {
	io.ReaderAt
	size int64
}

const sector = 4096

func (p padded) ReadAt(b []byte, at int64) (int, error) {
	n, err := p.ReaderAt.ReadAt(b, at)
	if end := (p.size + sector - 1) / sector * sector; err == io.EOF && n < len(b) && at+int64(len(b)) <= end {
		clear(b[n:])
		return len(b), nil
	}
	return n, err
}
