package match_test

import (
	"fmt"
	"strings"
	"testing"

	"huitoukan/record"
	"huitoukan/report/match"
)

var (
	first  = []record.Inspection{{Year: 2017, Round: "五届区委第二轮", Feedback: "2017-12-20"}}
	second = []record.Inspection{{Year: 2020, Feedback: "2020-07-01"}}
	third  = []record.Inspection{{Year: 2024, Round: "六届区委第五轮"}}
)

func finding(round int, in []record.Inspection, title, rest string, refs ...record.Reference) match.Finding {
	return match.Finding{Round: round, Inspections: in, Titles: []string{title}, Texts: []string{title + rest}, References: refs}
}

// archive is three rounds of one archive office.
var archive = []match.Finding{
	0: finding(0, first, "库房温湿度记录不连续", "，三号库有47天没有记录。"),
	1: finding(0, first, "查档窗口午间无人值守", "，群众多次跑空。"),
	2: finding(0, first, "支部党员大会次数不足", "，2016年只开两次。"),
	3: finding(1, second, "库房温湿度记录仍不连续", "，三号库有12天没有记录。"),
	4: finding(1, second, "数字化外包验收走过场", "，抽检率不足1%即付款。"),
	5: finding(1, second, "工会经费列支节日聚餐", "，涉及3.2万元。"),
	6: finding(2, third, "上轮巡察反馈问题整改不到位", "，上一轮巡察指出的“库房记录断档”等问题没有解决。",
		record.Reference{Claim: record.Unrectified, Quotes: []string{"库房温湿度记录断档"}}),
	7: finding(2, third, "整改销号不实", "，2017年五届区委第二轮巡察反馈的“查档窗口无人值守”又出现。",
		record.Reference{Year: 2017, Round: "五届区委第二轮", Claim: record.Recurring, Quotes: []string{"查档窗口无人值守"}}),
	8: finding(2, third, "对旧账不闻不问", "，2011年四届区委第一轮巡察指出的“库房漏雨”无人过问，2020年巡察指出的“职称评审暗箱操作”未整改。",
		record.Reference{Year: 2011, Round: "四届区委第一轮", Claim: record.Unrectified, Quotes: []string{"库房漏雨"}},
		record.Reference{Year: 2020, Claim: record.Unrectified, Quotes: []string{"职称评审暗箱操作"}}),
	9: finding(2, third, "青年干部培养滞后", "，近五年没有上挂锻炼。"),
}

func TestCandidates(t *testing.T) {
	m := match.New(archive)
	for current, want := range map[int]string{
		0: "",
		3: `0 repeat computed
  共同出现：“库房温湿度记录”“三号库有”“天没有记录”
  问题表现相同（登记缺失）：“不连续”
  两轮问题中这两项彼此最相近
`,
		6: `3 repeat declared computed
  本轮原文写明上一轮“库房温湿度记录断档”未整改到位
  共同出现：“库房温湿度记录”
  问题表现相同（登记缺失）：本轮“断档”，上轮“不连续”
  两轮问题中这两项彼此最相近
0 repeat computed
  共同出现：“库房温湿度记录”
  问题表现相同（登记缺失）：本轮“断档”，上轮“不连续”
  两轮问题中这两项彼此最相近
`,
		7: `1 repeat declared computed
  本轮原文写明五届区委第二轮（2017年）“查档窗口无人值守”再次出现
  共同出现：“查档窗口”“无人值守”
  职责相同（政务服务）：“窗口”
  问题表现相同（脱岗）：“无人值守”
  两轮问题中这两项彼此最相近
`,
		9: "",
	} {
		if got := candidates(m, current); got != want {
			t.Errorf("finding %d: got\n%swant\n%s", current, got, want)
		}
	}
}

// A repeat is carried on over the round between, though the words of the first and the last share nothing.
func TestCarriedOn(t *testing.T) {
	m := match.New([]match.Finding{
		finding(0, first, "临聘人员超编使用", "，超编九人。"),
		finding(1, second, "临聘人员超编使用", "，劳务派遣泛滥。"),
		finding(2, third, "劳务派遣泛滥", "，无计划用工。"),
		finding(0, first, "台账缺页", ""), finding(1, second, "证照过期", ""), finding(2, third, "车库漏水", ""),
	})
	const want = `1 repeat computed
  共同出现：“劳务派遣泛滥”
  两轮问题中这两项彼此最相近
  上轮另有：“临聘人员超编使用”
0 repeat
  经由2020年的“临聘人员超编使用”：本轮与它相同，它与此项相同
  本轮另有：“劳务派遣泛滥”
  上轮另有：“临聘人员超编使用”
`
	if got := candidates(m, 2); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A reference that leads nowhere is told, with whether its round is on file.
func TestUnresolved(t *testing.T) {
	m := match.New(archive)
	var b strings.Builder
	for _, u := range m.Unresolved(8) {
		fmt.Fprintf(&b, "%s %q on file %t\n", match.Earlier(u.Reference), u.Reference.Quotes, u.OnFile)
	}
	const want = "四届区委第一轮（2011年） [\"库房漏雨\"] on file false\n2020年 [\"职称评审暗箱操作\"] on file true\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// Two offices, two units: the same words across units are no repeat.
func TestUnitsAreNotCompared(t *testing.T) {
	other := finding(1, second, "库房温湿度记录不连续", "")
	other.Unit = 1
	m := match.New([]match.Finding{finding(0, first, "库房温湿度记录不连续", ""), other})
	if got := candidates(m, 1); got != "" {
		t.Errorf("got\n%s", got)
	}
}

// candidates lists those called a repeat, with the reasons.
func candidates(m *match.Matcher, current int) string {
	var b strings.Builder
	for _, c := range m.Candidates(current) {
		if !c.Repeat {
			continue
		}
		fmt.Fprintf(&b, "%d repeat", c.Prior)
		if c.Reference != nil {
			b.WriteString(" declared")
		}
		if c.Computed {
			b.WriteString(" computed")
		}
		b.WriteString("\n")
		for _, w := range c.Why {
			b.WriteString("  " + w + "\n")
		}
	}
	return b.String()
}
