package xlsx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"huitoukan/report"
	"huitoukan/report/xlsx"
)

// example is the paper of the report that package report's own test keeps.
func example(t *testing.T) report.Paper {
	t.Helper()
	b, err := os.ReadFile("../testdata/repeats.json")
	if err != nil {
		t.Fatal(err)
	}
	var r report.Report
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r.RepeatsPaper()
}

func render(t *testing.T, p report.Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Render(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSamePaperSameBytes(t *testing.T) {
	if !bytes.Equal(render(t, example(t)), render(t, example(t))) {
		t.Error("two renderings of one paper differ")
	}
}

// The tables of several units stand below each other, each row whole; text stays text.
func TestSheets(t *testing.T) {
	para := func(s string) report.Cell { return report.Cell{Paras: []report.Para{{Text: s}}, Down: 1} }
	table := func(of string, rows ...[]report.Cell) *report.Table {
		return &report.Table{Sheet: "认定重复", Of: of, Columns: []report.Column{{Name: "序号", Share: 1}, {Name: "问题", Share: 9}}, Rows: rows}
	}
	two := para("1")
	two.Down = 2
	p := report.Paper{Title: "报告", Parts: []report.Part{
		{Level: 1, Heading: "说明", Text: []string{"=1+1"}, List: []string{"缺一份"}},
		{Level: 2, Heading: "甲局", Table: table("甲局", []report.Cell{two, para("=cmd|calc")}, []report.Cell{{}, para("公章外借")})},
		{Level: 2, Heading: "乙局", Table: table("乙局", []report.Cell{para("1"), para("账外设账")})},
		{Level: 1, Heading: "统计", Charts: []report.Chart{{Title: "各年问题数", Rows: []string{"2022年"}, Columns: []string{"问题"}, Values: [][]int{{3}}}}},
	}}
	f, err := excelize.OpenReader(bytes.NewReader(render(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := map[string][][]string{
		"说明":    {{"报告"}, {"一、说明"}, {"=1+1"}, {"1．缺一份"}},
		"认定重复":  {{"单位", "序号", "问题"}, {"甲局", "1", "=cmd|calc"}, {"甲局", "1", "公章外借"}, {"乙局", "1", "账外设账"}},
		"各年问题数": {{"", "问题"}, {"2022年", "3"}},
	}
	if got := f.GetSheetList(); len(got) != len(want) {
		t.Errorf("sheets %q", got)
	}
	for sheet, rows := range want {
		got, err := f.GetRows(sheet)
		if err != nil || !slices.EqualFunc(got, rows, slices.Equal[[]string]) {
			t.Errorf("%s: got %q, %v, want %q", sheet, got, err, rows)
		}
	}
}

func TestWriterFails(t *testing.T) {
	if err := xlsx.Render(full{}, example(t)); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
