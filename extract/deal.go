package extract

import (
	"regexp"
	"slices"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// dealOut gives each problem its own measures where a class lists its problems first and then, by the same numbers, what was done:
// 【存在问题】1.…2.…【整改措施】1.…2.…. The outline hangs all measures on the last problem of the class.
func (m maker) dealOut(nodes []*node, problems []record.Problem) {
	for i := 0; i < len(nodes); {
		j := i + 1
		for j < len(nodes) && nodes[j].parent == nodes[i].parent {
			j++
		}
		m.dealClass(nodes[i:j], problems[i:j])
		for k := i + 1; k < j; k++ {
			m.share(nodes[i:k+1], problems[i:k+1])
		}
		i = j
	}
}

// together reads the marker of measures that answer all the problems before it: 以上三个问题的整改情况.
var together = regexp.MustCompile(`^(?:针对)?(?:以上|上述|前述)`)

// share gives the measures told for several problems together to each of them: to those before the last that have none.
func (m maker) share(nodes []*node, problems []record.Problem) {
	last := len(nodes) - 1
	if !slices.ContainsFunc(nodes[last].parts, func(pt part) bool { return pt.field == measures && together.MatchString(pt.name) }) {
		return
	}
	for i := last - 1; i >= 0 && len(problems[i].Measures) == 0; i-- {
		problems[i].Measures = slices.Clone(problems[last].Measures)
	}
}

// dealClass deals out the measures of one class's last problem, if they carry the numbers of all its problems and the others
// have none.
func (m maker) dealClass(nodes []*node, problems []record.Problem) {
	last := len(nodes) - 1
	if last < 1 {
		return
	}
	for _, p := range problems[:last] {
		if len(p.Measures) > 0 {
			return
		}
	}
	parts := m.numbered(nodes[last])
	for _, n := range nodes {
		if _, ok := parts[n.value]; !ok {
			return
		}
	}
	problems[last].Measures = nil
	for i, n := range nodes {
		for _, pt := range parts[n.value] {
			m.measure(pt, &problems[i])
		}
		shareDuties(&problems[i], problems[last])
	}
}

// shareDuties gives p what is said of its class as a whole, below the measures of all.
func shareDuties(p *record.Problem, of record.Problem) {
	if p.Leader+p.Owner+p.Deadline+string(p.Status) == "" {
		p.Leader, p.Owner, p.Deadline, p.Status = of.Leader, of.Owner, of.Deadline, of.Status
	}
}

// numbered lists the measures of n by the number that each stands under, which is left out of them.
func (m maker) numbered(n *node) map[int][]part {
	out := map[int][]part{}
	var at []int
	for _, pt := range n.parts {
		if pt.field != measures || pt.at.Len() == 0 {
			continue
		}
		for _, it := range m.items(pt, n) {
			text := m.t.Slice(it.at)
			if l, ok := number.Read(text); ok && l.Shape == n.shape {
				at = []int{l.Value}
				it.at.Start += l.Len
			} else if to, behind := answersTo(text); to != nil {
				at = to
				it.at.Start += behind
			}
			for _, v := range at {
				out[v] = append(out[v], it)
			}
		}
	}
	return out
}

// answersRule reads the start of a measure that names the problems of its class it is for: 对②、④，.
var answersRule = regexp.MustCompile(`^(?:对|针对|关于)(?:第|问题)?((?:[、和及]?(?:[①-⑳]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)]?))+)(?:[个项]?(?:方面)?的?问题)?[，,：:]`)

// oneLabel reads each of them.
var oneLabel = regexp.MustCompile(`[①-⑳]|\d{1,2}|[一二三四五六七八九十]{1,2}`)

// answersTo lists the numbers of the problems that a measure says it is for, and where it begins behind them.
func answersTo(s string) (to []int, behind int) {
	m := answersRule.FindStringSubmatchIndex(s)
	if m == nil {
		return nil, 0
	}
	for _, one := range oneLabel.FindAllString(s[m[2]:m[3]], -1) {
		v, _ := number.Value(one)
		if l, ok := number.Read(one + "、"); ok {
			v = l.Value
		}
		to = append(to, v)
	}
	return to, m[1]
}

// items cuts the measures of a part that runs on in the problems' own numbers: 整改措施：（1）…；（2）….
func (m maker) items(pt part, n *node) []part {
	text := m.t.Slice(pt.at)
	list := number.Split(text)
	if l, ok := number.Read(text); !ok || l.Shape != n.shape || len(list) < 2 {
		return []part{pt}
	}
	var out []part
	for _, it := range list {
		out = append(out, part{field: measures, at: record.Span{Start: pt.at.Start + it.Label, End: pt.at.Start + it.End}})
	}
	return out
}

// answer reads the start of a paragraph that says by its number which problem it answers: 第3个问题整改情况：.
var answer = regexp.MustCompile(`^(?:针对|关于|对应?)?(?:反馈|具体)*(?:第\s*([\d一二三四五六七八九十]+)\s*[个项条](?:反馈|具体)?问题|问题\s*([\d一二三四五六七八九十]+))的?(?:整改)?(?:落实|进展|完成|办理)*(?:情况|措施|结果)?\s*(?:[：:，]\s*|$)`)

// answering is the word that tells an answer's start from a problem's.
var answering = regexp.MustCompile(`整改|措施|^对应`)

// joinAnswers takes the numbers off the lists of measures that stand under lines that only name a problem, 对应第1个问题, so that they
// are those lines' text and no heads.
func joinAnswers(paras []para) {
	under := false
	for i := range paras {
		p := &paras[i]
		switch m := answer.FindString(p.text); {
		case m != "" && len(m) == len(p.text) && answering.MatchString(m):
			if i > 0 && paras[i-1].class && !under { // what stands over them all is a part of the document
				paras[i-1].class, paras[i-1].part = false, true
			}
			under = true
			p.class, p.part, p.virtual = false, false, false
		case p.class || p.part || p.level > 0:
			under = false
		case under && p.label.Len > 0:
			p.at.Start += p.label.Len
			p.text = p.text[p.label.Len:]
			p.markers = markers(p.text)
			p.label = number.Label{}
		}
	}
}

// answersByNumber reports whether paragraphs answer problems by their numbers.
func answersByNumber(paras []para) bool {
	n := 0
	for _, p := range paras {
		if m := answer.FindString(p.text); m != "" && answering.MatchString(m) {
			n++
		}
	}
	return n > 1
}

// answerByNumber gives the problems, where none has measures, those that are told for their numbers in another part.
func (m maker) answerByNumber(paras []para, problems []record.Problem) {
	at := map[int]*record.Problem{}
	for i := range problems {
		if len(problems[i].Measures) > 0 {
			return
		}
		at[problems[i].Number] = &problems[i]
	}
	var current *record.Problem
	for _, p := range paras {
		start := 0
		if a := answer.FindStringSubmatchIndex(p.text); a != nil && !m.states(p, problems) {
			current, start = at[numberAnswered(p.text, a)], a[1]
		} else if p.labelled() && p.label.Shape != number.Is || p.class || p.part || closingRule.re.MatchString(p.text) {
			current = nil
		}
		if current != nil {
			m.answered(p, start, current)
		}
	}
}

// answered gives a problem what paragraph p tells from byte start on, up to the fields in it.
func (m maker) answered(p para, start int, problem *record.Problem) {
	end := len(p.text)
	for i, mk := range p.markers {
		if mk.start < start || mk.field == measures {
			continue
		}
		end = min(end, mk.start)
		stop := len(p.text)
		if i+1 < len(p.markers) {
			stop = p.markers[i+1].start
		}
		m.duty(part{field: mk.field, at: p.span(mk.end, mk.end+len(content(p.text[:mk.start], p.text[mk.end:stop])))}, problem)
	}
	if at := p.span(start, end); worded(m.t.Slice(at)) {
		m.measure(part{field: measures, at: at}, problem)
	}
}

// states reports whether p is where a problem itself stands.
func (m maker) states(p para, problems []record.Problem) bool {
	for _, q := range problems {
		if q.At.Start <= p.at.Start && p.at.Start < q.At.End {
			return true
		}
	}
	return false
}

// numberAnswered is the number that a match of answer names.
func numberAnswered(s string, a []int) int {
	g := 1
	if a[2] < 0 {
		g = 2
	}
	v, _ := number.Value(s[a[2*g]:a[2*g+1]])
	return v
}
