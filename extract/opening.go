package extract

import (
	"strings"
)

// signOfMeasure reports whether a paragraph with a sign tells a measure: → below a numbered problem. A sign that stands above
// numbers, ◎ before a class, is on the way from the top already, or has no problem over it; one with measures ahead is a
// problem's own.
func (b *builder) signOfMeasure(i int) bool {
	p := b.paras[i]
	if !p.label.Shape.Sign() || p.label.Shape.Bar() || !b.current().fails || b.marksAhead(i) {
		return false
	}
	for _, n := range b.stack {
		if n.shape == p.label.Shape {
			return false
		}
	}
	return true
}

// marksAhead reports whether paragraph i, or one before the next label, announces measures: then it is a problem's head.
func (b *builder) marksAhead(i int) bool {
	if b.paras[i].announces(measures) {
		return true
	}
	for _, p := range b.paras[i+1:] {
		if p.announces(measures) {
			return true
		}
		if first, ok := p.fieldAtStart(); p.labelled() || ok && (first.field == ordinal || headField(first.field)) {
			return false
		}
	}
	return false
}

// headless reports whether the unlabelled paragraph i is the head of a problem all the same. The next paragraph then
// begins a run of fields that announces measures, and so does, by the same name, one that belongs to another problem: the
// current node's own, or a second one before the next label. Where others have been opened so, a class may hold just one.
func (b *builder) headless(i int) bool {
	if i+1 >= len(b.paras) || len(b.paras[i].markers) > 0 {
		return false
	}
	name, ok := b.fieldRun(i + 1)
	if !ok {
		return false
	}
	opens := b.current().announced(name) || b.namesAhead(i+1, name) > 1 || b.openers[name] && b.unheaded(b.current())
	b.openers[name] = b.openers[name] || opens
	return opens
}

// fieldRun is the name with which paragraph i begins a run of fields, when one of them announces measures.
func (b *builder) fieldRun(i int) (name string, ok bool) {
	first, starts := b.paras[i].fieldAtStart()
	if !starts || b.paras[i].labelled() {
		return "", false
	}
	for k, p := range b.paras[i:] {
		m, starts := p.fieldAtStart()
		if nextProblem := k > 0 && m.field == statement; !starts || p.labelled() || nextProblem {
			break
		}
		if p.announces(measures) {
			return b.paras[i].name(first), !headField(first.field) && first.field != ordinal
		}
	}
	return "", false
}

// unheaded reports whether n is a class like the one before it, whose problems are headless.
func (b *builder) unheaded(n *node) bool {
	if n.parent == nil || len(n.children) > 0 || len(n.parts) > 0 {
		return false
	}
	before := n.parent.children[:len(n.parent.children)-1]
	return len(before) > 0 && len(before[len(before)-1].children) > 0 && before[len(before)-1].children[0].shape == virtual
}

// namesAhead counts the paragraphs from i to the next label that begin with the marker name.
func (b *builder) namesAhead(i int, name string) int {
	n := 0
	for _, p := range b.paras[i:] {
		if p.labelled() {
			break
		}
		if m, ok := p.fieldAtStart(); ok && p.name(m) == name {
			n++
		}
	}
	return n
}

// opensProblem reports whether paragraph i, which begins with 反馈指出： or the like, opens a problem of its own: another has done so
// by the same name, or does before the next label, or the current node is such a problem, or has its measures told already.
func (b *builder) opensProblem(i int) bool {
	m, _ := b.paras[i].fieldAtStart()
	name := b.paras[i].name(m)
	if strings.TrimSpace(strings.Trim(b.paras[i].text[m.end:], "】：:")) == "" {
		return false // 【存在问题】 on a line of its own heads a list
	}
	n := b.current()
	if (n.record || n.label != "" && n.head.Len() == 0) && !n.has(statement) {
		return false // 问题一 on a line of its own, and 问题表现：… below it
	}
	opens := b.openers[name] || n.shape == virtual || n.has(measures) || b.namesAhead(i, name) > 1
	b.openers[name] = opens
	return opens
}

// opensRecord reports whether paragraph i begins a problem told field by field: 编号：01, 问题类别：…, 问题描述：…. The first of the
// fields opens it; others like it follow. Inside a record that has no statement yet, a field only goes on.
func (b *builder) opensRecord(i int) bool {
	m, _ := b.paras[i].fieldAtStart()
	n := b.current()
	if n.record && !n.has(statement) {
		return false
	}
	return n.record || b.starts[b.paras[i].name(m)] > 1
}
