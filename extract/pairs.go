package extract

import (
	"strings"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// sideways reports whether the table has its heads in the first column, and a problem in each further one.
func (g grid) sideways(t record.Text) bool {
	named, problems := 0, 0
	for r := range g.rows {
		f := fieldNamed(strings.TrimRight(g.at(r, 0).text(t), "：:"))
		if f != none {
			named++
		}
		if f == statement {
			seen := map[*cell]bool{}
			for _, c := range g.rows[r][1:] {
				if c != nil && fieldNamed(c.text(t)) == none {
					seen[c] = true
				}
			}
			problems = len(seen)
		}
	}
	return problems > 1 && named > 2 && 4*named >= 3*len(g.rows)
}

// paired reports whether the table is one problem's: every row a name and its content, the problem's among them.
func (g grid) paired(t record.Text) bool {
	named, problem := 0, false
	for r := range g.rows {
		f, _ := pairName(g.at(r, 0).text(t))
		if f != none {
			named++
		}
		problem = problem || f == statement
	}
	return problem && named*3 >= len(g.rows)*2 && g.width() >= 2
}

// single reads a small table that holds one problem.
func (l ledger) single(t record.Text) record.Problem {
	var p record.Problem
	for r := range l.rows {
		for c := 0; c+1 < len(l.rows[r]); c++ {
			name, content := l.at(r, c), l.at(r, c+1)
			if name == nil || content == nil || name == content || name.col != c {
				continue
			}
			l.pair(t, name.text(t), content, &p)
		}
	}
	return p
}

// pairName is the field that the name in a small table announces. 问题3 announces the statement, and the problem's number.
func pairName(name string) (field, number.Label) {
	if l, ok := number.Read(name); ok && l.Shape.Worded() && l.Len == len(name) {
		return statement, l
	}
	return fieldNamed(strings.TrimRight(name, "：:")), number.Label{}
}

func (l ledger) pair(t record.Text, name string, c *cell, p *record.Problem) {
	f, label := pairName(name)
	switch f {
	case none:
		return
	case statement:
		if label.Len > 0 {
			p.Number, p.Label = label.Value, name
		}
		*p = mergeStatement(*p, l.newProblem(t, c.row, c))
	case ordinal:
		if v, n := number.Value(withoutWord(c.text(t))); n > 0 {
			p.Number, p.Label = v, c.text(t)
		}
	case category:
		p.Section = []string{strings.TrimRight(withoutLabel(c.text(t)), "。：: ")}
	default:
		fillField(t, f, c, p)
	}
	if p.At.Len() == 0 {
		p.At = c.span()
	}
	p.At.Start = min(p.At.Start, c.span().Start)
	p.At.End = max(p.At.End, c.span().End)
}

// withoutWord leaves the number of 问题3 or 第3号.
func withoutWord(s string) string { return strings.TrimLeft(s, "第问题NO.o №") }

// mergeStatement puts the statement that q holds into p, which may have a number and a class already.
func mergeStatement(p, q record.Problem) record.Problem {
	q.Measures, q.Leader, q.Owner, q.Deadline, q.Status = p.Measures, p.Leader, p.Owner, p.Deadline, p.Status
	if p.Number > 0 {
		q.Number, q.Label = p.Number, p.Label
	}
	if len(p.Section) > 0 {
		q.Section = p.Section
	}
	return q
}
