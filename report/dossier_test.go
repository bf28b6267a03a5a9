package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"huitoukan/internal/golden"
	"huitoukan/record"
	"huitoukan/report"
)

// year2015 is a round before those of file2019 and file2023, so that one problem stood in three.
func year2015() record.Document {
	d := said("2015通报.docx", record.Progress, "泊川市鹿鸣区档案馆", record.Inspection{Year: 2015, Round: "四届区委第六轮"},
		"库房温湿度记录不连续|。一号库有30天没有记录。", "借阅登记簿丢失|。")
	d.Problems[0].Status = record.Completed
	d.Problems[0].Measures = []record.Measure{
		{Text: "制定《库房温湿度记录办法》，落实专人，每日登记2次。"}, {Text: "投入1.2万元，于2016年3月底前装好自动记录仪，认真做好工作。"},
	}
	return d
}

func dossier(t *testing.T, round string, verdicts ...record.Verdict) (report.Report, report.Dossier) {
	t.Helper()
	r := repeats(t, append(slices.Concat(file2019(), file2023()), year2015()), verdicts...)
	d, ok := r.Units[0].Dossier(round)
	if !ok {
		t.Fatalf("no round %q", round)
	}
	return r, d
}

// rectified is what a person says who has seen the finding of this title put right.
func rectified(u report.Unit, title string) record.Verdict {
	for _, f := range u.Findings {
		if f.Title == title {
			return record.Verdict{Pair: record.Pair{Prior: f.ID}, Decision: record.Rectified, By: "经办人", Note: "看过登记簿", At: noon, Prior: f.Title}
		}
	}
	panic("no finding " + title)
}

func accounts(d report.Dossier) (out []string) {
	title := func(ids []record.FindingID) (ts []string) {
		for _, id := range ids {
			f, _ := d.Finding(id)
			ts = append(ts, fmt.Sprint(f.Year, f.Title))
		}
		return ts
	}
	for _, a := range d.Reconciliation.Accounts {
		out = append(out, fmt.Sprint(title([]record.FindingID{a.Finding}), " ", a.State, " ", title(a.In), " ", len(a.Chain)))
	}
	return out
}

// Every finding of every earlier round stands in the account once.
func TestReconcile(t *testing.T) {
	_, d := dossier(t, "")
	want := []string{
		"[2015库房温湿度记录不连续] back [2023库房温湿度记录仍不连续] 3",
		"[2015借阅登记簿丢失] unmentioned [] 1",
		"[2019库房温湿度记录不连续] back [2023库房温湿度记录仍不连续] 3",
		"[2019查档窗口午间无人值守] unrectified [2023上轮巡察反馈问题整改不到位] 2",
		"[2019支部党员大会次数不足] unmentioned [] 1",
	}
	if got := accounts(d); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	_, earlier := dossier(t, "2019年五届区委第二轮")
	want = []string{"[2015库房温湿度记录不连续] back [2019库房温湿度记录不连续] 2", "[2015借阅登记簿丢失] unmentioned [] 1"}
	if got := accounts(earlier); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What a person has seen put right says so, unless the round finds it again.
func TestRectified(t *testing.T) {
	r, _ := dossier(t, "")
	u := r.Units[0]
	r, d := dossier(t, "2023", rectified(u, "借阅登记簿丢失"), rectified(u, "支部党员大会次数不足"), rectified(u, "查档窗口午间无人值守"))
	want := []string{
		"[2015库房温湿度记录不连续] back [2023库房温湿度记录仍不连续] 3",
		"[2015借阅登记簿丢失] rectified [] 1",
		"[2019库房温湿度记录不连续] back [2023库房温湿度记录仍不连续] 3",
		"[2019查档窗口午间无人值守] unrectified [2023上轮巡察反馈问题整改不到位] 2",
		"[2019支部党员大会次数不足] rectified [] 1",
	}
	if got := accounts(d); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	gone := repeats(t, file2023(), rectified(u, "借阅登记簿丢失"))
	if n := gone.Notes; !slices.ContainsFunc(n, func(s string) bool {
		return strings.HasPrefix(s, "认定已整改的问题 ") && strings.Contains(s, "“借阅登记簿丢失”")
	}) {
		t.Errorf("notes %q", n)
	}
}

func TestPromises(t *testing.T) {
	_, d := dossier(t, "")
	want := []report.Promise{
		{Words: "制定《库房温湿度记录办法》", Kinds: []string{"system"}},
		{Words: "每日登记2次", Kinds: []string{"count"}},
		{Words: "投入1.2万元", Kinds: []string{"sum"}},
		{Words: "于2016年3月底前装好自动记录仪", Kinds: []string{"date"}},
	}
	if got := d.Reconciliation.Accounts[0].Promises; !slices.EqualFunc(got, want, func(a, b report.Promise) bool {
		return a.Words == b.Words && slices.Equal(a.Kinds, b.Kinds)
	}) {
		t.Errorf("got %q", got)
	}
}

// A problem that stood in three rounds is listed once, with the rounds between that do not mention it.
func TestChains(t *testing.T) {
	docs := append(file2023(), year2015(),
		said("2019.docx", record.Feedback, "泊川市鹿鸣区档案馆", in2019, "食堂采购不入账|。"),
		said("2011.docx", record.Feedback, "泊川市鹿鸣区档案馆", record.Inspection{Year: 2011, Round: "三届区委第一轮"}, "库房温湿度记录不连续|。"))
	chains := repeats(t, docs).Units[0].Chains()
	if len(chains) != 1 || len(chains[0].Findings) != 3 || len(chains[0].Silent) != 1 || chains[0].Silent[0].When() != "2019年五届区委第二轮" {
		t.Errorf("got %+v", chains)
	}
}

// What is asked for and not there is refused with what to write instead.
func TestRefused(t *testing.T) {
	r := repeats(t, county())
	for _, c := range []struct{ ask, unit, round, want string }{
		{report.AskUnit, "", "", "没有说出哪个单位。提示：写单位名称，全称、简称、旧称都可以。"},
		{report.AskUnit, "水利局", "", "库里没有单位“水利局”的问题。提示：对照单位名册里的名称。"},
		{report.AskUnit, "鹿鸣区", "", "“鹿鸣区”可以指几个单位：泊川市鹿鸣区园林和绿化局、泊川市鹿鸣区档案馆。提示：写全称。"},
		{report.AskUnit, "泊川市鹿鸣区档案馆", "1999", "泊川市鹿鸣区档案馆没有“1999”这一轮的文件。提示：不写轮次就是最近一轮。"},
		{report.AskRound, "", "", "没有说出哪一轮。提示：照抄文件里的写法，如 六届区委第三轮，或写年份，如 2022。"},
		{report.AskRound, "", "九届", "库里没有“九届”这一轮的文件。提示：照抄文件里的写法，如 六届区委第三轮，或写年份，如 2022。"},
	} {
		if _, err := r.Answer(c.ask, c.unit, c.round); err == nil || err.Error() != c.want {
			t.Errorf("%s %q %q: got %v, want %s", c.ask, c.unit, c.round, err, c.want)
		}
	}
}

// The papers of all four reports, heading by heading and cell by cell, and their data.
func TestPapers(t *testing.T) {
	r := repeats(t, append(county(), year2015()))
	for _, c := range []struct{ name, ask, unit, round string }{
		{"repeats", report.AskRepeats, "", ""}, {"unit", report.AskUnit, "泊川市鹿鸣区档案馆", ""}, {"round", report.AskRound, "", "2019"}, {"common", report.AskCommon, "", ""},
	} {
		a, err := r.Answer(c.ask, c.unit, c.round)
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, c.name+".paper", outline(a.Paper()))
		if c.ask != report.AskRepeats && c.ask != report.AskCommon {
			golden.Check(t, c.name+".json", asJSON(t, a.Data))
		}
	}
}

// outline is a paper as plain text.
func outline(p report.Paper) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, p.Title)
	for i, part := range p.Parts {
		fmt.Fprintf(&b, "\n%s\n", p.Number(i))
		for _, s := range part.Text {
			fmt.Fprintln(&b, s)
		}
		for n, s := range part.List {
			fmt.Fprintf(&b, "%d．%s\n", n+1, s)
		}
		for _, c := range part.Charts {
			fmt.Fprintf(&b, "[%s, heat %v] %q × %q: %v\n", c.Title, c.Heat, c.Rows, c.Columns, c.Values)
		}
		if part.Table == nil {
			continue
		}
		for _, c := range part.Table.Columns {
			fmt.Fprintf(&b, "| %s ", c.Name)
		}
		fmt.Fprintf(&b, "| sheet %s of %s\n", part.Table.Sheet, part.Table.Of)
		for _, row := range part.Table.Rows {
			for _, c := range row {
				var lines []string
				for _, q := range c.Paras {
					lines = append(lines, q.Text)
				}
				fmt.Fprintf(&b, "  %d %s\n", c.Down, strings.Join(lines, " / "))
			}
			fmt.Fprintln(&b, "  --")
		}
	}
	return b.Bytes()
}
