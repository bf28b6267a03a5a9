package extract

import (
	"slices"
	"strings"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// Given is d with the problems that another reader found in its text, in place of those of the rules. A problem comes with At,
// Label and Text, its measures with At; what a problem's words tell is read by the rules all the same: number, title, topic,
// references, the items of a list that runs on in a measure, and the doubts about what the document says of itself. What the
// other reader filled in besides stays. Coverage, and the doubts about text that belongs to no problem, are the caller's matter.
func Given(d record.Document, problems []record.Problem) record.Document {
	h := headerOf(d.Text, understood(d.Text, ledgersIn(d.Text)))
	m := maker{scorer: scorer{t: d.Text, kind: d.Kind}}
	d.Problems = nil
	for _, p := range problems {
		d.Problems = append(d.Problems, m.given(p))
	}
	number1(d.Problems)
	d.Doubts = slices.Concat(d.Text.Doubts, h.doubts, check(d, h))
	return d
}

// given reads what the words of one problem tell.
func (m maker) given(p record.Problem) record.Problem {
	if l, ok := number.Read(p.Text); ok && p.Label == "" { // 1.学习不经常。 was given with its label
		p.Label, p.Text = strings.TrimSpace(p.Text[:l.Len]), strings.TrimSpace(p.Text[l.Len:])
	}
	if p.Number == 0 {
		p.Number = printed(p.Label)
	}
	p.Title = title(p.Text, m.kind)
	stated := p.Measures
	p.Measures = nil
	for _, s := range stated {
		m.measure(part{field: measures, at: s.At}, &p)
	}
	p.Topic = topicOf(p)
	if refs := references(p.Text, p.At); len(refs) > 0 {
		p.References = refs
	}
	return p
}
