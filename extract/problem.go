package extract

import (
	"regexp"
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
	p := record.Problem{Label: strings.TrimSpace(n.label), Number: n.value, Section: m.section(n.parent), At: n.at}
	stated := m.statement(n, &p)
	p.Text = m.line(stated)
	p.Title = title(p.Text, m.kind)
	if head := m.t.Slice(n.head); len(stated) > 1 && stated[0] == n.head && head != "" && !strings.ContainsAny(head, "。；") {
		p.Title = title(head, m.kind) // a heading of its own names the problem, whatever is told below it
	}
	m.fields(n, &p)
	m.headStatus(n, &p)
	if p.Status == "" {
		p.Status = m.statusAbove(n)
	}
	return p
}

// stateHeading reads a heading that says how far the problems under it are: 已完成整改的问题（8个）.
var stateHeading = re(`^(?:已|基本|正在|持续|需|尚未|未|阶段性)[^，。；]{0,8}(?:完成|整改|推进|坚持|到位|销号|办结)[^，。；]{0,4}的?(?:问题|事项|任务)(?:[（(]\S{1,4}[个项条][）)])?[。：:]?$`)

// statusAbove is the state that the nearest heading above n gives to all the problems under it.
func (m maker) statusAbove(n *node) record.Status {
	for a := n.parent; a != nil; a = a.parent {
		if head := m.t.Slice(a.head); stateHeading.MatchString(head) {
			return statusOf(head)
		}
	}
	return ""
}

// stateInHead reads a state in brackets at a head's end: 学习不经常（已完成）.
var stateInHead = re(`[（(【\[]([\p{Han}]{2,10})[）)】\]]$`)

// headStatus takes the state out of the head that ends the statement.
func (m maker) headStatus(n *node, p *record.Problem) {
	head := m.t.Slice(n.head)
	loc := stateInHead.FindStringSubmatchIndex(head)
	if loc == nil || !strings.Contains(p.Text, head) {
		return
	}
	st := statusOf(head[loc[2]:loc[3]])
	if st == "" || st != record.NotStarted && failing(head[loc[2]:loc[3]]) {
		return // （推进缓慢） is part of the failing
	}
	p.Text = strings.Replace(p.Text, head, strings.TrimSpace(head[:loc[0]]), 1)
	p.Title = title(p.Text, m.kind)
	if p.Status == "" {
		p.Status = st
	}
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

// heading is a heading's own words: its first sentence, without the closing mark and the brackets around it.
func heading(s string) string {
	return strings.Trim(strings.TrimSpace(firstSentence(s)), "。：:；，〔〕【】[]")
}

// statement lists what states the problem: the head; the plain paragraphs below it, where measures are announced by
// markers or none are told; in a feedback, the items below as well.
func (m maker) statement(n *node, p *record.Problem) []record.Span {
	if m.kind == record.Feedback {
		if body := m.bodyOfClass(n); body != nil {
			p.Section = append(p.Section, heading(m.t.Slice(n.head)))
			return body
		}
		return []record.Span{{Start: n.head.Start, End: n.at.End}}
	}
	spans := []record.Span{n.head}
	for _, pt := range n.parts {
		if pt.field == statement || pt.field == none && n.has(measures) && pt.at.Start < m.firstMeasure(n) || m.isEvidence(n, pt) {
			spans = append(spans, pt.at)
		}
	}
	if len(spans) > 1 && !m.namesFailing(n) && !m.alike(n) && (n.has(statement) || failing(firstSentence(m.t.Slice(spans[1])))) {
		// （二）党建方面 is a class; what it has below states its one problem
		p.Section = append(p.Section, heading(m.t.Slice(n.head)))
		return spans[1:]
	}
	return spans
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

// between reports whether pt is the plain paragraph right below n's head, with more told after it.
func between(n *node, pt part) bool {
	if pt.field != none || n.parts[0] != pt {
		return false
	}
	return len(n.children) > 0 && pt.at.Start < n.children[0].at.Start || len(n.parts) > 1 && n.parts[1].field == none
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
	for _, pt := range n.parts {
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
			if v, size := number.Value(withoutWord(text)); size > 0 {
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

// duty takes a field that says who answers for the problem, until when, and how far it is.
func (m maker) duty(pt part, p *record.Problem) {
	text := m.t.Slice(pt.at)
	switch pt.field {
	case status:
		p.Status = statusOf(text)
		if utf8.RuneCountInString(text) > longestStatus {
			m.measure(pt, p)
		}
	case leader:
		p.Leader = joinField(p.Leader, text)
	case owner:
		p.Owner = joinField(p.Owner, text)
	case deadline:
		p.Deadline = joinField(p.Deadline, text)
	}
}

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

func joinField(have, more string) string {
	more = strings.Trim(oneLine(more), "。；;，, \u3000")
	if have == "" || have == more || more == "" {
		return have + strings.TrimPrefix(more, have)
	}
	return have + "；" + more
}

// measure adds what pt tells, one measure an item of the list that runs on in it.
func (m maker) measure(pt part, p *record.Problem) {
	text := m.t.Slice(pt.at)
	text, st := cutStatus(text)
	if st != "" && p.Status == "" {
		p.Status = st
	}
	add := func(start, end int) {
		s := record.Span{Start: pt.at.Start + start, End: pt.at.Start + end}
		if line := oneLine(m.t.Slice(s)); strings.Trim(line, "。；：， ") != "" {
			p.Measures = append(p.Measures, record.Measure{Text: line, At: s})
		}
	}
	items := number.Split(text)
	if items == nil {
		add(0, len(text))
		return
	}
	if before := strings.TrimSpace(text[:items[0].Label]); strings.HasSuffix(before, "。") {
		add(0, items[0].Label) // a whole sentence before the list is a measure; 采取以下措施： is none
	}
	for _, it := range items {
		add(it.Start, it.End)
	}
}

// title is the naming clause of a statement.
func title(text string, kind record.Kind) string {
	if q, ok := aboutTitle(text); ok {
		return q
	}
	first, rest := cutSentence(text)
	switch {
	case rest == "" && first != text:
		first = namingClause(first, strings.TrimPrefix(text, first))
	case first == text:
		first = beforeReference(first)
	}
	return strings.Trim(first, "。；;：:，, ")
}

// cutSentence cuts s after its first sentence, leaving the closing mark off. What stands in quotation marks or
// brackets doesn't end a sentence.
func cutSentence(s string) (first, rest string) {
	depth := 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("“‘（《(", r):
			depth++
		case strings.ContainsRune("”’）》)", r):
			depth--
		case (r == '。' || r == '；' && strings.TrimSpace(s[i+len("；"):]) == "") && depth <= 0:
			return s[:i], strings.TrimSpace(s[i+utf8.RuneLen(r):])
		}
	}
	return s, ""
}

const shortClause = 9 // runes: a failing named in so few is part of the name, not evidence

// namingClause cuts the evidence off a statement of one sentence: 干部轮岗不到位，3名人员12年未轮岗。 is named by its first clause,
// and by those after it that name failings in few words, save the last, which tells what came of it. A phrase of a list
// (…；) that has no figures is all name.
func namingClause(s, end string) string {
	clauses := strings.Split(s, "，")
	if strings.HasPrefix(end, "；") && len(clauses) <= 2 && !strings.ContainsAny(s, "0123456789") {
		return s
	}
	n := 1
	for n < len(clauses)-1 && utf8.RuneCountInString(clauses[n]) <= shortClause && failing(clauses[n]) && !strings.ContainsAny(clauses[n], "0123456789") {
		n++
	}
	if !balanced(strings.Join(clauses[:n], "，")) {
		return s
	}
	return strings.Join(clauses[:n], "，")
}

// beforeReference cuts off the clause in which a phrase turns to an earlier inspection: 整改落实有差距，2017年巡察反馈的….
func beforeReference(s string) string {
	for _, m := range earlier.re.FindAllStringIndex(s, -1) {
		if before, ok := strings.CutSuffix(s[:m[0]], "，"); ok && failing(before) {
			return before
		}
	}
	return s
}

func balanced(s string) bool {
	return strings.Count(s, "“") == strings.Count(s, "”") && strings.Count(s, "（") == strings.Count(s, "）")
}

var (
	aboutQuoted = re(`^(?:巡[察视])?(?:反馈|指出)?的?(?:关于|针对|对于?|就)\s*["“]`)
	aboutBare   = re(`^(?:巡[察视])?(?:反馈|指出)?的?(?:关于|针对|对于|就)(.+?)(?:等)?的?(?:这一)?问题(?:的?整改)?(?:落实|进展|完成)?(?:情况)?(?:[。：:，,]|$)`)
	aboutEnd    = re(`^(?:等)?(?:的|这一)*(?:问题|方面)`)
)

// aboutTitle is what 关于“…”的问题 names. Quotation marks inside the outer ones stay: 关于“项目“建而不结””的问题.
func aboutTitle(s string) (string, bool) {
	if m := aboutQuoted.FindStringIndex(s); m != nil {
		for _, end := range quoteEnds(s[m[1]:]) {
			rest := s[m[1]+end:]
			_, n := utf8.DecodeRuneInString(rest)
			if aboutEnd.MatchString(strings.TrimLeft(rest[n:], " ")) {
				return strings.TrimSpace(s[m[1] : m[1]+end]), true
			}
		}
	}
	if m := aboutBare.FindStringSubmatch(s); m != nil {
		return strings.Trim(m[1], "“”\" "), true
	}
	return "", false
}

// quoteEnds lists where a closing quotation mark stands in s.
func quoteEnds(s string) []int {
	var out []int
	for i, r := range s {
		if r == '”' || r == '"' {
			out = append(out, i)
		}
	}
	return out
}

const longestStatus = 14 // runes: more is a report, not a state

// statusRules read a state; the first that matches decides.
var statusRules = []struct {
	status record.Status
	re     *regexp.Regexp
	yes    []string
}{
	{record.NotStarted, re(`未(?:完成|整改|启动|开展|销号)|尚未|没有完成|未到位`), []string{"未完成", "尚未整改"}},
	{record.MostlyCompleted, re(`基本(?:完成|整改|到位|办结)|阶段性(?:完成|成效)|部分完成|大部分完成`), []string{"基本完成", "阶段性完成"}},
	{record.LongTerm, re(`^(?:需|并)?长期(?:坚持|整改|推进|任务|落实)|^持续(?:整改|坚持|巩固)|^常态化|长期坚持$`), []string{"长期坚持", "持续整改"}},
	{record.Ongoing, re(`正在|推进|整改中|进行中|持续推进|办理中|未完结|序时`), []string{"正在推进", "整改中", "按序时推进"}},
	{record.Completed, re(`完成|到位|销号|办结|已整改|整改完毕|完毕|已落实|立行立改`), []string{"已完成", "整改到位", "已销号", "办结", "完成"}},
	{record.LongTerm, re(`长期|持续`), []string{"需长期坚持"}},
}

// ticked reads the box that is ticked: ☑已完成　□持续推进.
var ticked = re(`[☑☒√✓✔■]\s*([\p{Han}]+)`)

// statusOf reads a state as it is written in its field.
func statusOf(s string) record.Status {
	if m := ticked.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	for _, r := range statusRules {
		if r.re.MatchString(s) {
			return r.status
		}
	}
	return ""
}

// statusSentence reads a last sentence that only tells the state: 该问题正在持续推进。
var statusSentence = re(`(?:^|[。；])((?:目前)?[，,]?(?:该|此|本)(?:项)?(?:具体)?(?:问题|任务|事项)[^。，]{0,4}?(?:已|正在|基本|尚未|需|将|仍在)[^。]{0,14}。?|[（(](?:已|正在|基本)[^）)]{1,10}[）)]。?)$`)

// cutStatus cuts the sentence that tells the state off the end of s.
func cutStatus(s string) (rest string, st record.Status) {
	m := statusSentence.FindStringSubmatchIndex(s)
	if m == nil {
		return s, ""
	}
	return s[:m[2]], statusOf(s[m[2]:m[3]])
}
