package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/readertest"
)

func TestRead(t *testing.T) { readertest.Run(t, Read, "testdata", fixtures(t)) }

func FuzzRead(f *testing.F) { readertest.Fuzz(f, Read, fixtures(f)) }

// FuzzSheet changes the XML itself, which changed bytes of a zip hardly ever reach.
func FuzzSheet(f *testing.F) {
	for _, c := range fixtures(f) {
		f.Add(part(f, c.Data, "xl/worksheets/sheet1.xml"), part(f, c.Data, "xl/styles.xml"))
	}
	f.Fuzz(func(t *testing.T, sheet, styles string) {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for name, content := range map[string]string{
			"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
			"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.` +
				`openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
				`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" ` +
				`Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml": sheet,
			"xl/styles.xml":            styles,
		} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		readertest.Try(t, Read, out.Bytes())
	})
}

func part(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func fixtures(t testing.TB) []readertest.Case {
	t.Helper()
	return []readertest.Case{
		{Name: "ledger", Data: saved(t, ledger(t))},
		{Name: "values", Data: saved(t, values(t))},
		{Name: "sheets", Data: saved(t, sheets(t))},
	}
}

// book is a workbook in the making.
type book struct {
	*excelize.File
	t testing.TB
}

func newBook(t testing.TB) book { return book{excelize.NewFile(), t} }

func (b book) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// row writes values from cell at to the right.
func (b book) row(sheet, at string, values ...any) {
	b.t.Helper()
	b.must(b.SetSheetRow(sheet, at, &values))
}

// show writes a value with a number format of its own.
func (b book) show(cell string, value any, format string) {
	b.t.Helper()
	style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &format})
	b.must(err)
	b.must(b.SetCellStyle("Sheet1", cell, cell, style))
	b.must(b.SetCellValue("Sheet1", cell, value))
}

func saved(t testing.TB, b book, opts ...excelize.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	b.must(b.Write(&out, opts...))
	b.must(b.Close())
	return out.Bytes()
}

// ledger has a title over all columns, a line about the table, two rows of headings, and a problem over two rows.
func ledger(t testing.TB) book {
	b := newBook(t)
	b.row("Sheet1", "A1", "附件1：青岚县水务局巡察整改台账")
	b.row("Sheet1", "A2", "填报单位：青岚县水务局")
	b.row("Sheet1", "A3", "序号", "问题", "整改", nil, "时限")
	b.row("Sheet1", "C4", "措施", "责任人")
	b.row("Sheet1", "A5", 1, "河道管护不够到位。", "1.修订巡查办法；\n2.每月抽查1次。\r\n\n3.通报。", "王某", "2023年9月底")
	b.must(b.SetCellStr("Sheet1", "B6", "合并以前的字"))
	b.row("Sheet1", "C6", "督促整改36处。", "李某", "长期坚持")
	b.row("Sheet1", "A7", 2, "  供水工程管理薄弱。 ", "落实管护员。", "", "立行立改")
	for _, m := range [][2]string{{"A1", "E1"}, {"A3", "A4"}, {"B3", "B4"}, {"C3", "D3"}, {"E3", "E4"}, {"A5", "A6"}, {"B5", "B6"}} {
		b.must(b.MergeCell("Sheet1", m[0], m[1]))
	}
	return b
}

// values shows what a number looks like in its cell, not what it is stored as.
func values(t testing.TB) book {
	b := newBook(t)
	b.row("Sheet1", "A1", "日期", "金额", "占比", "公式", "文字", "是否", "编号")
	day := time.Date(2023, 9, 8, 0, 0, 0, 0, time.UTC)
	b.show("A2", day, `yyyy"年"m"月"d"日"`)
	b.show("A3", day, "yyyy-mm-dd")
	b.show("B2", 1234567.5, "#,##0.00")
	b.show("B3", 36, `0"人次"`)
	b.show("C2", 0.725, "0.0%")
	b.must(b.SetCellValue("Sheet1", "D2", 72)) // the result, as Excel stores it beside the formula
	b.must(b.SetCellFormula("Sheet1", "D2", "B3*2"))
	b.must(b.SetCellValue("Sheet1", "D3", 0.1))
	b.must(b.SetCellStr("Sheet1", "E2", "007"))
	b.must(b.SetCellRichText("Sheet1", "E3", []excelize.RichTextRun{{Text: "学习"}, {Text: "不深入", Font: &excelize.Font{Bold: true}}}))
	b.must(b.SetCellBool("Sheet1", "F2", true))
	b.show("G2", 7, "000")
	return b
}

// sheets has two sheets with text, an empty one between, and two that nobody sees.
func sheets(t testing.TB) book {
	b := newBook(t)
	b.must(b.SetSheetName("Sheet1", "台账"))
	for _, name := range []string{"空表", "隐藏", "深藏", "汇总"} {
		_, err := b.NewSheet(name)
		b.must(err)
	}
	b.row("台账", "A1", "问题", "措施")
	b.row("台账", "A4", "隔了两行")
	b.row("隐藏", "A1", "看不见")
	b.row("深藏", "A1", "更看不见")
	b.row("汇总", "B2", "共36个问题")
	b.must(b.SetSheetVisible("隐藏", false))
	b.must(b.SetSheetVisible("深藏", false, true))
	b.must(b.AddChartSheet("图表", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "台账!$A$1:$B$1"}}}))
	return b
}

// TestRefused shows what the reader answers to files that it cannot take.
func TestRefused(t *testing.T) {
	whole := saved(t, ledger(t))
	big := newBook(t)
	for i := range 2000 {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		big.must(err)
		big.row("Sheet1", cell, strings.Repeat("巡察整改", 50))
	}
	for _, c := range []struct {
		name string
		data []byte
		lim  read.Limits
		want error
	}{
		{"empty", nil, read.Limits{}, read.ErrEmpty},
		{"no zip", []byte("正文"), read.Limits{}, read.ErrDamaged},
		{"two thirds of a zip", whole[:len(whole)*2/3], read.Limits{}, read.ErrDamaged},
		{"password", saved(t, ledger(t), excelize.Options{Password: "test"}), read.Limits{}, read.ErrEncrypted},
		{"no text", saved(t, newBook(t)), read.Limits{}, read.ErrNoText},
		{"too large when inflated", saved(t, big), read.Limits{Inflated: 100_000}, read.ErrTooLarge},
	} {
		text, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), c.lim)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v; text %q", c.name, err, c.want, text.Body)
		}
	}
}
