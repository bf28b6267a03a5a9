package formats_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/formats"
	"huitoukan/ingest/read/ocr"
	"huitoukan/ingest/read/pdf"
	"huitoukan/ingest/read/readertest"
	"huitoukan/ingest/read/sandbox"
	"huitoukan/record"
)

const asChild = "formats-test-child"

// TestMain makes the test binary its own reading child, as the program's binary is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == asChild {
		engine := pdf.New(pdf.Options{Scan: ocr.Page})
		if err := sandbox.Serve(context.Background(), os.Stdin, os.Stdout, formats.New(engine.Read, ocr.Page).Read); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		tellHeld()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// heldFile names, in a child's environment, the file in which it tells as it ends what memory it has held.
const heldFile = "HUITOUKAN_TEST_HELD"

// tellHeld copies what the system says of this process, where it says so.
func tellHeld() {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_ = os.WriteFile(os.Getenv(heldFile), status, 0o600) // the test sees that it is not there
	}
}

// held is the most memory, in bytes, that the last child has held; 0 where the system does not tell.
func held(t *testing.T) int64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	status, err := os.ReadFile(os.Getenv(heldFile))
	if err := errors.Join(err, os.Remove(os.Getenv(heldFile))); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		var kib int64
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			return kib << 10
		}
	}
	t.Fatal("no VmHWM in /proc/self/status")
	return 0
}

// child reads files as the program does, one child a file.
func child(t *testing.T) *sandbox.Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(heldFile, filepath.Join(t.TempDir(), "held"))
	p := sandbox.New(sandbox.Options{Command: []string{exe, asChild}, Files: 1})
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// What one file may cost that is no scan, whatever it holds.
const (
	timeMost   = 5 * time.Second
	memoryMost = 300 << 20
)

// answer is what a check is given: what came of a file.
type answer struct {
	text record.Text
	err  error
}

// check says what is wrong with an answer; "" when nothing is.
type check func(a answer) string

// is wants this error.
func is(want error) check {
	return func(a answer) string {
		if errors.Is(a.err, want) {
			return ""
		}
		return fmt.Sprintf("got %v, want %v", a.err, want)
	}
}

// has wants these parts in this order, white space apart.
func has(parts ...string) check {
	return func(a answer) string {
		rest := letters(a.text.Body)
		for _, p := range parts {
			_, after, ok := strings.Cut(rest, letters(p))
			if !ok {
				return fmt.Sprintf("%v, no %q, or not in its place", a.err, p)
			}
			rest = after
		}
		return ""
	}
}

// begins wants this at the very start.
func begins(start string) check {
	return func(a answer) string {
		if strings.HasPrefix(letters(a.text.Body), letters(start)) {
			return ""
		}
		return fmt.Sprintf("%v, does not begin with %q", a.err, start)
	}
}

// lacks wants none of these.
func lacks(parts ...string) check {
	return func(a answer) string {
		for _, p := range parts {
			if strings.Contains(a.text.Body, p) {
				return fmt.Sprintf("%q is in it", p)
			}
		}
		return ""
	}
}

// row wants a table row with these cells.
func row(cells ...string) check {
	return func(a answer) string {
		if strings.Contains(a.text.Body, strings.Join(cells, "\t")) {
			return ""
		}
		return fmt.Sprintf("%v, no row %q", a.err, cells)
	}
}

func all(checks ...check) check {
	return func(a answer) string {
		for _, c := range checks {
			if wrong := c(a); wrong != "" {
				return wrong
			}
		}
		return ""
	}
}

func either(checks ...check) check {
	return func(a answer) string {
		var wrongs []string
		for _, c := range checks {
			wrong := c(a)
			if wrong == "" {
				return ""
			}
			wrongs = append(wrongs, wrong)
		}
		return strings.Join(wrongs, "; ")
	}
}

// letters is s without white space and the | of a table that is written down.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '|' {
			return -1
		}
		return r
	}, s)
}

const (
	hardFolder = "../../../../shared/hard"
	fourLines  = "关于进一步优化营商环境的若干措施\n一、总体要求（2024年度）\n（一）坚持“放管服”改革，完善1项制度。\n经费合计：120.50万元；占比35%。"
)

// hard are the traits of files that readers have stumbled over. Each has a file of our own, which the tests of its reader
// hold to its golden file or to its error, or which is made below; and, where the folder of collected files is at hand, one or
// more of those.
var hard = []struct {
	trait string
	own   string // under ingest/read, or a name in [made]
	files []string
	want  check // of the collected files
	scan  bool  // is read by tesseract, and takes its time
}{
	{trait: "official paper with a table", own: "pdf/testdata/notice.pdf.golden", files: []string{"gongwen.pdf"}, want: all(expected("gongwen.expect.txt"), has("36次"))},
	{trait: "scan", own: "ocr/testdata/skewed.pdf", files: []string{"scan-gongwen-200dpi.pdf"}, want: nearly("gongwen.expect.txt"), scan: true},
	{trait: "no character map", own: "ocr/testdata/no-character-map.pdf", files: []string{"no-tounicode.pdf"}, want: nearly("gongwen.expect.txt"), scan: true},
	{trait: "a character an object", own: "pdf/testdata/single characters.golden", files: []string{"onechar-flags32-GBK-EUC-H.pdf"}, want: exactly(fourLines)},
	{trait: "layer that is not drawn", own: "pdf/testdata/hidden layer.golden", files: []string{"hidden-ocr-layer-SimSun-p1.pdf"}, want: begins("关于浙江菲达环保")},
	{trait: "GBK-EUC-H", own: "pdf/testdata/codes GBK-EUC-H.golden", files: []string{"cmap-GBK-EUC-H.pdf"}, want: exactly(fourLines)},
	{trait: "GBK2K-H", own: "pdf/testdata/codes GBK2K-H.golden", files: []string{"cmap-GBK2K-H.pdf"}, want: begins(fourLines)},
	{trait: "UniGB-UTF16-H", own: "pdf/testdata/codes UniGB-UTF16-H.golden", files: []string{"cmap-UniGB-UTF16-H.pdf"}, want: exactly(fourLines)},
	{trait: "numbers of Adobe-GB1", own: "pdf/testdata/codes Adobe-GB1.golden", files: []string{"cmap-Identity-H-AdobeGB1.pdf"}, want: exactly(fourLines)},
	{trait: "ETen-B5-H", own: "pdf/testdata/codes ETen-B5-H.golden", files: []string{"cmap-ETen-B5-H.pdf"}, want: exactly("關於進一步優化營商環境的若干措施\n一、總體要求")},
	{trait: "vertical writing", own: "pdf/testdata/columns.golden", files: []string{"cmap-UniGB-UCS2-V-vertical.pdf"}, want: exactly(fourLines)},
	{trait: "vertical writing in two tiers", own: "pdf/testdata/columns.golden", files: []string{"jo.pdf"}, want: begins("序わたくしといふ現象は")},
	{trait: "fonts of single bytes with GBK in them", own: "pdf/testdata/single bytes.golden", files: []string{"XiaoBiaoSong.pdf"}, want: begins("目录关于红军作战的原则")},
	{trait: "character map with other names", own: "pdf/testdata/radicals.golden", files: []string{"issue16538.pdf"}, want: has("標準マーケットモデル")},
	{trait: "Chinese title", own: "pdf/testdata/codes GBK-EUC-H.golden", files: []string{"issue2128r.pdf"}, want: has("浅谈校长的魅力", "闻喜县")},
	{trait: "table with rules", own: "pdf/testdata/ledger.pdf.golden", files: []string{"chinese-tables.pdf"}, want: all(has("盐城高新区投资集团", "表7-1"), row("年份", "主体信用评级"))},
	{trait: "password for changes only", own: "pdf/testdata/owner-password.pdf.golden", files: []string{"enc-rc4-40-emptyuser.pdf", "enc-aes-256-emptyuser.pdf"}, want: expected("gongwen.expect.txt")},
	{trait: "password", own: "pdf/testdata/needs-password.pdf", files: []string{"enc-aes-256-needs-password.pdf"}, want: is(read.ErrEncrypted)},
	{trait: "wrong offsets", own: "pdf/testdata/wrong offsets.golden", files: []string{"xref-broken-offset.pdf"}, want: exactly(fourLines)},
	{trait: "HTTP headers in front", own: "pdf/testdata/behind headers.golden", files: []string{"junk-before-header.pdf"}, want: exactly(fourLines)},
	{trait: "no cross-reference table", own: "endless.pdf", files: []string{"xref-missing.pdf"}, want: either(exactly(fourLines), is(read.ErrDamaged))},
	{trait: "page tree in itself", own: "loop.pdf", files: []string{"pages-loop.pdf", "parent-loop.pdf", "count-huge.pdf"}, want: either(is(read.ErrDamaged), is(read.ErrNoText), exactly("x"))},
	{trait: "bomb of two layers", own: "bomb.pdf", files: []string{"bomb-flate-double.pdf"}, want: is(read.ErrMemory)},

	{trait: "automatic numbers", own: "docx/testdata/numbers.golden", files: []string{"num.docx"}, want: labelled("num.expect.txt")},
	{trait: "automatic numbers, Word 97", own: "doc/testdata/numbers.doc.golden", files: []string{"num.doc", "wps-short-last-sector.doc"},
		want: labelled("num.expect.txt", "2.1.1\t法律式编号", "2.\t续", "六、\t六项")}, // as LibreOffice saved them
	{trait: "tables", own: "docx/testdata/tables.golden", files: []string{"table.docx"},
		want: all(row("序号", "项目", "金额（万元）"), row("一、", "设备费", "服务器", "120.50"), row("二、", "终端", "30"), has("第一段第二段", "内甲内乙", "嵌套后", "表后正文。"))},
	{trait: "runs", own: "docx/testdata/runs.golden", files: []string{"misc.docx"},
		want: all(has("新增文字INS", "移来MVT", "SDTB", "SDTI", "HL", "ST", "𠮷", "FN", "EN"), once("TB"), lacks("DEL", "MVF", "INSTR", "HID", "pinyin"))},
	{trait: "numbered headings", own: "docx/testdata/numbers.golden", files: []string{"docx_01.docx"}, want: has("1. 有序列表构成的章节标题")},
	{trait: "lists that override others", own: "docx/testdata/numbers.golden", files: []string{"testWORD_override_list_numbering.docx"}, want: has("1st.2.1someText")},
	{trait: "bomb", own: "bomb.docx", files: []string{"bomb.docx"}, want: is(read.ErrTooLarge)},
	{trait: "deep nesting", own: "deep.docx", files: []string{"deepnest.docx"}, want: is(read.ErrTooDeep)},
	{trait: "truncated", own: "truncated.docx", files: []string{"truncated.docx"}, want: is(read.ErrDamaged)},
	{trait: "entities", own: "entities.docx", files: []string{"xxe.docx"}, want: is(read.ErrDamaged)},

	{trait: "list numbers, Word 97", own: "doc/testdata/numbers.doc.golden", files: []string{"testWORD_numbered_list.doc"}, want: has("1)This", "a)Is", "i)A multi", "1.Within cell 1")},
	{trait: "Chinese text, Word 97", own: "doc/testdata/runs.doc.golden", files: []string{"61490.doc"}, want: has("居中的大标题", "1.章节1", "1.1.章节1.1")},
	{trait: "Word 95", own: "doc/doc_test.go", files: []string{"Bug51944.doc"}, want: is(read.ErrOldFormat)},
	{trait: "stream's name in small letters", own: "doc/doc_test.go", files: []string{"47950_lower.doc"}, want: has("This is a sample Word document")},
	{trait: "password, Word 97", own: "doc/doc_test.go", files: []string{"PasswordProtected.doc"}, want: is(read.ErrEncrypted)},
	{trait: "Word 97 named .wps", own: "doc/testdata/wide.doc.golden", files: []string{"kingsoft-as-wps.wps"}, want: expected("gongwen.expect.txt")},

	{trait: "template behind the page's text", own: "ofd/testdata/template.golden", files: []string{"999.ofd"}, want: has("重庆增值税电子普通发票", "10600.00")},
	{trait: "running text, glyph numbers beside it", own: "ofd/testdata/notice.golden", files: []string{"doc1File.ofd"}, want: has("一日不见兮", "十年生死两茫茫")},
	{trait: "drawings only", own: "ofd/ofd_test.go", files: []string{"V4RideRight.ofd"}, want: is(read.ErrNoTextLayer)},
	{trait: "a matrix on each object", own: "ofd/testdata/objects.golden", files: []string{"发票监制章-数科.ofd"}, want: has("国家税务总局")},
	{trait: "odd paths and namespaces", own: "ofd/testdata/objects.golden", files: []string{"namespace_no_std.ofd", "no_page_container.ofd", "path_unstd.ofd"},
		want: either(has("你好呀，OFDReader&Writer！"), has("发票号码：04875996"), has("立案决定书"))},

	{trait: "three characters of GBK", own: "plain/testdata/gbk.txt.golden", files: []string{"txt-gbk-short.txt"}, want: exactly("第三条")},
	{trait: "four-byte characters", own: "plain/testdata/gb18030-four.txt.golden", files: []string{"txt-gb18030-long.txt"}, want: all(begins("某某市人民政府办公室"), has("㐀䶮𠮷"))},
	{trait: "UTF-16 without a mark", own: "plain/testdata/utf16le.txt.golden", files: []string{"txt-utf16le-nobom.txt"}, want: exactly("第三条 申请人应当如实提交有关材料。")},
	{trait: "Big5", own: "plain/testdata/big5.txt.golden", files: []string{"txt-big5.txt"}, want: begins("受文者：各縣市政府")},
	{trait: "charset in a meta element", own: "html/testdata/tables.html.golden", files: []string{"html-gb2312-meta.html"}, want: all(has("关于印发办法的通知", "事项", "甲", "乙"), lacks("脚本", "{"))},
}

// TestHard holds every reader to the traits above. A file that is made here and all collected ones are read in a child of
// their own, in the time and memory that a file may take.
func TestHard(t *testing.T) {
	_, err := os.Stat(hardFolder)
	collected := err == nil
	if !collected {
		fmt.Println("the folder of collected files is not here: TestHard reads the project's own alone")
	}
	pool := child(t)
	// the first child of all compiles PDFium, which takes 3 s and 0.5 GB, and keeps what it made for the others
	if _, err := pool.Read(t.Context(), "../pdf/testdata/notice.pdf", read.Limits{}); err != nil {
		t.Fatal(err)
	}
	for _, h := range hard {
		t.Run(h.trait, func(t *testing.T) {
			if make, ok := made[h.own]; ok {
				data, want := make(t)
				path := filepath.Join(t.TempDir(), h.own)
				if err := os.WriteFile(path, data, 0o600); err != nil {
					t.Fatal(err)
				}
				readHard(t, pool, path, want, false)
			} else if _, err := os.Stat(filepath.Join("..", h.own)); err != nil {
				t.Errorf("no file of our own: %v", err)
			}
			for _, name := range h.files {
				if collected && (!h.scan || tesseract()) {
					readHard(t, pool, filepath.Join(hardFolder, name), h.want, h.scan)
				}
			}
		})
	}
}

func readHard(t *testing.T, pool *sandbox.Pool, path string, want check, scan bool) {
	t.Helper()
	begun := time.Now()
	text, err := pool.Read(t.Context(), path, read.Limits{})
	took, held := time.Since(begun), held(t)
	if wrong := want(answer{text, err}); wrong != "" {
		t.Errorf("%s: %s\n%s", filepath.Base(path), wrong, readertest.Dump(text))
	}
	if err == nil {
		if err := readertest.Check(text); err != nil {
			t.Errorf("%s does not hold together: %v", filepath.Base(path), err)
		}
	}
	if !scan && took > timeMost || held > memoryMost {
		t.Errorf("%s: %v, %d MB", filepath.Base(path), took, held>>20)
	}
	t.Logf("%s: %v, %d MB: %.80v", filepath.Base(path), took.Round(time.Millisecond), held>>20, err)
}

func tesseract() bool {
	out, err := exec.Command("tesseract", "--list-langs").CombinedOutput()
	return err == nil && strings.Contains(string(out), "chi_sim")
}

// TestHardIsWhole finds files of the folder that no row names.
func TestHardIsWhole(t *testing.T) {
	entries, err := os.ReadDir(hardFolder)
	if err != nil {
		fmt.Println("the folder of collected files is not here: TestHardIsWhole has nothing to look at")
		return
	}
	for _, e := range entries {
		known := strings.HasSuffix(e.Name(), ".expect.txt") || e.Name() == "README.md"
		for _, h := range hard {
			known = known || slices.Contains(h.files, e.Name())
		}
		if !known {
			t.Errorf("no row for %s", e.Name())
		}
	}
}

func collectedText(name string) string {
	data, err := os.ReadFile(filepath.Join(hardFolder, name))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// exactly wants this text and no more, white space apart.
func exactly(text string) check {
	return func(a answer) string {
		if letters(a.text.Body) == letters(text) {
			return ""
		}
		return fmt.Sprintf("%v, not %q", a.err, text)
	}
}

// expected wants the text of a file in the folder.
func expected(name string) check {
	return func(a answer) string { return exactly(collectedText(name))(a) }
}

// nearly wants it with a character wrong in a hundred, as tesseract reads.
func nearly(name string) check {
	return func(a answer) string {
		want, got := []rune(letters(collectedText(name))), []rune(letters(a.text.Body))
		if wrong := readertest.Distance(string(want), string(got)); wrong*100 > len(want) {
			return fmt.Sprintf("%v, %d of %d characters wrong", a.err, wrong, len(want))
		}
		return ""
	}
}

// labelled wants the blocks of a file in the folder, a label, a tab and the text a line, but for those that are known to differ.
func labelled(name string, known ...string) check {
	return func(a answer) string {
		want := strings.Split(strings.TrimSpace(collectedText(name)), "\n")
		if len(want) != len(a.text.Blocks) {
			return fmt.Sprintf("%v, %d blocks, not %d", a.err, len(a.text.Blocks), len(want))
		}
		for i, b := range a.text.Blocks {
			s := a.text.Slice(b.Span)
			if got := s[:b.Label] + "\t" + strings.TrimSpace(s[b.Label:]); got != want[i] && !slices.Contains(known, want[i]) {
				return fmt.Sprintf("line %d is %q, not %q", i+1, got, want[i])
			}
		}
		return ""
	}
}

// once wants this a single time.
func once(s string) check {
	return func(a answer) string {
		if n := strings.Count(a.text.Body, "文本框内容"+s); n != 1 {
			return fmt.Sprintf("%q is in it %d times", s, n)
		}
		return ""
	}
}

// made are the files that are too large, or too broken, to keep.
var made = map[string]func(t *testing.T) ([]byte, check){
	"endless.pdf": func(*testing.T) ([]byte, check) {
		return []byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"), is(read.ErrDamaged)
	},
	"loop.pdf": func(*testing.T) ([]byte, check) {
		return pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>"),
			either(is(read.ErrDamaged), is(read.ErrNoText))
	},
	"bomb.pdf": func(t *testing.T) ([]byte, check) {
		data := deflated(t, string(deflated(t, "BT /F 1 Tf <4E00> Tj ET\n", 40<<20)), 1)
		return pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
			fmt.Sprintf("<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream", len(data), data)), is(read.ErrMemory)
	},
	"bomb.docx": func(t *testing.T) ([]byte, check) {
		return wordOf(t, "<w:p><w:r><w:t>一</w:t></w:r></w:p>", 10<<20), is(read.ErrTooLarge)
	},
	"deep.docx": func(t *testing.T) ([]byte, check) {
		return wordOf(t, "<w:tbl><w:tr><w:tc>", 20_000), is(read.ErrTooDeep)
	},
	"truncated.docx": func(t *testing.T) ([]byte, check) {
		whole := wordOf(t, "<w:p><w:r><w:t>正文</w:t></w:r></w:p>", 1)
		return whole[:len(whole)*2/3], is(read.ErrDamaged)
	},
	"entities.docx": func(t *testing.T) ([]byte, check) {
		return zipOf(t, `<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&a;&a;&a;&a;">]>`+wordBegin,
			"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", 1), is(read.ErrDamaged)
	},
}

// pdfOf is a PDF file of these objects, from number 1 on, the first being the catalogue.
func pdfOf(objects ...string) []byte {
	var b, table bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %[1]d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, &table, start)
	return b.Bytes()
}

// deflated is the piece n times over.
func deflated(t *testing.T, piece string, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	repeat(t, w, piece, n)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func repeat(t *testing.T, w io.Writer, piece string, n int) {
	t.Helper()
	many := strings.Repeat(piece, min(n, 1<<14))
	for ; n > 0; n -= 1 << 14 {
		if _, err := io.WriteString(w, many); err != nil {
			t.Fatal(err)
		}
	}
}

const wordBegin = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

// wordOf is a Word document with the piece n times in its body.
func wordOf(t *testing.T, piece string, n int) []byte {
	t.Helper()
	return zipOf(t, wordBegin, piece, n)
}

func zipOf(t *testing.T, begin, piece string, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	repeat(t, w, begin, 1)
	repeat(t, w, piece, n)
	repeat(t, w, "</w:body></w:document>", 1)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
