package mask

import (
	"testing"
	"unicode/utf8"

	"huitoukan/record"
)

// TestMask hides who a person is, and nothing by which problems are known: dates, sums, numbers of documents.
func TestMask(t *testing.T) {
	for from, want := range map[string]string{
		"责任领导：王建国、李四（财务科）":          "责任领导：某某某、某某（财务科）",
		"责任人：欧阳文静，阿依古丽·买买提；时限：6月":   "责任人：某某某某，某某某某·某某某；时限：6月",
		"联系人：张 三　电话：13900001234":    "联系人：某 某　电话：***********",
		"党组书记王建国带队":                 "党组书记某某某带队",
		"领办人：副站长 王建国":               "领办人：副站长 某某某",
		"给予陈伟同志批评教育":                "给予某某同志批评教育",
		"由校长任期轮岗制度；局长关于党建的讲话":       "由校长任期轮岗制度；局长关于党建的讲话",
		"监督方式王小明13900001234，地址":     "监督方式某某某***********，地址",
		"值班电话，14个村；电话12388":         "值班电话，14个村；电话12388",
		"责任人：财务科":                   "责任人：财务科",
		"书记和班子成员带头学习":               "书记和班子成员带头学习",
		"联系电话：5551234":              "联系电话：*******",
		"传真（0000）5551234":           "传真（****）*******",
		"热线 400-000-0000":           "热线 ***-***-****",
		"电话：０７３１－５５５０００":            "电话：＊＊＊＊－＊＊＊＊＊＊",
		"+86 139 0000 1234":         "+** *** **** ****",
		"身份证号110101190001010000":    "身份证号******************",
		"身份证号11010119000101000x":    "身份证号******************",
		"邮箱：office@lm.example":      "邮箱：******@**.*******",
		"2020年3月至2021年4月，12345678元": "2020年3月至2021年4月，12345678元",
		"（2018-2020）鹿发〔2020〕12号":    "（2018-2020）鹿发〔2020〕12号",
	} {
		var b record.Builder
		b.Add("", from, record.Block{})
		got := Text(b.Text("txt"))
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", from, got, want)
		}
		if len(got) != len(from) || utf8.RuneCountInString(got) != utf8.RuneCountInString(from) {
			t.Errorf("%s: places have moved: %s", from, got)
		}
	}
}

// TestMaskTables hides the names in the columns that hold persons, in forms, and wherever else in the document they stand.
func TestMaskTables(t *testing.T) {
	var b record.Builder
	rows := [][]string{
		{"问题", "责任领导", "整改时限"},
		{"学习不够", "王建国、李四", "立行立改"},
		{"王建国未交纳党费", "高效", "6月底"},
	}
	for r, row := range rows {
		for c, s := range row {
			b.Add("", s, record.Block{Cell: &record.Cell{Table: 1, Row: r, Col: c, RowSpan: 1, ColSpan: 1}})
		}
	}
	for c, s := range []string{"责任人", "周小红", "时限", "长期"} {
		b.Add("", s, record.Block{Cell: &record.Cell{Table: 2, Row: 0, Col: c, RowSpan: 1, ColSpan: 1}})
	}
	if got, want := Text(b.Text("docx")), "问题\t责任领导\t整改时限\n学习不够\t某某某、某某\t立行立改\n某某某未交纳党费\t某某\t6月底\n责任人\t某某某\t时限\t长期"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestHide keeps the bytes' places whatever the character.
func TestHide(t *testing.T) {
	s := "王é\U00020000x"
	b := []byte(s)
	hide(b, record.Span{Start: 0, End: len(s)})
	if got := string(b); got != "某×𠀀*" || len(got) != len(s) {
		t.Errorf("got %s", got)
	}
}

// TestNames hides in a sentence who is named elsewhere in its text, and who the sentence itself tells to be a person.
func TestNames(t *testing.T) {
	var b record.Builder
	b.Add("", "责任领导：王建国", record.Block{})
	b.Add("", "王建国未交纳党费，局长李四，不知情。电话：13900001234", record.Block{})
	names := NamesIn(b.Text("txt"))
	const want = "某某某未交纳党费，局长某某，不知情。电话：***********"
	if got := names.Hide("王建国未交纳党费，局长李四，不知情。电话：13900001234"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(names) != 1 {
		t.Errorf("names are %v", names)
	}
}
