package extract

import (
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// splitClauses cuts the items of a feedback that list their problems in clauses, 一是履职有落差。执行卷宗不规范，抽查40卷有13卷缺页；庭审直播
// 应播未播，…, where nearly all items do: the item is the class, and each clause a problem. Clauses that only bring evidence for the
// item, 一是学习不够。2019年学习3次；2020年学习2次, begin with figures.
func splitClauses(paras []para, t record.Text) []para {
	cuts := map[int][]int{}
	items := 0
	for i, p := range paras {
		if p.label.Shape != number.Is || len(p.markers) > 0 || closingRule.re.MatchString(p.text) {
			continue
		}
		items++
		if c := p.clausesNamed(); c != nil {
			cuts[i] = c
		}
	}
	if items < 2 || float64(len(cuts)) < nearlyAll*float64(items) {
		return paras
	}
	var out []para
	for i, p := range paras {
		if cuts[i] == nil {
			out = append(out, p)
			continue
		}
		pieces := p.cutAt(cuts[i], t)
		for k := range pieces[1:] {
			pieces[k+1].virtual = true
		}
		out = append(out, pieces...)
	}
	return out
}

// clausesNamed is where p's name and each of its clauses begin, when there are several, each with a name of its own without figures and
// something told behind it, and half of those names are failings.
func (p para) clausesNamed() []int {
	first, rest := cutSentence(p.text)
	if rest == "" || strings.ContainsAny(first[p.content():], "，；") {
		return nil
	}
	at := len(p.text) - len(rest)
	cuts, fails := []int{0}, 0
	for _, clause := range strings.SplitAfter(rest, "；") {
		name := firstClause(clause)
		if name == clause || strings.Contains(strings.TrimSuffix(clause, "。"), "。") || strings.ContainsAny(name, "0123456789") || utf8.RuneCountInString(name) > longestLead {
			return nil
		}
		if failing(name) {
			fails++
		}
		cuts = append(cuts, at)
		at += len(clause)
	}
	if len(cuts) < 3 || 2*fails < len(cuts)-1 {
		return nil
	}
	return cuts
}
