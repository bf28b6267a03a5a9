package match

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"huitoukan/internal/han"
)

// boilerplate are turns of phrase of this genre that stand in problems of every kind and name neither duty nor failing: two
// problems that share nothing else are two problems, 校长交流制度执行不严 and “三会一课”制度执行不严. Rarity finds them by itself
// in a store of hundreds of findings; a new store has a dozen.
var boilerplate = []string{
	"执行不严", "管理不严", "审批不严", "把关不严", "审核不严", "要求不严", "不够严格", "不严格", "不到位", "落实不到位", "不够到位", "不规范",
	"不够规范", "不及时", "不经常", "不扎实", "不彻底", "不深入", "不健全", "不完善", "不充分", "不足", "不够", "不力", "不实", "不强", "不高",
	"有差距", "存在差距", "有短板", "存在短板", "有漏洞", "存在漏洞", "薄弱", "缺失", "缺位", "滞后", "缓慢", "混乱", "松散", "突出", "流于形式",
	"走过场", "打折扣", "重视不够", "力度不够", "有待加强", "仍然存在", "长期", "制度执行", "制度落实", "工作落实", "责任落实", "没有落实", "未落实",
	"没有按", "未按规定", "没有开展", "未开展", "没有建立", "未建立", "没有", "问题", "整改", "巡察", "巡视", "反馈", "党组", "党委", "部分", "个别",
	"存在", "工作", "制度", "情况", "管理", "落实", "开展", "执行", "规定", "要求", "机制", "责任", "记录",
}

// boilerplateWeight is what is left of the weight of a letter, a pair of letters or a word of such a phrase. A half keeps the words that are the failing
// itself in one problem and boilerplate in ten (账实不符，长期不盘点).
const boilerplateWeight = 0.5

// beside is what texts say beside boilerplate.
func beside(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = phrases().Replace(han.Fold(t))
	}
	return out
}

// phrases puts a mark in place of each phrase of boilerplate, the longest where several begin.
var phrases = sync.OnceValue(func() *strings.Replacer {
	longest := slices.SortedStableFunc(slices.Values(boilerplate), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, p := range longest {
		pairs = append(pairs, p, "。")
	}
	return strings.NewReplacer(pairs...)
})

// discounted is g with its weights, less of them for what is said in boilerplate alone; beside is what is said beside it.
func (w weights) discounted(g, beside grams) vector {
	return weights(func(k gram) float64 {
		if _, ok := slices.BinarySearch(beside, k); ok {
			return w(k)
		}
		return boilerplateWeight * w(k)
	}).vector(g)
}

// discount takes weight off the bigrams of boilerplate.
func (w weights) discount() weights {
	low := map[gram]bool{}
	for _, g := range gramsOf(boilerplate...) {
		low[g] = true
	}
	return func(k gram) float64 {
		if low[k] {
			return boilerplateWeight * w(k)
		}
		return w(k)
	}
}
