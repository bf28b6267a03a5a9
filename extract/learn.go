package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// ownName reads a name before a colon or in brackets at a paragraph's start: 改了什么：, 〔整治动作〕.
var ownName = regexp.MustCompile(`^(?:[【\[〔]([\p{Han}、]{1,8})[】\]〕][：:]?|((?:[\p{Han}、][ \x{3000}]*){1,8})[：:])`)

const nameMarks = "【】[]〔〕：:"

// ownNameOf is a name without its marks and the spaces that spread it: 怎 么 改：.
func ownNameOf(s string) string {
	return strings.NewReplacer(" ", "", "\u3000", "").Replace(strings.Trim(s, nameMarks))
}

const (
	oftenEnough = 3 // paragraphs that begin with a name before it is taken for a marker
	beside      = 2 // known markers of the document, at least: a name becomes a field among fields, or right under numbered heads
)

// learn finds the names by which this document announces what others call 整改情况： or 完成情况：. A name that begins several
// paragraphs is a marker, and what stands behind it tells of which field: deeds, failings, states or dates.
func learn(paras []para) map[string]field {
	contents := map[string][]string{}
	under, behind, answers := map[string]int{}, map[string]int{}, map[string]int{}
	known, before := 0, ""
	for i, p := range paras {
		last := before
		before = ""
		if p.labelled() || p.class || p.part {
			continue
		}
		if _, ok := p.fieldAtStart(); ok {
			known++
			continue
		}
		if m := ownName.FindStringSubmatchIndex(p.text); m != nil {
			name := ownNameOf(p.text[:m[1]])
			told := p.text[m[1]:]
			if !worded(told) && i+1 < len(paras) {
				told = paras[i+1].text // 打算这样改： stands on a line of its own
			}
			contents[name] = append(contents[name], told)
			before = name
			if last != "" && last != name {
				behind[name]++
				behind[last]++
			}
			if i > 0 && statesProblem(paras[i-1]) {
				under[name]++
				if paras[i-1].announces(statement) {
					answers[name]++
				}
			}
		}
	}
	out := map[string]field{}
	for name, texts := range contents {
		if len(texts) < oftenEnough {
			continue
		}
		below := float64(under[name]) >= mostly*float64(len(texts))
		paired := float64(behind[name]) >= mostly*float64(len(texts)) // 问：…答：…
		f := fieldOf(texts)
		if f == statement && float64(answers[name]) >= mostly*float64(len(texts)) {
			f = measures // what stands right under a problem is no other problem
		}
		switch {
		case f != none && (known >= beside || below || paired):
			out[name] = f
		case f == none && below && !mostAre(texts, failing, often):
			out[name] = measures // what stands under each head and names no failing is what was done about it
		}
	}
	return out
}

// statesProblem reports whether p states a problem, so that what stands right under it tells of the problem: a labelled paragraph, or one that
// a marker opens.
func statesProblem(p para) bool {
	m, ok := p.fieldAtStart()
	return p.labelled() || ok && m.field == statement
}

// mostAre reports whether at least the share least of texts are of a kind.
func mostAre(texts []string, kind func(string) bool, least float64) bool {
	n := 0
	for _, s := range texts {
		if kind(firstSentence(s)) {
			n++
		}
	}
	return float64(n) >= least*float64(len(texts))
}

// bracketed is a line that stands in brackets from end to end.
var bracketed = regexp.MustCompile(`^[【〔［][^】〕］]{2,40}[】〕］]$`)

// markBracketed takes a bracketed line that announces no field for the heading of a class: 【财务管理】. One that comes again is
// the name of a field.
func markBracketed(paras []para) {
	times := map[string]int{}
	for _, p := range paras {
		times[p.text]++
	}
	for i := range paras {
		p := &paras[i]
		if len(p.markers) == 0 && !p.labelled() && !p.part && times[p.text] == 1 && bracketed.MatchString(p.text) {
			p.class = true
		}
	}
}

// fieldOf tells from their contents what paragraphs hold.
func fieldOf(texts []string) field {
	var deeds, fails, states, dates, offices, posts int
	for _, s := range texts {
		s = withoutLabel(strings.TrimSpace(s))
		short := utf8.RuneCountInString(s) <= longestStatus
		switch {
		case short && dateLike.MatchString(s):
			dates++
		case short && statusOf(s) != "":
			states++
		case postLike.MatchString(s):
			posts++
		case short && officeLike.MatchString(s):
			offices++
		case deedRule.re.MatchString(s) || strings.HasPrefix(s, "对"):
			deeds++
		case failing(firstSentence(s)) || said.MatchString(s):
			fails++
		}
	}
	n := float64(len(texts))
	switch {
	case float64(dates) >= mostly*n:
		return deadline
	case float64(states) >= mostly*n:
		return status
	case float64(posts) >= mostly*n:
		return leader
	case float64(offices) >= mostly*n:
		return owner
	case float64(deeds) >= often*n && deeds > fails:
		return measures
	case float64(fails) >= mostly*n:
		return statement
	}
	return none
}

// relearn reads the paragraphs that begin with a learned name again.
func relearn(paras []para, names map[string]field) {
	for i := range paras {
		p := &paras[i]
		m := ownName.FindStringIndex(p.text)
		if _, known := p.fieldAtStart(); m == nil || known || p.labelled() || p.class || p.part {
			continue
		}
		if f, ok := names[ownNameOf(p.text[:m[1]])]; ok {
			p.markers = append([]marker{{f, m[0], m[1]}}, p.markers...)
		}
	}
}

// unglue finds the markers that no mark sets off from the statement before them, 关于“学习不经常”的问题整改情况：一是…, where the
// document does so often enough: alone, 落实整改措施： in the middle of a clause announces nothing.
func unglue(paras []para) {
	found := map[string][]int{}
	for i, p := range paras {
		if m, ok := gluedMarker(p); ok {
			found[p.name(m)] = append(found[p.name(m)], i)
		}
	}
	for _, at := range found {
		if len(at) < oftenEnough {
			continue
		}
		for _, i := range at {
			m, _ := gluedMarker(paras[i])
			paras[i].mark(m)
		}
	}
}

// gluedMarker is the first name of measures before a colon in a paragraph that announces none, with a failing before it.
func gluedMarker(p para) (marker, bool) {
	if p.announces(measures) {
		return marker{}, false
	}
	body := p.text[p.content():]
	for i, r := range body {
		if r == '。' {
			return marker{}, false
		}
		if r != '：' && r != ':' {
			continue
		}
		if start := strings.LastIndex(body[:i], "整改"); start >= 0 {
			if fieldNamed(body[start:i]) == measures {
				return marker{measures, p.content() + start, p.content() + i + utf8.RuneLen(r)}, failing(body[:start])
			}
		}
	}
	return marker{}, false
}

const longestNameLine = 10 // runes

// markNameLines takes a short line that stands again and again, 我们的整改, for the name of what is told below it: of deeds, it is a
// marker of measures.
func markNameLines(paras []para) {
	below := map[string][]string{}
	lines := map[string][]int{}
	for i, p := range paras {
		text := strings.Trim(p.text, nameMarks)
		if p.labelled() || len(p.markers) > 0 || i+1 == len(paras) || utf8.RuneCountInString(text) > longestNameLine || strings.ContainsAny(text, "，。；、：:") {
			continue
		}
		lines[text] = append(lines[text], i)
		below[text] = append(below[text], paras[i+1].text)
	}
	for name, at := range lines {
		if len(at) < oftenEnough || fieldOf(below[name]) != measures && mostAre(below[name], failing, often) {
			continue
		}
		for _, i := range at {
			p := &paras[i]
			p.class, p.part = false, false
			p.markers = []marker{{measures, 0, len(p.text)}}
		}
	}
}
