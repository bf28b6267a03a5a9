package extract

import (
	"strings"

	"huitoukan/record"
)

// parted is the table with a column each for the two fields that one head names together: 责任领导／牵头部门 over 甲某／办公室.
func (g grid) parted(t record.Text) grid {
	for r := 0; r < len(g.rows) && r < headWithin; r++ {
		for c := 0; c < len(g.rows[r]); c++ {
			if cl := g.rows[r][c]; cl != nil && cl.col == c && g.single(r, c) && namesTwo(cl.text(t)) {
				g = g.partColumn(t, r, c)
				c++
			}
		}
	}
	return g
}

// single reports whether the cell of row r in column c is one column wide.
func (g grid) single(r, c int) bool { return g.at(r, c+1) != g.at(r, c) }

func namesTwo(head string) bool {
	a, b, ok := halves(head)
	return ok && fieldNamed(head) == none && fieldNamed(a) != none && fieldNamed(b) != none
}

// halves parts a text at its only slash.
func halves(s string) (a, b string, ok bool) {
	s = strings.ReplaceAll(s, "／", "/")
	a, b, ok = strings.Cut(s, "/")
	return strings.TrimSpace(a), strings.TrimSpace(b), ok && !strings.Contains(b, "/")
}

// partColumn puts what stands behind the slash in column c, from row r on, into a column of its own. What has no slash stays whole in the
// first.
func (g grid) partColumn(t record.Text, r, c int) grid {
	out := g
	out.rows = nil
	parts := map[*cell][2]*cell{}
	for row, cells := range g.rows {
		left := g.at(row, c)
		right := left
		if row >= r && left != nil && g.single(row, c) {
			if _, ok := parts[left]; !ok {
				parts[left] = left.halved(t)
			}
			left, right = parts[left][0], parts[left][1]
		}
		if c >= len(cells) {
			out.rows = append(out.rows, cells)
			continue
		}
		wider := append(append(append([]*cell{}, cells[:c]...), left, right), cells[c+1:]...)
		out.rows = append(out.rows, wider)
	}
	out.renumber()
	return out
}

func (c *cell) halved(t record.Text) [2]*cell {
	a, b, ok := halves(c.text(t))
	if !ok {
		return [2]*cell{{blocks: c.blocks, said: c.said, row: c.row, col: c.col}, nil}
	}
	return [2]*cell{{blocks: c.blocks, said: a, row: c.row, col: c.col}, {blocks: c.blocks, said: b, row: c.row, col: c.col + 1}}
}

// renumber gives each cell the column in which it begins.
func (g grid) renumber() {
	seen := map[*cell]bool{}
	for _, row := range g.rows {
		for c, cl := range row {
			if cl != nil && !seen[cl] {
				seen[cl], cl.col = true, c
			}
		}
	}
}
