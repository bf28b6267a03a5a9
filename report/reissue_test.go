package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/record"
	"huitoukan/report"
)

// A notice that was issued again replaces the older one: what only the older one states is no finding, and the report says so.
func TestReissued(t *testing.T) {
	older := said("通报.docx", record.Progress, "泊川市鹿鸣区档案馆", in2023,
		"库房温湿度记录不连续|。", "查档窗口午间无人值守|。", "数字化外包验收走过场|。", "支部党员大会次数不足|。")
	newer := said("通报（更正）.docx", record.Progress, "泊川市鹿鸣区档案馆", in2023,
		"库房温湿度记录不连续|。", "查档窗口午间无人值守|。", "数字化外包验收走过场|。")
	older.Title, newer.Title = "关于巡察整改情况的通报", "关于巡察整改情况的通报"
	older.Taken, newer.Taken = noon, noon.Add(time.Hour)

	r := repeats(t, []record.Document{older, newer})
	var titles []string
	for _, f := range r.Units[0].Findings {
		titles = append(titles, f.Title+" "+f.Statements[0].File)
	}
	if want := []string{"库房温湿度记录不连续 通报（更正）.docx", "查档窗口午间无人值守 通报（更正）.docx", "数字化外包验收走过场 通报（更正）.docx"}; !slices.Equal(titles, want) {
		t.Errorf("findings %q", titles)
	}
	wantNote(t, r, "泊川市鹿鸣区档案馆：“通报.docx”已由后来收到的“通报（更正）.docx”替换，只在旧版里出现的问题不再列出。")

	newer.Title = "关于集中整改进展情况的通报" // another document
	if n := len(repeats(t, []record.Document{older, newer}).Units[0].Findings); n != 4 {
		t.Errorf("%d findings of two documents", n)
	}
}

// An answer to the whole feedback that leaves out one of its problems is told; one that answers to a single problem is not.
func TestOmitted(t *testing.T) {
	feedback := said("反馈.docx", record.Feedback, "泊川市鹿鸣区档案馆", in2023,
		"库房温湿度记录不连续|。", "查档窗口午间无人值守|。", "数字化外包验收走过场|。")
	plan := said("方案.docx", record.Plan, "泊川市鹿鸣区档案馆", in2023, "库房温湿度记录不连续|。", "数字化外包验收走过场|。")
	single := said("专报.docx", record.Progress, "泊川市鹿鸣区档案馆", in2023, "库房温湿度记录不连续|。")
	r := repeats(t, []record.Document{feedback, plan, single})
	wantNote(t, r, "泊川市鹿鸣区档案馆：反馈的问题“查档窗口午间无人值守”（反馈.docx，问题2，第1页，第21至31字），在整改方案“方案.docx”里没有找到，请核对。")
	for _, n := range r.Notes {
		if strings.Contains(n, "专报.docx") {
			t.Errorf("note %q", n)
		}
	}
}

func wantNote(t *testing.T, r report.Report, note string) {
	t.Helper()
	if !slices.Contains(r.Notes, note) {
		t.Errorf("no note %q among %q", note, r.Notes)
	}
}
