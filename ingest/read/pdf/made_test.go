package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"huitoukan/ingest/read/readertest"
)

// made is a PDF file in the making: objects from number 1 on, the first being the catalogue.
type made struct{ objects []string }

func (m *made) add(format string, args ...any) int {
	m.objects = append(m.objects, fmt.Sprintf(format, args...))
	return len(m.objects)
}

func (m *made) stream(dict string, data []byte) int {
	return m.add("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// bytes writes the file with its cross-reference table; shift makes every offset wrong by so much.
func (m *made) bytes(shift int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	offsets := make([]int, len(m.objects))
	for i, o := range m.objects {
		offsets[i] = b.Len() + shift
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len() + shift
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(m.objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(m.objects)+1, start)
	return b.Bytes()
}

// pages makes a file of A4 pages with these contents and the font /F of the given dictionary.
func pages(font string, contents ...string) *made {
	return pagesWith("", font, contents...)
}

// pagesWith is pages with more entries in each page's dictionary.
func pagesWith(page, font string, contents ...string) *made {
	m := &made{}
	m.add("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range contents {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	m.add("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(contents))
	m.add("%s", font)
	for _, c := range contents {
		m.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R%s>>",
			len(m.objects)+2, page)
		m.stream("", []byte(c))
	}
	return m
}

// simSun is a font that is named and not embedded, with a predefined CMap, as many printer drivers write it.
func simSun(cmap string) string {
	return "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/" + cmap + "/DescendantFonts[<</Type/Font" +
		"/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000" +
		"/FontDescriptor<</Type/FontDescriptor/FontName/SimSun/Flags 32/FontBBox[-8 -145 1000 859]/ItalicAngle 0" +
		"/Ascent 859/Descent -141/CapHeight 684/StemV 88>>>>]>>"
}

// utf16 is s in hexadecimal for the UniGB-UCS2 CMaps.
func utf16(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "%04X", r)
	}
	return b.String()
}

// show sets s at x, y with a text matrix a b c d.
func show(matrix string, x, y, size float64, s string) string {
	return fmt.Sprintf("BT /F %g Tf %s %g %g Tm <%s> Tj ET\n", size, matrix, x, y, utf16(s))
}

const straight = "1 0 0 1"

// oneByOne sets each character as an object of its own, 14 points apart.
func oneByOne(y float64, s string) string {
	var b strings.Builder
	x := 72.0
	for _, r := range s {
		b.WriteString(show(straight, x, y, 14, string(r)))
		x += 14
	}
	return b.String()
}

// singleCharacters is lost in silence when PDFium has no font for it, and its digits when that font has none.
func singleCharacters() []byte {
	return pages(simSun("UniGB-UCS2-H"), oneByOne(760, "关于巡察整改情况的通报")+oneByOne(736, "一、总体情况（2023年）")+
		oneByOne(712, "整改问题36个，占比72.5%。")).bytes(0)
}

// columns is written from top to bottom, the right column first; the file has the left one first.
func columns() []byte {
	return pages(simSun("UniGB-UCS2-V"), show(straight, 440, 760, 14, "（一）制度１项。")+
		show(straight, 470, 760, 14, "一、总体要求")+show(straight, 500, 760, 14, "青岚县巡察整改通报")).bytes(0)
}

// sideways is a page turned by a quarter with its text turned back.
func sideways() []byte {
	return pagesWith("/Rotate 90", simSun("UniGB-UCS2-H"), show("0 1 -1 0", 100, 72, 14, "青岚县巡察整改台账")+
		show("0 1 -1 0", 124, 72, 14, "问题1：制度不健全。")).bytes(0)
}

// watermarked has a word across the page.
func watermarked() []byte {
	return pages(simSun("UniGB-UCS2-H"), show(straight, 72, 760, 14, "关于巡察整改情况的通报")+
		show("0.7 0.7 -0.7 0.7", 200, 300, 60, "内部资料")+show(straight, 72, 736, 14, "问题共36个。")).bytes(0)
}

// strokedBold is bold as word processors make it for fonts without a bold face: filled and drawn round.
func strokedBold() []byte {
	return pages(simSun("UniGB-UCS2-H"), "2 Tr\n"+show(straight, 72, 760, 14, "一、总体情况")+
		"0 Tr\n"+show(straight, 72, 736, 14, "问题共36个。")).bytes(0)
}

// radicals has a character map that names 人 and 工 by their radicals, U+2F08 and U+2F2F.
func radicals() []byte {
	m := pages("", "BT /F 14 Tf 72 760 Td <000100020003> Tj ET")
	cmap := m.stream("", []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def "+
		"1 begincodespacerange <0000> <FFFF> endcodespacerange "+
		"3 beginbfchar <0001> <2F2F> <0002> <4F5C> <0003> <2F08> endbfchar endcmap end end"))
	m.objects[2] = identityFont(fmt.Sprintf("/ToUnicode %d 0 R", cmap))
	return m.bytes(0)
}

// filledRules is a table whose borders are thin filled rectangles, all in one path, inside a form, open at the sides.
func filledRules() []byte {
	m := pages(simSun("UniGB-UCS2-H"), "1 0 0 1 10 0 cm /X Do")
	form := m.stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>", []byte(
		"60 780 400 0.5 re 60 740 400 0.5 re 60 700 400 0.5 re 160 700 0.5 80 re f\n"+
			show(straight, 70, 755, 14, "问题")+show(straight, 170, 755, 14, "整改措施")+
			show(straight, 70, 715, 14, "学习不够")+show(straight, 170, 715, 14, "每月学习1次。")))
	m.objects[3] = strings.Replace(m.objects[3], "/Font", fmt.Sprintf("/XObject<</X %d 0 R>>/Font", form), 1)
	return m.bytes(0)
}

func identityFont(more string) string {
	return "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+SimSun/Encoding/Identity-H" + more + "/DescendantFonts[<</Type/Font" +
		"/Subtype/CIDFontType2/BaseFont/ABCDEF+SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>" +
		"/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+SimSun/Flags 4/FontBBox[0 -145 1000 859]" +
		"/ItalicAngle 0/Ascent 859/Descent -141/CapHeight 684/StemV 88>>>>]>>"
}

// withoutMap numbers its glyphs and says nowhere which characters they are.
func withoutMap() []byte {
	var codes strings.Builder
	for i := range 60 {
		fmt.Fprintf(&codes, "%04X", i+1)
	}
	return pages(identityFont(""), "BT /F 8 Tf 40 760 Td <"+codes.String()+"> Tj ET").bytes(0)
}

// picture is a page with an image and no text.
func picture() *made {
	m := pages(simSun("UniGB-UCS2-H"), "q 500 0 0 700 40 70 cm /I Do Q")
	image := m.stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", []byte{0x80})
	m.objects[3] = strings.Replace(m.objects[3], "/Font", fmt.Sprintf("/XObject<</I %d 0 R>>/Font", image), 1)
	return m
}

// stamped is a picture of a page on which the scanning program has set its name.
func stamped() []byte {
	m := picture()
	m.objects[4] = strings.Replace(m.objects[4], "Do Q", "Do Q "+show(straight, 480, 20, 8, "扫描软件"), 1)
	return regrown(m).bytes(0)
}

// regrown has the length of the page's contents right again.
func regrown(m *made) *made {
	_, data, _ := strings.Cut(m.objects[4], "stream\n")
	data = strings.TrimSuffix(data, "\nendstream")
	m.objects[4] = fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(data), data)
	return m
}

// partlyScanned has a page of text and a picture of one.
func partlyScanned() []byte {
	m := picture()
	text := m.stream("", []byte(show(straight, 72, 760, 14, "第一页有文字。")))
	page := m.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", text)
	m.objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%d 0 R 4 0 R]/Count 2>>", page)
	return m.bytes(0)
}

// named is a page in a font that is named and not embedded, its codes being those of a predefined CMap.
func named(cmap, ordering, codes string) []byte {
	font := strings.Replace(simSun(cmap), "/Ordering(GB1)", "/Ordering("+ordering+")", 1)
	return pages(font, "BT /F 14 Tf 72 760 Td <"+codes+"> Tj ET").bytes(0)
}

// encoded is s in hexadecimal in a charset.
func encoded(t testing.TB, c encoding.Encoding, s string) string {
	t.Helper()
	b, err := c.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%X", b)
}

// byNumber numbers its characters as Adobe-GB1 does: 一、（1） are 4162, 97, 269, 18 and 270.
func byNumber() []byte { return named("Identity-H", "GB1", "10420061010D0012010E") }

// hidden has its text in a layer that is not drawn, as programs that recognise scanned pages leave it.
func hidden() []byte {
	return pages(simSun("UniGB-UCS2-H"), "3 Tr\n"+show(straight, 72, 760, 14, "青岚县水务局整改通报")).bytes(0)
}

// singleByte has the bytes of GBK in a font of single bytes with a name in GBK, 宋体, as a driver of the nineties wrote it.
func singleByte(t testing.TB) []byte {
	font := "<</Type/Font/Subtype/TrueType/BaseFont/#CB#CE#CC#E5/FirstChar 0/LastChar 255/Widths[" +
		strings.Repeat("500 ", 256) + "]/Encoding/WinAnsiEncoding/FontDescriptor<</Type/FontDescriptor/FontName/#CB#CE#CC#E5" +
		"/Flags 32/FontBBox[0 -145 1000 859]/ItalicAngle 0/Ascent 859/Descent -141/CapHeight 684/StemV 88>>>>"
	return pages(font, "BT /F 14 Tf 72 760 Td <"+encoded(t, simplifiedchinese.GBK, "关于巡察整改的通报")+"> Tj ET").bytes(0)
}

// behindHeaders is a file as a broken download leaves it: with the server's answer in front.
func behindHeaders() []byte {
	return append([]byte("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"), singleCharacters()...)
}

// withoutEnd has lost its cross-reference table and all behind it.
func withoutEnd() []byte {
	data := singleCharacters()
	return data[:bytes.Index(data, []byte("xref\n"))]
}

// ownParent is a page whose parent's parent is the page.
func ownParent() []byte {
	m := pages(simSun("UniGB-UCS2-H"), show(straight, 72, 760, 14, "只有一页。"))
	m.objects[1] = strings.Replace(m.objects[1], "/Type/Pages", "/Type/Pages/Parent 4 0 R", 1)
	return m.bytes(0)
}

// selfContained is a page tree that is its own child.
func selfContained() []byte {
	m := &made{}
	m.add("<</Type/Catalog/Pages 2 0 R>>")
	m.add("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>")
	return m.bytes(0)
}

// hugeCount claims two thousand million pages and has one.
func hugeCount() []byte {
	m := pages(simSun("UniGB-UCS2-H"), show(straight, 72, 760, 14, "只有一页。"))
	m.objects[1] = strings.Replace(m.objects[1], "/Count 1", "/Count 2000000000", 1)
	return m.bytes(0)
}

const line = "一、总体要求（2024年度），占比72.5%。"

// madeCases are the files above that are read, for the suite and the fuzzer.
func madeCases(t testing.TB) []readertest.Case {
	return []readertest.Case{
		{Name: "single characters", Data: singleCharacters()},
		{Name: "columns", Data: columns()},
		{Name: "sideways", Data: sideways()},
		{Name: "watermarked", Data: watermarked()},
		{Name: "stroked bold", Data: strokedBold()},
		{Name: "radicals", Data: radicals()},
		{Name: "partly scanned", Data: partlyScanned()},
		{Name: "filled rules", Data: filledRules()},
		{Name: "codes GBK-EUC-H", Data: named("GBK-EUC-H", "GB1", encoded(t, simplifiedchinese.GBK, line))},
		{Name: "codes GBK2K-H", Data: named("GBK2K-H", "GB1", encoded(t, simplifiedchinese.GB18030, line+"㐀"))},
		{Name: "codes UniGB-UTF16-H", Data: named("UniGB-UTF16-H", "GB1", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), line))},
		{Name: "codes ETen-B5-H", Data: named("ETen-B5-H", "CNS1", encoded(t, traditionalchinese.Big5, "關於巡察整改情況的通報（2024年）"))},
		{Name: "codes Adobe-GB1", Data: byNumber()},
		{Name: "hidden layer", Data: hidden()},
		{Name: "single bytes", Data: singleByte(t)},
		{Name: "behind headers", Data: behindHeaders()},
		{Name: "own parent", Data: ownParent()},
		{Name: "wrong offsets", Data: pages(simSun("GBK-EUC-H"), "BT /F 14 Tf 72 760 Td <B9D8D3DA3336> Tj ET").bytes(7)},
	}
}

// doubleBomb inflates twice, to size bytes of text operators, from a millionth of that.
func doubleBomb(t testing.TB, size int) []byte {
	t.Helper()
	var outer bytes.Buffer
	w := zlib.NewWriter(&outer)
	inner := zlib.NewWriter(w)
	piece := bytes.Repeat([]byte("BT /F 1 Tf <4E00> Tj ET\n"), 1<<15)
	for n := 0; n < size; n += len(piece) {
		if _, err := inner.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(inner.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	m := pages(simSun("UniGB-UCS2-H"), "")
	m.objects = m.objects[:4]
	m.stream("/Filter[/FlateDecode/FlateDecode]", outer.Bytes())
	return m.bytes(0)
}

// bomb inflates to size bytes of text operators, from a thousandth of that.
func bomb(t testing.TB, size int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	piece := bytes.Repeat([]byte("BT /F 1 Tf <4E00> Tj ET\n"), 1<<15)
	for n := 0; n < size; n += len(piece) {
		if _, err := w.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	m := pages(simSun("UniGB-UCS2-H"), "")
	m.objects = m.objects[:4]
	m.stream("/Filter/FlateDecode", packed.Bytes())
	return m.bytes(0)
}
