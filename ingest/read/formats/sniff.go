package formats

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"huitoukan/ingest/read/plain"
)

// window is how many bytes at a file's beginning are looked at. A PDF may have HTTP headers in front of it.
const window = 8 << 10

// signatures begin a file of their format.
var signatures = []struct {
	begin  string
	format Format
}{
	{"%PDF-", PDF},
	{`{\rtf`, RTF},
	{"Rar!\x1A\x07", RAR},
	{"7z\xBC\xAF\x27\x1C", SevenZip},
	{"\x1F\x8B\x08", Gzip},
	{"\x89PNG\r\n\x1A\n", PNG},
	{"\xFF\xD8\xFF", JPEG},
	{"GIF87a", Image}, {"GIF89a", Image},
	{"II*\x00", Image}, {"MM\x00*", Image}, // TIFF
	{"\x00\x00\x00\x0CjP  \r\n\x87\n", Image}, // JPEG 2000
}

// Sniff tells what a file is by its content alone. Damage is no matter here: what begins like a Word document is one.
func Sniff(r io.ReaderAt, size int64) Format {
	if size == 0 {
		return Empty
	}
	head := make([]byte, min(size, window))
	n, _ := r.ReadAt(head, 0) // what cannot be read is not there; the format's reader will say so
	head = head[:n]
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begin)) {
			return s.format
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return sniffZip(r, size, head)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return sniffOLE(r, size)
	case bytes.HasPrefix(head, []byte("BM")) && len(head) > 26 && head[14] == 40 && head[15] == 0, // BMP, with its header's length
		bytes.HasPrefix(head, []byte("RIFF")) && len(head) > 12 && string(head[8:12]) == "WEBP":
		return Image
	case latePDF(r, size, head):
		return PDF
	}
	return sniffText(head)
}

var pdfHeader = regexp.MustCompile(`(?:^|[\r\n\x00])%PDF-\d\.\d`)

// latePDF tells a PDF with something in front of it from a text that speaks of PDF: only the file has an end to it.
func latePDF(r io.ReaderAt, size int64, head []byte) bool {
	if !bytes.Contains(head, []byte("%PDF-")) || !pdfHeader.Match(head) {
		return false
	}
	tail := make([]byte, min(size, 2048))
	n, _ := r.ReadAt(tail, size-int64(len(tail)))
	return bytes.Contains(tail[:n], []byte("%%EOF")) || bytes.Contains(tail[:n], []byte("startxref")) ||
		bytes.Contains(head, []byte(" obj"))
}

var (
	htmlBegin = regexp.MustCompile(`^(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|` +
		`(?:html|head|body|meta|title|script|style|table|div|p|h[1-6]|ul|ol|center|span|font|br|article|section)[\s/>])`)
	htmlInside = regexp.MustCompile(`<html[\s>]|<body[\s>]|</p>|</td>|<br\s*/?>`)
	mhtBegin   = regexp.MustCompile(`^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:mime-version|content-type):`)
)

// sniffText tells the formats that are written as text.
func sniffText(head []byte) Format {
	multipart := bytes.Contains(head, []byte("ultipart/")) || bytes.Contains(head, []byte("ULTIPART/"))
	if !noText(head) && bytes.IndexByte(head, '<') < 0 && !multipart {
		return Text // in whatever charset: its reader tells that
	}
	text, _, err := plain.Decode(head, "")
	if err != nil {
		if noText(head) {
			return Unknown
		}
		return Text // its reader says that it cannot be decoded
	}
	text = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")))
	switch {
	case htmlBegin.MatchString(text), strings.HasPrefix(text, "<") && len(htmlInside.FindAllString(text, 3)) == 3:
		return HTML
	case strings.HasPrefix(text, "<?xml"):
		return XML
	case mhtBegin.MatchString(text) && strings.Contains(text, "multipart/related"):
		return MHTML
	}
	return Text
}

// noText says that bytes which are no text in any charset were not meant as text: text has no control characters.
func noText(head []byte) bool {
	control := 0
	for _, b := range head {
		if b < 0x20 && !strings.ContainsRune("\t\n\v\f\r\x1A\x1B", rune(b)) {
			control++
		}
	}
	return control*100 > len(head)
}
