package match_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"huitoukan/report/match"
)

// pair is the place of a later and an earlier finding.
type pair struct{ current, prior int }

// marked are the units of testdata/pairs.txt, with the pairs that a reader has marked as repeats.
func marked(t *testing.T) (findings []match.Finding, repeats []pair) {
	t.Helper()
	b, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	unit, round, letter := -1, 0, map[string]int{}
	for line := range strings.Lines(string(b)) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case name == "#":
		case name == "单位":
			unit, round = unit+1, 0
		case name == "--":
			round = 1
		default:
			text, of, repeat := strings.Cut(text, " =")
			title, _, _ := strings.Cut(text, "。")
			letter[name] = len(findings)
			if repeat {
				repeats = append(repeats, pair{len(findings), letter[of]})
			}
			findings = append(findings, match.Finding{Unit: unit, Round: round, Titles: []string{title}, Texts: []string{text}})
		}
	}
	return findings, repeats
}

// The marked pairs, and what is flagged beside them, as the matcher takes them: written after the weights and the vocabulary
// and changed for neither. Missed and wrong ones stay in sight here, 9 of 11 marked ones flagged and 1 of 10 flagged ones wrong.
func TestPairs(t *testing.T) {
	findings, repeats := marked(t)
	m := match.New(findings)
	var b strings.Builder
	for i, f := range findings {
		for rank, c := range m.Candidates(i) {
			want := slices.Contains(repeats, pair{i, c.Prior})
			if want || c.Repeat {
				fmt.Fprintf(&b, "marked %-5t flagged %-5t rank %d %s ~ %s\n", want, c.Repeat, rank+1, f.Titles[0], findings[c.Prior].Titles[0])
			}
		}
	}
	const want = `marked true  flagged false rank 1 古籍修复管理粗放 ~ 馆藏古籍修复台账缺失
marked true  flagged true  rank 1 智慧设备重买轻用 ~ 数字阅览设备闲置
marked true  flagged true  rank 1 往来款项未清理 ~ 读者押金长期挂账，2.1万元无人认领也不清理
marked true  flagged true  rank 1 “三重一大”制度形同虚设 ~ 党组议事程序不规范
marked true  flagged true  rank 1 会计、人事等关键岗位长期不交流，最长的已任职14年 ~ 干部轮岗制度没有执行，财务负责人在同一岗位12年
marked true  flagged true  rank 1 以协会名义收取检测费，收入体外循环 ~ 防雷检测收费未入账，4.7万元由协会代收代支
marked true  flagged true  rank 1 三台车周末外出没有派车手续 ~ 公务用车管理松懈，节假日用车没有派车单
marked true  flagged true  rank 1 相互批评避重就轻，辣味不足，民主生活会成了表扬会 ~ 民主生活会一团和气，相互批评以希望代替意见
marked true  flagged true  rank 1 仓库门面低价出租给职工亲属，没有公开招租 ~ 社有资产出租未经评估，城南仓库租金低于市场三成
marked true  flagged true  rank 1 储备物资账实不符，农药盘亏12吨 ~ 化肥储备数量不实，账面3000吨，实有2100吨
marked true  flagged false rank 1 青黄不接问题突出，近六年没有招录一名35岁以下人员 ~ 年轻干部断层，班子成员平均年龄54岁
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
