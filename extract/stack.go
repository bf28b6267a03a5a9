package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// A stack is one or more tables of records set one under the other: a row holds a name and its content, or several such pairs,
// and for the next problem the names come again. Put into a row each, with the names as heads, its records are a ledger like any other.
//
//	存在问题 | 学习不经常。            存在问题 | 整改措施 | 责任单位
//	整改措施 | 制定计划。        →    学习不经常。| 制定计划。| 办公室
//	责任单位 | 办公室

// pair is a name and its content in a row of a table; a class or a number set across the whole row has no content.
type pair struct {
	key     string // the name without the number in it
	name    *cell
	content *cell
}

// pairsOf reads the table as rows of pairs; nil when it is none.
func (g grid) pairsOf(t record.Text) []pair {
	var out []pair
	for r, row := range g.rows {
		cells := distinct(row)
		if len(cells) > 1 && len(cells)%2 == 1 && g.at(r+1, 0) == cells[0] || r > 0 && len(cells) > 1 && g.at(r-1, 0) == cells[0] && cells[0].row < r { // 1号卡 beside its rows
			if cells[0].row == r {
				out = append(out, pair{key: keyOf(cells[0].text(t)), name: cells[0]})
			}
			cells = cells[1:]
		}
		if len(cells) > 2 && len(cells)%2 == 1 && leftBlank.MatchString(cells[len(cells)-1].text(t)) {
			cells = cells[:len(cells)-1]
		}
		if len(cells) != 1 && len(cells)%2 == 1 {
			return nil
		}
		if len(cells) == 1 {
			out = append(out, pair{key: keyOf(cells[0].text(t)), name: cells[0]})
			continue
		}
		for i := 0; i+1 < len(cells); i += 2 {
			name := cells[i].text(t)
			if name == cells[i+1].text(t) || cells[i].row < r && cells[i+1].row < r {
				continue // merged cells that a program has written out
			}
			if utf8.RuneCountInString(name) > longestName {
				return nil
			}
			out = append(out, pair{keyOf(name), cells[i], cells[i+1]})
		}
	}
	return out
}

// leftBlank ends the name of a field that is filled in by hand, if at all: 验收签字 | (nothing).
var leftBlank = regexp.MustCompile(`(?:签字|签名|签章|盖章|备注|意见|说明)$`)

// figure is the number in the name of a record: 第1问, 任务书第一号.
var figure = regexp.MustCompile(`\d+|[一二三四五六七八九十百]+`)

func keyOf(name string) string {
	return figure.ReplaceAllString(strings.Trim(strings.ReplaceAll(name, "\u3000", ""), " ：:【】"), "#")
}

// head is the name that the pair's column gets.
func (p pair) head(t record.Text) string {
	name := strings.TrimRight(p.name.text(t), " ：:")
	if l, ok := number.Read(name); ok && l.Shape.Worded() && l.Len == len(name) {
		return "问题" // 问题3
	}
	return name
}

// unstack puts each run of stacked tables into one table with a row a record; the other tables stay.
func unstack(t record.Text, grids []grid) []grid {
	pairs := make([][]pair, len(grids))
	times := map[string]int{}
	for i, g := range grids {
		pairs[i] = g.pairsOf(t)
		for _, p := range pairs[i] {
			times[p.key]++
		}
	}
	named := func(p pair) bool {
		return times[p.key] >= oftenEnough || p.content != nil && fieldNamed(p.head(t)) != none
	}
	records := recordTables(t, pairs, named)
	var out []grid
	for i := 0; i < len(grids); i++ {
		if !records[i] {
			out = append(out, grids[i])
			continue
		}
		s := stackOf(t, named)
		from := i
		for ; i < len(grids) && records[i] && (i == from || firstKey(pairs[i]) == firstKey(pairs[from])); i++ {
			s.add(grids[i], pairs[i])
		}
		i--
		out = append(out, s.grid())
	}
	return out
}

// recordTables tells which tables are made of records: those that look so, and those of the same names as one that does.
func recordTables(t record.Text, pairs [][]pair, named func(pair) bool) []bool {
	names := func(ps []pair) string {
		var keys []string
		for _, p := range ps {
			keys = append(keys, p.key)
		}
		return strings.Join(keys, "|")
	}
	known := map[string]bool{}
	for _, ps := range pairs {
		if stacked(t, ps, named) {
			known[names(ps)] = true
		}
	}
	out := make([]bool, len(pairs))
	for i, ps := range pairs {
		out[i] = known[names(ps)]
	}
	return out
}

// stacked reports whether pairs are those of records: two of three are named, one with what says that problems are told.
func stacked(t record.Text, pairs []pair, named func(pair) bool) bool {
	told, problems, all := 0, false, 0
	for _, p := range pairs {
		if p.content == nil {
			continue
		}
		all++
		if named(p) {
			told++
			problems = problems || fieldNamed(p.head(t)) == statement || p.head(t) == "问题" || failing(firstSentence(p.content.text(t)))
		}
	}
	return problems && all > 1 && told*3 >= all*2
}

// firstKey is the key with which a record begins: that of the first pair.
func firstKey(pairs []pair) string {
	for _, p := range pairs {
		if p.content != nil {
			return p.key
		}
	}
	return ""
}

// stack gathers the records of stacked tables.
type stack struct {
	t       record.Text
	named   func(pair) bool
	from    []grid
	keys    []string // of the columns, in their order
	heads   map[string]*cell
	records []map[string]*cell
	above   []*cell // the class set over each record, nil for none
	classes int
}

const (
	ordinalKey  = "#"
	ordinalHead = "序号"
)

func stackOf(t record.Text, named func(pair) bool) *stack {
	return &stack{t: t, named: named, heads: map[string]*cell{ordinalKey: {said: ordinalHead}}, keys: []string{ordinalKey}}
}

// add takes the records of one table. A record ends with its table, or where the name with which it began comes again.
func (s *stack) add(g grid, pairs []pair) {
	s.from = append(s.from, g)
	var rec map[string]*cell
	var class, ordinal *cell
	lead := firstKey(pairs)
	for _, p := range pairs {
		switch {
		case p.content == nil && s.named(p):
			ordinal, rec = p.name, nil
		case p.content == nil:
			class, rec = p.name, nil
			s.classes++
		default:
			if rec == nil || p.key == lead && rec[lead] != nil {
				rec = map[string]*cell{}
				s.records = append(s.records, rec)
				s.above = append(s.above, class)
				class = nil
				if ordinal != nil {
					rec[ordinalKey], ordinal = ordinal, nil
				}
			}
			s.put(rec, p)
		}
	}
}

// put puts a pair into its record. The number in a name is the record's: 第1问.
func (s *stack) put(rec map[string]*cell, p pair) {
	if fieldNamed(p.head(s.t)) == ordinal {
		rec[ordinalKey] = p.content
		return
	}
	if s.heads[p.key] == nil {
		s.heads[p.key] = &cell{said: p.head(s.t)}
		s.keys = append(s.keys, p.key)
	}
	if c := rec[p.key]; c != nil {
		rec[p.key] = &cell{blocks: slices.Concat(c.blocks, p.content.blocks)}
	} else {
		rec[p.key] = p.content
	}
	if rec[ordinalKey] == nil && strings.Contains(p.key, "#") {
		rec[ordinalKey] = p.name
	}
}

// aboveRecords lists the lines set across a table above its first record, but for the last, which may be a class: its title and notes.
func (g grid) aboveRecords() (lines []int) {
	for r := 0; r+1 < len(g.rows) && g.oneCell(r) && g.oneCell(r+1); r++ {
		lines = append(lines, r)
	}
	return lines
}

// grid is the table of the records, below a row of heads. A single line across a table is its title, several are classes.
func (s *stack) grid() grid {
	out := grid{table: s.from[0].table, from: s.from, left: s.from[0].aboveRecords()}
	row := func(of func(key string) *cell) {
		cells := make([]*cell, len(s.keys))
		for i, k := range s.keys {
			if c := of(k); c != nil {
				cells[i] = &cell{blocks: c.blocks, said: c.said, row: len(out.rows), col: i}
			}
		}
		out.rows = append(out.rows, cells)
	}
	row(func(k string) *cell { return s.heads[k] })
	for i, rec := range s.records {
		if class := s.above[i]; class != nil && s.classes > 1 {
			across := &cell{blocks: class.blocks, row: len(out.rows)}
			out.rows = append(out.rows, slices.Repeat([]*cell{across}, len(s.keys)))
		}
		row(func(k string) *cell { return rec[k] })
	}
	return out
}
