package extract

import (
	"regexp"

	"huitoukan/extract/number"
)

// ownLabel reads a word with a number at a paragraph's start: 巡察反馈之一, 【移交问题1】, 事项3：.
var ownLabel = regexp.MustCompile(`^([【〔\[（(])?([\p{Han}]{2,6}?)(?:之|第)?[ \x{3000}]*(\d{1,3}|[一二三四五六七八九十]{1,3})[条项号]?(?:([】〕\]）)])[：:、 \x{3000}]*|[ \x{3000}]*[：:、。．｜|][ \x{3000}]*|[ \x{3000}]+|$)`)

// labelByOwnWords takes the words that a document sets before its problems' numbers for labels, where they stand in order from 1 on and
// what they number is failings.
func labelByOwnWords(paras []para) {
	found := map[string][]int{}
	for i, p := range paras {
		if m := ownLabel.FindStringSubmatch(p.text); m != nil && !p.label.Shape.Worded() && (m[1] == "") == (m[4] == "") && headField(fieldNamed(m[2])) {
			found[m[2]] = append(found[m[2]], i)
		}
	}
	for word, at := range found {
		if !inOrder(paras, at) || !numbersFailings(paras, at) {
			continue
		}
		for _, i := range at {
			p := &paras[i]
			p.label = number.Label{Shape: number.Shape(word + "1"), Value: ownNumber(*p), Len: len(ownLabel.FindString(p.text))}
			p.virtual, p.class, p.part = false, false, false
			p.markers = markers(p.text)
		}
	}
}

func ownNumber(p para) int {
	v, _ := number.Value(ownLabel.FindStringSubmatch(p.text)[3])
	return v
}

// inOrder reports whether the own numbers of the paragraphs are several, and 1, 2, 3….
func inOrder(paras []para, at []int) bool {
	for k, i := range at {
		if ownNumber(paras[i]) != k+1 {
			return false
		}
	}
	return len(at) >= oftenEnough
}

// numbersFailings reports whether what stands behind the labels, or below those that stand alone, names failings.
func numbersFailings(paras []para, at []int) bool {
	fails := 0
	for _, i := range at {
		told := paras[i].text[len(ownLabel.FindString(paras[i].text)):]
		if !worded(told) && i+1 < len(paras) {
			told = paras[i+1].text
		}
		if !genericHead.MatchString(told) && failing(firstSentence(told)) {
			fails++
		}
	}
	return 2*fails >= len(at)
}
