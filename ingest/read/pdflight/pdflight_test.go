package pdflight_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/pdflight"
	"huitoukan/ingest/read/readertest"
)

func cases(t testing.TB) []readertest.Case {
	var out []readertest.Case
	for _, name := range []string{"notice.pdf", "flush.pdf", "ledger.pdf", "owner-password.pdf"} {
		out = append(out, readertest.Files(t, "../pdf/testdata/"+name)...)
	}
	return out
}

// TestSuite reads what word processors write, and holds it to the golden files of PDFium: the text is the same.
func TestSuite(t *testing.T) {
	readertest.Run(t, pdflight.Read, "../pdf/testdata", cases(t))
}

// TestRefused never hands on what the library cannot decode: it says to take the other engine.
func TestRefused(t *testing.T) {
	page := func(font, contents string) []byte {
		return []byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n" +
			"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F " + font + ">>>>/Contents 4 0 R>>\nendobj\n" +
			"4 0 obj\n<</Length " + fmt.Sprint(len(contents)) + ">>\nstream\n" + contents + "\nendstream\nendobj\n")
	}
	gbk := "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[<</Subtype/CIDFontType2/BaseFont/SimSun>>]>>"
	bytesOf := "<</Type/Font/Subtype/TrueType/BaseFont/SimSun/Encoding/WinAnsiEncoding>>"
	locked, err := os.ReadFile("../pdf/testdata/needs-password.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, read.ErrEmpty},
		{"no PDF", []byte(strings.Repeat("这不是PDF文件", 20)), read.ErrLight},
		{"password", locked, read.ErrEncrypted},
		{"GBK-EUC-H", withTable(page(gbk, "BT /F 14 Tf 72 760 Td <B9D8D3DA3336> Tj ET")), read.ErrLight},
		{"GBK in a font of single bytes", withTable(page(bytesOf, "BT /F 14 Tf 72 760 Td <B9D8D3DA> Tj ET")), read.ErrLight},
		{"sideways", withTable(page(bytesOf, "BT /F 14 Tf 0 1 -1 0 72 72 Tm (abc) Tj ET")), read.ErrLight},
		{"operators without operands", withTable(page(bytesOf, "BT Tf Tj ET")), read.ErrLight},
		{"no text", withTable(page(bytesOf, "")), read.ErrNoText},
		{"own parent", withTable(bytes.Replace(page(bytesOf, ""), []byte("/Type/Pages"), []byte("/Type/Pages/Parent 2 0 R"), 1)), read.ErrDamaged},
		{"wrong table", page(bytesOf, "BT /F 14 Tf 72 760 Td (abc) Tj ET"), read.ErrLight},
	} {
		text, err := pdflight.Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), read.Limits{})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v\n%s", c.name, err, c.want, readertest.Dump(text))
		}
	}
}

// withTable is the objects with their cross-reference table.
func withTable(objects []byte) []byte {
	var b bytes.Buffer
	b.Write(objects)
	fmt.Fprintf(&b, "xref\n0 5\n0000000000 65535 f \n")
	for number := 1; number < 5; number++ {
		fmt.Fprintf(&b, "%010d 00000 n \n", bytes.Index(objects, fmt.Appendf(nil, "\n%d 0 obj", number))+1)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects))
	return b.Bytes()
}

func FuzzRead(f *testing.F) { readertest.Fuzz(f, pdflight.Read, cases(f)) }
