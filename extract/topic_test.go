package extract

import (
	"testing"

	"huitoukan/record"
)

func TestTopicOf(t *testing.T) {
	for _, c := range []struct{ title, evidence, topic string }{
		{"第一议题制度坚持不够", "2021年有5次党组会没有安排。", "T01"},
		{"贯彻水系连通部署有差距，三处工程进度滞后", "", "T03"}, // what it is about stands before the comma
		{"执勤备勤不规范", "器材库的门锁着。", "T04"},
		{"夜间备勤不规范", "有的是会计补写的。", "T04"}, // a word said in passing decides nothing
		{"班车停在厂外", "", "T33"},
		{"窗口办件超时", "", "T05"},
		{"仓库消防通道被占用", "", "T07"},
		{"工会经费用于公务接待", "", "T20"}, // the fund's own name outweighs the deed
		{"码头改造项目化整为零，逃避招标", "", "T17"},
		{"党员大会记录照抄", "", "T26"},
		{"党费收缴基数不准", "", "T28"},
		{"上一轮巡察反馈问题整改不到位", "如公务接待超标准问题仍然存在。", "T31"},
		{"审计指出的往来款问题没有清理", "", "T32"},
	} {
		p := record.Problem{Title: c.title, Text: c.title + "。" + c.evidence}
		if got := topicOf(p); got != c.topic {
			t.Errorf("%s is %s, want %s", p.Text, got, c.topic)
		}
	}
}
