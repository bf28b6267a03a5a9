package extract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// header is what a document says of itself before its first problem.
type header struct {
	kind    record.Kind
	title   string
	unit    string
	names   []string
	insp    record.Inspection
	claimed int
	claimAt record.Span
	body    int // the paragraph after the title
	marking string
	doubts  []record.Doubt
}

// headerOf reads title, unit, inspection and stated count from the paragraphs before the problems begin, with the
// ledger's own fields (反馈时间：…) among them.
func headerOf(t record.Text, paras []para) header {
	var h header
	title := titleOf(paras)
	h.title, h.body = title.text, title.next
	lead := leadOf(paras, title.next)
	if !dated(lead) {
		lead = append(slices.Clone(lead), tellingOf(paras[title.next:])...)
	}
	h.kind = kindOf(h.title, paras)
	h.inspection(t, lead)
	h.signed(paras)
	h.unit, h.names = unitOf(h.title, lead, paras)
	h.claim(paras)
	h.marking = markingOf(paras)
	return h
}

// carried reads a mark that is no state secret's: such a document is taken in, and what is made of it carries the mark.
var carried = re(`^(?:【|〔|（)?(工作秘密|内部资料|内部文件|内部使用)(?:】|〕|）)?(?:[★☆　 ，,、：:].*)?$`)

// markingOf is the mark on one of the first lines.
func markingOf(paras []para) string {
	const within = 8
	for _, p := range paras[:min(within, len(paras))] {
		if m := carried.FindStringSubmatch(p.text); m != nil {
			return m[1]
		}
	}
	return ""
}

// titleLines is a title and the index of the paragraph after it.
type titleLines struct {
	text string
	next int
}

// docWord ends a title: the kinds of paper of the trade.
var docWord = regexp.MustCompile(`(?:通报|报告|意见|方案|纪要|任务书|台账|清单|情况|公告|公示|函|反馈|一览表|任务分解表|分解表|进度表|表|说明)(?:[（(][^）)]*[）)])?$`)

// subject is what a title of the trade speaks of.
var subject = regexp.MustCompile(`巡[察视]|整改|反馈`)

// titleOf finds the title among the first paragraphs: it speaks of an inspection, has no full stop, and ends with the name of
// a paper. A title set on two lines is put together.
func titleOf(paras []para) titleLines {
	const within = 12
	for i, p := range paras {
		if i == within {
			break
		}
		if p.labelled() || !titular(p.text) || aboveTitle.MatchString(p.text) {
			continue
		}
		text, next := p.text, i+1
		for next < len(paras) && next < i+3 && !docWord.MatchString(text) && titular(paras[next].text) && !paras[next].labelled() && paras[next].level == p.level && !aboveTitle.MatchString(paras[next].text) {
			text += paras[next].text
			next++
		}
		if subject.MatchString(text) && docWord.MatchString(text) {
			return titleLines{strings.Join(strings.Fields(text), ""), next}
		}
	}
	for i, p := range paras {
		if p.level > 0 || titular(p.text) && utf8.RuneCountInString(p.text) > 4 {
			return titleLines{p.text, i + 1}
		}
	}
	return titleLines{}
}

// aboveTitle is what may stand on a line of its own above a title: a marking, the number of an annex or of the document.
var aboveTitle = re(`^(?:附件|附表|内部|绝密|机密|秘密|工作秘密|[（(])|公开$|[^，。]{2,20}文件$|[〔\[（]\d{4}[〕\]）]\s*第?\d+\s*号$|^(?:中共)?[\p{Han}]{2,16}巡[察视](?:第?[一二三四五六七八九十]{1,3})?组$`)

func titular(s string) bool {
	return !strings.ContainsAny(s, "。；：:>|") && utf8.RuneCountInString(s) <= 60
}

// leadOf is the running text from the title to the first label: who inspected whom, and when.
func leadOf(paras []para, from int) []para {
	end := from
	for end < len(paras) && end < from+12 {
		p := paras[end]
		if p.labelled() && p.label.Shape.Rank() >= 0 {
			break
		}
		end++
	}
	return paras[from:end]
}

func dated(lead []para) bool {
	return slices.ContainsFunc(lead, func(p para) bool { return len(datesIn(p.text, 0)) > 0 })
}

// tellsInspection reads a paragraph in which a plan tells of the inspection outside its lead, under 指导思想 or 整改目标.
var tellsInspection = re(`巡[察视]组[^。]{0,60}(?:开展|进行|反馈|指出)|(?:开展|进行)[^。]{0,20}巡[察视]`)

// tellingOf lists the paragraphs among the first that tell of the inspection with a date.
func tellingOf(paras []para) []para {
	var out []para
	for _, p := range paras[:min(len(paras), 30)] {
		if p.announces(measures) || p.announces(statement) {
			break // here the problems begin
		}
		if tellsInspection.MatchString(p.text) && len(datesIn(p.text, 0)) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// kindRule reads a document's kind from its title.
type kindRule struct {
	kind record.Kind
	re   *regexp.Regexp
	yes  []string
}

var kindRules = []kindRule{
	{record.Plan, re(`会议纪要`), []string{"巡察反馈问题整改专题会议纪要"}},
	{record.Ledger, re(`台账|清单|(?:一览|分解|销号|进度|明细|汇总|任务|推进|跟踪)表|(?:任务|整改|销号)卡`), []string{"巡察反馈问题整改台账", "整改任务清单", "问题清单", "巡察整改任务表", "问题整改任务卡"}},
	{record.Plan, re(`整改(?:工作|实施|落实)?方案|方案$|整改计划|任务书`), []string{"巡察整改任务书", "落实县委巡察反馈意见整改方案", "巡察整改工作方案"}},
	{record.Progress, re(`整改.*(?:情况|进展|成效|结果|报告|通报|公告|公示)|(?:情况|进展).*整改|整改.*[周旬月季专简快]报|(?:办理|落实|办结)情况的?(?:报告|通报|公示|公告)`), []string{"关于巡察整改进展情况的通报", "关于落实巡察反馈意见整改情况的报告", "关于立行立改问题办理情况的报告", "巡察整改工作周报"}},
	{record.Feedback, re(`反馈|^[^，。]{0,24}巡[察视]组关于(?:对)?巡[察视]|移交[^，。]{0,30}问题的?(?:函|通知)|巡[察视](?:情况|意见|报告)|^[^，。]{0,20}巡[察视]组[^，。]{0,8}(?:通知[单书]|建议书|提示函|移交函)`), []string{"县委第五巡察组立行立改通知单", "关于巡察某局党组的反馈意见", "向某局党组反馈巡察情况", "县委第一巡察组关于巡察某局党组情况的通报", "关于移交某局巡察发现问题的函"}},
}

// kindOf reads the kind from the title, and from the fields in the text when the title is silent.
func kindOf(title string, paras []para) record.Kind {
	for _, r := range kindRules {
		if r.re.MatchString(title) {
			return r.kind
		}
	}
	return kindOfFields(fieldsIn(paras))
}

// fieldsIn counts the fields that the markers of paras announce.
func fieldsIn(paras []para) map[field]int {
	seen := map[field]int{}
	for _, p := range paras {
		for _, m := range p.markers {
			seen[m.field]++
		}
	}
	return seen
}

// kindOfTables tells the kind of a document that is made of tables: records set one under the other are an answer in another dress,
// a table with a row a problem is a ledger.
func kindOfTables(t record.Text, ledgers []ledger) record.Kind {
	if slices.ContainsFunc(ledgers, func(l ledger) bool { return l.from == nil }) {
		return record.Ledger
	}
	seen := fieldsIn(paragraphs(t, nil))
	for _, l := range ledgers {
		for f := range l.columns {
			seen[f] += len(l.rows)
		}
	}
	return kindOfFields(seen)
}

// kindOfFields tells an answer's kind by the fields that it has: what has still to be done has dates, and no states.
func kindOfFields(seen map[field]int) record.Kind {
	switch {
	case seen[measures] > 1 && seen[deadline] > 1 && seen[status] == 0:
		return record.Plan
	case seen[measures] > 1:
		return record.Progress
	}
	return record.Other
}

var (
	bodyPattern  = re(`(?:中央|[\p{Han}]{0,10}?(?:[省市区县州旗盟]委|自治区党委|党委|党组|党工委|工委))?第?[一二三四五六七八九十\d]{1,3}(?:提级|交叉|专项|联动|机动|常规|延伸)*巡[察视]组|(?:中央|[\p{Han}]{0,10}?(?:[省市区县州旗盟]委|党委|党组))?(?:提级|交叉|专项|联动|机动)*巡[察视](?:第?[一二三四五六七八九十\d]{1,3})组|(?:[\p{Han}]{0,4}?[省市区县州旗盟]委)第?[一二三四五六七八九十\d]{1,3}(?:提级|交叉|联动)+巡[察视]组`)
	typePattern  = re(`(?:(?:常规|专项|提级|交叉|联动|机动|延伸|直接)+)巡[察视](?:“?回头看”?)?|巡[察视]“?回头看”?`)
	roundPattern = re(`第?[一二三四五六七八九十\d]{1,3}届[\p{Han}]{0,6}?(?:[省市区县州旗盟]委|党委|党组|党工委)(?:\d{4}年)?第[一二三四五六七八九十\d]{1,3}轮|(?:[省市区县州旗盟]委|(?:[局厅院校司]|集团)?党委)第[一二三四五六七八九十\d]{1,3}轮`)
	notType      = re(`^(?:第?[一二三四五六七八九十\d]*组|工作)`)
	committee    = re(`中央|自治区党委|师市党委|兵团党委|师党委|[省市区县州旗盟]委`)
	earlierRound = re(`上一?轮|上次|自.{0,12}以来`)
)

// inspection reads team, level, type, round and dates from the title and the lead.
func (h *header) inspection(t record.Text, lead []para) {
	texts := []string{h.title}
	for _, p := range lead {
		texts = append(texts, p.text)
	}
	h.insp.Body = firstOf(append(texts[1:], texts[0]), bodyIn)
	h.insp.Type = firstOf(texts, typeIn)
	h.insp.Round = firstOf(append(texts[1:], texts[0]), h.roundIn)
	h.insp.Level = level(append([]string{h.insp.Body, h.insp.Round, h.title}, texts[1:]...)...)
	h.dates(lead)
	h.insp.Year = h.year(lead)
}

// roundIn finds the round in s. What a feedback says that a round has pointed out, 六届区委第三轮巡察指出的“…”, is an earlier one.
func (h *header) roundIn(s string) string {
	at := roundPattern.FindStringIndex(s)
	if at == nil || h.kind == record.Feedback && pointedOut.MatchString(s[at[1]:]) {
		return ""
	}
	return s[at[0]:at[1]]
}

// pointedOut goes on after a round's name with what it found.
var pointedOut = re(`^[\p{Han}]{0,4}巡[察视]组?(?:反馈|指出|发现|点出)`)

// firstOf is the first answer of read that is not empty.
func firstOf(texts []string, read func(string) string) string {
	for _, s := range texts {
		if v := read(s); v != "" {
			return v
		}
	}
	return ""
}

// bodyIn finds the team's name in s. The committee before it belongs to the name as far as it is one:
// 在六届市委第五轮巡察中，市委第三巡察组.
func bodyIn(s string) string {
	m := bodyPattern.FindStringIndex(s)
	if m == nil {
		return ""
	}
	name := s[m[0]:m[1]]
	locs := committee.FindAllStringIndex(name, -1)
	if locs == nil {
		return name
	}
	last := locs[len(locs)-1]
	before, name := s[:m[0]+last[0]], s[m[0]+last[0]:m[1]]
	if strings.HasPrefix(name, "中央") || clauseStart(before) {
		return name
	}
	if place := placeName.FindString(before); place != "" && clauseStart(strings.TrimSuffix(before, place)) {
		return place + name
	}
	return name
}

// placeName is a place before 市委 or 区委 that is part of the committee's name: 澜江(市委).
var placeName = re(`[\p{Han}]{1,4}$`)

// leadsToCommittee are verbs after which a committee is named: 研究区委第三巡察组反馈意见.
var leadsToCommittee = re(`(?:研究|落实|对照|根据|按照|传达|听取)$`)

func clauseStart(before string) bool {
	if before == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("，。；：、（）()日由经向对 \u3000月", r) || leadsToCommittee.MatchString(before)
}

// typeIn finds the kind of inspection: 常规巡察, but not the 提级巡察 of 市委第二提级巡察组.
func typeIn(s string) string {
	for _, m := range typePattern.FindAllStringIndex(s, -1) {
		if notType.MatchString(s[m[1]:]) || strings.HasSuffix(strings.TrimRight(s[:m[0]], "一二三四五六七八九十0123456789"), "第") {
			continue
		}
		if strings.HasPrefix(s[m[0]:m[1]], "巡") && !strings.Contains(s[m[1]:], "组") {
			continue // 开展巡察“回头看” says what the unit did, unless a team follows
		}
		return s[m[0]:m[1]]
	}
	return ""
}

// level is the rank of the committee that sent the team: the first that texts name, the team's own name before all.
func level(texts ...string) string {
	for i, s := range texts {
		switch c := committee.FindString(s); {
		case c == "中央":
			return "central"
		case c == "省委" || c == "自治区党委" || c == "兵团党委":
			return "province"
		case c == "市委" || c == "州委" || c == "盟委" || c == "师市党委" || c == "师党委": // a division of the XPCC ranks with a city
			return "city"
		case c != "":
			return "county"
		case i == 0 && (strings.Contains(s, "党委") || strings.Contains(s, "党组")):
			return "org" // a company's or a university's own team
		}
	}
	return ""
}

// dates reads the inspection's first and last day and the day of the feedback.
func (h *header) dates(lead []para) {
	year := 0
	for _, p := range lead {
		if issue.MatchString(p.text) {
			continue
		}
		dates := datesIn(p.text, year)
		for _, d := range dates {
			year = d.year
			if !d.valid() {
				h.doubts = append(h.doubts, record.Doubt{Code: "impossible_date", Message: "日期不成立：" + p.text[d.start:d.end], At: p.span(d.start, d.end)})
			}
		}
		if d, ok := openPeriod(p.text, dates); ok && h.insp.Start == "" {
			h.insp.Start = d.String()
		}
		if from, to, ok := period(p.text, dates); ok && h.insp.Start == "" && from.valid() && to.valid() {
			h.insp.Start, h.insp.End = from.String(), to.String()
		}
		if d, ok := feedbackIn(p, dates, h.kind); ok && h.insp.Feedback == "" {
			h.insp.Feedback = d.String()
		}
	}
}

// issue reads the line that dates an issue of a weekly or monthly paper: 第9期（2024年8月12日—8月18日）.
var issue = re(`^[（(]?(?:总?第[\d一二三四五六七八九十〇]+期|20\d\d年第[\d一二三四五六七八九十]+期)`)

// signed takes the date under a feedback for the day on which it was told, where the text names none.
func (h *header) signed(paras []para) {
	if h.kind != record.Feedback || h.insp.Feedback != "" {
		return
	}
	for _, p := range paras[max(0, len(paras)-4):] {
		text := strings.TrimSpace(p.text)
		if dates := datesIn(text, 0); len(dates) == 1 && dates[0].valid() && dates[0].end-dates[0].start == len(text) {
			h.insp.Feedback = dates[0].String()
		}
	}
}

var (
	toldAfter = re(`^[^。；]{0,45}?反馈(?:了|如下|巡|意见|移交|[）)]|情况|具体|指出|\d|[^意见，。的问题]{0,6}[。，])|^[^。；]{0,45}?移交(?:了)?\s*[\d一二三四五六七八九十]+[个项条](?:具体)?问题`)
	toldNear  = re(`^[，,]?[^。；]{0,45}?反馈`)
	meeting   = re(`研究|学习|传达`) // 召开反馈会议 is the feedback itself
	period2   = re(`^\s*(?:至|—|-|–|~|～|到)`)
)

// feedbackIn finds the date on which the team told its problems: 9月9日，区委第三巡察组向区工商联反馈巡察意见; a feedback's own
// date in brackets under its title; the field 反馈时间：.
func feedbackIn(p para, dates []date, kind record.Kind) (date, bool) {
	for _, m := range p.markers {
		for _, d := range dates {
			if m.field == feedbackDate && d.start >= m.end && d.valid() {
				return d, true
			}
		}
	}
	for i, d := range dates {
		rest := p.text[d.end:]
		if i+1 < len(dates) {
			rest = p.text[d.end:dates[i+1].start]
		}
		if period2.MatchString(rest) || !d.valid() || inPeriod(p.text, dates, i) {
			continue
		}
		if at := toldNear.FindString(rest); meeting.MatchString(at) {
			continue // 8月9日，镇党委召开会议，研究反馈意见
		}
		if toldAfter.MatchString(rest) || i == len(dates)-1 && toldNear.MatchString(rest) {
			return d, true
		}
	}
	bare := strings.Trim(p.text, "（()） \u3000")
	if kind == record.Feedback && len(dates) == 1 && dates[0].valid() && dates[0].end-dates[0].start == len(bare) {
		return dates[0], true
	}
	return date{}, false
}

// inPeriod reports whether dates[i] is the last day of a period that dates[i-1] begins, and what follows it is about the
// inspection itself rather than about the feedback.
func inPeriod(s string, dates []date, i int) bool {
	if i == 0 {
		return false
	}
	between := s[dates[i-1].end:dates[i].start]
	return dates[i-1].end == dates[i].start || joined.MatchString(between) && len(between) < 12
}

var yearPattern = re(`(20\d{2}|19\d{2})\s*年`)

// year is the inspection's: of its first day, else of the feedback, else the one that the title or the lead names.
func (h *header) year(lead []para) int {
	for _, s := range []string{h.insp.Start, h.insp.Feedback} {
		if len(s) >= 4 {
			y, _ := strconv.Atoi(s[:4])
			return y
		}
	}
	texts := []string{h.title}
	for _, p := range lead {
		if !earlierRound.MatchString(p.text) {
			texts = append(texts, p.text)
		}
	}
	for _, s := range texts {
		if m := yearPattern.FindStringSubmatch(s); m != nil {
			y, _ := strconv.Atoi(m[1])
			return y
		}
	}
	return 0
}
