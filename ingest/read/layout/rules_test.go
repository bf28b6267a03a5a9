package layout

import "testing"

// Each pattern with what it must and must not read.
func TestShapes(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(string) bool
		yes  []string
		no   []string
	}{
		{"page number", numberShape.MatchString,
			[]string{"—3—", "— 12 —", "-3-", "－３－", "第3页", "第 3 页 共 10 页", "第3页/共10页", "3/10", "Page 3 of 10"},
			[]string{"3", "2023", "第3条", "— 附件 —", "3/10万元", "第3页有误"}},
		{"bare number", bareNumber.MatchString, []string{"3", "１２"}, []string{"3.", "20230908", "3年"}},
		{"label", label.MatchString,
			[]string{"一、总体要求", "十二、其他", "（一）指导思想", "(3)资金", "1.学习不够", "12、学习不够", "①学习", "问题1：学习",
				"反馈问题一：学习", "第三条 范围", "第2个问题"},
			[]string{"1.5万元", "36次会议", "一是学习", "二级甲等医院", "问题较多：", "第三轮巡察", "（LPR）"}},
		{"lead", lead.MatchString, []string{"整改情况：一是", "责任单位:办公室", "整改：一是"}, []string{"情况如下，整改情况：", "2023年整改情况："}},
		{"finished", finished, []string{"已完成。", "如下：", "有人说“好。”", "（已报告。）"}, []string{"会议研究", "“三重一大”", "1,200"}},
		{"bold", func(s string) bool { return FontNamed(s).Bold },
			[]string{"SimHei", "ABCDEF+FZXBSJW--GB1-0", "Arial-BoldMT", "\xba\xda\xcc\xe5"}, []string{"MicrosoftYaHei", "WenQuanYiMicroHei", "SimSun", "FangSong_GB2312"}},
		{"Chinese font", func(s string) bool { return FontNamed(s).CJK },
			[]string{"SimSun", "\xcb\xce\xcc\xe5", "FZFSK--GBK1-0", "NotoSerifCJKsc"}, []string{"TimesNewRomanPSMT", "Arial"}},
	} {
		for _, s := range c.yes {
			if !c.is(s) {
				t.Errorf("%s: %q is none", c.name, s)
			}
		}
		for _, s := range c.no {
			if c.is(s) {
				t.Errorf("%s: %q is one", c.name, s)
			}
		}
	}
}

func TestJoint(t *testing.T) {
	for _, c := range [][3]string{
		{"经市政府第", "36次会议", "经市政府第36次会议"},
		{"受益群众3.", "2万人", "受益群众3.2万人"},
		{"共1,200", "5人", "共1,2005人"},
		{"World Health", "Organization", "World Health Organization"},
		{"电话0000-", "1234567", "电话0000-1234567"},
	} {
		if got := c[0] + joint(c[0], c[1]) + c[1]; got != c[2] {
			t.Errorf("%q and %q gave %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// The last line carries the next number of a writing that began a paragraph before, or does not.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  bool
	}{
		{[]string{"9、春草年年绿", "10、红豆生南国"}, true},
		{[]string{"问题1：学习不够（办公室）", "问题2：台账不规范"}, true},
		{[]string{"（1）学习", "（2）台账"}, true},
		{[]string{"（一）学习", "1.通报", "2.检查", "（二）台账"}, true},
		{[]string{"十九、学习", "二十、台账"}, true},
		{[]string{"1.学习不够，人均不足", "2.5次"}, false},
		{[]string{"1.学习不够", "2、台账"}, false},
		{[]string{"1.学习不够", "3.台账"}, false},
		{[]string{"学习不够", "1.台账"}, false},
		{[]string{"1.学习", "2.台账", "二、检查"}, false},
	} {
		began := counts{}
		last := len(c.lines) - 1
		for _, l := range c.lines[:last] {
			began.note(l)
		}
		if got := began.follow(c.lines[last]); got != c.want {
			t.Errorf("%q: the last follows is %v", c.lines, got)
		}
	}
}

func TestWritten(t *testing.T) {
	for r, want := range map[rune]rune{'⼈': '人', '⼯': '工', '\uF9E6': '\u7F79', '︵': '（', '︒': '。', '人': '人', '①': '①', '：': '：', 0xA0: ' '} {
		if got := written(r); got != want {
			t.Errorf("%c (%U) gave %c (%U), want %c", r, r, got, got, want)
		}
	}
}
