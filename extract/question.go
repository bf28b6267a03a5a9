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
			n.head = s
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

var said = re(`(?:指出|提到|讲到|点出|发现|说|原话|反馈意见里?[^，。]{0,6}一句)[^“]{0,8}“`)
