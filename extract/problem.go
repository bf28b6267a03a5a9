package extract

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// maker turns nodes of the outline into problems.
type maker struct {
	scorer
	roots  []*node
	chosen []*node // the problems of the reading
}

// alike reports whether most of the problems of n's shape name a failing in their heads; then n's head is a problem's too, though
// its words are none that are known.
func (m maker) alike(n *node) bool {
	same, fails := 0, 0
	for _, c := range m.chosen {
		if c.shape == n.shape {
			same++
			if m.namesFailing(c) {
				fails++
			}
		}
	}
	return same > 1 && 2*fails >= same
}

// problem makes the record of one node.
func (m maker) problem(n *node) record.Problem {
	p := record.Problem{Label: strings.Trim(n.label, " \u3000｜|"), Number: n.value, Section: m.section(n.parent), At: n.at}
	stated := m.statement(n, &p)
	p.Text = countedInFeedback(m.line(stated), &p)
	p.Title = title(p.Text, m.kind)
	if head := m.t.Slice(n.head); head != "" && !strings.ContainsAny(head, "。；") && m.goesOn(stated, n.head) {
		p.Title = title(head, m.kind) // a heading of its own names the problem, whatever is told below it
	}
	m.fields(n, &p)
	m.headStatus(n, &p)
	if p.Status == "" {
		p.Status = m.statusAbove(n)
	}
	return p
}

// feedbackNumber reads the end of a statement that says which of the feedback's problems it is: （反馈意见第3条）.
var feedbackNumber = re(`[（(](?:对应)?(?:巡[察视])?(?:反馈)?(?:意见|问题)(?:清单)?第\s*(\d+)\s*[条项个](?:问题)?[）)]。?$`)

// countedInFeedback cuts that off, and gives p the number.
func countedInFeedback(s string, p *record.Problem) string {
	at := feedbackNumber.FindStringSubmatchIndex(s)
	if at == nil || at[0] == 0 {
		return s
	}
	p.Number, _ = number.Value(s[at[2]:at[3]])
	return s[:at[0]]
}

// goesOn reports whether the statement begins with head and is told on below it.
func (m maker) goesOn(stated []record.Span, head record.Span) bool {
	return stated[0].Start == head.Start && (len(stated) > 1 || m.kind == record.Feedback && stated[0].End > head.End)
}

// line puts the spans together as one line: paragraphs are joined without a separator.
func (m maker) line(spans []record.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(oneLine(m.t.Slice(s)))
	}
	return b.String()
}

func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", "", "\t", " ").Replace(s))
}

// section lists the headings above, outermost first, but for the parts of the report.
func (m maker) section(n *node) []string {
	var out []string
	for ; n != nil && n.parent != nil; n = n.parent {
		if n.parent.parent == nil && m.isPart(n, m.roots) {
			break
		}
		out = append([]string{heading(m.t.Slice(n.head))}, out...)
	}
	return out
}

// heading is a heading's own words: its first sentence, without the closing mark, the brackets around it, and how many problems come.
func heading(s string) string {
	s = strings.Trim(strings.TrimSpace(firstSentence(s)), "。：:；，〔〕【】[]")
	if at := counts.FindStringIndex(s); at != nil && at[0] > 0 {
		return s[:at[0]]
	}
	return s
}

// counts reads the end of a class's heading that only counts: 政治建设方面查摆出3个问题.
var counts = re(`[（(]\d+[个项条](?:问题)?[）)]?$|(?:查摆|存在|发现|反馈|指出|主要|共|有|出)*(?:\d+|[一二三四五六七八九十]+)[个项条](?:具体|突出|主要)?问题$`)

// statement lists what states the problem: the head; the plain paragraphs below it, where measures are announced by
// markers or none are told; in a feedback, the items below as well.
func (m maker) statement(n *node, p *record.Problem) []record.Span {
	if m.kind == record.Feedback {
		if body := m.bodyOfClass(n); body != nil {
			p.Section = append(p.Section, heading(m.t.Slice(n.head)))
			return body
		}
		return []record.Span{m.stated(record.Span{Start: n.head.Start, End: n.told(m.t)})}
	}
	spans := []record.Span{m.stated(n.head)}
	for _, pt := range n.parts {
		if pt.field == statement || pt.field == none && n.has(measures) && pt.at.Start < m.firstMeasure(n) || m.isEvidence(n, pt) {
			spans = append(spans, pt.at)
		}
	}
	if len(spans) > 1 && !m.namesFailing(n) && !m.alike(n) && (n.has(statement) || failing(firstSentence(m.t.Slice(spans[1])))) {
		// （二）党建方面 is a class; what it has below states its one problem. 某某同志汇报。 is none
		if head := m.t.Slice(n.head); !strings.Contains(head, "。") {
			p.Section = append(p.Section, heading(head))
		}
		return spans[1:]
	}
	return spans
}

// stated is a statement's place without the name of its field, 问题：招聘程序倒置, and without the words with which measures turn to it:
// 针对“招聘程序倒置”的问题。
func (m maker) stated(s record.Span) record.Span {
	text := m.t.Slice(s)
	if aimed := aimedQuote.FindStringSubmatchIndex(text); aimed != nil && balanced(text[aimed[2]:aimed[3]]) {
		return record.Span{Start: s.Start + aimed[2], End: s.Start + aimed[3]}
	}
	if ms := markers(text); len(ms) > 0 && ms[0].field == statement && ms[0].start == 0 && worded(text[ms[0].end:]) {
		s.Start += ms[0].end
	}
	return s
}

// aimedQuote reads a head that quotes its problem whole and says nothing more.
var aimedQuote = re(`^针对“(.+)”(?:等)?的?问题[，,：:。]?$`)

// told is where what n states ends: before the first of the fields that say who answers for it.
func (n *node) told(t record.Text) int {
	end := n.at.End
	for _, pt := range dutiesBelow(n) {
		end = min(end, pt.from)
	}
	return n.head.Start + len(strings.TrimRight(t.Body[n.head.Start:end], " \u3000\n（("))
}

// isEvidence reports whether pt is a plain paragraph between a problem's head and the measures below it, in a document in which
// such paragraphs tell what is wrong rather than what was done.
func (m maker) isEvidence(n *node, pt part) bool {
	if !between(n, pt) {
		return false
	}
	all, fails := 0, 0
	for _, c := range m.chosen {
		for _, q := range c.parts {
			if between(c, q) {
				all++
				if text := m.t.Slice(q.at); failing(text) && !deedRule.re.MatchString(text) {
					fails++
				}
			}
		}
	}
	return 2*fails > all
}

// between reports whether pt is a plain paragraph between n's head and the list below it, or, without a list, the first of several.
func between(n *node, pt part) bool {
	if pt.field != none {
		return false
	}
	if len(n.children) > 0 {
		return pt.at.Start < n.children[0].at.Start
	}
	return n.parts[0] == pt && len(n.parts) > 1 && n.parts[1].field == none
}

func (m maker) firstMeasure(n *node) int {
	for _, pt := range n.parts {
		if pt.field == measures {
			return pt.at.Start
		}
	}
	return n.at.End
}

// bodyOfClass answers for a feedback's class of problems that has no numbered ones: （四）落实整改责任有短板。 and below it a plain
// paragraph. That it is a class and no problem, its siblings tell, which have problems under them.
func (m maker) bodyOfClass(n *node) []record.Span {
	if len(n.children) > 0 || n.parent == nil {
		return nil
	}
	classes := false
	for _, s := range n.parent.children {
		classes = classes || s.shape == n.shape && len(s.children) > 0
	}
	var body []record.Span
	for _, pt := range n.parts {
		body = append(body, pt.at)
	}
	if !classes {
		return nil
	}
	return body
}

// fields fills measures, status and the rest from the node's parts.
func (m maker) fields(n *node, p *record.Problem) {
	first := m.firstMeasure(n)
	led := answersInPerson(n.parts)
	for _, pt := range n.parts {
		if pt.field == owner && led && strings.HasSuffix(pt.name, "人") {
			pt.field = leader
		}
		text := m.t.Slice(pt.at)
		switch pt.field {
		case measures:
			m.measure(pt, p)
		case none:
			if m.kind != record.Feedback && (!n.has(measures) || pt.at.Start > first) && !m.isEvidence(n, pt) {
				m.measure(pt, p)
			}
		case status, leader, owner, deadline:
			m.duty(pt, p)
		case ordinal:
			if v := numberIn(text); v > 0 {
				p.Number, p.Label = v, text
			}
		case category:
			if n.record {
				p.Section = append(p.Section, heading(text))
			}
		}
	}
	if m.kind == record.Feedback {
		return
	}
	for _, c := range n.children {
		m.childMeasures(c, p)
	}
}

// answersInPerson reports whether a person and an office are told apart as those who answer: 【责任人】甲　【责任股室】办公室, and no leader.
func answersInPerson(parts []part) bool {
	person, office := false, false
	for _, pt := range parts {
		switch {
		case pt.field == leader:
			return false
		case pt.field == owner && strings.HasSuffix(pt.name, "人"):
			person = true
		case pt.field == owner:
			office = true
		}
	}
	return person && office
}

// duty takes a field that says who answers for the problem, until when, and how far it is.
func (m maker) duty(pt part, p *record.Problem) {
	text := m.t.Slice(pt.at)
	switch pt.field {
	case status:
		p.Status = statusOf(text)
		if by := expected.FindStringSubmatch(text); by != nil {
			p.Deadline = cmp.Or(p.Deadline, by[1])
		}
		if utf8.RuneCountInString(aside.ReplaceAllString(text, "")) > longestStatus && !ticked.MatchString(text) {
			m.measure(pt, p)
		}
	case leader, owner:
		who, behind := cutState(strings.Trim(text, dutyMarks))
		who = dutyVerb.ReplaceAllString(who, "")
		p.Status = cmp.Or(p.Status, statusOf(behind))
		if pt.field == leader && !(pt.name == "牵头" && officeEnd.MatchString(who)) {
			p.Leader = joinField(p.Leader, who)
		} else {
			p.Owner = joinField(p.Owner, who)
		}
	case deadline:
		until, behind := cutState(text)
		if dateLike.MatchString(behind) { // 立行立改，长期坚持 is all deadline
			until, behind = text, ""
		}
		p.Deadline = joinField(p.Deadline, until)
		p.Status = cmp.Or(p.Status, statusOf(behind))
	}
}

// aside is what a bracket adds to a state: 正在整改（计划12月底完成）.
var aside = re(`[（(][^）)]*[）)]`)

// childMeasures takes an item below a problem as a measure of its own, with whatever stands under it, up to the fields that
// follow the last item: 3.开展教研。（责任领导：甲；整改时限：9月底前）.
func (m maker) childMeasures(c *node, p *record.Problem) {
	end := c.at.End
	duties := dutiesBelow(c)
	for _, pt := range duties {
		end = min(end, pt.from)
	}
	m.measure(part{field: measures, at: record.Span{Start: c.at.Start, End: c.at.Start + len(strings.TrimRight(m.t.Body[c.at.Start:end], "（([【\n \u3000"))}}, p)
	for _, pt := range duties {
		m.duty(pt, p)
	}
}

// dutiesBelow lists the fields under n and its children that tell of the whole problem.
func dutiesBelow(n *node) []part {
	var out []part
	for _, pt := range n.parts {
		switch pt.field {
		case status, leader, owner, deadline:
			out = append(out, pt)
		}
	}
	for _, c := range n.children {
		out = append(out, dutiesBelow(c)...)
	}
	return out
}

// dutyMarks part a field from the next.
const dutyMarks = "。；;，,｜| \u3000"

// officeEnd ends an office's name: 牵头：宣传部 names no person.
var officeEnd = re(`(?:股|科|室|部|办|处|局|站|中心|公司|队|院|支部)$`)

func joinField(have, more string) string {
	more = strings.Trim(oneLine(more), dutyMarks)
	if have == "" || have == more || more == "" {
		return have + strings.TrimPrefix(more, have)
	}
	return have + "；" + more
}

// dutySentence reads a last sentence that says who answers for it: 由张某某牵头，办公室负责，8月底前完成。
var dutySentence = re(`(?:^|[。；])(由([\p{Han}]{2,12})牵头，([\p{Han}、（）]{2,30}?)负责(?:落实)?(?:，([^，。；]{2,16}?)(?:完成|落实|整改到位)?)?。?)$`)

// cutDuty cuts that sentence off the end of s, and gives p what it says.
func (m maker) cutDuty(s string, p *record.Problem) string {
	at := dutySentence.FindStringSubmatchIndex(s)
	if at == nil {
		return s
	}
	p.Leader, p.Owner = joinField(p.Leader, s[at[4]:at[5]]), joinField(p.Owner, s[at[6]:at[7]])
	if at[8] >= 0 {
		p.Deadline = joinField(p.Deadline, s[at[8]:at[9]])
	}
	return s[:at[2]]
}

// announcing reads the words before a measure that only say that one comes: 对此，我们采取的办法是：.
var announcing = re(`^(?:对此|为此)?[，,]?[\p{Han}]{0,10}(?:办法|做法|措施|举措|工作|这样[改做抓])(?:是|为|如下)?[：:]`)

// measure adds what pt tells, one measure an item of the list that runs on in it.
func (m maker) measure(pt part, p *record.Problem) {
	text := m.t.Slice(pt.at)
	if state.MatchString(text) && statusOf(text) != "" { // 整改结果：已完成
		p.Status = cmp.Or(p.Status, statusOf(text))
		return
	}
	text = m.cutDuty(text, p)
	text = cutStatus(text, p)
	add := func(start, end int) {
		s := record.Span{Start: pt.at.Start + start, End: pt.at.Start + end}
		if line := oneLine(m.t.Slice(s)); strings.Trim(line, "。；：， ") != "" {
			p.Measures = append(p.Measures, record.Measure{Text: line, At: s})
		}
	}
	items := number.Split(text)
	if items == nil {
		add(len(announcing.FindString(text)), len(text))
		return
	}
	if before := strings.TrimSpace(text[:items[0].Label]); strings.HasSuffix(before, "。") {
		add(0, items[0].Label) // a whole sentence before the list is a measure; 采取以下措施： is none
	}
	for _, it := range items {
		add(it.Start, it.End)
	}
}
