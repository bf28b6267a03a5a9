package extract

import (
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
)

var (
	claimPattern = re(`(\d+|[一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]+)\s*(?:[个项条件]\s*(?:方面\s*)?(?:具体|突出|主要)?(?:的)?(?:反馈)?(?:整改)?(?:问题|具体事|事项)|问[^题])|问题(?:数|数量|总数)?(?:共计?)?[：:]?\s*(?:[\d一二三四五六七八九十]+个?(?:方面|大?类))?\s*(\d+|[一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]+)\s*[个项条]|[（(](?:共|计)*(?:[\d一二三四五六七八九十]+(?:个方面|大?类)[、，]?)?(\d+|[一二三四五六七八九十百]+)[个项条][）)]`)
	claimFor     = re(`反馈|指出|分解|细化|梳理|归纳|提出|发现|具体问题|整改任务|巡[察视]`)
	claimAgainst = re(`领办|认领|牵头|办结|自查|带头|领衔|督办|完成整改|已整改|上一?轮|上次|难点|重点问题|销号|立行立改|[这本该此](?:方面|类)`)
)

// claim finds the stated count of problems: 细化分成24个具体问题, 3个方面12个问题. 带头领办问题5个 is not one.
func (h *header) claim(paras []para) {
	best := 0
	for _, p := range paras {
		if p.label.Shape.Worded() || p.announces(measures) {
			break // here the problems begin
		}
		if p.problemsIn() != nil {
			continue // what one class lists is not all
		}
		for _, m := range claimPattern.FindAllStringSubmatchIndex(p.text, -1) {
			score, n := claimScore(p.text, m)
			if score > best {
				best, h.claimed, h.claimAt = score, n, p.span(m[0], m[1])
			}
		}
	}
}

// claimScore weighs one count by the clause in which it stands; 0 means that it is none.
func claimScore(s string, m []int) (score, n int) {
	g := 1
	for m[2*g] < 0 {
		g++
	}
	n, _ = number.Value(s[m[2*g]:m[2*g+1]])
	clause := clauseBefore(s, m[0])
	whole := s[m[0]:m[1]]
	if n < 2 || claimAgainst.MatchString(afterComma(lastRunes(clause, 16))+whole) {
		return 0, n
	}
	if claimFor.MatchString(lastRunes(clause, 40) + whole) {
		score++
	}
	if strings.Contains(lastRunes(clause, 3)+whole, "具体") {
		score += 2
	}
	if strings.Contains(lastRunes(clause, 8), "方面") || strings.Contains(lastRunes(clause, 4), "类") {
		score++
	}
	return score, n
}

// afterComma is what follows the last comma of s.
func afterComma(s string) string {
	i := strings.LastIndexAny(s, "，,")
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

// clauseBefore is the sentence up to byte i.
func clauseBefore(s string, i int) string {
	if j := strings.LastIndexAny(s[:i], "。；"); j >= 0 {
		_, n := utf8.DecodeRuneInString(s[j:])
		return s[j+n : i]
	}
	return s[:i]
}

func lastRunes(s string, n int) string {
	for i := len(s); i > 0; n-- {
		if n == 0 {
			return s[i:]
		}
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s
}
