package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// field is what a marker such as 整改情况： or a table's column head announces.
type field int

const (
	none field = iota
	measures
	status
	leader
	owner
	deadline
	statement
	category
	ordinal
	unitName
	feedbackDate
	bodyName
	countClaimed
	remark
)

// fieldRule reads the names of one field. The rule sees the name alone, without its colon and without spaces.
type fieldRule struct {
	field field
	name  *regexp.Regexp
	yes   []string // names it must read
	no    []string // names it must not
}

// fieldRules is the table of field names, the same for markers in running text and for column heads.
// The first rule that matches decides.
var fieldRules = []fieldRule{
	{ordinal, re(`^(?:对应)?(?:问题|任务)?(?:总)?(?:序号|编号|编码|项次|项号)$|^对应问题$`), []string{"序号", "问题序号", "总序号", "对应编号", "编码", "项次"}, []string{"文件编号"}},
	{countClaimed, re(`^反馈(?:具体)?问题(?:数|数量|总数|个数)$`), []string{"反馈问题数"}, []string{"反馈问题"}},
	{status, re(`^(?:整改)?(?:任务)?(?:完成|销号|办结|办理)(?:情况|状态|与否|进度|结果)$|^(?:目前|当前)?(?:整改)?进度$|^目前(?:整改)?(?:状态|进展)$|^(?:整改|问题)?状态$|^是否(?:已?整改)?(?:完成|销号|到位)$`),
		[]string{"完成情况", "整改完成情况", "整改状态", "销号情况", "状态", "是否完成"}, []string{"整改情况", "完成时限"}},
	{deadline, re(`^(?:计划|预计|整改|完成|办理|责任|办结|落实)*(?:时限|期限|时间|时间节点)(?:要求)?$`),
		[]string{"整改时限", "完成时限", "时限要求", "计划完成时间", "整改完成时限"}, []string{"反馈时间"}},
	{leader, re(`^(?:整改)?(?:责任|负责|牵头|分管|包[抓案干保联]|主管|主责|挂帅|领衔|领办|挂[包联]|督办)(?:院|校|局|县级|班子|市级|区级)?领导(?:同志|干部)?$|^领导$|^(?:领衔|领办|包[抓案干保联]|挂帅)人?$|^牵头$`),
		[]string{"责任领导", "牵头领导", "牵头院领导", "分管领导", "牵头", "包干领导", "领衔人"}, []string{"责任单位"}},
	{owner, re(`^(?:整改)?(?:责任|牵头|主责|承办|主办|经办|承接|落实|具体责任)(?:单位|部门|科室|股室|处室|部室|站所|室|人|人员|主体)(?:及责任人|和责任人|（责任人）)?$|^(?:责任|承办|主办|经办|科室|部门|股室|处室)$`),
		[]string{"责任单位", "责任部门", "责任科室", "责任股室", "整改责任人", "牵头单位", "责任单位及责任人", "承办"}, []string{"责任领导", "第一责任人"}},
	{measures, re(`^(?:主要|具体|下一?步|后续|拟采取的?|已?采取的?|针对性)?(?:整改|工作|落实){0,2}的?(?:措施|举措|做法)(?:[及和与、](?:完成|进展|落实|整改|推进)?(?:情况|成效|进展|结果))?$|^已(?:做|开展|完成)的?工作$` +
		`|^整改(?:工作)?(?:落实|进展|推进|工作|取得)?(?:情况|进展|成效|结果|成果|任务|落实)$|^整改(?:落实|进展)情况及成效$|^(?:整改)?落实情况$|^(?:工作)?进展情况$|^整改$` +
		`|^(?:针对)?(?:以上|上述|前述)[^，。：]{0,6}问题的?整改(?:落实|进展|完成)?(?:情况|措施|结果)?$`),
		[]string{"整改情况", "整改落实情况", "整改措施", "整改进展", "整改进展情况", "整改成效", "整改举措", "具体措施", "落实情况", "下一步措施", "整改措施及完成情况", "采取措施", "采取的举措和落实情况", "已做工作", "以上三个问题的整改情况"},
		[]string{"组织措施", "完成情况", "巡察整改情况", "情况", "整改要求"}},
	{category, re(`^(?:反馈)?(?:问题)?(?:所属)?(?:类别|分类|归类|类型|方面|领域)$`), []string{"问题类别", "类别", "反馈方面"}, nil},
	{statement, re(`^(?:巡[察视])?(?:反馈|存在|指出|发现)?的?(?:具体|主要|突出)?问题(?:[及和与、]?(?:具体|主要)?(?:表现|描述|表述|概述|简述|内容|情形|事项|点|清单))?(?:（[^）]*）)?$|^(?:具体|主要)?(?:问题)?表现$|^反馈意见$|^(?:主要|具体)?(?:问题|表现)(?:是|为)$|^(?:巡[察视]组?)?(?:反馈|巡[察视])?(?:指出|反馈|发现)的?(?:问题|情形|情况|内容)?$`),
		[]string{"反馈指出", "巡察指出", "巡察指出的情形", "反馈问题（数字为编号）", "问题", "存在问题", "存在的问题", "问题是", "具体问题", "反馈问题", "巡察反馈问题", "问题描述", "问题表述", "问题及具体表现", "主要表现", "问题表现"}, []string{"问题类别", "问题线索", "反馈情况说明"}},
	{unitName, re(`^(?:填报|制表|报送|整改|被巡[察视]|编制|填表)?单位(?:名称)?(?:（(?:盖章|公章)）)?$|^被巡[察视](?:党组织|对象)(?:名称)?$`), []string{"填报单位（盖章）", "制表单位", "被巡察单位", "被巡察党组织"}, []string{"责任单位"}},
	{feedbackDate, re(`^(?:巡[察视])?(?:意见)?反馈(?:(?:单位|组|机构)[及和、])?(?:时间|日期)$`), []string{"反馈时间", "反馈单位及时间"}, []string{"整改时间"}},
	{remark, re(`^(?:备注|填表说明|说明|佐证(?:材料)?|整改目标)$|^(?:问题)?(?:产生|存在|主要)?的?(?:原因|成因|根源|根子|症结)(?:分析|剖析|查摆|在哪|何在)?$`), []string{"备注", "填表说明", "原因分析", "问题成因", "整改目标"}, nil},
	{bodyName, re(`^巡[察视]组(?:别|名称)?$`), []string{"巡察组"}, nil},
}

func re(s string) *regexp.Regexp { return regexp.MustCompile(s) }

// fieldNamed is the field that name announces, none when it announces nothing.
func fieldNamed(name string) field {
	name = strings.NewReplacer(" ", "", "\u3000", "", "(", "（", ")", "）").Replace(name)
	for _, r := range fieldRules {
		if r.name.MatchString(name) {
			return r.field
		}
	}
	return none
}

// marker is one field marker in a paragraph: bytes in the paragraph's text.
type marker struct {
	field      field
	start, end int // the marker with its colon; the content begins at end
}

// toldBy are the names after which a comma does as well as a colon, at the start of a paragraph: 反馈指出，…
var toldBy = re(`^(?:巡[察视]组?)?(?:反馈)?(?:指出|反馈)$`)

// spacedName is a name that white space sets off from what it announces: 整改举措及成效　　1)….
var spacedName = re(`^[ \x{3000}]*([\p{Han}]{2,12})(?:[ \x{00a0}]{2,}|\x{3000}+)`)

// barredName is a name that a bar sets off: 销号情况 ｜ 已销号.
var barredName = re(`^[ \x{3000}]*([\p{Han}]{2,12})[ \x{3000}]*[｜|][ \x{3000}]*`)

const longestName = 12 // runes

// markers finds the field markers in s: 整改情况： or 【整改情况】 at the start, or after white space or a mark that ends
// a sentence: 责任领导：甲　　责任单位：乙. A paragraph that is a measure's marker and nothing else needs no colon.
func markers(s string) []marker {
	trimmed := strings.Trim(s, " \u3000【】[]〔〕［］")
	if f := fieldNamed(strings.TrimSuffix(trimmed, "如下")); f == measures && len(trimmed) > len("整改") {
		return []marker{{f, 0, len(s)}}
	}
	var out []marker
	if m := spacedName.FindStringSubmatchIndex(s); m != nil && m[1] < len(s) {
		if f := fieldNamed(s[m[2]:m[3]]); f == measures {
			out = append(out, marker{f, m[2], m[1]})
		}
	}
	if m := barredName.FindStringSubmatchIndex(s); m != nil {
		if f := fieldNamed(s[m[2]:m[3]]); f != none {
			out = append(out, marker{f, m[2], m[1]})
		}
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == '：' || r == ':' || strings.ContainsRune("】]〕］", r) || r == '，' && toldBy.MatchString(s[:i]) {
			if m, ok := markerBefore(s, i); ok {
				m.end = i + size
				if rest := s[m.end:]; strings.ContainsRune("】]〕］", r) {
					m.end += len(rest) - len(strings.TrimLeft(rest, "：: "))
				}
				out = append(out, m)
			}
		}
		i += size
	}
	return out
}

// markerBefore looks for the longest field name that ends at byte end of s.
func markerBefore(s string, end int) (marker, bool) {
	start := end
	best := marker{}
	for n := 0; n < longestName && start > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(s[:start])
		start -= size
		if !fresh(s[:start]) {
			continue
		}
		name := strings.TrimSuffix(strings.TrimLeft(s[start:end], "【[〔［ \u3000"), "如下")
		if f := fieldNamed(name); f != none {
			best = marker{field: f, start: start}
		}
	}
	return best, best.field != none
}

// fresh reports whether a marker may begin after before.
func fresh(before string) bool {
	if before == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("。；;！？ \u3000【[〔［（(\t）)•●◆▪■★▲○◇□※、.．", r)
}
