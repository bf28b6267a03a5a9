package extract

import (
	"strings"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// node is one labelled paragraph with all that belongs to it.
type node struct {
	label    string // as printed
	shape    number.Shape
	value    int
	head     record.Span // the head's text, without label and without what a marker announces
	at       record.Span // from the label to the end of the last part
	parts    []part
	parent   *node
	children []*node
	level    int          // of the heading that the format says it is, 0 for none
	list     number.Shape // the list that runs in the open field, and its last value
	listed   int
	class    bool  // the head ends as those of classes do: …方面
	fails    bool  // the head names a failing
	record   bool  // a problem told in fields alone
	open     field // the field whose content the next unlabelled paragraph goes on with
}

// part is a stretch of text under a head: a plain paragraph (none) or the content of a field.
type part struct {
	field field
	at    record.Span // a list item keeps its label
	name  string      // the marker, as written, that announced it
	from  int         // where the marker begins, or the part itself where none announced it
}

// outline is the document's running text as a tree.
type outline struct {
	top     *node // the text before the first label hangs here
	closing []record.Span
}

// The shapes of heads that have no number: 关于…的问题, 〔党的建设方面〕, and a part's: 下一步打算.
const (
	virtual number.Shape = "关于"
	classed number.Shape = "方面"
	parted  number.Shape = "部分"
)

// outlineOf builds the tree. A shape that stands on the way from the top to the last node goes on with its list there;
// a new one goes a level deeper.
func outlineOf(paras []para, kind record.Kind) outline {
	b := builder{paras: paras, kind: kind, openers: map[string]bool{}, starts: map[string]int{}, opens: opensBelow(paras)}
	b.top = &node{}
	b.stack = []*node{b.top}
	for _, p := range paras {
		if m, ok := p.fieldAtStart(); ok && !p.labelled() {
			b.starts[p.name(m)]++
		}
	}
	for i := range paras {
		b.add(i)
	}
	return outline{top: b.top, closing: b.closing}
}

func (p para) announces(f field) bool {
	for _, m := range p.markers {
		if m.field == f {
			return true
		}
	}
	return false
}

type builder struct {
	paras   []para
	kind    record.Kind
	top     *node
	stack   []*node
	closing []record.Span
	starts  map[string]int  // how many paragraphs begin with a marker of this name
	openers map[string]bool // markers that have opened problems: 反馈指出
	opens   map[[2]number.Shape]int
	ended   bool // a closing paragraph was read, and no label since
}

func (b *builder) current() *node { return b.stack[len(b.stack)-1] }

func (b *builder) add(i int) {
	p := b.paras[i]
	first, starts := p.fieldAtStart()
	switch {
	case b.closes(i):
		b.ended = true
		b.closing = append(b.closing, p.at)
	case starts && !p.labelled() && (first.field == ordinal || first.field == category) && b.opensRecord(i):
		b.pushRecord(p)
	case starts && first.field == statement && !p.labelled() && b.opensProblem(i):
		b.pushHeadless(p)
	case starts && !(p.labelled() && headField(first.field)):
		b.attach(p, first.start)
	case p.labelled() && b.itemOfField(i):
		n := b.current()
		n.list, n.listed = p.label.Shape, p.label.Value
		b.addPart(part{field: n.open, at: p.at})
	case p.labelled():
		b.push(p)
	case p.class || p.part:
		b.push(p)
	case b.ended:
		b.closing = append(b.closing, p.at)
	case b.headless(i):
		b.pushHeadless(p)
	default:
		b.attach(p, len(p.text))
	}
}

// headField are fields that a label goes before in a head: 1.存在问题：P. After any other marker the label is a
// decoration: （2）整改措施：.
func headField(f field) bool { return f == statement || f == category || f == none }

// closes reports whether paragraph i ends the document: what follows the last label and thanks, signs or dates.
func (b *builder) closes(i int) bool {
	p := b.paras[i]
	if siteFoot.MatchString(p.text) {
		return true
	}
	if _, field := p.fieldAtStart(); field || p.labelled() || i < 3 {
		return false // 反馈指出：… begins like 组长指出：…
	}
	return closingRule.re.MatchString(p.text) || signRule.re.MatchString(p.text) && i > len(b.paras)-6
}

// siteFoot reads the foot of a web page: 主办：某县纪委　某备2019001号.
var siteFoot = re(`^(?:主办|承办|版权所有|技术支持)(?:单位)?[：:].*(?:备\S{2,14}号|版权|技术支持)`)

// attach hangs the paragraph under the current node: up to byte plain text, then each field that its markers announce.
func (b *builder) attach(p para, plain int) {
	n := b.current()
	if len(p.markers) > 0 {
		plain = min(plain, p.markers[0].start)
	}
	if at := p.span(p.content(), max(plain, p.content())); worded(p.text[at.Start-p.at.Start : at.End-p.at.Start]) {
		b.addPart(part{field: n.open, at: at})
	}
	b.fields(p)
}

// fields adds what the markers of p announce to the current node.
func (b *builder) fields(p para) {
	n := b.current()
	for i, m := range p.markers {
		end := len(p.text)
		if i+1 < len(p.markers) {
			end = p.markers[i+1].start
		}
		n.open = m.field
		n.list, n.listed = listIn(p.text[m.end:end])
		if goesOn := m.field == measures || headField(m.field); !goesOn && p.span(m.end, end).Len() > 0 {
			n.open = none // 责任领导：甲 is told on one line
		}
		b.addPart(part{field: m.field, at: p.span(m.end, m.end+len(content(p.text[:m.start], p.text[m.end:end]))), name: p.name(m), from: p.at.Start + m.start})
	}
}

// listIn is the list that runs in a field's content already, and its last value: 整改措施：1）…
func listIn(content string) (number.Shape, int) {
	l, ok := number.Read(content)
	if !ok {
		return "", 0
	}
	return l.Shape, l.Value + max(len(number.Split(content))-1, 0)
}

// content is a field's own: where the field stands in a bracket that was opened before it, it ends where that is closed:
// （责任领导：甲；完成情况：已完成）. The bracket of 1） closes nothing.
func content(before, s string) string {
	if strings.LastIndexAny(before, "（(") <= strings.LastIndexAny(before, "）)") {
		return strings.TrimRight(s, "【[〔［")
	}
	depth := 0
	for i, r := range s {
		switch r {
		case '（', '(', '【', '[':
			depth++
		case '）', ')', '】', ']':
			if depth--; depth < 0 {
				return s[:i]
			}
		}
	}
	return strings.TrimRight(s, "【[〔［")
}

func (b *builder) addPart(pt part) {
	n := b.current()
	if pt.name == "" {
		pt.from = pt.at.Start
	}
	n.parts = append(n.parts, pt)
	for a := n; a != nil; a = a.parent {
		a.at.End = max(a.at.End, pt.at.End)
	}
}

// push opens a node for the labelled paragraph p.
func (b *builder) push(p para) {
	b.ended = false
	shape := p.shape()
	parent := b.parentFor(shape, p.level)
	n := &node{label: p.text[:p.label.Len], shape: shape, value: p.label.Value, parent: parent, at: p.at, level: p.level}
	if n.value == 0 {
		n.value = len(parent.children) + 1
	}
	parent.children = append(parent.children, n)
	b.stack = append(b.stack, n)
	b.headOf(n, p)
}

// headOf sets the node's head, and takes the fields that go on in the same paragraph: 1.P。整改情况：….
func (b *builder) headOf(n *node, p para) {
	end := len(p.text)
	start := p.content()
	inline := p
	if len(p.markers) > 0 && p.markers[0].field == statement && p.markers[0].start <= start+8 {
		if p.virtual || p.label.Shape.Worded() && p.markers[0].start >= start {
			start = p.markers[0].end
		}
		inline.markers = p.markers[1:]
	}
	if len(inline.markers) > 0 {
		end = inline.markers[0].start
	}
	n.head = p.span(start, start+len(strings.TrimRight(p.text[start:end], "（([【〔 \u3000")))
	n.fails = p.virtual || failing(firstSentence(p.text[start:end]))
	n.class = endsAsClass.MatchString(strings.TrimSpace(p.text[start:end]))
	if m := aimedRule.re.FindString(p.text[start:end]); m != "" && (listsAt(p.text[:end], start+len(m)) || (p.virtual || p.aimed) && len(m) < end-start) {
		n.head = p.span(start, start+len(strings.TrimRight(m, "，,：: ")))
		b.addPart(part{field: measures, at: p.span(start+len(m), end)})
	}
	for a := n; a != nil; a = a.parent {
		a.at.End = max(a.at.End, p.at.End)
	}
	b.fields(inline)
}

// parentFor closes what a head of the shape and level closes, and returns the node under which it goes.
func (b *builder) parentFor(shape number.Shape, level int) *node {
	for k := len(b.stack) - 1; k > 0; k-- {
		if above := b.stack[k].level; level > 0 && above > 0 && above < level {
			return b.current()
		}
		if b.stack[k].shape != shape {
			continue
		}
		// of headings without numbers, those that the format ranks stand over those that it does not
		if above := b.stack[k].level; shape == classed && above > 0 && level == 0 {
			return b.current()
		} else if shape == classed && above == 0 && level > 0 {
			continue
		}
		b.stack = b.stack[:k]
		return b.current()
	}
	for len(b.stack) > 1 && b.outer(shape, b.current().shape) {
		b.stack = b.stack[:len(b.stack)-1]
	}
	return b.current()
}

// opensBelow counts how often a list of one shape begins right after an item of another: 1. right after （1） tells that this
// document sets （1） above 1., whatever is usual.
func opensBelow(paras []para) map[[2]number.Shape]int {
	out := map[[2]number.Shape]int{}
	var last number.Shape
	for _, p := range paras {
		switch {
		case p.class || p.part:
			last = ""
		case p.label.Len > 0 && p.label.Shape != number.Is:
			if p.label.Value == 1 && last != "" && last != p.label.Shape {
				out[[2]number.Shape{last, p.label.Shape}]++
			}
			last = p.label.Shape
		}
	}
	return out
}

// outer reports whether a stands above o in this document, or usually does where the document does not tell.
func (b *builder) outer(a, o number.Shape) bool {
	if above, below := b.opens[[2]number.Shape{a, o}], b.opens[[2]number.Shape{o, a}]; a.Rank() >= 0 && o.Rank() >= 0 && above != below {
		return above > below
	}
	return outer(a, o)
}

// outer reports whether a usually stands above b: 一、 above （一）.
func outer(a, b number.Shape) bool {
	switch {
	case a == parted:
		return true
	case b == parted:
		return false
	case a == classed:
		return b.Rank() < 0 || b.Rank() > number.HanComma.Rank()
	case b == classed:
		return a.Rank() >= 0 && a.Rank() <= number.HanComma.Rank()
	case b == virtual:
		return a.Rank() >= 0 && a.Rank() < number.Paren.Rank()
	}
	return a.Rank() >= 0 && b.Rank() >= 0 && a.Rank() < b.Rank()
}

// itemOfField reports whether the labelled paragraph i is an item of the field that is open, not a head: (1) below
// 整改措施： on a line of its own, or 一是 wherever deeds are told.
func (b *builder) itemOfField(i int) bool {
	p, n := b.paras[i], b.current()
	if b.kind != record.Feedback && (p.label.Shape == number.Is || b.signOfMeasure(i)) {
		return true
	}
	if n.open != measures || p.virtual {
		return false
	}
	next := n.list == p.label.Shape && p.label.Value == n.listed+1 || n.list == "" && p.label.Value <= 1
	// below 问题2 what is marked after a list is the problem's own too
	if ours := n.shape.Worded() && !p.label.Shape.Worded(); !next || !ours && b.marksAhead(i) {
		return false
	}
	for k := len(b.stack) - 1; k > 0; k-- {
		if b.stack[k].shape == p.label.Shape {
			// 2. may go on with the list of measures or be the next problem; where measures are announced by
			// markers, a problem has one ahead
			return b.stack[k].value+1 != p.label.Value || n.list == p.label.Shape
		}
	}
	return !b.outer(p.label.Shape, n.shape)
}

// pushRecord opens a node whose head is empty: all it says is told in fields.
func (b *builder) pushRecord(p para) {
	b.ended = false
	parent := b.parentFor(virtual, 0)
	n := &node{shape: virtual, value: len(parent.children) + 1, parent: parent, at: p.at, head: record.Span{Start: p.at.Start, End: p.at.Start}, record: true, fails: true}
	parent.children = append(parent.children, n)
	b.stack = append(b.stack, n)
	b.fields(p)
}

// announced reports whether a marker of this name has been read under n.
func (n *node) announced(name string) bool {
	for _, p := range n.parts {
		if p.name == name {
			return true
		}
	}
	return false
}

func (n *node) has(f field) bool {
	for _, p := range n.parts {
		if p.field == f {
			return true
		}
	}
	return false
}

func (b *builder) pushHeadless(p para) {
	p.virtual = true
	b.push(p)
}

// shape is the shape of the paragraph as a head.
func (p para) shape() number.Shape {
	switch {
	case p.virtual:
		return virtual
	case p.class:
		return classed
	case p.part:
		return parted
	}
	return p.label.Shape
}
