package extract

import (
	"strings"
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
	heading bool         // the format says that it is a heading
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
	between := strings.Trim(p.text[min(p.content(), m.start):m.start], " \u3000【[（(")
	return m, between == ""
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

// newPara reads the paragraph at s.
func newPara(t record.Text, s record.Span) para {
	p := para{at: s, text: t.Slice(s)}
	if l, ok := number.Read(p.text); ok && l.Len < len(p.text) {
		p.label = l
	}
	p.markers = markers(p.text)
	p.virtual = p.label.Len == 0 && virtualHead(p)
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
	return strings.HasPrefix(p.text, "关于") && aboutHeading.MatchString(p.text)
}

// aboutHeading reads a whole line that names a problem.
var aboutHeading = re(`^关于[^。]+(?:问题|方面)(?:的?整改)?(?:落实|进展|完成)?(?:情况)?[。：:]?$`)

// listsAt reports whether a running list of measures begins at byte i of s.
func listsAt(s string, i int) bool {
	items := number.Split(s[i:])
	return items != nil && items[0].Label == 0
}

// paragraphs lists the paragraphs of running text: every block but those that a ledger reads. What stands above a ledger's
// heads, its title and notes, is running text; so is every other table, so that one used for layout loses nothing.
func paragraphs(t record.Text, ledgers []ledger) []para {
	heads := map[int]int{}
	for _, l := range ledgers {
		heads[l.table] = l.head
	}
	var out []para
	for _, b := range t.Blocks {
		if b.Cell != nil {
			if head, ok := heads[b.Cell.Table]; ok && b.Cell.Row >= head {
				continue
			}
		}
		p := newPara(t, b.Span)
		p.heading = b.Level > 0
		out = append(out, p)
	}
	return out
}

// splitRunning cuts a paragraph in which a list of problems runs on (一是…。二是…。) into one paragraph an item, so that
// 四是…。五是…。 on one line is read like two lines. Only feedback lists problems so.
func splitRunning(paras []para, t record.Text) []para {
	var out []para
	last := 0
	for _, p := range paras {
		cuts := []int{0}
		if p.label.Shape == number.Is {
			last = p.label.Value
		}
		for _, s := range number.Starts(p.text) {
			if s.Shape != number.Is || s.At == 0 {
				continue
			}
			if s.Value == 1 || s.Value == last+1 {
				cuts = append(cuts, s.At)
				last = s.Value
			}
		}
		for i, c := range cuts {
			end := len(p.text)
			if i+1 < len(cuts) {
				end = cuts[i+1]
			}
			if q := newPara(t, p.span(c, end)); q.text != "" {
				q.heading = p.heading && i == 0
				out = append(out, q)
			}
		}
	}
	return out
}
