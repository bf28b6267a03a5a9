package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/docx"
	"huitoukan/ingest/read/office"
	"huitoukan/ingest/read/readertest"
	"huitoukan/ingest/read/xlsx"
	"huitoukan/internal/golden"
	"huitoukan/record"
)

// needOffice skips where there is no LibreOffice, unless the environment says that there has to be one.
func needOffice(t *testing.T) {
	t.Helper()
	if _, err := office.Program(); err == nil {
		return
	}
	const how = "no LibreOffice; install it with: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
	if os.Getenv("HUITOUKAN_TEST_OFFICE") == "required" {
		t.Fatal(how)
	}
	fmt.Println("skipped " + t.Name() + ": " + how)
	t.Skip(how)
}

func readers() map[string]read.Func {
	return map[string]read.Func{
		".rtf": office.Reader("rtf", "docx", docx.Read),
		".odt": office.Reader("odt", "docx", docx.Read),
		".xls": office.Reader("xls", "xlsx", xlsx.Read),
	}
}

// Each file is read as its text was written: list numbers, tables, merged cells.
func TestFiles(t *testing.T) {
	needOffice(t)
	for _, c := range readertest.Files(t, "testdata/*.???") {
		t.Run(c.Name, func(t *testing.T) {
			text, err := readers()[filepath.Ext(c.Name)](t.Context(), bytes.NewReader(c.Data), int64(len(c.Data)), read.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if err := readertest.Check(text); err != nil {
				t.Errorf("text does not hold together: %v", err)
			}
			golden.Check(t, c.Name+".golden", []byte(readertest.Dump(text)))
		})
	}
}

// What cannot be read ends in one of package read's errors, soon, and leaves nothing behind.
func TestRefused(t *testing.T) {
	needOffice(t)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	f := office.Reader("rtf", "docx", docx.Read)
	rtf := []byte(`{\rtf1\ansi text}`)
	ended, end := context.WithCancel(t.Context())
	end()
	soon, stop := context.WithCancel(t.Context())
	defer stop()
	for _, c := range []struct {
		name string
		ctx  context.Context
		data []byte
		lim  read.Limits
		want error
	}{
		{"too large", t.Context(), rtf, read.Limits{Size: 3}, read.ErrTooLarge},
		{"no text", t.Context(), []byte(`{\rtf1\ansi }`), read.Limits{}, read.ErrNoText},
		{"cancelled", ended, rtf, read.Limits{}, context.Canceled},
		{"damaged", t.Context(), []byte("\x00\x01\x02"), read.Limits{}, read.ErrNoText}, // and not taken for plain text
		{"stopped", soon, rtf, read.Limits{}, context.Canceled},
	} {
		begun := time.Now()
		if c.ctx == soon {
			time.AfterFunc(300*time.Millisecond, stop)
		}
		text, err := f(c.ctx, bytes.NewReader(c.data), int64(len(c.data)), c.lim)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v\n%s", c.name, err, c.want, readertest.Dump(text))
		}
		t.Logf("%s after %v: %v", c.name, time.Since(begun).Round(time.Millisecond), err)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("%v left, %v", left, err)
	}
}

// A document that links to a picture on the network is read, and nothing asks for the picture.
func TestNothingLeaves(t *testing.T) {
	needOffice(t)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	data := odt(t, `<text:p>before</text:p><text:p><draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="`+
		server.URL+`/a.png" xlink:actuate="onLoad"/></draw:frame></text:p><text:p>after</text:p>`)
	text, err := office.Reader("odt", "docx", docx.Read)(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
	if err != nil || text.Body != "before\nafter" || asked.Load() > 0 {
		t.Errorf("asked %d times; %q, %v", asked.Load(), text.Body, err)
	}
}

// odt is an OpenDocument text with this body.
func odt(t *testing.T, body string) []byte {
	t.Helper()
	const odf = "urn:oasis:names:tc:opendocument:xmlns:"
	content := `<office:document-content xmlns:office="` + odf + `office:1.0" xmlns:text="` + odf + `text:1.0" xmlns:draw="` + odf +
		`drawing:1.0" xmlns:svg="` + odf + `svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">` +
		`<office:body><office:text>` + body + `</office:text></office:body></office:document-content>`
	manifest := `<manifest:manifest xmlns:manifest="` + odf + `manifest:1.0"><manifest:file-entry manifest:full-path="/" ` +
		`manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" ` +
		`manifest:media-type="text/xml"/></manifest:manifest>`
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", content}, {"META-INF/manifest.xml", manifest}} {
		f, err := w.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(f, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Without LibreOffice the answer says that it is what is missing.
func TestNone(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("ProgramFiles", t.TempDir())
	never := func(context.Context, io.ReaderAt, int64, read.Limits) (record.Text, error) {
		t.Error("the reader was asked")
		return record.Text{}, nil
	}
	_, err := office.Reader("rtf", "docx", never)(t.Context(), strings.NewReader("x"), 1, read.Limits{})
	if !errors.Is(err, read.ErrNeedsOffice) {
		t.Errorf("got %v, want ErrNeedsOffice", err)
	}
}
