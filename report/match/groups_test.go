package match_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"huitoukan/report/match"
)

// One failing in other words is one group; another failing of the same duty, and another duty that fails alike, are not in it. What a
// unit is told twice is no group of its own.
func TestGroups(t *testing.T) {
	var findings []match.Finding
	for unit, titles := range [][]string{
		{"党费收缴不及时", "公务用车管理不严，无派车单23次", "工程变更签证随意"},
		{"党费未按月收缴", "党费使用不规范", "公务用车管理不严格"},
		{"公务接待管理不严", "基建工程变更随意，先施工后审批", "图书盘点不经常", "图书盘点不经常"},
		{"第一议题制度执行不严", "党费收缴不及时，最长拖欠9个月", "公车管理松懈，无派车单"},
	} {
		for _, s := range titles {
			findings = append(findings, match.Finding{Unit: unit, Titles: []string{s}})
		}
	}
	var b strings.Builder
	for _, g := range match.Groups(findings) {
		fmt.Fprintf(&b, "%s:", findings[g.Centre].Titles[0])
		for _, i := range g.Members {
			fmt.Fprintf(&b, " %d %s", findings[i].Unit, findings[i].Titles[0])
		}
		b.WriteString("\n")
	}
	const want = `党费收缴不及时: 0 党费收缴不及时 3 党费收缴不及时，最长拖欠9个月
公务用车管理不严，无派车单23次: 0 公务用车管理不严，无派车单23次 1 公务用车管理不严格
基建工程变更随意，先施工后审批: 0 工程变更签证随意 2 基建工程变更随意，先施工后审批
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// BenchmarkGroups groups 10,000, 100,000 and 1,000,000 findings, a hundred a unit. µs/finding should stay where it is.
func BenchmarkGroups(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			findings := invented(n)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			groups := 0
			for b.Loop() {
				groups = len(match.Groups(findings))
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/finding")
			b.ReportMetric(float64(after.Sys-before.Sys)/1e6, "MB-more")
			b.ReportMetric(float64(groups), "groups")
		})
	}
}

// invented makes findings of duties, things and manners of failing put together at random, most wordings of them rare.
func invented(n int) []match.Finding {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(words string) string {
		all := strings.Fields(words)
		return all[rng.IntN(len(all))]
	}
	const letters = "山水林田湖草沙路桥港村镇街乡校院所站馆厂矿井渠坝仓窑塘圃棚圈"
	name := func() string {
		rs := []rune(letters)
		return string([]rune{rs[rng.IntN(len(rs))], rs[rng.IntN(len(rs))], rs[rng.IntN(len(rs))]})
	}
	out := make([]match.Finding, n)
	for i := range out {
		title := pick("党费 公务接待 固定资产 理论学习 工程项目 政府采购 民主生活会 公务用车 往来款项 人事档案 低保救助 安全生产 专项资金 印章 值班值守 合同") +
			pick("收缴 管理 盘点 研讨 变更 验收 批评 派车 清理 审核 认定 检查 拨付 使用 交接 签订") +
			pick("不及时 不规范 不严格 走过场 流于形式 长期挂账 随意 造假 滞后 无记录 账实不符 打折扣")
		if rng.IntN(3) > 0 {
			title = name() + title
		}
		out[i] = match.Finding{Unit: i / 100, Titles: []string{title}}
	}
	return out
}
