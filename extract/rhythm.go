package extract

import (
	"slices"
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

// markHeads marks the heads that the rhythm tells, where most of them name failings. Lines that the format sets off and that are no
// such heads are those of parts and classes.
func markHeads(paras []para, kind record.Kind) {
	over := func(headLine func(para) bool) func([]para) []int {
		return func(ps []para) []int { return linesOver(ps, headLine) }
	}
	if kind == record.Feedback {
		markSetOff(paras)
		markFailings(paras, leads)
		return
	}
	marked := markFailings(paras, over(boldLine), overDuties)
	markSetOff(paras)
	if !marked {
		markFailings(paras, over(openLine), over(failingLine))
	}
}

// markFailings marks what the first of the readings finds that names failings, and reports whether one does.
func markFailings(paras []para, readings ...func([]para) []int) bool {
	for _, read := range readings {
		heads := read(paras)
		if !mostlyFailings(paras, heads) {
			continue
		}
		for _, i := range heads {
			paras[i].virtual = true
		}
		return true
	}
	return false
}

// markSetOff takes the lines that the format sets off, as headings or in bold, for the headings of parts and classes. One alone
// may be a name or a date that somebody has emphasised.
func markSetOff(paras []para) {
	var lines []int
	parts := 0
	for i, p := range paras {
		if i+1 == len(paras) || p.level == 0 && !p.bold {
			continue
		}
		if paras[i+1].label.Len > 0 { // a class may be told in a sentence: 管党治党责任落实不到位。
			p.text = strings.TrimSuffix(p.text, "。")
		}
		if classLine(p) {
			lines = append(lines, i)
		} else if p.part {
			parts++
		}
	}
	if len(lines)+parts < 2 {
		return
	}
	for _, i := range lines {
		p := &paras[i]
		p.part = !p.class && (other(p.text) || genericHead.MatchString(p.text))
		p.class = !p.part
	}
}

// mostlyFailings reports whether there are several heads, and half of them name failings.
func mostlyFailings(paras []para, heads []int) bool {
	fails := 0
	for _, i := range heads {
		if failing(firstSentence(paras[i].text)) {
			fails++
		}
	}
	return len(heads) >= oftenEnough && 2*fails >= len(heads)
}

// markAimed takes a paragraph that begins 针对…问题，and goes on without a list for a problem, where others go on with one.
func markAimed(paras []para) {
	listed := 0
	var plain, numbered []int
	for i, p := range paras {
		m := aimedRule.re.FindString(p.text[p.content():])
		switch {
		case m == "":
		case p.label.Len > 0:
			listed++
			if len(m) < len(p.text)-p.content() && !p.announces(measures) {
				numbered = append(numbered, i)
			}
		case p.virtual:
			listed++
		case !failing(strings.TrimRight(m, "的问题，,：: ")) && !strings.Contains(m, "“"): // 针对巡察反馈的问题，局党组…
		case !strings.HasSuffix(strings.TrimSpace(m), "问题") && len(m) < len(p.text):
			plain = append(plain, i)
		}
	}
	if listed < oftenEnough {
		return
	}
	for _, i := range plain {
		paras[i].virtual = true
	}
	for _, i := range numbered {
		paras[i].aimed = true
	}
}

// markClassLines takes the short lines without a full stop that stand right before a numbered head, again and again, for classes
// of problems: 党的政治建设方面的工作 over 3.学习不经常。
func markClassLines(paras []para) {
	found := map[number.Shape][]int{}
	for i := 0; i+1 < len(paras); i++ {
		next := paras[i+1].label
		if classLine(paras[i]) && next.Len > 0 && next.Shape != number.Is && (i == 0 || !paras[i-1].opensField()) {
			found[next.Shape] = append(found[next.Shape], i)
		}
	}
	for _, lines := range found {
		if len(lines) < 2 {
			continue
		}
		for _, i := range lines {
			paras[i].class = true
		}
	}
}

// opensField reports whether p is the name of a field alone, so that the next paragraph is what it announces.
func (p para) opensField() bool {
	m, ok := p.fieldAtStart()
	return ok && !worded(p.text[m.end:])
}

const longestClass = 40 // runes

func classLine(p para) bool {
	return !p.labelled() && !p.part && len(p.markers) == 0 && utf8.RuneCountInString(p.text) <= longestClass && !strings.ContainsAny(p.text, "。；：:")
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

// linesOver lists the lines of a form that stand over paragraphs that tell, in stretches that are made of nothing else.
func linesOver(paras []para, headLine func(para) bool) []int {
	var out []int
	for _, s := range stretches(paras) {
		var heads []int
		told := 0
		for i := s[0]; i < s[1] && !closingRule.re.MatchString(paras[i].text); i++ {
			switch {
			case headLine(paras[i]) && i+1 < s[1] && !headLine(paras[i+1]) && tells(paras[i+1]):
				heads = append(heads, i)
			case tells(paras[i]) && len(heads) > 0:
				told++
			default:
				heads, told = nil, -len(paras)
			}
		}
		if evidence := len(heads) == 1 && failing(paras[s[0]-1].text); told >= len(heads) && !evidence {
			out = append(out, heads...)
		}
	}
	return out
}

// overDuties lists the paragraphs without labels that begin what a line of duties ends, 责任领导：甲　时限：9月, where each such stretch
// begins so.
func overDuties(paras []para) []int {
	var out []int
	begins := -1 // of the stretch, after the last line of duties or heading
	for i, p := range paras {
		switch {
		case p.dutyLine():
			if begins < 0 || paras[begins].labelled() || len(paras[begins].markers) > 0 {
				return nil
			}
			out = append(out, begins)
			begins = -1
		case p.class || p.part || p.level > 0 || (p.bold || begins < 0 && openLine(p)) && shortLine(p):
			begins = -1
		case begins < 0:
			begins = i
		}
	}
	return out
}

// dutyLine reports whether p tells nothing but who answers, until when and how far things are.
func (p para) dutyLine() bool {
	if _, starts := p.fieldAtStart(); !starts || len(p.markers) < 2 {
		return false
	}
	return !slices.ContainsFunc(p.markers, func(m marker) bool { return headField(m.field) || m.field == measures })
}

// shortLine reports whether p is one line or sentence that may stand over others.
func shortLine(p para) bool {
	return !p.labelled() && len(p.markers) == 0 && utf8.RuneCountInString(p.text) <= longestHead && !strings.ContainsAny(strings.TrimSuffix(p.text, "。"), "。；：:")
}

func boldLine(p para) bool { return p.bold && shortLine(p) }

// openLine is a line without a full stop: 诉源治理联动不足.
func openLine(p para) bool { return shortLine(p) && !strings.HasSuffix(p.text, "。") }

// failingLine is a sentence that names a failing, and tells nothing that was done.
func failingLine(p para) bool {
	return shortLine(p) && failing(p.text) && !deedRule.re.MatchString(p.text) && !strings.HasPrefix(p.text, "对")
}

// tells reports whether p tells something in whole sentences, or in a field.
func tells(p para) bool {
	if m, ok := p.fieldAtStart(); ok {
		return !headField(m.field)
	}
	return !p.virtual && strings.HasSuffix(strings.TrimRight(p.text, "”） "), "。")
}

// leads lists the paragraphs that name a failing in a short first sentence and go on to tell it, under classes whose
// heading tells nothing itself.
func leads(paras []para) []int {
	var out, all []int
	fails, classes := 0, 0
	for _, s := range stretches(paras) {
		if over := paras[s[0]-1]; over.virtual || over.label.Shape == number.Is || strings.Contains(strings.TrimSuffix(over.text, "。"), "。") {
			continue
		}
		var named, found []int
		n := 0
		for i := s[0]; i < s[1] && !closingRule.re.MatchString(paras[i].text); i++ {
			n++
			if !lead(paras[i]) {
				continue
			}
			named = append(named, i)
			if first, _ := cutSentence(paras[i].text); utf8.RuneCountInString(first) <= longestLead && failing(first) {
				found = append(found, i)
			}
		}
		if len(found) > 1 && 5*len(found) >= 4*n {
			out = append(out, found...)
		}
		if len(named) == n && 2*len(found) > n {
			all, fails, classes = append(all, named...), fails+len(found), classes+1
		}
	}
	// where class after class is made of nothing else, a name counts whose words are none that are known
	if classes > 1 && len(all) > len(out) && 5*fails >= 4*len(all) {
		return all
	}
	return out
}

// lead reports whether p begins with a sentence without figures, as names are, and goes on.
func lead(p para) bool {
	first, rest := cutSentence(p.text)
	return !p.labelled() && len(p.markers) == 0 && rest != "" && !strings.ContainsAny(first, "0123456789") &&
		utf8.RuneCountInString(first) <= longestClass
}
