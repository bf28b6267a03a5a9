package formats

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/ingest/read/readertest"
	"huitoukan/record"
)

// samples are the smallest files that show what they are, and what they are.
func samples(t testing.TB) map[string]struct {
	data []byte
	want Format
} {
	gbk := func(s string) []byte {
		b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	types := func(main string) []byte {
		return zipped(t, "[Content_Types].xml", `<Types><Override PartName="/odd/name.xml" ContentType="application/`+main+`+xml"/></Types>`)
	}
	word := zipped(t, "word/document.xml", strings.Repeat("<w:document/>", 50))
	pdf := "%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
	type sample = struct {
		data []byte
		want Format
	}
	return map[string]sample{
		"nothing":                  {nil, Empty},
		"utf-8":                    {[]byte("第三条 申请人"), Text},
		"gbk, three characters":    {gbk("第三条"), Text},
		"utf-16 without a mark":    {utf16le("第三条 申请人应当如实提交有关材料。"), Text},
		"one letter":               {[]byte("a"), Text},
		"text that speaks of PDF":  {[]byte("文件头是\n%PDF-1.4\n的文件"), Text},
		"text with a <":            {[]byte("<关于整改的通报>\n一、学习"), Text},
		"text in no charset":       {bytes.Repeat([]byte{0xFF, 'a', 0x81, 0xFE, 0xFF}, 50), Text},
		"binary":                   {bytes.Repeat([]byte{0, 1, 2, 3, 0xFF, 0x80, 7}, 50), Unknown},
		"html":                     {[]byte("<!DOCTYPE html><html><body>正文</body></html>"), HTML},
		"html named .doc":          {gbk("\r\n<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><meta charset=gb2312></head><body>正文"), HTML},
		"html after a comment":     {[]byte("<!-- 生成 -->\n<div class=x>正文</div>"), HTML},
		"html in utf-16":           {utf16le("<html><body><p>正文</p></body></html>"), HTML},
		"xhtml":                    {[]byte(`<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "x"><html>正文</html>`), HTML},
		"part of a page":           {[]byte("<o:p>甲</o:p><br>乙<br>丙<br>"), HTML},
		"Word 2003 XML":            {[]byte(`<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>`), XML},
		"rtf":                      {[]byte(`{\rtf1\ansi\ansicpg936 \'d5\'fd}`), RTF},
		"mht named .doc":           {[]byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html>"), MHTML},
		"pdf":                      {[]byte(pdf), PDF},
		"pdf behind HTTP headers":  {[]byte("HTTP/1.1 200 OK\r\nServer: x\r\n" + strings.Repeat("X-Y: z\r\n", 200) + "\r\n" + pdf), PDF},
		"docx":                     {word, DOCX},
		"docx by its content type": {types("vnd.openxmlformats-officedocument.wordprocessingml.document.main"), DOCX},
		"docm":                     {types("vnd.ms-word.document.macroEnabled.main"), DOCX},
		"docx with backslashes":    {zipped(t, `word\document.xml`, "x"), DOCX},
		"two thirds of a docx":     {word[:len(word)*2/3], DOCX},
		"xlsx":                     {zipped(t, "xl/workbook.xml", "x"), XLSX},
		"pptx":                     {zipped(t, "ppt/presentation.xml", "x"), PPTX},
		"odt":                      {zipped(t, "mimetype", "application/vnd.oasis.opendocument.text"), ODT},
		"ofd":                      {zipped(t, "OFD.xml", "x"), OFD},
		"zip":                      {zipped(t, "通报.txt", "x"), Zip},
		"doc":                      {compound("WordDocument"), DOC},
		"doc, other case":          {compound("worddocument"), DOC},
		"doc, last sector short":   {compound("WordDocument")[:1400], DOC},
		"xls":                      {compound("Workbook"), XLS},
		"ppt":                      {compound("PowerPoint Document"), PPT},
		"docx with a password":     {compound("EncryptedPackage"), Encrypted},
		"Works 2000":               {compound("MatOST"), Works},
		"Works 9, torn":            {compound("CONTENTS"), OLE},
		"msg":                      {compound("__properties_version1.0"), OLE},
		"broken compound file":     {compound("WordDocument")[:100], OLE},
		"rar":                      {[]byte("Rar!\x1A\x07\x00..."), RAR},
		"7z":                       {[]byte("7z\xBC\xAF\x27\x1C\x00\x04"), SevenZip},
		"gz":                       {[]byte("\x1F\x8B\x08\x00"), Gzip},
		"png":                      {[]byte("\x89PNG\r\n\x1A\n...."), PNG},
		"jpeg":                     {[]byte("\xFF\xD8\xFF\xE0...."), JPEG},
		"tiff":                     {[]byte("II*\x00...."), Image},
		"bmp":                      {append([]byte("BM............"), []byte("(\x00\x00\x00............................")...), Image},
	}
}

func TestSniff(t *testing.T) {
	for name, s := range samples(t) {
		if got := Sniff(bytes.NewReader(s.data), int64(len(s.data))); got != s.want {
			t.Errorf("%s: %s, want %s", name, got, s.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { Sniff(bytes.NewReader(data), int64(len(data))) })
}

// TestRead shows what comes of files that have a reader and of those that have none.
func TestRead(t *testing.T) {
	noPDF := func(context.Context, io.ReaderAt, int64, read.Limits) (record.Text, error) {
		return record.Text{}, read.ErrNoTextLayer
	}
	noPicture := func(context.Context, *image.Gray, float64) (layout.Page, error) {
		return layout.Page{}, read.ErrNoTextLayer
	}
	rd := New(noPDF, noPicture)
	all := samples(t)
	for _, c := range []struct {
		sample string
		lim    read.Limits
		body   string
		want   error
	}{
		{sample: "gbk, three characters", body: "第三条"},
		{sample: "html named .doc", body: "正文"},
		{sample: "pdf behind HTTP headers", want: read.ErrNoTextLayer},
		{sample: "nothing", want: read.ErrEmpty},
		{sample: "binary", want: read.ErrFormat},
		{sample: "text in no charset", want: read.ErrUnreadable},
		{sample: "docx with a password", want: read.ErrEncrypted},
		{sample: "two thirds of a docx", want: read.ErrDamaged},
		{sample: "ofd", want: read.ErrDamaged}, // these three go to their readers, which miss the rest
		{sample: "xlsx", want: read.ErrDamaged},
		{sample: "doc, other case", want: read.ErrDamaged},
		{sample: "mht named .doc", want: read.ErrUnsupported},
		{sample: "rar", want: read.ErrPacked},
		{sample: "zip", want: read.ErrArchive},
		{sample: "png", want: read.ErrDamaged},
		{sample: "bmp", want: read.ErrUnsupported},
		{sample: "utf-8", lim: read.Limits{Size: 3}, want: read.ErrTooLarge},
	} {
		data := all[c.sample].data
		text, err := rd.Read(t.Context(), bytes.NewReader(data), int64(len(data)), c.lim)
		if text.Body != c.body || !errors.Is(err, c.want) {
			t.Errorf("%s: %q, %v; want %q, %v", c.sample, text.Body, err, c.body, c.want)
		}
		if err == nil && readertest.Check(text) != nil {
			t.Errorf("%s: %v", c.sample, readertest.Check(text))
		}
	}
}

// TestReadPDF reads a page through PDFium, as one who has a single file does.
func TestReadPDF(t *testing.T) {
	cases := readertest.Files(t, "../pdf/testdata/notice.pdf")
	text, err := Read(t.Context(), bytes.NewReader(cases[0].Data), int64(len(cases[0].Data)), read.Limits{})
	if err != nil || text.Format != "pdf" || readertest.Check(text) != nil {
		t.Errorf("%v\n%s", err, readertest.Dump(text))
	}
}

func zipped(t testing.TB, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// compound is a compound file (MS-CFB) of three sectors, header, allocation table and directory, with one empty stream.
func compound(stream string) []byte {
	b := make([]byte, 3*512)
	le := binary.LittleEndian
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint16(b[24:], 0x3E)
	le.PutUint16(b[26:], 3)
	le.PutUint16(b[28:], 0xFFFE)
	le.PutUint16(b[30:], 9)
	le.PutUint16(b[32:], 6)
	le.PutUint32(b[44:], 1)          // one sector of allocation table
	le.PutUint32(b[48:], 1)          // the directory begins in sector 1
	le.PutUint32(b[56:], 4096)       // smaller streams go elsewhere
	le.PutUint32(b[60:], 0xFFFFFFFE) // no mini stream
	le.PutUint32(b[68:], 0xFFFFFFFE) // no further allocation table
	for i := 80; i < 512; i += 4 {
		le.PutUint32(b[i:], 0xFFFFFFFF)
	}
	le.PutUint32(b[76:], 0) // the allocation table is in sector 0
	for i := 512; i < 1024; i += 4 {
		le.PutUint32(b[i:], 0xFFFFFFFF)
	}
	le.PutUint32(b[512:], 0xFFFFFFFD)
	le.PutUint32(b[516:], 0xFFFFFFFE)
	entry(b[1024:], "Root Entry", 5, 1)
	entry(b[1152:], stream, 2, 0xFFFFFFFF)
	return b
}

func entry(b []byte, name string, kind byte, child uint32) {
	copy(b, utf16le(name))
	le := binary.LittleEndian
	le.PutUint16(b[64:], uint16(2*len(name)+2))
	b[66], b[67] = kind, 1
	le.PutUint32(b[68:], 0xFFFFFFFF)
	le.PutUint32(b[72:], 0xFFFFFFFF)
	le.PutUint32(b[76:], child)
	le.PutUint32(b[116:], 0xFFFFFFFE)
}
