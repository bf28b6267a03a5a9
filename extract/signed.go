package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
)

// markSignedClasses takes lines with a sign, ◆ 政治责任方面, for the headings of classes, where each line with this sign stands right
// before a head of another shape.
func markSignedClasses(paras []para) {
	lines := map[number.Shape][]int{}
	for i, p := range paras {
		if p.label.Shape.Sign() {
			lines[p.label.Shape] = append(lines[p.label.Shape], i)
		}
	}
	var classes []int
	for shape, at := range lines {
		alone := slices.ContainsFunc(at, func(i int) bool { return !headsClass(paras, i, shape) })
		if len(at) > 1 && !alone && (namesParts(paras, at) || failingsBelow(paras, at)) {
			classes = append(classes, at...)
		}
	}
	for _, i := range classes {
		p := &paras[i]
		p.at.Start += p.label.Len
		p.text = p.text[p.label.Len:]
		p.label = number.Label{}
		p.part = other(p.text) || genericHead.MatchString(p.text)
		p.class = !p.part
	}
}

// namesParts reports whether one of the lines is the heading of a part that holds no problems.
func namesParts(paras []para, at []int) bool {
	return slices.ContainsFunc(at, func(i int) bool { return other(paras[i].text[paras[i].label.Len:]) })
}

// unmarkHeadings takes the name of a field that is set off and stands once, **整改落实情况**, for the heading of a part: below each problem it
// would come again.
func unmarkHeadings(paras []para) {
	times := map[string]int{}
	for _, p := range paras {
		times[p.text]++
	}
	for i := range paras {
		p := &paras[i]
		if setOff := p.bold || p.level > 0; setOff && p.opensField() && p.markers[0].field == measures && times[p.text] == 1 && !p.labelled() {
			p.markers, p.part = nil, true
		}
	}
}

// failingsBelow reports whether what stands below the lines names failings, as problems do and measures do not.
func failingsBelow(paras []para, at []int) bool {
	fails := 0
	for _, i := range at {
		if next := paras[i+1]; next.label.Shape.Worded() || failing(firstSentence(next.text[next.content():])) {
			fails++
		}
	}
	return 2*fails >= len(at)
}

// headsClass reports whether paragraph i is a line that tells nothing, and what follows it has a label of another shape or is set off; or
// whether it is the heading of a part by its words.
func headsClass(paras []para, i int, shape number.Shape) bool {
	text := paras[i].text[paras[i].label.Len:]
	if i+1 == len(paras) || len(paras[i].markers) > 0 || utf8.RuneCountInString(text) > longestClass || strings.ContainsAny(text, "。；：:") {
		return false
	}
	next := paras[i+1]
	return next.label.Len > 0 && next.label.Shape != shape || next.bold || next.level > 0 || other(text)
}
