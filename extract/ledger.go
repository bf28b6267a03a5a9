package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// ledger is a table that lists problems, or what belongs to them: its grid, the row of its heads, and which column holds what.
type ledger struct {
	grid
	head    int // -1 when the heads stand in a table before
	columns map[field]int
	more    []int // further columns that state the problem: 具体表现 beside 问题
}

// ledgersIn finds the tables that list problems. A table that goes on after a page or a heading without a head row of its
// own takes the columns of the one before; one that has numbers but no problems of its own (措施清单, 责任清单) belongs to the
// problems of the tables before.
func ledgersIn(t record.Text) []ledger {
	var out []ledger
	for _, g := range tablesOf(t) {
		l, ok := g.ledger(t)
		if !ok {
			l, ok = g.companion(t, len(out) > 0)
		}
		if !ok && len(out) > 0 && out[len(out)-1].goesOn(g) {
			l, ok = ledger{grid: g, head: -1, columns: out[len(out)-1].columns}, true
		}
		if ok {
			l.headedLike(t, out)
			out = append(out, l)
		}
	}
	return out
}

// headedLike takes over the columns of an earlier table with the same heads where its cells told more of them: a class may have one row.
func (l *ledger) headedLike(t record.Text, earlier []ledger) {
	for _, e := range earlier {
		if e.head >= 0 && l.head >= 0 && len(e.columns) > len(l.columns) && e.headline(t) == l.headline(t) {
			l.columns, l.more = e.columns, e.more
		}
	}
}

// headline is the text of the row of heads.
func (l ledger) headline(t record.Text) string {
	var b strings.Builder
	for _, c := range l.rows[l.head] {
		b.WriteString(c.text(t) + "\t")
	}
	return b.String()
}

// tablesOf lists the tables of t, each with a row a problem where it lists problems.
func tablesOf(t record.Text) []grid {
	grids := gridsOf(t)
	for i, g := range grids {
		if g.sideways(t) {
			grids[i] = g.turned()
		}
		grids[i] = grids[i].parted(t)
	}
	return unstack(t, grids)
}

// reads reports whether a cell of the document is the ledger's. What stands above its heads, its title and notes, is running text.
func (l ledger) reads(c *record.Cell) bool {
	switch {
	case l.from != nil:
		above := c.Table == l.table && slices.Contains(l.left, c.Row)
		return !above && slices.ContainsFunc(l.from, func(g grid) bool { return g.table == c.Table })
	case l.left != nil:
		return l.table == c.Table && !slices.Contains(l.left, c.Row)
	}
	return l.table == c.Table && c.Row >= l.head
}

// goesOn reports whether g may be the rest of l.
func (l ledger) goesOn(g grid) bool { return l.from == nil && g.width() == l.width() && g.width() > 2 }

const headWithin = 8 // rows: titles and notes may stand above a ledger's heads

// ledger finds the row of heads: one that names a column of problems and at least one more field; where the names are nobody
// else's (怎么改, 谁来抓), one below which the cells tell what the columns hold.
func (g grid) ledger(t record.Text) (ledger, bool) {
	for r := 0; r < len(g.rows) && r < headWithin; r++ {
		columns := g.heads(t, r)
		if _, ok := columns[statement]; ok && len(columns) >= 2 {
			if lower := g.heads(t, r+1); len(lower) > len(columns) { // 问题清单 and 责任清单 stand over the columns' own heads
				r, columns = r+1, lower
			}
			g.fullest(t, r, columns)
			g.complete(t, r, columns)
			return ledger{grid: g, head: r, columns: columns, more: g.also(t, r, columns[statement])}, true
		}
	}
	for r := 0; r < len(g.rows) && r < headWithin; r++ {
		if g.oneCell(r) {
			continue
		}
		if columns := g.infer(t, r); columns != nil {
			return ledger{grid: g, head: r, columns: columns}, true
		}
	}
	return ledger{}, false
}

// fullest moves each column whose head spans several to the one of them that tells most: under 整改举措 the first may only number them.
func (g grid) fullest(t record.Text, r int, columns map[field]int) {
	for f, c := range columns {
		head := g.at(r, c)
		for k := c + 1; g.at(r, k) == head; k++ {
			if g.signs(t, r, k).length > g.signs(t, r, columns[f]).length {
				columns[f] = k
			}
		}
	}
}

// also lists the columns beside the first that are named as statements of the problem too.
func (g grid) also(t record.Text, r, first int) []int {
	var out []int
	for c, cl := range g.rows[r] {
		if c != first && cl != nil && cl.col == c && fieldNamed(cl.text(t)) == statement {
			out = append(out, c)
		}
	}
	return out
}

// lists reports whether the table states problems of its own.
func (l ledger) lists() bool {
	_, ok := l.columns[statement]
	return ok
}

// heads reads row r as heads of columns. Of two columns with one name the first counts. A cell that spans the row is a title.
func (g grid) heads(t record.Text, r int) map[field]int {
	columns := map[field]int{}
	if r >= len(g.rows) {
		return columns
	}
	for c, cl := range g.rows[r] {
		if cl == nil || cl.col != c {
			continue
		}
		f := fieldNamed(cl.text(t))
		if _, ok := columns[f]; f != none && !ok {
			columns[f] = c
		}
	}
	return columns
}

// ledgerProblems reads the problems of all ledgers, and gives them what their companions hold.
func ledgerProblems(t record.Text, ledgers []ledger) found {
	var f found
	for _, l := range ledgers {
		before := len(f.problems)
		switch {
		case l.lists():
			f.problems = append(f.problems, l.problems(t)...)
			l.answerable(t, f.problems[before:])
		default:
			l.giveTo(t, f.problems)
		}
		f.explained = append(f.explained, l.places()...)
	}
	return f
}

// problems reads the rows below the heads. Rows that share the problem's cell, or leave it empty, go on with the
// problem above; so do rows that repeat it word for word, as programs write merged cells.
func (l ledger) problems(t record.Text) []record.Problem {
	var out []record.Problem
	var last *cell
	begun := 0 // how many problems the last cell holds
	seen := map[*cell]bool{}
	for r := l.head + 1; r < len(l.rows); r++ {
		c := l.at(r, l.columns[statement])
		if l.oneCell(r) || l.sums(t, r) || len(l.heads(t, r)) >= 2 {
			continue
		}
		if c != nil && c.text(t) != "" && (last == nil || c != last && c.text(t) != last.text(t)) {
			fresh := l.newProblems(t, r, c)
			begun, last = len(fresh), c
			out = append(out, fresh...)
			clear(seen) // a cell that spans two problems belongs to both
		}
		if begun > 0 {
			l.share(t, r, out[len(out)-begun:], seen)
		}
	}
	return out
}

// summed reads the start of a row that only counts, 合计, 小　计, or is signed: 填表：甲.
var summed = re(`^[合小总累]\s*计[：:]?|^(?:登记|填表|填报|制表|审核|复核|说明|备注|注|单位负责人|负责人)人?(?:[（(](?:签字|盖章|签章)[）)])?[：:]`)

// signedBy reads a cell that only has a place for a name: 乡党委书记：
var signedBy = re(`^(?:[\p{Han}]{2,12}[：:]|[（(][\p{Han}]{0,4}(?:盖章|签字|签章)[）)])$`)

// sums reports whether row r counts or signs what stands above it.
func (l ledger) sums(t record.Text, r int) bool {
	cells := distinct(l.rows[r])
	if len(cells) == 0 {
		return false
	}
	if summed.MatchString(cells[0].text(t)) {
		return true
	}
	stated := l.cell(r, statement).text(t)
	return (stated == "" || signedBy.MatchString(stated)) && slices.ContainsFunc(cells, func(c *cell) bool { return signedBy.MatchString(c.text(t)) })
}

// newProblems begins the problems of cell c in row r: one for each numbered paragraph where it has several.
func (l ledger) newProblems(t record.Text, r int, c *cell) []record.Problem {
	blocks := numberedBlocks(t, c)
	if blocks == nil {
		return []record.Problem{l.newProblem(t, r, c)}
	}
	var out []record.Problem
	for _, b := range blocks {
		p := l.newProblem(t, r, &cell{blocks: []record.Block{b}, row: c.row, col: c.col})
		if lab, ok := number.Read(t.Slice(b.Span)); ok {
			p.Number, p.Label = lab.Value, strings.TrimSpace(t.Slice(b.Span)[:lab.Len])
		}
		out = append(out, p)
	}
	return out
}

// numberedBlocks lists the paragraphs of a cell when there are several and each carries the next number.
func numberedBlocks(t record.Text, c *cell) []record.Block {
	if len(c.blocks) < 2 {
		return nil
	}
	last := 0
	for _, b := range c.blocks {
		l, ok := number.Read(t.Slice(b.Span))
		if !ok || l.Value == 0 || last > 0 && l.Value != last+1 {
			return nil
		}
		last = l.Value
	}
	return c.blocks
}

// share adds what row r holds to the problems of its cell. With several, a cell whose numbered paragraphs are as many is dealt
// out; any other belongs to each.
func (l ledger) share(t record.Text, r int, problems []record.Problem, seen map[*cell]bool) {
	if len(problems) == 1 {
		l.row(t, r, &problems[0], seen)
		return
	}
	for _, f := range rowFields {
		c := l.cell(r, f)
		if c == nil || seen[c] || c.text(t) == "" {
			continue
		}
		seen[c] = true
		blocks, byNumber := numberedBlocks(t, c), partsByNumber(t, c)
		for i := range problems {
			part := c
			switch {
			case byNumber != nil:
				part = byNumber[problems[i].Number]
			case len(blocks) == len(problems):
				part = &cell{blocks: blocks[i : i+1]}
			}
			if part != nil {
				fillField(t, f, part, &problems[i])
			}
		}
	}
}

// partsByNumber parts a cell whose paragraphs name the problem that each is about: 问题3：2024年3月底前; nil when the first names none.
func partsByNumber(t record.Text, c *cell) map[int]*cell {
	out := map[int]*cell{}
	at := 0
	for _, b := range c.blocks {
		if l, ok := number.Read(t.Slice(b.Span)); ok && l.Shape.Worded() {
			at = l.Value
			b.Start += l.Len
		}
		if at == 0 {
			return nil
		}
		if out[at] == nil {
			out[at] = &cell{row: c.row, col: c.col}
		}
		out[at].blocks = append(out[at].blocks, b)
	}
	return out
}

// newProblem begins the problem of cell c in row r.
func (l ledger) newProblem(t record.Text, r int, c *cell) record.Problem {
	text := c.text(t)
	p := record.Problem{At: c.span()}
	if lab, ok := number.Read(text); ok {
		p.Label, p.Number = strings.TrimSpace(text[:lab.Len]), lab.Value
		text = text[lab.Len:]
	}
	if n := l.cell(r, ordinal); n != nil {
		if v := numberIn(n.text(t)); v > 0 {
			p.Label, p.Number = n.text(t), v
		}
	}
	for _, c := range l.more {
		if m := l.at(r, c); m != nil && m.text(t) != "" {
			text += m.text(t)
			p.At.End = max(p.At.End, m.span().End)
		}
	}
	p.Text = oneLine(text)
	p.Title = title(p.Text, record.Ledger)
	if class := l.classBeside(t, r); class != "" {
		p.Section = []string{class}
	} else if above := l.classAbove(t, r); above != "" {
		p.Section = []string{above}
	} else if over := l.classOver(t); over != "" {
		p.Section = []string{over}
	} else if above := headingBefore(t, l.rows[r:]); above != "" {
		p.Section = []string{above}
	}
	return p
}

func withoutLabel(s string) string {
	if l, ok := number.Read(s); ok {
		return s[l.Len:]
	}
	return s
}

func (l ledger) cell(r int, f field) *cell {
	col, ok := l.columns[f]
	if !ok {
		return nil
	}
	return l.at(r, col)
}

// rowFields are the columns that say something of a row's problem.
var rowFields = []field{measures, leader, owner, deadline, status}

// row adds to p what row r holds; a cell that spans rows counts once.
func (l ledger) row(t record.Text, r int, p *record.Problem, seen map[*cell]bool) {
	for _, f := range rowFields {
		c := l.cell(r, f)
		if c == nil || seen[c] || c.text(t) == "" || f != measures && tellsFields(c.text(t)) {
			continue
		}
		seen[c] = true
		fillField(t, f, c, p)
		p.At.End = max(p.At.End, c.span().End)
	}
	l.told(t, r, p, seen)
	if st := l.ticked(t, r); st != "" && p.Status == "" {
		p.Status = st
	}
}

// tick is the sign set into the column of the state that holds.
var tick = re(`^[√✓✔☑☒■●是]$`)

// ticked is the state over the column in which row r has a tick: √ under 基本完成.
func (l ledger) ticked(t record.Text, r int) record.Status {
	for c, cl := range l.rows[r] {
		if cl == nil || !tick.MatchString(cl.text(t)) {
			continue
		}
		for head := max(l.head, 0); head <= l.head+1 && head < r; head++ {
			if name := l.at(head, c).text(t); utf8.RuneCountInString(name) <= longestStatus && fieldNamed(name) == none && statusOf(name) != "" {
				return statusOf(name)
			}
		}
	}
	return ""
}

// told takes the fields that a cell tells by their names: 责任领导：甲　时限：9月 in a column 责任及时限.
func (l ledger) told(t record.Text, r int, p *record.Problem, seen map[*cell]bool) {
	for _, c := range l.rows[r] {
		if c == nil || seen[c] {
			continue
		}
		for _, b := range c.blocks {
			q := newPara(t, b.Span, b.Label)
			if m, ok := q.fieldAtStart(); !ok || headField(m.field) {
				continue
			}
			seen[c] = true
			for i, m := range q.markers {
				end := len(q.text)
				if i+1 < len(q.markers) {
					end = q.markers[i+1].start
				}
				fillField(t, m.field, &cell{blocks: []record.Block{{Span: q.span(m.end, end)}}}, p)
			}
		}
	}
}

// fillField puts the content of a cell into the field f of p.
func fillField(t record.Text, f field, c *cell, p *record.Problem) {
	switch f {
	case measures:
		cellMeasures(t, c, p)
	case leader:
		p.Leader = joinField(p.Leader, c.text(t))
	case owner:
		p.Owner = joinField(p.Owner, c.text(t))
	case deadline:
		p.Deadline = joinField(p.Deadline, c.text(t))
	case status:
		p.Status = statusOf(c.text(t))
		if utf8.RuneCountInString(c.text(t)) > longestStatus {
			cellMeasures(t, c, p)
		}
	}
}

// cellMeasures reads the measures in a cell: each paragraph one, cut where a list runs on in it.
func cellMeasures(t record.Text, c *cell, p *record.Problem) {
	m := maker{scorer: scorer{t: t, kind: record.Ledger}}
	for _, b := range c.blocks {
		m.measure(part{field: measures, at: b.Span}, p)
	}
}
