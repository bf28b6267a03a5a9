package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
)

// Under its problems a document tells again and again, on one line or in one bracket, who answers for them, until when and how far they
// are. The names in it are each office's own, 包片：甲；站所：乙；已整改到位, or none: 甲牵头，乙股落实，12月底前，已完成. What each tells, its
// contents tell.

// dutyItem is one item of such a line: bytes in the paragraph's text. The content begins at content; name is empty where the item has none.
type dutyItem struct {
	name                string
	start, content, end int
}

const longestDuty = 24 // runes of an item's content

var (
	dutySeparator = regexp.MustCompile(`[；;｜|]|[ \x{00a0}]{2,}|\x{3000}+`)
	dutyComma     = regexp.MustCompile(`[，,]`)
	dutyNamed     = regexp.MustCompile(`^(?:【([\p{Han}]{2,8})】|([\p{Han}]{2,8})[：:])\s*`)
	// dutySpaced is a name that one space parts from what it announces, where other marks part the items: 分管 甲｜承办 乙
	dutySpaced = regexp.MustCompile(`^([\p{Han}]{2,6})[ \x{00a0}]`)
	// dutyVerb ends an item without a name: 公路股落实
	dutyVerb = regexp.MustCompile(`(?:牵头|领办|负责|落实|承办|主办|协办)$`)
)

// markDutyLines marks the items of such lines as fields, where there are several lines whose items are all told by a name, a verb, a date or
// a state.
func markDutyLines(paras []para) {
	lines := map[int][]dutyItem{}
	contents := map[string][]string{}
	for i, p := range paras {
		items := p.dutyItems()
		if items == nil {
			continue
		}
		lines[i] = items
		for _, it := range items {
			if it.name != "" {
				contents[it.name] = append(contents[it.name], p.text[it.content:it.end])
			}
		}
	}
	if len(lines) < oftenEnough {
		return
	}
	names := dutyNames(contents)
	for i, items := range lines {
		paras[i].markDuties(items, names)
	}
}

// dutyNames tells what each name announces: by itself, or, where it stands often enough, by its contents.
func dutyNames(contents map[string][]string) map[string]field {
	out := map[string]field{}
	for name, texts := range contents {
		f := fieldNamed(name)
		if f == none && len(texts) >= oftenEnough {
			if f = fieldOf(texts); f == none && mostAre(texts, nameLike.MatchString, mostly) {
				f = leader
			}
		}
		if f != statement && f != measures {
			out[name] = f
		}
	}
	return out
}

// markDuties adds a marker for each item that no marker announces yet.
func (p *para) markDuties(items []dutyItem, names map[string]field) {
	for _, it := range items {
		f := names[it.name]
		if it.name == "" {
			f = bareDuty(p.text[it.start:it.end])
		}
		taken := false
		for _, m := range p.markers {
			taken = taken || m.start <= it.content && it.start <= m.end
		}
		if f != none && !taken {
			p.mark(marker{f, it.start, it.content})
			p.class, p.part = false, false
		}
	}
	if p.label.Shape.Sign() && len(p.markers) > 0 && p.markers[0].start == p.content() { // ——牵头：甲；承办：乙 is no item of a list
		p.label = number.Label{}
	}
}

// bareDuty is what an item without a name tells.
func bareDuty(s string) field {
	switch {
	case strings.HasSuffix(s, "牵头") || strings.HasSuffix(s, "领办"):
		return leader
	case dutyVerb.MatchString(s) && !state.MatchString(s):
		return owner
	case state.MatchString(s):
		return status
	case dateLike.MatchString(s) && utf8.RuneCountInString(s) <= longestStatus:
		return deadline
	}
	return none
}

// dutyItems cuts the line, or the bracket that ends the paragraph, into its items; nil when one of them is no such item.
func (p para) dutyItems() []dutyItem {
	start, end, bracketed := p.dutyRegion()
	if start == end {
		return nil
	}
	region := p.text[start:end]
	cuts := dutySeparator.FindAllStringIndex(region, -1)
	spaced := len(cuts) > 0 && !strings.ContainsAny(region, "：:")
	if cuts == nil && bracketed {
		cuts = dutyComma.FindAllStringIndex(region, -1)
	}
	var items []dutyItem
	for _, piece := range pieces(region, cuts) {
		it, ok := dutyItemAt(p.text, start+piece[0], start+piece[1], spaced)
		if !ok {
			return nil
		}
		items = append(items, it)
	}
	if len(items) < 2 {
		return nil
	}
	return items
}

// dutyRegion is the bracket that ends p, without its signs, or the whole of an unlabelled paragraph.
func (p para) dutyRegion() (start, end int, bracketed bool) {
	trimmed := strings.TrimRight(p.text, "。 \u3000")
	if inner, ok := strings.CutSuffix(trimmed, "）"); ok {
		open := strings.LastIndexAny(inner, "（）")
		if open >= 0 && strings.HasPrefix(inner[open:], "（") {
			return open + len("（"), len(inner), true
		}
	}
	if inner, ok := strings.CutPrefix(trimmed, "【"); ok && strings.HasSuffix(inner, "】") && strings.Count(trimmed, "【") == 1 {
		return len("【"), len(trimmed) - len("】"), true
	}
	if p.labelled() && !p.label.Shape.Sign() {
		return 0, 0, false
	}
	if p.labelled() {
		return p.content(), len(trimmed), false
	}
	return len(p.text) - len(strings.TrimLeft(p.text, " \u3000")), len(trimmed), false
}

// pieces lists the pieces of s between cuts that are not empty.
func pieces(s string, cuts [][]int) [][2]int {
	var out [][2]int
	at := 0
	for _, c := range append(cuts, []int{len(s), len(s)}) {
		if strings.TrimSpace(s[at:c[0]]) != "" {
			out = append(out, [2]int{at, c[0]})
		}
		at = c[1]
	}
	return out
}

// dutyItemAt reads one item. spaced says that spaces alone part the items, so that one space may stand behind a name.
func dutyItemAt(text string, start, end int, spaced bool) (dutyItem, bool) {
	s := text[start:end]
	m := dutyNamed.FindStringSubmatchIndex(s)
	if m == nil && spaced {
		m = dutySpaced.FindStringSubmatchIndex(s)
	}
	it := dutyItem{start: start, content: start, end: end}
	if m != nil {
		it.name = strings.Trim(s[:m[1]], nameMarks+" \u00a0")
		it.content = start + m[1]
	}
	short := utf8.RuneCountInString(text[it.content:end]) <= longestDuty && !strings.Contains(text[it.content:end], "。")
	return it, short && (it.name != "" || bareDuty(strings.TrimSpace(s)) != none)
}
