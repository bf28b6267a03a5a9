package extract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// earlier reads the mention of an earlier inspection that told or found something: 上一轮巡察指出的, 2018年六届区委第三轮常规
// 巡察反馈的. Groups: year, round. What audits or other supervisors found is not meant.
var earlier = lexRule{
	re(`(?:(20\d\d)\s*年)?(?:[省市区县州旗盟]委|党委|校党委|集团党委)?((?:第?[一二三四五六七八九十\d]{1,3}届[\p{Han}]{0,6}?(?:[省市区县州旗盟]委|党委|党组))(?:第[一二三四五六七八九十\d]{1,3}轮)?|(?:[省市区县州旗盟]委|(?:[局厅院校司]|集团)?党委)第[一二三四五六七八九十\d]{1,3}轮)?(?:上一?轮|上次|前次|前轮|此前|以往|历次)?(?:[省市区县州旗盟]委)?(?:第[一二三四五六七八九十\d]{1,3})?(?:常规|专项|提级|交叉|联动|机动)*巡[察视](?:“回头看”)?(?:组)?(?:于?20\d\d年)?(?:时|中|已经?|曾经?|就)*(?:反馈|指出|发现|提出|点出)`),
	[]string{"上一轮巡察指出的公务用车问题", "2018年六届区委第三轮常规巡察反馈的部分问题未整改到位", "2021年巡察指出的结算问题", "2020年县委第三巡察组反馈的“漏记工时”问题", "2020年局党委第四轮巡察反馈的“轮岗不力”", "七届市委第十轮巡察2020年反馈的“轮岗不力”"},
	[]string{"2020年审计指出的问题", "自上一轮巡察以来，作风明显好转"},
}

// claimRules read what is claimed of the earlier problem; the first that matches decides. Unsupported comes first: 上报已完成，但不能
// 提供凭证 says more than that the problem is still there.
var claimRules = []struct {
	claim record.Claim
	re    *regexp.Regexp
	yes   []string
	no    []string
}{
	{record.Unsupported, re(`(?:不能|未能?|没有|无法|未)(?:提供|提交|出示|附)|纸面(?:整改|销号)|虚假(?:整改|销号)|成效不清|无(?:佐证|印证)|(?:上报|报告中?称|汇报称)[^。]{0,30}，(?:但|却|而)[^。]{0,8}(?:抽查|核查|实际|现场)`),
		[]string{"上报已完成，但不能提供凭证", "整改资料未提交给巡察组", "上报“已逐户核实”，但抽查的3户都没有核实"}, []string{"仍未整改到位", "相关费用未提出异议"}},
	{record.Recurring, re(`反弹|回潮|边改边犯|屡[改查]屡犯|前[清改]后|又(?:犯|反弹|以|有|在|出现|发生|重新|回到)|再次(?:出现|发生|发现)|重复(?:出现|发生)|死灰复燃|老样子`),
		[]string{"问题又有反弹", "整改后又以命题费名义发放", "边改边犯"}, []string{"仍然存在"}},
	{record.Unrectified, re(`(?:未|没有|没能|尚未|未能)[^，。；]{0,8}(?:整改|根治|落实|解决|到位|交流|清理|完成|执行|见效|纠正|改正)|仍(?:然|旧|有|未|存在|没有)|依然|至今|不(?:彻底|到位)|依旧`),
		[]string{"未整改到位", "仍然存在", "没有根治", "整改不彻底", "至今没有整改到位"}, []string{"已全部整改到位"}},
}

// references finds the statements in a problem's text that an earlier round's problem is back or was not rectified. at is the
// problem's place, which is the reference's too.
func references(text string, at record.Span) []record.Reference {
	var out []record.Reference
	locs := earlier.re.FindAllStringSubmatchIndex(text, -1)
	for i, m := range locs {
		if !pointsBack(text, m) {
			continue
		}
		end := len(text)
		if i+1 < len(locs) {
			end = locs[i+1][0]
		}
		scope := text[m[1]:end]
		quotes, _ := quotedProblems(scope)
		claim := claimOf(scope, text)
		if claim == "" || len(quotes) == 0 && !generic(scope) {
			continue
		}
		r := record.Reference{Round: group(text, m, 2), Claim: claim, Quotes: quotes, At: at}
		r.Year, _ = strconv.Atoi(fourDigits.FindString(text[m[0]:m[1]]))
		out = append(out, r)
	}
	return append(named(out), unsupported(text, at)...)
}

// named leaves out the references that name no problem where others do: 前轮巡察反馈的问题整改走样。 is made plain by what follows.
func named(refs []record.Reference) []record.Reference {
	quoted := slices.DeleteFunc(slices.Clone(refs), func(r record.Reference) bool { return len(r.Quotes) == 0 })
	if len(quoted) > 0 {
		return quoted
	}
	return refs
}

// before are the words that put an inspection before the one under way.
var before = re(`上一?轮|上次|前次|前轮|此前|以往|历次`)

// fourDigits reads the year in the mention of an inspection: before its name or, 七届市委第十轮巡察2020年反馈的, behind it.
var fourDigits = re(`20\d\d`)

func group(s string, m []int, g int) string {
	if m[2*g] < 0 {
		return ""
	}
	return s[m[2*g]:m[2*g+1]]
}

// pointsBack reports whether the mention is of an earlier inspection, and not of the one under way: it has a year, a round or
// one of the words for before.
func pointsBack(text string, m []int) bool {
	whole := text[m[0]:m[1]]
	if strings.HasPrefix(text[m[1]:], "意见") || strings.Contains(whole, "本轮") || strings.Contains(whole, "此次") {
		return false
	}
	return m[2] >= 0 || m[4] >= 0 || before.MatchString(whole)
}

// claimOf reads the claim from what follows the mention, and where that is silent from the whole statement (整改落实不严肃。…).
func claimOf(scope, text string) record.Claim {
	for _, s := range []string{scope, text} {
		for _, r := range claimRules {
			if r.claim == record.Unsupported && s == scope && promisedList.re.MatchString(s) {
				continue // the list of claimed measures is a reference of its own
			}
			if r.re.MatchString(s) {
				return r.claim
			}
		}
	}
	return ""
}

var (
	quotedProblem = re(`^(?:等[\p{Han}]{0,10})?(?:的)?(?:突出|个别|具体)?(?:等)?问题`)
	bareProblem   = re(`^(?:了|的|过)?(?:部分|个别|一些|有的)?([^“”，。；]{2,40}?)(?:等)?(?:的)?问题`)
	someProblems  = re(`^(?:了|的)?(?:部分|个别|一些|多数|有关|相关)?(?:的)?问题`)
	afterList     = re(`^[、和及与]?$`)
)

// quotedProblems lists the earlier problems that scope names: those in quotation marks before 问题, “甲”“乙”等问题; without any,
// the bare words between the mention and 问题: 指出的公务用车未登记问题.
func quotedProblems(scope string) (quotes []string, bare bool) {
	spans := quotations(scope)
	for i := 0; i < len(spans); {
		j := i // a run of quotations with at most 、 between them
		for j+1 < len(spans) && afterList.MatchString(scope[spans[j].outerEnd:spans[j+1].outerStart]) {
			j++
		}
		if quotedProblem.MatchString(scope[spans[j].outerEnd:]) {
			for _, q := range spans[i : j+1] {
				quotes = append(quotes, strings.Trim(scope[q.start:q.end], "。；，"))
			}
		}
		i = j + 1
	}
	if len(quotes) > 0 {
		return quotes, false
	}
	if someProblems.MatchString(scope) {
		return nil, false
	}
	if m := bareProblem.FindStringSubmatchIndex(scope); m != nil {
		words := scope[m[2]:m[3]]
		// 部分重点岗位长期不轮岗 is named with its 部分
		if lead := scope[:m[2]]; strings.HasSuffix(lead, "部分") || strings.HasSuffix(lead, "个别") {
			words = lastRunes(lead, 2) + words
		}
		return []string{words}, true
	}
	return nil, false
}

// generic reports whether scope speaks of earlier problems without naming one: 反馈的部分问题未整改到位.
func generic(scope string) bool { return someProblems.MatchString(scope) }

// quotation is one outermost pair of quotation marks: bytes of the words and of the marks.
type quotation struct{ start, end, outerStart, outerEnd int }

func quotations(s string) []quotation {
	var out []quotation
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case '“', '‘', '「':
			if depth == 0 {
				start = i
			}
			depth++
		case '”', '’', '」':
			if depth--; depth == 0 {
				n := utf8.RuneLen(r)
				out = append(out, quotation{start + n, i, start, i + n})
			}
			depth = max(depth, 0)
		}
	}
	return out
}

// promisedList reads the measures that a unit claimed and could not show: 报告中反馈的已建立“甲制度”、乙制度、丙制度等整改资料，
// 未提交给巡察组. Group 1 is the list.
var promisedList = lexRule{
	re(`(?:报告|材料|台账|上报)[^。；，]{0,10}?(?:已|所)?(?:建立|制定|出台|完善|修订|开展|形成)(?:的|了)?([^。；，]{4,200}?)等(?:整改)?(?:资料|材料|制度|措施|文件|工作)[，,]?[^。；]{0,10}?(?:不能|未能?|没有|无法|未)(?:提供|提交|出示|见)`),
	[]string{"整改报告中反馈的已建立“例会制度”、值班制度等整改资料，未提交给巡察组"},
	[]string{"已建立值班制度"},
}

// unsupported finds lists of claimed measures for which no evidence was given.
func unsupported(text string, at record.Span) []record.Reference {
	var out []record.Reference
	for _, m := range promisedList.re.FindAllStringSubmatch(text, -1) {
		var quotes []string
		for _, q := range listItems(m[1]) {
			quotes = append(quotes, strings.Trim(q, "“”‘’ "))
		}
		out = append(out, record.Reference{Claim: record.Unsupported, Quotes: quotes, At: at})
	}
	return out
}

// listItems cuts s at each 、 that stands in no quotation.
func listItems(s string) []string {
	var cuts []int
	depth := 0
	for i, r := range s {
		switch r {
		case '“', '（', '《':
			depth++
		case '”', '）', '》':
			depth--
		case '、':
			if depth <= 0 {
				cuts = append(cuts, i)
			}
		}
	}
	var out []string
	start := 0
	for _, c := range cuts {
		out = append(out, s[start:c])
		start = c + len("、")
	}
	return append(out, s[start:])
}
