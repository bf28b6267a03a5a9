package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// What stands above a ledger's rows or beside them and holds for several: the class of their problems, and who answers for them.

// headingBefore is the nearest heading in the running text above a table: （一）党的建设方面 over a table of its problems.
func headingBefore(t record.Text, rows [][]*cell) string {
	start := len(t.Body)
	for _, c := range slices.Concat(rows...) {
		if c != nil {
			start = min(start, c.span().Start)
		}
	}
	for i := len(t.Blocks) - 1; i >= 0; i-- {
		b := t.Blocks[i]
		if b.Start >= start || b.Cell != nil {
			continue
		}
		p := newPara(t, b.Span, b.Label)
		text := p.text[p.content():]
		if (p.label.Len > 0 || p.class || b.Level > 0 || b.Bold) && !strings.ContainsAny(text, "。；") && utf8.RuneCountInString(text) <= 40 {
			if genericHead.MatchString(text) || other(text) || subject.MatchString(text) && docWord.MatchString(text) {
				return ""
			}
			return heading(text)
		}
	}
	return ""
}

// classBeside is the class in row r, or, where that is left empty, the nearest one above: often it is written in the first row of
// its problems only.
func (l ledger) classBeside(t record.Text, r int) string {
	for ; r > l.head && !l.oneCell(r); r-- {
		if c := l.cell(r, category); c != nil && c.text(t) != "" {
			return heading(withoutLabel(c.text(t)))
		}
	}
	return ""
}

// classAbove is the nearest row above r that is one cell from end to end.
func (l ledger) classAbove(t record.Text, r int) string {
	for r--; r > l.head; r-- {
		if l.oneCell(r) {
			return heading(withoutLabel(l.rows[r][0].text(t)))
		}
	}
	return ""
}

// classOf reads a line over the heads that names the class of all rows: 甲类问题：履行职责不够到位.
var classOf = re(`^[\p{Han}]{1,3}类(?:问题)?[：:]\s*([^。；]{4,40})$`)

// classOver is the class that a line over the heads names.
func (l ledger) classOver(t record.Text) string {
	for r := 0; r < l.head; r++ {
		if m := classOf.FindStringSubmatch(l.rows[r][0].text(t)); m != nil {
			return m[1]
		}
	}
	return ""
}

// answerable gives the problems what the lines above the heads say for all of them: 包抓领导：某某 over the sheet of a leader. What has a
// column of its own is told there.
func (l ledger) answerable(t record.Text, problems []record.Problem) {
	for r := 0; r < l.head; r++ {
		for _, c := range distinct(l.rows[r]) {
			for _, b := range c.blocks {
				p := newPara(t, b.Span, b.Label)
				for i, m := range p.markers {
					if _, column := l.columns[m.field]; column || m.field != leader && m.field != owner {
						continue
					}
					end := len(p.text)
					if i+1 < len(p.markers) {
						end = p.markers[i+1].start
					}
					for k := range problems {
						fillField(t, m.field, &cell{blocks: []record.Block{{Span: p.span(m.end, end)}}}, &problems[k])
					}
				}
			}
		}
	}
}
