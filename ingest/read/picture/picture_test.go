package picture_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/docx"
	"huitoukan/ingest/read/layout"
	"huitoukan/ingest/read/ocr"
	"huitoukan/ingest/read/picture"
	"huitoukan/ingest/read/readertest"
)

// TestPictures reads one page as it is, as a photograph, and as all that a Word file holds, twice, beside a stamp.
func TestPictures(t *testing.T) {
	readertest.NeedTesseract(t)
	page := readertest.Files(t, "testdata/notice.png")[0].Data
	const empty = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>`
	word := zipped(t, map[string][]byte{
		"word/document.xml": []byte(empty), "word/media/image2.png": page, "word/media/image10.jpeg": asJPEG(t, page), "word/media/stamp1.png": page[:2000],
	})
	for _, c := range []struct {
		name   string
		data   []byte
		reader read.Func
		format string
		pages  int
	}{
		{"png", page, picture.Reader(ocr.Page), "image", 1},
		{"jpeg", asJPEG(t, page), picture.Reader(ocr.Page), "image", 1},
		{"docx", word, picture.Within("docx", docx.Read, ocr.Page), "docx", 2},
	} {
		text, err := c.reader(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), read.Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err := readertest.Check(text); err != nil {
			t.Errorf("%s: text does not hold together: %v", c.name, err)
		}
		const line = "根据县委统一部署，2023年3月6日至4月28日，县委第三巡察组对县水利局党组开展了常规巡察，6月12日反馈了3个方面36个问题。"
		if text.Format != c.format || len(text.Pages) != c.pages || strings.Count(text.Body, line) != c.pages {
			t.Errorf("%s: %s", c.name, readertest.Dump(text))
		}
	}
}

// TestRefused answers in package read's errors what holds no page that can be read.
func TestRefused(t *testing.T) {
	none := func(context.Context, *image.Gray, float64) (layout.Page, error) {
		return layout.Page{}, read.ErrNoTextLayer
	}
	blank := func(context.Context, *image.Gray, float64) (layout.Page, error) { return layout.Page{}, nil }
	failing := func(context.Context, *image.Gray, float64) (layout.Page, error) {
		return layout.Page{}, read.ErrCrashed
	}
	page := readertest.Files(t, "testdata/notice.png")[0].Data
	huge := bytes.Clone(page)
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // IHDR: 65536 x 65536
	for _, c := range []struct {
		name string
		data []byte
		scan picture.Scan
		lim  read.Limits
		want error
	}{
		{"nothing that reads", page, none, read.Limits{}, read.ErrNoTextLayer},
		{"photograph", page, blank, read.Limits{}, read.ErrNoTextLayer},
		{"reader fails", page, failing, read.Limits{}, read.ErrCrashed},
		{"cut", page[:len(page)/2], blank, read.Limits{}, read.ErrDamaged},
		{"too many pixels", huge, blank, read.Limits{}, read.ErrDamaged}, // its checksum is wrong too
		{"too large", page, blank, read.Limits{Size: 100}, read.ErrTooLarge},
	} {
		text, err := picture.Reader(c.scan)(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), c.lim)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v\n%s", c.name, err, c.want, readertest.Dump(text))
		}
	}
}

// TestWithText leaves a document with text of its own to its reader, and one without pictures to its reader's error.
func TestWithText(t *testing.T) {
	never := func(context.Context, *image.Gray, float64) (layout.Page, error) {
		t.Error("a picture was read")
		return layout.Page{}, nil
	}
	page := readertest.Files(t, "testdata/notice.png")[0].Data
	document := func(body string) []byte {
		return []byte(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`)
	}
	f := picture.Within("docx", docx.Read, never)
	data := zipped(t, map[string][]byte{"word/document.xml": document("<w:p><w:r><w:t>正文</w:t></w:r></w:p>"), "word/media/image1.png": page})
	if text, err := f(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{}); err != nil || text.Body != "正文" {
		t.Errorf("%q, %v", text.Body, err)
	}
	data = zipped(t, map[string][]byte{"word/document.xml": document("<w:p/>")})
	if _, err := f(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{}); !errors.Is(err, read.ErrNoText) {
		t.Errorf("got %v, want ErrNoText", err)
	}
}

func asJPEG(t *testing.T, data []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t *testing.T, parts map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzRead(f *testing.F) {
	blank := func(context.Context, *image.Gray, float64) (layout.Page, error) { return layout.Page{}, nil }
	readertest.Fuzz(f, picture.Reader(blank), readertest.Files(f, "testdata/notice.png"))
}
