package extract

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

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
	{record.Ongoing, re(`正在|推进|还在|整改中|进行中|持续推进|办理中|未完结|序时`), []string{"正在推进", "整改中", "按序时推进"}},
	{record.Completed, re(`完成|到位|销号|办结|[改做办](?:完|好)了|已整改|整改完毕|完毕|已落实|立行立改`), []string{"已完成", "整改到位", "已销号", "办结", "完成"}},
	{record.LongTerm, re(`长期|持续`), []string{"需长期坚持"}},
}

// state reads a text that tells a state and nothing else.
var state = re(`^(?:目前|现|已|还在|仍在|基本|全部|正在|持续|长期|整改|需|，|、)*(?:完成|推进|坚持|到位|办结|销号)(?:[，、](?:并|需|已)?(?:长期|持续)坚持)?。?$`)

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

// statusSentence reads a last sentence that only tells the state: 该问题正在持续推进。 整改仍在进行，预计12月底前完成。
var statusSentence = re(`(?:^|[。；]\n?)((?:目前|现)?[，,]?(?:(?:该|此|本|这)(?:项|件|个|一)?(?:具体|整改)?(?:问题|任务|事项|工作|项|事|条)|整改(?:工作)?)[^。，]{0,6}?(?:已|正在|基本|尚未|需|将|会|仍?在|还在)[^。]{0,40}。?|(?:目前|现)[，,]?(?:已经?|正在|基本|仍在)(?:完成|销号|整改|推进|办结|到位)[^。，]{0,6}。?|[（(](?:已|正在|基本|长期|持续|尚未)[^）)]{1,10}[）)]。?)$`)

// expected reads until when a sentence about the state says the rest will be done: 预计2024年12月底前完成.
var expected = re(`(?:预计|计划|拟|力争|确保|将)(?:于|在)?((?:\d{4}年)?(?:\d{1,2}月(?:底|\d{1,2}日|[上中下]旬)?|年底)(?:之?前)?)[^，。；]{0,4}(?:完成|办结|整改|销号|到位)`)

// cutStatus cuts the sentence that tells the state off the end of s, and gives p what it says.
func cutStatus(s string, p *record.Problem) string {
	m := statusSentence.FindStringSubmatchIndex(s)
	if m == nil {
		return s
	}
	sentence := s[m[2]:m[3]]
	p.Status = cmp.Or(p.Status, statusOf(sentence))
	if by := expected.FindStringSubmatch(sentence); by != nil {
		p.Deadline = cmp.Or(p.Deadline, by[1])
	}
	return s[:m[2]]
}

// cutState cuts the state off the end of a field: 2018年9月底；现已完成.
func cutState(s string) (field, behind string) {
	i := strings.LastIndexAny(s, "；，")
	if i < 0 {
		return s, ""
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	if behind = s[i+n:]; !state.MatchString(behind) {
		return s, ""
	}
	return s[:i], behind
}
