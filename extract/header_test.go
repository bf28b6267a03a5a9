package extract

import (
	"fmt"
	"testing"

	"huitoukan/record"
)

// TestLead reads the sentence with which documents tell who inspected whom, and when.
func TestLead(t *testing.T) {
	for lead, want := range map[string]string{
		"2022年3月24日至5月31日，区委第三巡察组对青岚区工商联开展了常规巡察。2022年9月9日，区委第三巡察组向区工商联反馈巡察意见。":                             "区委第三巡察组|county|常规巡察||2022-03-24|2022-05-31|2022-09-09|青岚区工商联",
		"根据五届区委第九轮巡察工作部署，2025年2月24日至4月25日，巡察三组对青岚区图书馆党支部开展了专项巡察，现于2025年5月29日将巡察情况反馈如下。":                    "巡察三组|county|专项巡察|五届区委第九轮|2025-02-24|2025-04-25|2025-05-29|青岚区图书馆",
		"市委第二提级巡察组于2021年11月1日至2022年1月14日对望川县财政局党组开展提级巡察，2月25日反馈了意见。":                                       "市委第二提级巡察组|city|提级巡察||2021-11-01|2022-01-14|2022-02-25|望川县财政局",
		"按照市委统一安排，交叉巡察第五组自2023年6月5日至7月28日对临溪市民政局党组进行了交叉巡察，9月4日进行了反馈。":                                      "交叉巡察第五组|city|交叉巡察||2023-06-05|2023-07-28|2023-09-04|临溪市民政局",
		"2019年3月4日—4月30日，集团党委第一巡察组对松江建工集团路桥分公司党委开展了常规巡察，并于2019年6月反馈了巡察意见。":                                 "集团党委第一巡察组|org|常规巡察||2019-03-04|2019-04-30|2019-06|松江建工集团路桥分公司",
		"2024年4月至6月，州委第四巡察组对青禾县委统战部开展了联动巡察。8月20日反馈。":                                                       "州委第四巡察组|city|联动巡察||2024-04|2024-06|2024-08-20|青禾县委统战部",
		"在六届市委第五轮巡察中，市委第三巡察组于2018年4月9日至6月8日对市公交集团党委开展了巡察“回头看”。8月22日，市委第三巡察组向集团党委反馈了情况，指出6个方面16个问题，提出意见4条。": "市委第三巡察组|city|巡察“回头看”|六届市委第五轮|2018-04-09|2018-06-08|2018-08-22|市公交集团",
	} {
		h := headerOf(record.Text{}, paragraphs(textOf("关于巡察整改情况的通报", lead), nil))
		i := h.insp
		got := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s", i.Body, i.Level, i.Type, i.Round, i.Start, i.End, i.Feedback, h.unit)
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", lead, got, want)
		}
	}
}

func textOf(lines ...string) record.Text {
	var b record.Builder
	for _, l := range lines {
		b.Add("", l, record.Block{})
	}
	return b.Text("txt")
}

func TestClaim(t *testing.T) {
	for s, want := range map[string]int{
		"将整改问题细化分成24个具体问题，明确责任。":        24,
		"反馈了3个方面12个问题。":                 12,
		"对照反馈的4个方面7类问题，分解为15项具体问题。":     15,
		"巡察反馈的18个具体问题，已完成整改13个，基本完成3个。": 18,
		"党委书记带头领办重点问题6个。":               0,
		"反馈意见指出的13个问题逐一研究，主要领导牵头3个问题。":  13,
		"发现上一轮巡察的5个问题没有整改。":             0,
		"巡察组反馈问题共十九个，其中立行立改问题3个。":       19,
		"对巡察反馈的十二个问题建立台账。":              12,
		"反馈具体问题3个。":                     3,
		"这方面共反馈2个问题，制定措施9条。":            0,
		"坚持立行立改,对反馈的三个方面11个问题,已完成整改8个。": 11,
		"反馈问题26条，整改完成21条。":              26,
	} {
		var h header
		h.claim(paragraphs(textOf(s), nil))
		if h.claimed != want {
			t.Errorf("claim in %q is %d, want %d", s, h.claimed, want)
		}
	}
}

func TestTitle(t *testing.T) {
	for want, lines := range map[string][]string{
		"中共青岚区教育局党组关于巡察整改情况的通报": {"首页 > 信息公开", "中共青岚区教育局党组", "关于巡察整改情况的通报", "发布日期：2021-10-15"},
		"关于巡察青岚区教育局党组的反馈意见":     {"内部资料", "关于巡察青岚区教育局党组的反馈意见", "（2020年9月3日）"},
		"青岚区教育局巡察反馈问题整改台账":      {"附件1", "青岚区教育局巡察反馈问题整改台账", "填报单位：青岚区教育局"},
	} {
		if got := titleOf(paragraphs(textOf(lines...), nil)).text; got != want {
			t.Errorf("title of %q is %q, want %q", lines, got, want)
		}
	}
}

func TestMarking(t *testing.T) {
	for line, want := range map[string]string{
		"内部资料　注意保存": "内部资料", "【工作秘密】": "工作秘密", "内部使用": "内部使用",
		"内部资料管理混乱。": "", "关于内部资料的通报": "",
	} {
		if got := markingOf(paragraphs(textOf(line, "关于巡察整改情况的通报"), nil)); got != want {
			t.Errorf("marking in %q is %q, want %q", line, got, want)
		}
	}
}
