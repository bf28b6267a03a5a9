package extract

import (
	"huitoukan/extract/number"
	"huitoukan/record"
)

// companion finds the heads of a table that tells, by number, what belongs to problems listed before: in a table, or in the
// running text if it tells their measures.
func (g grid) companion(t record.Text, listed bool) (ledger, bool) {
	for r := 0; r < len(g.rows) && r < headWithin; r++ {
		columns := g.heads(t, r)
		_, numbered := columns[ordinal]
		_, told := columns[measures]
		if numbered && len(columns) >= 2 && (listed || told || g.namesProblems(t, r, columns[ordinal])) {
			g.complete(t, r, columns)
			return ledger{grid: g, head: r, columns: columns}, true
		}
	}
	return ledger{}, false
}

// namesProblems reports whether the cells below row r in column c name problems that are told elsewhere: 问题1.
func (g grid) namesProblems(t record.Text, r, c int) bool {
	for row := r + 1; row < len(g.rows); row++ {
		l, ok := number.Read(g.at(row, c).text(t))
		if !ok || !l.Shape.Worded() {
			return false
		}
	}
	return r+1 < len(g.rows)
}

// giveTo adds what the rows of a companion hold to the problems with their numbers. A row without a number goes on with the one
// above.
func (l ledger) giveTo(t record.Text, problems []record.Problem) {
	seen := map[*cell]bool{}
	var at *record.Problem
	for r := l.head + 1; r < len(l.rows); r++ {
		if c := l.cell(r, ordinal); c != nil && c.text(t) != "" {
			at = numberedProblem(problems, c.text(t))
			clear(seen)
		}
		if at != nil {
			end := at.At.End // a problem's place is where it is stated
			l.row(t, r, at, seen)
			at.At.End = end
		}
	}
}

func numberedProblem(problems []record.Problem, label string) *record.Problem {
	v := numberIn(label)
	for i := range problems {
		if v > 0 && problems[i].Number == v {
			return &problems[i]
		}
	}
	return nil
}

// numberIn is the first number in s, 0 where there is none: 问题3, 第3号, 任务书第三号.
func numberIn(s string) int {
	at := figure.FindStringIndex(s)
	if at == nil {
		return 0
	}
	v, _ := number.Value(s[at[0]:])
	return v
}
