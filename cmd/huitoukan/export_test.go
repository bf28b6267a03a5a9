package main

import (
	"bytes"
	"io"
	"iter"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"huitoukan/index/indextest"
	"huitoukan/index/local"
	"huitoukan/record"
)

// hostile is a document whose texts a spreadsheet may take for something else.
func hostile() record.Document {
	var b record.Builder
	b.Page()
	b.Add("", "青岚区教育局问题清单", record.Block{})
	b.Page()
	start := b.Len() + 1
	b.Add("", "问题1：=HYPERLINK(\"http://a\",\"b\")", record.Block{})
	return record.Document{
		ID: "ab12", File: "教育局/2023/台账.xlsx", Kind: record.Ledger, Unit: "青岚区教育局", Inspection: record.Inspection{Year: 2023, Round: "六届区委第三轮"},
		Problems: []record.Problem{
			{
				Number: 1, Section: []string{"+1", "-2"}, Topic: "T16", Title: `=HYPERLINK("http://a","b")`, Text: "007", Status: record.Ongoing,
				Measures: []record.Measure{{Text: "@SUM(A1)"}, {Text: "－1"}}, Leader: "1E5", Owner: "_x0041_ <局> & “科”", Deadline: "2023-12",
				At: record.Span{Start: start, End: b.Len()},
			},
			{Text: strings.Repeat("长", 40_000), Title: strings.Repeat("𠮷", 20_000)},
		},
		Text: b.Text("xlsx"),
	}
}

// of are the entries of documents.
func of(docs ...record.Document) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		for _, d := range docs {
			for i, p := range d.Problems {
				if !yield(entry{d, d.Unit, record.ProblemID{Doc: d.ID, Index: i + 1}, p}, nil) {
					return
				}
			}
		}
	}
}

func written(t *testing.T, write func(io.Writer, iter.Seq2[entry, error]) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, of(hostile())); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWorkbook reads a workbook back: every text is there as a text, numbers are numbers, and what a cell cannot hold is told of.
func TestWorkbook(t *testing.T) {
	data := written(t, workbook)
	if !bytes.Equal(data, written(t, workbook)) {
		t.Error("the same problems give other bytes")
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheetName)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		strings.Fields("单位 年份 轮次 材料种类 编号 所在部分 主题 标题 问题全文 整改措施 责任领导 责任单位 整改时限 完成情况 文件 页 位置 程序编号"),
		{
			"青岚区教育局", "2023", "六届区委第三轮", "整改台账", "1", "+1\n-2", "T16 资产管理", `=HYPERLINK("http://a","b")`, "007", "@SUM(A1)\n－1", "1E5",
			"_x0041_ <局> & “科”", "2023-12", "正在推进", "教育局/2023/台账.xlsx", "2", "11—41字", "ab12#1",
		},
		{
			"青岚区教育局", "2023", "六届区委第三轮", "整改台账", "", "", "", strings.Repeat("𠮷", 16_371) + cutShort, strings.Repeat("长", 32_743) + cutShort, "", "",
			"", "", "", "教育局/2023/台账.xlsx", "1", "0—0字", "ab12#2",
		},
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %.2000q\nwant %.2000q", rows, want)
	}
	numbers := map[string]bool{"B": true, "E": true, "P": true}
	for i := range columns {
		column, _ := excelize.ColumnNumberToName(i + 1)
		checkCell(t, f, column, numbers[column])
		if width, err := f.GetColWidth(sheetName, column); err != nil || width != columns[i].width {
			t.Errorf("column %s is %v wide, %v", column, width, err)
		}
	}
	if p, err := f.GetPanes(sheetName); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("panes %+v, %v", p, err)
	}
	if filters := f.GetDefinedName(); len(filters) != 1 || filters[0].RefersTo != "'"+sheetName+"'!$A$1:$R$3" {
		t.Errorf("filter %+v", filters)
	}
	props, err := f.GetDocProps()
	if want := (excelize.DocProperties{Title: sheetName, Creator: "回头看"}); err != nil || *props != want {
		t.Errorf("properties %+v, %v", props, err)
	}
}

// checkCell checks that the second row's cell in a column is a number, or a text in a cell of texts, and no formula.
func checkCell(t *testing.T, f *excelize.File, column string, number bool) {
	t.Helper()
	at := column + "2"
	kind, err := f.GetCellType(sheetName, at)
	if want := map[bool]excelize.CellType{true: excelize.CellTypeUnset, false: excelize.CellTypeInlineString}[number]; err != nil || kind != want {
		t.Errorf("%s is of type %v, %v", at, kind, err)
	}
	if formula, err := f.GetCellFormula(sheetName, at); err != nil || formula != "" {
		t.Errorf("%s has the formula %q, %v", at, formula, err)
	}
	id, err := f.GetCellStyle(sheetName, at)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil || !number && (style.NumFmt != 49 || !style.Alignment.WrapText) {
		t.Errorf("%s has the style %+v, %v", at, style, err)
	}
}

// TestSeparated checks that CSV begins with the mark of UTF-8 and holds no formula.
func TestSeparated(t *testing.T) {
	want := "\ufeff" + strings.Join(strings.Fields("单位 年份 轮次 材料种类 编号 所在部分 主题 标题 问题全文 整改措施 责任领导 责任单位 整改时限 完成情况 文件 页 位置 程序编号"), ",") + "\n" +
		`青岚区教育局,2023,六届区委第三轮,整改台账,1,"'+1` + "\n" + `-2",T16 资产管理,"'=HYPERLINK(""http://a"",""b"")",007,"'@SUM(A1)` + "\n" +
		`－1",1E5,_x0041_ <局> & “科”,2023-12,正在推进,教育局/2023/台账.xlsx,2,11—41字,ab12#1` + "\n" +
		`青岚区教育局,2023,六届区委第三轮,整改台账,,,,` + strings.Repeat("𠮷", 20_000) + "," + strings.Repeat("长", 40_000) + ",,,,,,教育局/2023/台账.xlsx,1,0—0字,ab12#2\n"
	if got := string(written(t, separated)); got != want {
		t.Errorf("%.1000s\nwant %.1000s", got, want)
	}
}

// BenchmarkLarge measures what goes through all of 100,000 problems: the ledger of them, the report of what several units were told, and
// that of what came back: how long the program takes, and the most memory that it holds.
func BenchmarkLarge(b *testing.B) {
	exe, data := build(b), b.TempDir()
	e, err := local.Open(b.Context(), filepath.Join(data, "index.db"))
	if err != nil {
		b.Fatal(err)
	}
	for seed := range 20 { // not all at once: the system counts the memory of this process to those that it starts
		if err := e.Put(b.Context(), indextest.Generate(5_000, uint64(seed))...); err != nil {
			b.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	commands := map[string][]string{"common": {"report", "common", "--format", "json"}, "repeats": {"report", "repeats", "--format", "json"}}
	for _, format := range keys(ledgers) {
		commands["export "+format] = []string{"export", "--format", format}
	}
	for _, name := range keys(commands) {
		b.Run(name, func(b *testing.B) {
			held := 0.0
			for b.Loop() {
				cmd := exec.Command(exe, append(commands[name], "--data", data, "-o", filepath.Join(b.TempDir(), "out"))...)
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%s: %v\n%s", name, err, out)
				}
				held = heldBy(cmd.ProcessState)
			}
			b.ReportMetric(held, "MB")
		})
	}
}
