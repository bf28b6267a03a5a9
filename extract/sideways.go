package extract

import (
	"strings"

	"huitoukan/record"
)

// sideways reports whether the table has its heads in the first column, and a problem in each further one.
func (g grid) sideways(t record.Text) bool {
	named, problems, rows := 0, 0, 0
	for r := range g.rows {
		if g.oneCell(r) {
			continue
		}
		rows++
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
	return problems > 1 && named > 2 && 4*named >= 3*rows
}
