package extract

import (
	"strings"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// splitTold cuts the statements that go on with what was done: 1.关于“学习不经常”的问题。一是制定计划。二是补课。 It does so where
// the document tells nearly all of its problems that way and has no measures for them elsewhere; what stands behind a name
// could be evidence otherwise.
func (m maker) splitTold(nodes []*node) {
	if m.kind == record.Feedback {
		return
	}
	behind := map[*node]record.Span{}
	var told tally
	for i, n := range nodes {
		rest := m.behindName(n)
		if i == len(nodes)-1 && !n.has(measures) && len(n.children) == 0 {
			rest = m.behindHead(n) // what stands below the last problem may be the end of the document
		}
		if rest.Len() > 0 {
			behind[n] = rest
			told.add(m.t.Slice(rest))
		}
	}
	if float64(len(behind)) < nearlyAll*float64(len(nodes)) || !told.deeds() {
		return
	}
	for n, rest := range behind {
		n.head.End = rest.Start
		n.parts = append([]part{{field: measures, at: rest}}, n.parts...)
	}
}

const nearlyAll = 0.8

// behindName is the text after a head's naming sentence, when no measures are told for n otherwise.
func (s scorer) behindName(n *node) record.Span {
	if s.isTreated(n) || len(n.children) > 0 {
		return record.Span{}
	}
	return s.behindHead(n)
}

func (s scorer) behindHead(n *node) record.Span {
	_, rest := cutSentence(s.t.Slice(n.head))
	return record.Span{Start: n.head.End - len(rest), End: n.head.End}
}

// deedsBehind reports whether n's own head goes on with what was done.
func (s scorer) deedsBehind(n *node) bool {
	if s.kind == record.Feedback {
		return false
	}
	var told tally
	told.add(s.t.Slice(s.behindName(n)))
	return told.deeds()
}

// tally counts the items of texts by what they tell.
type tally struct{ items, done, failed int }

// finished reads what has been done, in the middle of a clause: 下脚料收入已全部入账.
var finished = re(`已|全部|一律|逐[一项条笔件]`)

func (n *tally) add(text string) {
	if text == "" {
		return
	}
	items := number.Split(text)
	if items == nil {
		items = []number.Item{{End: len(text)}}
	}
	for _, it := range items {
		item := text[it.Start:it.End]
		n.items++
		switch {
		case deedRule.re.MatchString(item) || strings.HasPrefix(item, "对") || finished.MatchString(item):
			n.done++
		case failing(firstSentence(item)):
			n.failed++
		}
	}
}

// deeds reports whether the items tell of deeds rather than of failings.
func (n *tally) deeds() bool { return n.done > n.failed && 3*n.done >= n.items }
