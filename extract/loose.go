package extract

import (
	"regexp"
	"strings"

	"huitoukan/extract/number"
)

// looseLabel reads a number without its mark at a paragraph's start: 3 学习不经常, and, where a scan or a typist has lost
// the mark and the quotation mark behind it, 1第一议题”落实不好.
var looseLabel = regexp.MustCompile(`^\s*(\d{1,3})(?:([ \x{3000}\x{00a0}]+)[\p{Han}“"‘'《（(【〔\d]|()[\p{Han}“"‘'《（(【〔])`)

// counted is what a figure at a paragraph's start counts or dates when it is no label: 3个单位…, 12月.
var counted = regexp.MustCompile(`^\d+[ \x{3000}\x{00a0}]*[年月日号时分个项名人次万亿元条件家户所座台套篇份批轮起处公里平亩吨岁届多余场天本期笔种类级点周季倍成层位只辆间张]`)

// labelLoosely takes the loose numbers that stand in the order of a list for labels. One set off by a space needs the
// number before or after it beside it in the list; one that is not needs both, or, being 1, the number after it.
func labelLoosely(paras []para) {
	list := looseList(paras)
	for k, at := range list {
		p := &paras[at]
		v, spaced, ok := looseNumber(*p)
		if !ok {
			continue
		}
		before := v == 1 || k > 0 && valueOf(paras[list[k-1]]) == v-1
		after := k+1 < len(list) && valueOf(paras[list[k+1]]) == v+1
		if before && after || spaced && (before || after) && v > 1 {
			m := looseLabel.FindStringSubmatchIndex(p.text)
			p.label = number.Label{Shape: shapeBeside(paras, list, k), Value: v, Len: max(m[3], m[5])}
			p.virtual, p.class, p.part = false, false, false
		}
	}
}

// shapeBeside is the shape of the list in which the k-th of list stands: 2 after 1. has only lost its mark, and so has one
// before 3. with nothing before it; else the list has no marks.
func shapeBeside(paras []para, list []int, k int) number.Shape {
	v := valueOf(paras[list[k]])
	for _, beside := range []int{k - 1, k + 1} {
		if beside < 0 || beside >= len(list) {
			continue
		}
		if p := paras[list[beside]]; p.label.Len > 0 && p.label.Value == v+beside-k {
			return p.label.Shape
		}
	}
	return number.Spaced
}

// looseList lists the paragraphs that a list of arabic numbers could be made of.
func looseList(paras []para) []int {
	var out []int
	for i, p := range paras {
		_, _, loose := looseNumber(p)
		if loose || p.label.Shape == number.Digit {
			out = append(out, i)
		}
	}
	return out
}

func looseNumber(p para) (v int, spaced, ok bool) {
	if p.labelled() && !p.virtual {
		return 0, false, false
	}
	m := looseLabel.FindStringSubmatch(p.text)
	if m == nil || counted.MatchString(p.text) && m[2] == "" {
		return 0, false, false
	}
	v, _ = number.Value(strings.TrimSpace(m[1]))
	setOff := m[2] != "" || strings.HasSuffix(m[0], "【") || strings.HasSuffix(m[0], "〔")
	return v, setOff, v > 0
}

func valueOf(p para) int {
	if v, _, ok := looseNumber(p); ok {
		return v
	}
	return p.label.Value
}
