package ingest

import (
	"strings"
	"testing"

	"huitoukan/record"
)

func text(lines ...string) record.Text {
	var b record.Builder
	for _, l := range lines {
		b.Add("", l, record.Block{})
	}
	return b.Text("txt")
}

func TestMarked(t *testing.T) {
	for _, c := range []struct {
		text record.Text
		want bool
	}{
		{text("机密★1年", "关于巡察云山县林业局党组的反馈意见"), true},
		{text("000012", "秘密★长期", "特急", "关于巡察的反馈意见"), true},
		{text("绝密", "关于巡察的反馈意见"), true},
		{text("机　密 ☆ 10年", "关于巡察的反馈意见"), true},
		{text("密级：秘密", "关于巡察的反馈意见"), true},
		{text("秘密 特急", "关于巡察的反馈意见"), true},
		{text("工作秘密", "关于巡察的反馈意见"), false},
		{text("内部资料 注意保存", "关于巡察的反馈意见"), false},
		{text("秘密文件管理不规范问题的整改情况"), false}, // a problem, not a mark
		{text("机密件收发登记不全。"), false},
		{text(strings.Split("通报 一 二 三 四 五 六 七 秘密", " ")...), false}, // a cell of a table, far below
		{text(), false},
	} {
		if got := marked(c.text); got != c.want {
			t.Errorf("marked(%q) = %v", c.text.Body, got)
		}
	}
}
