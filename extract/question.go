package extract

import (
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// longestAside is the longest quotation, in runes, that may be a word in quotation marks rather than a problem quoted whole.
const longestAside = 10

// quoteQuestions makes a problem of what is quoted in each question of an interview: 反馈意见提到“二次供水泵房管理粗放，…”，居民喝水安不安全？ Where most
// of them quote one, a question that quotes none is about something else.
func (m maker) quoteQuestions(nodes []*node) []*node {
	quoted := map[*node]record.Span{}
	for _, n := range nodes {
		if s, ok := m.quotedIn(n); ok {
			quoted[n] = s
		}
	}
	if len(quoted) < oftenEnough || float64(len(quoted)) < mostly*float64(len(nodes)) {
		return nodes
	}
	var out []*node
	for _, n := range nodes {
		if s, ok := quoted[n]; ok {
			n.head, n.value = s, len(out)+1
			out = append(out, n)
		}
	}
	return out
}

// quotedIn is the longest quotation in a head without a number, if it is more than a word and does not open the head.
func (m maker) quotedIn(n *node) (record.Span, bool) {
	head := m.t.Slice(n.head)
	best := record.Span{}
	for _, q := range quotations(head) {
		if q.end-q.start > best.Len() && !strings.HasSuffix(head[:q.outerStart], "关于") {
			best = record.Span{Start: n.head.Start + q.start, End: n.head.Start + q.end}
		}
	}
	long := utf8.RuneCountInString(m.t.Slice(best)) > longestAside
	return best, n.shape == virtual && long && asks(head)
}

// asks reports whether a head is said by somebody who asks: it asks, or tells who has said what it quotes.
func asks(head string) bool {
	return strings.ContainsAny(head, "？?") || said.MatchString(head)
}

var said = re(`(?:指出|提到|讲到|点[出到]|发现|反馈|说|原话|反馈意见里?[^，。]{0,6}一句)[^“]{0,8}“`)

// quoteHeads makes a problem of what each numbered head quotes, and measures of what goes on behind it: 第一个问题，巡察组点到“研讨不深不透。…”我们的做法
// 是：….
func (m maker) quoteHeads(nodes []*node) {
	if m.kind == record.Feedback {
		return
	}
	quoted := map[*node][2]record.Span{}
	for _, n := range nodes {
		if s, rest, ok := m.quotedAtStart(n); ok {
			quoted[n] = [2]record.Span{s, rest}
		}
	}
	if len(quoted) < oftenEnough || float64(len(quoted)) < mostly*float64(len(nodes)) {
		return
	}
	for n, q := range quoted {
		n.head = q[0]
		if worded(m.t.Slice(q[1])) {
			n.parts = append([]part{{field: measures, at: q[1]}}, n.parts...)
		}
	}
}

// quotedAtStart is what a numbered head quotes as somebody's words right at its start, and what stands behind the quotation.
func (m maker) quotedAtStart(n *node) (quoted, rest record.Span, ok bool) {
	head := m.t.Slice(n.head)
	qs := quotations(head)
	if n.shape == virtual || len(qs) == 0 {
		return quoted, rest, false
	}
	q := qs[0]
	lead := head[:q.start]
	if utf8.RuneCountInString(lead) > longestAside || utf8.RuneCountInString(head[q.start:q.end]) <= longestAside || !said.MatchString(lead) {
		return quoted, rest, false
	}
	behind := strings.TrimLeft(head[q.end:], "”’\"。，； ")
	return record.Span{Start: n.head.Start + q.start, End: n.head.Start + q.end}, record.Span{Start: n.head.End - len(behind), End: n.head.End}, true
}
