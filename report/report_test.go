package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/internal/golden"
	"huitoukan/record"
	"huitoukan/report"
)

var noon = time.Date(2025, 3, 4, 12, 0, 0, 0, time.UTC)

// said makes a document of an archive office; a problem is "title|rest".
func said(file string, kind record.Kind, unit string, in record.Inspection, problems ...string) record.Document {
	var b record.Builder
	d := record.Document{
		ID: record.DocID("id-" + file), File: file, Kind: kind, Unit: unit, Inspection: in, Rules: 7, Taken: noon,
	}
	b.Add("", file, record.Block{})
	b.Page()
	for i, p := range problems {
		title, rest, _ := strings.Cut(p, "|")
		start := b.Len() + 1
		b.Add("", title+rest, record.Block{})
		d.Problems = append(d.Problems, record.Problem{
			Number: i + 1, Topic: "T30", Title: title, Text: title + rest, At: record.Span{Start: start, End: b.Len()},
		})
	}
	d.Text = b.Text("txt")
	return d
}

var (
	in2019 = record.Inspection{Year: 2019, Round: "五届区委第二轮", Body: "区委第三巡察组", Feedback: "2019-12-20", Start: "2019-09-02", End: "2019-11-01"}
	in2023 = record.Inspection{Year: 2023, Round: "六届区委第五轮", Body: "区委第一巡察组", Feedback: "2023-07-14"}
)

// file2019 and file2023 are two rounds of 泊川市鹿鸣区档案馆.
func file2019() []record.Document {
	return []record.Document{
		said("2019反馈.docx", record.Feedback, "泊川市鹿鸣区档案馆", in2019,
			"库房温湿度记录不连续|。三号库有47天没有记录。",
			"查档窗口午间无人值守|。群众多次跑空。",
			"支部党员大会次数不足|。2018年只开两次，记录有涂改。"),
		said("2019通报.txt", record.Progress, "鹿鸣区档案馆", record.Inspection{Year: 2019, Body: "区委第三巡察组"},
			"库房温湿度记录不连续|", "查档窗口午间无人值守|", "支部党员大会次数不足|"),
	}
}

func file2023() []record.Document {
	feedback := said("2023反馈.docx", record.Feedback, "泊川市鹿鸣区档案馆", in2023,
		"库房温湿度记录仍不连续|。三号库有12天没有记录。",
		"数字化外包验收走过场|。抽检率不足1%即付款。",
		"上轮巡察反馈问题整改不到位|。2019年五届区委第二轮巡察反馈的“查档窗口午间无人值守”问题仍然存在，更早指出的“库房漏雨”无人过问。")
	feedback.Problems[2].References = []record.Reference{
		{Year: 2019, Round: "五届区委第二轮", Claim: record.Unrectified, Quotes: []string{"查档窗口午间无人值守"}},
		{Year: 2011, Round: "三届区委第一轮", Claim: record.Unrectified, Quotes: []string{"库房漏雨"}},
	}
	return []record.Document{
		feedback,
		said("2023台账.xlsx", record.Ledger, "鹿鸣区档案馆党组", record.Inspection{Year: 2023, Feedback: "2023-07"},
			"数字化外包验收走过场|，抽检率不足1%。", "库房温湿度记录仍不连续|，12天没有记录。", "上轮巡察反馈问题整改不到位|"),
	}
}

// county is more units, and documents that cannot be compared.
func county() []record.Document {
	return append(slices.Concat(file2019(), file2023()),
		said("园林2018.pdf", record.Progress, "泊川市鹿鸣区园林局", record.Inspection{Year: 2018}, "苗木采购不询价|，由两家固定供货。"),
		said("园林2022.pdf", record.Feedback, "泊川市鹿鸣区园林和绿化局", record.Inspection{Year: 2022, Round: "六届区委第三轮"},
			"苗木采购不询价|，长期由一家供货。", "库房温湿度记录不连续|，种子库没有记录。"),
		said("无年份.txt", record.Progress, "泊川市鹿鸣区档案馆", record.Inspection{Round: "三届区委第九轮"}, "库房温湿度记录不连续|。"),
		said("无单位.txt", record.Progress, "", record.Inspection{Year: 2020}, "库房温湿度记录不连续|。"),
		said("空.txt", record.Other, "泊川市鹿鸣区档案馆", record.Inspection{}),
	)
}

func seq[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func repeats(t testing.TB, docs []record.Document, verdicts ...record.Verdict) report.Report {
	t.Helper()
	r, err := report.Repeats(seq(docs), seq(verdicts), seq[record.Naming](nil))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func asJSON(t testing.TB, r any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRepeats(t *testing.T) {
	golden.Check(t, "repeats.json", asJSON(t, repeats(t, county(), judged(t)...)))
}

// judged confirms one pair and rejects another.
func judged(t testing.TB) []record.Verdict {
	r := repeats(t, county())
	u := r.Units[1]
	at := time.Date(2025, 2, 1, 9, 0, 0, 0, time.UTC)
	return []record.Verdict{
		verdict(u, "上轮巡察反馈问题整改不到位", "查档窗口午间无人值守", record.Confirmed, at),
		verdict(u, "数字化外包验收走过场", "支部党员大会次数不足", record.Rejected, at),
	}
}

func verdict(u report.Unit, current, prior string, d record.Decision, at time.Time) record.Verdict {
	v := record.Verdict{Decision: d, By: "区委巡察办", Note: "已核对原文", At: at, Current: current, Prior: prior}
	for _, f := range u.Findings {
		switch {
		case f.Title == current && f.Year == 2023:
			v.Pair.Current = f.ID
		case f.Title == prior && f.Year == 2019:
			v.Pair.Prior = f.ID
		}
	}
	return v
}

// The order in which an engine yields the documents and verdicts is no part of the report.
func TestOrderDoesNotMatter(t *testing.T) {
	docs, verdicts := county(), judged(t)
	want := asJSON(t, repeats(t, docs, verdicts...))
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		slices.Reverse(verdicts)
		if got := asJSON(t, repeats(t, docs, verdicts...)); !bytes.Equal(got, want) {
			t.Fatalf("another order gives another report:\n%s", got)
		}
	}
}

// What a person decided holds on to its pair whatever happens to the documents.
func TestVerdictsHold(t *testing.T) {
	all := func() []record.Document { return slices.Concat(file2019(), file2023()) }
	some := func() []record.Document { return []record.Document{file2019()[1], file2023()[1]} }
	const (
		current, prior = "数字化外包验收走过场", "支部党员大会次数不足"
		want           = current + " ~ " + prior + ": rejected\n"
	)
	for name, c := range map[string]struct {
		then, now func() []record.Document
		want      string
	}{
		"nothing happened":      {all, all, want},
		"the feedback is added": {some, all, want},
		"re-issued under another name": {all, func() []record.Document {
			docs := all()
			docs[0].ID, docs[0].File = "another", "2019反馈（正式）.pdf"
			return docs
		}, want},
		"a document with a fuller name of the unit is added": {some, func() []record.Document {
			return append(some(), said("0.doc", record.Feedback, "云汀省泊川市鹿鸣区档案馆", in2023, current+"|"))
		}, want},
		"a document that names the finding otherwise comes first": {all, func() []record.Document {
			return append(all(), said("0.pdf", record.Feedback, "泊川市鹿鸣区档案馆", in2023, "数字化外包走过场，验收不严|，抽检率不足1%即付款。"))
		}, "数字化外包走过场，验收不严 ~ " + prior + ": rejected\n"},
		"newer rules read the titles otherwise": {all, func() []record.Document {
			docs := all()
			for d := range docs {
				for i := range docs[d].Problems {
					docs[d].Problems[i].Title = "关于" + docs[d].Problems[i].Title + "问题"
				}
			}
			return docs
		}, "关于" + current + "问题 ~ 关于" + prior + "问题: rejected\n"},
	} {
		t.Run(name, func(t *testing.T) {
			v := verdict(repeats(t, c.then()).Units[0], current, prior, record.Rejected, noon)
			if got := decided(repeats(t, c.now(), v)); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// decided lists the pairs that a person decided on.
func decided(r report.Report) string {
	var b strings.Builder
	for _, s := range r.Sheets() {
		for _, l := range slices.Concat(s.Back, s.Doubtful) {
			if l.Decided != nil {
				fmt.Fprintf(&b, "%s ~ %s: %s\n", l.Now.Title, l.Then.Title, l.Verdict)
			}
		}
	}
	return b.String()
}

// A verdict whose findings are gone is told and spreads to no other pair.
func TestVerdictWithoutFindings(t *testing.T) {
	v := judged(t)[:1]
	r := repeats(t, slices.Concat(file2019()[:0], file2023()), v...)
	if got := decided(r); got != "" {
		t.Errorf("decided:\n%s", got)
	}
	want := fmt.Sprintf("处理意见 %s（“上轮巡察反馈问题整改不到位”与“查档窗口午间无人值守”）所指的问题已不在库中，或已不分属前后两轮，意见保留未用。", v[0].Pair)
	if !slices.Contains(r.Notes, want) {
		t.Errorf("notes %q do not hold %q", r.Notes, want)
	}
}

// Of two verdicts on one pair, given under different names of its findings, the later counts.
func TestLaterVerdictCounts(t *testing.T) {
	alone := repeats(t, []record.Document{file2019()[1], file2023()[1]})
	early := verdict(alone.Units[0], "数字化外包验收走过场", "支部党员大会次数不足", record.Confirmed, noon)
	late := judged(t)[1]
	late.At = noon.Add(time.Hour)
	if early.Pair == late.Pair {
		t.Fatal("the two are given under one name")
	}
	got := decided(repeats(t, slices.Concat(file2019(), file2023()), late, early))
	if want := "数字化外包验收走过场 ~ 支部党员大会次数不足: rejected\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestUnits(t *testing.T) {
	year := func(y int) record.Inspection { return record.Inspection{Year: y} }
	doc := func(unit string, y int, names ...string) record.Document {
		d := said(unit+fmt.Sprint(y, names), record.Feedback, unit, year(y), "库房漏雨|")
		d.Names = names
		return d
	}
	for name, c := range map[string]struct {
		docs []record.Document
		want string
	}{
		"city left out, party organ named": {
			[]record.Document{doc("泊川市鹿鸣区医院", 2023), doc("鹿鸣区医院", 2019), doc("中共鹿鸣区医院委员会", 2018), doc("泊川市鹿鸣区医院党委", 2017)},
			"泊川市鹿鸣区医院 [中共鹿鸣区医院委员会 泊川市鹿鸣区医院 泊川市鹿鸣区医院党委 鹿鸣区医院]\n",
		},
		"a company's legal form": {
			[]record.Document{doc("泊川市水务集团有限公司", 2023), doc("泊川市水务集团党委", 2019), doc("泊川市水务有限公司", 2019)},
			"泊川市水务有限公司 [泊川市水务有限公司]\n泊川市水务集团有限公司 [泊川市水务集团党委 泊川市水务集团有限公司]\n",
		},
		"two districts": {
			[]record.Document{doc("泊川市鹿鸣区教育局", 2023), doc("泊川市松溪区教育局", 2023)},
			"泊川市松溪区教育局 [泊川市松溪区教育局]\n泊川市鹿鸣区教育局 [泊川市鹿鸣区教育局]\n",
		},
		"a short form that could be either": {
			[]record.Document{doc("泊川市鹿鸣区教育局", 2023), doc("泊川市松溪区教育局", 2023), doc("区教育局", 2019)},
			"区教育局 [区教育局]\n泊川市松溪区教育局 [泊川市松溪区教育局]\n泊川市鹿鸣区教育局 [泊川市鹿鸣区教育局]\n",
		},
		"a short form that the unit's own document gives": {
			[]record.Document{doc("泊川市鹿鸣区人力资源和社会保障局", 2023, "区人社局"), doc("区人社局", 2019)},
			"泊川市鹿鸣区人力资源和社会保障局 [区人社局 泊川市鹿鸣区人力资源和社会保障局]\n",
		},
		"a former name": {
			[]record.Document{doc("泊川市鹿鸣区市场监督管理局", 2023, "原泊川市鹿鸣区工商局"), doc("泊川市鹿鸣区工商局", 2015)},
			"泊川市鹿鸣区市场监督管理局 [泊川市鹿鸣区工商局 泊川市鹿鸣区市场监督管理局]\n",
		},
		"offices put together": {
			[]record.Document{doc("鹿鸣区教育和体育局", 2023), doc("鹿鸣区教育局", 2017)},
			"鹿鸣区教育和体育局 [鹿鸣区教育和体育局 鹿鸣区教育局]\n",
		},
		"offices taken apart": {
			[]record.Document{doc("鹿鸣区人力资源和社会保障局", 2023), doc("鹿鸣区民政和人力资源社会保障局", 2017)},
			"鹿鸣区人力资源和社会保障局 [鹿鸣区人力资源和社会保障局 鹿鸣区民政和人力资源社会保障局]\n",
		},
		"taken apart in two: which one took over is not known": {
			[]record.Document{doc("鹿鸣区文化局", 2023), doc("鹿鸣区旅游局", 2023), doc("鹿鸣区文化和旅游局", 2017)},
			"鹿鸣区文化和旅游局 [鹿鸣区文化和旅游局]\n鹿鸣区文化局 [鹿鸣区文化局]\n鹿鸣区旅游局 [鹿鸣区旅游局]\n",
		},
		"side by side in the same years, so two offices": {
			[]record.Document{doc("鹿鸣区教育和体育局", 2017), doc("鹿鸣区教育和体育局", 2023), doc("鹿鸣区教育局", 2020)},
			"鹿鸣区教育和体育局 [鹿鸣区教育和体育局]\n鹿鸣区教育局 [鹿鸣区教育局]\n",
		},
		"a second hospital": {
			[]record.Document{doc("鹿鸣区第二人民医院", 2023), doc("鹿鸣区人民医院", 2019)},
			"鹿鸣区人民医院 [鹿鸣区人民医院]\n鹿鸣区第二人民医院 [鹿鸣区第二人民医院]\n",
		},
		"a committee that is the unit": {
			[]record.Document{doc("鹿鸣区卫生健康委员会", 2023), doc("鹿鸣区卫生健康委员会党组", 2019), doc("中共鹿鸣区柳河镇委员会", 2019), doc("鹿鸣区柳河镇党委", 2023)},
			"鹿鸣区卫生健康委员会 [鹿鸣区卫生健康委员会 鹿鸣区卫生健康委员会党组]\n鹿鸣区柳河镇党委 [中共鹿鸣区柳河镇委员会 鹿鸣区柳河镇党委]\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, u := range repeats(t, c.docs).Units {
				fmt.Fprintln(&b, u.Name, u.Names)
			}
			if b.String() != c.want {
				t.Errorf("got\n%swant\n%s", b.String(), c.want)
			}
		})
	}
}

func TestRounds(t *testing.T) {
	in := func(year int, round, body, feedback string) record.Inspection {
		return record.Inspection{Year: year, Round: round, Body: body, Feedback: feedback}
	}
	for name, c := range map[string]struct {
		docs []record.Inspection
		want string
	}{
		"what is left out agrees": {
			[]record.Inspection{in(2023, "六届区委第五轮", "区委第一巡察组", "2023-07-14"), in(2023, "", "巡察一组", ""), in(2023, "第五轮", "", ""), in(2023, "", "", "2023-07")},
			"2023 六届区委第五轮: 0 1 2 3\n",
		},
		"two inspections of one year": {
			[]record.Inspection{in(2023, "六届区委第五轮", "区委第一巡察组", "2023-07-14"), in(2023, "", "区委第四巡察组", "2023-12-01"), in(2023, "", "区委第四巡察组", "")},
			"2023 六届区委第五轮: 0\n2023 : 1 2\n",
		},
		"two rounds of one year": {
			[]record.Inspection{in(2023, "六届区委第五轮", "", ""), in(2023, "六届区委第六轮", "", "")},
			"2023 六届区委第五轮: 0\n2023 六届区委第六轮: 1\n",
		},
		"the fifth round is not the fifteenth": {
			[]record.Inspection{in(2023, "六届区委第五轮", "", ""), in(2023, "六届区委第十五轮", "", "")},
			"2023 六届区委第五轮: 0\n2023 六届区委第十五轮: 1\n",
		},
		"a year left out": {
			[]record.Inspection{in(2023, "六届区委第五轮", "", ""), in(2019, "五届区委第二轮", "", ""), in(0, "五届区委第二轮", "", "")},
			"2019 五届区委第二轮: 1 2\n2023 六届区委第五轮: 0\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []record.Document
			for i, in := range c.docs {
				docs = append(docs, said(fmt.Sprint(i), record.Progress, "鹿鸣区档案馆", in, "库房漏雨|"))
			}
			var b strings.Builder
			for _, r := range repeats(t, docs).Units[0].Rounds {
				var files []string
				for _, f := range r.Files {
					files = append(files, f.File)
				}
				fmt.Fprintf(&b, "%d %s: %s\n", r.Year, r.Round, strings.Join(files, " "))
			}
			if b.String() != c.want {
				t.Errorf("got\n%swant\n%s", b.String(), c.want)
			}
		})
	}
}

// A notice without a year belongs to the round whose problems it tells; one that tells others stands alone.
func TestUndatedDocument(t *testing.T) {
	none := record.Inspection{Body: "区委巡察组"}
	docs := append(slices.Concat(file2019(), file2023()),
		said("通报甲", record.Progress, "鹿鸣区档案馆", none, "库房温湿度记录不连续|", "查档窗口午间无人值守|", "支部党员大会次数不足|"),
		said("通报乙", record.Progress, "鹿鸣区档案馆", none, "工会经费列支节日聚餐|", "库房温湿度记录不连续|", "车辆维修不比价|"))
	var b strings.Builder
	for _, r := range repeats(t, docs).Units[0].Rounds {
		fmt.Fprint(&b, r.Year)
		for _, f := range r.Files {
			b.WriteString(" " + f.File)
		}
		b.WriteString("\n")
	}
	const want = "0 通报乙\n2019 2019反馈.docx 2019通报.txt 通报甲\n2023 2023反馈.docx 2023台账.xlsx\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// A report carries the highest mark of its sources.
func TestMarking(t *testing.T) {
	docs := file2019()
	docs[0].Marking, docs[1].Marking = "内部资料", "工作秘密"
	if got := repeats(t, docs).Marking; got != "工作秘密" {
		t.Errorf("got %q", got)
	}
}

func TestErrorsAreHandedOn(t *testing.T) {
	broken := errors.New("disk is gone")
	_, err := report.Repeats(func(yield func(record.Document, error) bool) { yield(record.Document{}, broken) }, seq[record.Verdict](nil), seq[record.Naming](nil))
	if !errors.Is(err, broken) {
		t.Errorf("documents: got %v", err)
	}
	_, err = report.Repeats(seq(file2019()), func(yield func(record.Verdict, error) bool) { yield(record.Verdict{}, broken) }, seq[record.Naming](nil))
	if !errors.Is(err, broken) {
		t.Errorf("verdicts: got %v", err)
	}
}
