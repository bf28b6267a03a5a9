package layout

import (
	"math"
	"slices"
	"sort"
)

// grid is a table as its rules show it: len(ys)-1 rows, len(xs)-1 columns, and cells that may span several.
type grid struct {
	Box
	xs, ys []float64
	cells  []cell // in reading order
	at     [][]int
	more   bool // of the table that the page before ended with, whose columns it has
}

// cell is one field of a grid. Two fields without a rule between them are one.
type cell struct {
	row, col, rowSpan, colSpan int
	glyphs                     []Glyph
}

// touch is how far apart the ends of two rules may lie, in points, that are meant to meet.
const touch = 3.0

// maxRules: what has more is a drawing; comparing them with each other would take seconds.
const maxRules = 4_000

// grids finds the tables that the rules draw. A lone rule (the red one under a letterhead), a frame round the page
// and a box round one paragraph are none.
func grids(rules []Rule) []grid {
	if len(rules) > maxRules {
		return nil
	}
	var found []grid
	for _, group := range meeting(joined(rules)) {
		if g, ok := gridOf(group); ok {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(a, b grid) int { return order(a.Y0, b.Y0) })
	return found
}

func order(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// joined puts the pieces of one line together: each cell brings its own border.
func joined(rules []Rule) []Rule {
	rules = slices.Clone(rules)
	slices.SortFunc(rules, func(a, b Rule) int {
		if a.level() != b.level() {
			if a.level() {
				return -1
			}
			return 1
		}
		if a.level() {
			return order(a.X0, b.X0)
		}
		return order(a.Y0, b.Y0)
	})
	var out []Rule
	for _, r := range rules {
		if i := slices.IndexFunc(out, func(o Rule) bool { return continues(o, r) }); i >= 0 {
			o := &out[i]
			o.X0, o.Y0 = math.Min(o.X0, r.X0), math.Min(o.Y0, r.Y0)
			o.X1, o.Y1 = math.Max(o.X1, r.X1), math.Max(o.Y1, r.Y1)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func continues(o, r Rule) bool {
	if o.level() != r.level() {
		return false
	}
	if r.level() {
		return math.Abs(o.midY()-r.midY()) < touch/2 && r.X0 <= o.X1+touch && r.X1 >= o.X0-touch
	}
	return math.Abs(o.midX()-r.midX()) < touch/2 && r.Y0 <= o.Y1+touch && r.Y1 >= o.Y0-touch
}

// meeting puts rules into groups of which each rule crosses or touches another.
func meeting(rules []Rule) [][]Rule {
	group := newSets(len(rules))
	for i, a := range rules {
		for j, b := range rules[:i] {
			if a.level() != b.level() && a.X0 <= b.X1+touch && b.X0 <= a.X1+touch &&
				a.Y0 <= b.Y1+touch && b.Y0 <= a.Y1+touch {
				group.union(i, j)
			}
		}
	}
	byRoot := map[int]int{}
	var out [][]Rule
	for i, r := range rules {
		root := group.find(i)
		k, ok := byRoot[root]
		if !ok {
			k = len(out)
			byRoot[root] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], r)
	}
	return out
}

func gridOf(rules []Rule) (grid, bool) {
	var xs, ys []float64
	g := grid{Box: rules[0].Box}
	for _, r := range rules {
		g.X0, g.Y0 = math.Min(g.X0, r.X0), math.Min(g.Y0, r.Y0)
		g.X1, g.Y1 = math.Max(g.X1, r.X1), math.Max(g.Y1, r.Y1)
		if r.level() {
			ys = append(ys, r.midY())
		} else {
			xs = append(xs, r.midX())
		}
	}
	if len(xs) == 0 || len(ys) == 0 {
		return grid{}, false
	}
	// Tables open at the sides have no upright rule there: the level ones reach as far as the table does.
	g.xs = clustered(append(xs, g.X0, g.X1))
	g.ys = clustered(append(ys, g.Y0, g.Y1))
	if rows, cols := len(g.ys)-1, len(g.xs)-1; rows < 1 || cols < 1 || rows*cols < 2 || rows*cols > maxCells {
		return grid{}, false
	}
	g.divide(rules)
	return g, len(g.cells) > 1
}

// maxCells bounds the fields of one page's table; a page of graph paper is no table.
const maxCells = 10_000

// clustered is the sorted values, those nearer than touch taken as one.
func clustered(vs []float64) []float64 {
	sort.Float64s(vs)
	out := vs[:1]
	for _, v := range vs[1:] {
		if v-out[len(out)-1] > touch {
			out = append(out, v)
		}
	}
	return out
}

// divide makes the cells: neighbouring fields without a rule between them are joined.
func (g *grid) divide(rules []Rule) {
	rows, cols := len(g.ys)-1, len(g.xs)-1
	fields := newSets(rows * cols)
	for r := range rows {
		for c := range cols {
			midX, midY := (g.xs[c]+g.xs[c+1])/2, (g.ys[r]+g.ys[r+1])/2
			if c+1 < cols && !slices.ContainsFunc(rules, func(l Rule) bool {
				return !l.level() && math.Abs(l.midX()-g.xs[c+1]) <= touch && l.Y0 <= midY && l.Y1 >= midY
			}) {
				fields.union(r*cols+c, r*cols+c+1)
			}
			if r+1 < rows && !slices.ContainsFunc(rules, func(l Rule) bool {
				return l.level() && math.Abs(l.midY()-g.ys[r+1]) <= touch && l.X0 <= midX && l.X1 >= midX
			}) {
				fields.union(r*cols+c, (r+1)*cols+c)
			}
		}
	}
	index := map[int]int{}
	g.at = make([][]int, rows)
	for r := range rows {
		g.at[r] = make([]int, cols)
		for c := range cols {
			root := fields.find(r*cols + c)
			k, ok := index[root]
			if !ok {
				k = len(g.cells)
				index[root] = k
				g.cells = append(g.cells, cell{row: r, col: c})
			}
			cl := &g.cells[k]
			cl.rowSpan, cl.colSpan = max(cl.rowSpan, r-cl.row+1), max(cl.colSpan, c-cl.col+1)
			g.at[r][c] = k
		}
	}
}

// take puts the glyph into its cell; false when it stands outside the table.
func (g *grid) take(gl Glyph) bool {
	c := sort.SearchFloat64s(g.xs, gl.midX()) - 1
	r := sort.SearchFloat64s(g.ys, gl.midY()) - 1
	if r < 0 || c < 0 || r >= len(g.at) || c >= len(g.at[0]) {
		return false
	}
	k := g.at[r][c]
	g.cells[k].glyphs = append(g.cells[k].glyphs, gl)
	return true
}

// sets is a union-find over 0 … n-1; the smallest member is the root.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) union(i, j int) {
	i, j = s.find(i), s.find(j)
	s[max(i, j)] = min(i, j)
}

// Cells are the fields of the tables that the rules draw, in reading order: a reader of pictures looks into each by itself.
func Cells(rules []Rule) []Box {
	var out []Box
	for _, g := range grids(rules) {
		for _, c := range g.cells {
			out = append(out, Box{g.xs[c.col], g.ys[c.row], g.xs[c.col+c.colSpan], g.ys[c.row+c.rowSpan]})
		}
	}
	return out
}
