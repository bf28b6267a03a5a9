package extract

import (
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// Problems without numbers, fields or a form of their own are told by the rhythm of the paragraphs: in a report a short line
// without a full stop stands over what was done, again and again; in a feedback each paragraph under a class begins with a
// short sentence that names a failing.

const (
	longestHead = 60 // runes of a line that heads a problem
	longestLead = 28 // runes of the sentence that names a problem at the start of its paragraph
)

// markHeads marks the heads that the rhythm tells, where most of them name failings.
func markHeads(paras []para, kind record.Kind) {
	heads := linesOver(paras)
	if kind == record.Feedback {
		heads = leads(paras)
	}
	fails := 0
	for _, i := range heads {
		if failing(firstSentence(paras[i].text)) {
			fails++
		}
	}
	if len(heads) < oftenEnough || 2*fails < len(heads) {
		return
	}
	for _, i := range heads {
		paras[i].virtual = true
	}
}

// stretches lists the runs of paragraphs under one label, which carry none themselves: [from, to). A list of 一是 goes on with
// what stands over it.
func stretches(paras []para) [][2]int {
	var out [][2]int
	from := -1
	for i, p := range paras {
		if loose := !p.labelled() && !p.class && !p.part || p.label.Shape == number.Is; loose {
			continue
		}
		if from >= 0 && i > from+1 {
			out = append(out, [2]int{from + 1, i})
		}
		from = i
	}
	if from >= 0 && from+1 < len(paras) {
		out = append(out, [2]int{from + 1, len(paras)})
	}
	return out
}

// linesOver lists the lines that stand over paragraphs of sentences, in stretches that are made of nothing else.
func linesOver(paras []para) []int {
	var out []int
	for _, s := range stretches(paras) {
		var heads []int
		told := 0
		for i := s[0]; i < s[1] && !closingRule.re.MatchString(paras[i].text); i++ {
			switch {
			case headLine(paras[i]) && i+1 < s[1] && sentences(paras[i+1]):
				heads = append(heads, i)
			case sentences(paras[i]) && len(heads) > 0:
				told++
			default:
				heads, told = nil, -len(paras)
			}
		}
		if told >= len(heads) {
			out = append(out, heads...)
		}
	}
	return out
}

// headLine reports whether p is a line without a full stop: 诉源治理联动不足.
func headLine(p para) bool {
	return !p.labelled() && len(p.markers) == 0 && utf8.RuneCountInString(p.text) <= longestHead && !strings.ContainsAny(p.text, "。；：:")
}

// sentences reports whether p tells something in whole sentences.
func sentences(p para) bool {
	return len(p.markers) == 0 && !p.virtual && strings.HasSuffix(strings.TrimRight(p.text, "”） "), "。")
}

// leads lists the paragraphs that name a failing in a short first sentence and go on to tell it, under classes whose
// heading tells nothing itself.
func leads(paras []para) []int {
	var out []int
	for _, s := range stretches(paras) {
		if over := paras[s[0]-1]; over.virtual || over.label.Shape == number.Is || strings.Contains(strings.TrimSuffix(over.text, "。"), "。") {
			continue
		}
		var found []int
		n := 0
		for i := s[0]; i < s[1] && !closingRule.re.MatchString(paras[i].text); i++ {
			n++
			if lead(paras[i]) {
				found = append(found, i)
			}
		}
		if len(found) > 1 && 5*len(found) >= 4*n {
			out = append(out, found...)
		}
	}
	return out
}

// lead reports whether p begins with a sentence that names a failing without figures, and goes on.
func lead(p para) bool {
	first, rest := cutSentence(p.text)
	return !p.labelled() && len(p.markers) == 0 && rest != "" && failing(first) && !strings.ContainsAny(first, "0123456789") &&
		utf8.RuneCountInString(first) <= longestLead
}
