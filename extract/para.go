package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// para is one paragraph of running text, with what can be told of it alone.
type para struct {
	at      record.Span // in the document's text
	text    string
	label   number.Label // Len 0 when there is none
	virtual bool         // the head is marked by its form (关于…的问题), not by a number
	aimed   bool         // 针对…问题， names the problem, and what was done goes on behind it
	class   bool         // an unnumbered heading that names a class of problems: 〔党的建设方面〕
	part    bool         // an unnumbered heading of a part of the document: 下一步打算
	level   int          // of the heading that the format says it is, 0 for none
	depth   int          // of the list whose item it is, as the format says; 0 when it does not
	bold    bool         // the whole paragraph is set in bold
	markers []marker     // field markers, bytes in text
}

// labelled reports whether the paragraph begins an item of a list.
func (p para) labelled() bool { return p.label.Len > 0 || p.virtual }

// content is where the text begins after the label.
func (p para) content() int { return p.label.Len }

// fieldAtStart is the marker with which the paragraph begins, after its label if it has one.
func (p para) fieldAtStart() (marker, bool) {
	if len(p.markers) == 0 {
		return marker{}, false
	}
	m := p.markers[0]
	between := strings.Trim(p.text[min(p.content(), m.start):m.start], " \u3000【[〔［（(—–-")
	return m, between == ""
}

// name is a marker's words without the mark after them.
func (p para) name(m marker) string {
	return strings.Trim(p.text[m.start:m.end], "：:，【】[]〔〕［］ \u3000")
}

// span turns bytes of the paragraph's text into a place in the document, without white space at its ends.
func (p para) span(start, end int) record.Span {
	for start < end {
		r, n := utf8.DecodeRuneInString(p.text[start:end])
		if r != ' ' && r != '\u3000' && r != '\u00a0' {
			break
		}
		start += n
	}
	trimmed := strings.TrimRight(p.text[start:end], " \u3000\u00a0")
	return record.Span{Start: p.at.Start + start, End: p.at.Start + start + len(trimmed)}
}

// mark adds a marker that only the whole document tells.
func (p *para) mark(m marker) {
	p.markers = append(p.markers, m)
	slices.SortFunc(p.markers, func(a, b marker) int { return cmp.Compare(a.start, b.start) })
}

// newPara reads the paragraph at s, whose first auto bytes are a number that the word processor made.
func newPara(t record.Text, s record.Span, auto int) para {
	p := para{at: s, text: t.Slice(s)}
	if l, ok := number.Read(p.text); ok && (l.Len < len(p.text) || l.Shape.Worded()) {
		p.label = l
	}
	// 7．12345热线…: where the word processor's number ends is known, and the next figures are not its
	if l, ok := number.Read(p.text[:auto]); ok && auto < len(p.text) && (p.label.Len == 0 || p.label.Shape != l.Shape && !p.label.Shape.Worded()) {
		l.Len = auto
		p.label = l
	}
	p.markers = markers(p.text)
	p.virtual = p.label.Len == 0 && virtualHead(p)
	if p.label.Len == 0 && !p.virtual && len(p.markers) == 0 {
		p.class = classHead.MatchString(p.text)
		p.part = !p.class && partHead(p.text)
	}
	return p
}

// virtualHead reports whether an unnumbered paragraph is the head of a problem by its form alone:
// 关于“…”的问题, or 针对…问题，一是….
func virtualHead(p para) bool {
	if len(p.markers) > 0 && p.markers[0].start == 0 {
		return false
	}
	if m := aimedRule.re.FindString(p.text); m != "" {
		return listsAt(p.text, len(m))
	}
	head := p.text
	if len(p.markers) > 0 {
		head = head[:p.markers[0].start]
	}
	return strings.HasPrefix(head, "关于") && aboutHeading.MatchString(head)
}

// classHead reads a line that names a class of problems and nothing else.
var classHead = re(`^[〔【\[（(]?[^，。；：:〕】]{3,40}(?:方面|领域)(?:的?问题)?[〕】\]）)]?$`)

// endsAsClass reads the end of a heading that names a class of problems, however long.
var endsAsClass = re(`^[^。；]{3,80}方面$`)

const longestHeading = 20 // runes

// partHead reports whether an unnumbered line is the heading of a part of the document by its words: the one that tells of the
// problems, or one that tells of something else.
func partHead(s string) bool {
	if advice.MatchString(s) {
		return true
	}
	if utf8.RuneCountInString(s) > longestHeading || strings.ContainsAny(s, "，。；：:、") {
		return false
	}
	return otherRule.re.MatchString(s) && !subject.MatchString(s) || genericHead.MatchString(s) && partWord.MatchString(s)
}

// advice reads the line after which a team says what is to be done: 提出以下整改建议：.
var advice = re(`^[^。；]{0,30}(?:提出|作出|要求)(?:了|以下|如下|下列)*[^。；]{0,6}(?:意见|建议|要求)(?:如下)?[：:。]$`)

// partWord must stand in a heading that only says that problems follow.
var partWord = re(`问题|整改|任务`)

// aboutHeading reads a whole line that names a problem.
var aboutHeading = re(`^关于[^。]+(?:问题|方面)(?:的?整改)?(?:落实|进展|完成)?(?:情况)?[。：:]?$`)

// listsAt reports whether a running list of measures begins at byte i of s.
func listsAt(s string, i int) bool {
	items := number.Split(s[i:])
	return items != nil && items[0].Label == 0
}

// paragraphs lists the paragraphs of running text: every block but those that a ledger reads. So a table used for layout loses
// nothing.
func paragraphs(t record.Text, ledgers []ledger) []para {
	var out []para
	for _, b := range t.Blocks {
		if b.Cell != nil && slices.ContainsFunc(ledgers, func(l ledger) bool { return l.reads(b.Cell) }) {
			continue
		}
		p := newPara(t, b.Span, b.Label)
		if !worded(p.text) {
			continue
		}
		if m := rule.FindStringSubmatchIndex(p.text); m != nil { // ==== 存在问题 ====
			p = newPara(t, p.span(m[2], m[3]), 0)
			p.class = !p.part && !p.labelled()
		}
		p.level = b.Level
		p.depth = b.Depth
		p.bold = b.Bold
		if b.Cell != nil { // a row of figures by class has no headings in it
			p.class, p.part = false, false
		}
		out = append(out, p)
	}
	return out
}

// rule is a heading set between lines of signs.
var rule = re(`^[=＝*＊#~～—-]{2,}\s*([^=＝*＊#~～]{2,40}?)\s*[=＝*＊#~～—-]{2,}$`)

// shapeByDepth tells apart what looks alike: where items of lists in lists have labels of one shape, as browsers set 1. in 1., the inner
// ones get a shape of their own.
func shapeByDepth(paras []para) {
	outermost := map[number.Shape]int{}
	for _, p := range paras {
		if s := p.label.Shape; p.label.Len > 0 && p.depth > 0 && (outermost[s] == 0 || p.depth < outermost[s]) {
			outermost[s] = p.depth
		}
	}
	for i := range paras {
		p := &paras[i]
		if p.label.Len > 0 && p.depth > outermost[p.label.Shape] {
			p.label.Shape = p.label.Shape.Inside(p.depth - outermost[p.label.Shape])
		}
	}
}

// misnumbered reports whether a label out of order (六是…。四是…) cuts all the same: after a full stop, before a failing.
func misnumbered(text string, s number.Start) bool {
	return strings.HasSuffix(text[:s.At], "。") && failing(firstSentence(text[s.At+s.Len:]))
}

// worded reports whether s has a letter or a digit, and is no line drawn with signs.
func worded(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// problemsListed reads the words after which a paragraph lists problems in itself: 查摆出3个问题：（1）…；（2）….
var problemsListed = re(`问题(?:如下|有|是)?[：:]`)

// splitListed cuts a paragraph that lists several problems in itself into the head and a paragraph a problem. What stands behind the
// list, its fields, stays with the last.
func splitListed(paras []para, t record.Text) []para {
	var out []para
	for _, p := range paras {
		cuts := p.problemsIn()
		if cuts == nil {
			out = append(out, p)
			continue
		}
		out = append(out, p.cutAt(cuts, t)...)
	}
	return out
}

// cutAt makes a paragraph of each piece of p that begins at one of cuts, bytes in its text. A heading's first piece stays one.
func (p para) cutAt(cuts []int, t record.Text) []para {
	var out []para
	for i, c := range cuts {
		end := len(p.text)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		if q := newPara(t, p.span(c, end), 0); q.text != "" {
			if i == 0 {
				q.level = p.level
			}
			out = append(out, q)
		}
	}
	return out
}

// problemsIn is where the head and each of the problems begin that p lists; nil where it lists none.
func (p para) problemsIn() []int {
	end := len(p.text)
	at := problemsListed.FindStringIndex(p.text)
	if at == nil {
		return nil
	}
	for _, m := range p.markers {
		if m.start > at[0] {
			end = min(end, m.start)
		}
	}
	if at[1] >= end {
		return nil
	}
	items := number.Split(p.text[at[1]:end])
	if len(items) < 2 || items[0].Label != 0 {
		return nil
	}
	cuts, deeds := []int{0}, 0
	for _, it := range items {
		cuts = append(cuts, at[1]+it.Label)
		if deedRule.re.MatchString(p.text[at[1]+it.Start : at[1]+it.End]) {
			deeds++
		}
	}
	if 2*deeds > len(items) { // 针对反馈问题：（1）修订制度；（2）…
		return nil
	}
	return cuts
}

// splitRunning cuts a paragraph in which a list of problems runs on (一是…。二是…。) into one paragraph an item, so that
// 四是…。五是…。 on one line is read like two lines. Only feedback lists problems so.
func splitRunning(paras []para, t record.Text) []para {
	var out []para
	last := 0
	for _, p := range paras {
		if closingRule.re.MatchString(p.text) { // 组长要求：一是…二是… lists no problems
			out = append(out, p)
			continue
		}
		cuts := []int{0}
		if p.label.Shape == number.Is {
			last = p.label.Value
		}
		for _, s := range number.Starts(p.text) {
			if s.Shape != number.Is || s.At == 0 {
				continue
			}
			if s.Value == 1 || s.Value == last+1 || misnumbered(p.text, s) {
				cuts = append(cuts, s.At)
				last = s.Value
			}
		}
		if len(cuts) == 1 {
			out = append(out, p)
			continue
		}
		out = append(out, p.cutAt(cuts, t)...)
	}
	return out
}
