package web

import (
	"strings"
	"testing"

	"huitoukan/record"
)

// What only two documents together tell stands on the page of the one that a person has to look at, and counts in the list.
func TestDocumentsChecked(t *testing.T) {
	in := record.Inspection{Year: 2023}
	state := func(titles ...string) (problems []record.Problem) {
		for i, title := range titles {
			problems = append(problems, record.Problem{Number: i + 1, Title: title, Text: title + "。"})
		}
		return problems
	}
	s := newSite(t,
		record.Document{ID: "f0", File: "反馈.docx", Kind: record.Feedback, Title: "反馈意见", Unit: "鹿鸣区档案馆", Inspection: in, Taken: noon,
			Problems: state("库房温湿度记录不连续", "查档窗口午间无人值守", "数字化外包验收走过场")},
		record.Document{ID: "a0", File: "方案.docx", Kind: record.Plan, Title: "整改方案", Unit: "鹿鸣区档案馆", Inspection: in, Taken: noon,
			Problems: state("库房温湿度记录不连续", "数字化外包验收走过场")})
	for address, want := range map[string]string{
		"/documents/a0": "<li>反馈的问题“查档窗口午间无人值守”（反馈.docx，问题2），在整改方案“方案.docx”里没有找到，请核对。</li>",
		"/documents":    "其中 <strong>1</strong> 份需要看一看",
	} {
		if page := s.get(t, address).Body.String(); !strings.Contains(page, want) {
			t.Errorf("%s does not say %s:\n%s", address, want, page)
		}
	}
}
