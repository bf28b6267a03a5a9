package report

import (
	"fmt"
	"slices"
	"strconv"

	"huitoukan/record"
)

// Paper is a report in words, ready to be set: headings, sentences, tables, charts. Every report becomes one, and every renderer
// sets any, so that what a report says and how a format looks are decided in one place each.
type Paper struct {
	Title   string
	Marking string
	Parts   []Part
}

// Part is a heading with what stands below it, in the order of the fields.
type Part struct {
	Level   int // 1, 2 or 3
	Heading string
	Text    []string
	List    []string // numbered
	Charts  []Chart
	Table   *Table
}

// Table has a row of heads and rows of cells. Tables with the same Sheet are one in a workbook, told apart by Of.
type Table struct {
	Sheet   string
	Of      string // whose table it is: a unit; may be empty
	Columns []Column
	Rows    [][]Cell
}

// Column is a head with its share of the table's width, in parts of the sum of all.
type Column struct {
	Name  string
	Share int
}

// Cell is the paragraphs of a table cell. Down is how many rows it takes: 0 is a cell that the one above covers.
type Cell struct {
	Paras []Para
	Down  int
}

// Para is one paragraph of a cell.
type Para struct {
	Text  string
	Style Style
}

// Style is how a paragraph of a cell is set.
type Style string

// The styles: text; in the middle; when and where something was said; what a person types to decide; what is missing.
const (
	Plain   Style = "plain"
	Centred Style = "centred"
	Place   Style = "place"
	Typed   Style = "typed"
	Missing Style = "missing"
)

// Chart shows numbers: bars, one group a row and one bar a column in each; or a heat map, one field a row and column.
type Chart struct {
	Title   string
	Rows    []string
	Columns []string
	Values  [][]int // one slice a row
	Heat    bool
}

// Number is the heading with its number, as papers count them: 一、 （一） 1．
func (p Paper) Number(part int) string {
	at := p.Parts[part]
	n := 1
	for i := part - 1; i >= 0 && p.Parts[i].Level >= at.Level; i-- {
		if p.Parts[i].Level == at.Level {
			n++
		}
	}
	switch at.Level {
	case 1:
		return numeral(n) + "、" + at.Heading
	case 2:
		return "（" + numeral(n) + "）" + at.Heading
	}
	return fmt.Sprintf("%d．%s", n, at.Heading)
}

// numeral writes 1 to 99 as 一 to 九十九, as headings are numbered; beyond that digits.
func numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10] + "十" + digits[n%10]
}

// cell is a cell of one row with paragraphs of text.
func cell(texts ...string) Cell {
	c := Cell{Down: 1}
	for _, t := range texts {
		if t != "" {
			c.Paras = append(c.Paras, Para{t, Plain})
		}
	}
	return c
}

func centred(text string) Cell { return Cell{[]Para{{text, Centred}}, 1} }

// quoted is a finding with its round, its canonical statement in full, and every place where it is stated.
func quoted(f Finding) []Para {
	out := []Para{{f.When(), Place}}
	for i, s := range f.Statements {
		if i == 0 {
			out = append(out, Para{s.Quote, Plain})
		}
		out = append(out, Para{"——" + s.Where(), Place})
	}
	return out
}

// cover is the part that every paper begins with: what was compared and counted, and what is missing.
func cover(sentences, notes []string) []Part {
	parts := []Part{{Level: 1, Heading: "说明", Text: sentences}}
	if len(notes) > 0 {
		parts = append(parts, Part{Level: 2, Heading: "缺少的文件和需要核对的情况", List: notes})
	}
	return parts
}

// RepeatsPaper lists the repeats unit by unit, with both statements side by side.
func (r Report) RepeatsPaper() Paper {
	p := Paper{Title: Titles[AskRepeats], Marking: r.Marking, Parts: cover(r.Cover(), r.Notes)}
	p.Parts = append(p.Parts, Part{Level: 1, Heading: "各单位比对结果"})
	for _, s := range r.Sheets() {
		p.Parts = append(p.Parts, s.parts()...)
	}
	return p.with(r.charts())
}

// with adds the charts as the last part, when there are any.
func (p Paper) with(charts []Chart) Paper {
	if len(charts) > 0 {
		p.Parts = append(p.Parts, Part{Level: 1, Heading: "统计", Charts: charts})
	}
	return p
}

// parts are one unit's: a heading, and its tables.
func (s Sheet) parts() []Part {
	out := []Part{{Level: 2, Heading: s.Unit.Name, Text: []string{s.Unit.History()}}}
	if len(s.Back) == 0 {
		out[0].Text = append(out[0].Text, "没有认定重复的问题。")
	} else {
		out = append(out, Part{Level: 3, Heading: "认定重复的问题", Table: pairTable("认定重复", s.Unit.Name, s.Back)})
	}
	if len(s.Doubtful) > 0 {
		out = append(out, Part{Level: 3, Heading: "疑似重复、待人工核对的问题", Table: pairTable("疑似重复", s.Unit.Name, s.Doubtful)})
	}
	return out
}

func pairTable(sheet, of string, lines []Line) *Table {
	t := &Table{Sheet: sheet, Of: of, Columns: []Column{
		{"序号", 54}, {"本轮问题", 243}, {"上轮问题", 243}, {"依据", 70}, {"理由", 154}, {"处理意见", 120},
	}}
	for _, l := range lines {
		t.Rows = append(t.Rows, l.cells())
	}
	return t
}

func (l Line) cells() []Cell {
	number, now := centred(strconv.Itoa(l.Number)), Cell{Paras: quoted(l.Now)}
	number.Down, now.Down = l.Span, l.Span
	then, basis, opinion := Cell{Down: 1}, centred(l.Basis.Chinese()), cell(l.Opinion())
	if l.Then != nil {
		then.Paras = quoted(*l.Then)
		basis.Paras = append(basis.Paras, Para{fmt.Sprintf("把握%.2f", l.Score), Place})
		opinion.Paras = append(opinion.Paras, Para{l.Pair(), Typed})
	}
	if l.Remade() {
		basis.Paras = append(basis.Paras, Para{"由模型改列", Place})
	}
	if l.Missing != "" {
		then.Paras = append(then.Paras, Para{l.Missing, Missing})
	}
	return []Cell{number, now, then, basis, cell(l.Why...), opinion}
}

// charts show findings and repeats by year and by topic, and, of several units, the topics of each.
func (r Report) charts() []Chart {
	years, topics := tally{}, tally{}
	for _, u := range r.Units {
		back := u.back()
		for _, f := range u.Findings {
			year := "年份不详"
			if f.Year > 0 {
				year = fmt.Sprintf("%d年", f.Year)
			}
			years.add(year, back[f.ID])
			topics.add(f.Topic, back[f.ID])
		}
	}
	if len(years) == 0 {
		return nil
	}
	out := []Chart{years.chart("各年问题数", func(k string) string { return k }), topics.chart("各主题问题数", record.TopicName)}
	if len(r.Units) > 1 {
		out = append(out, heat("各单位各主题的问题数", r.Units))
	}
	return out
}

// heat counts the units' findings by topic.
func heat(title string, units []Unit) Chart {
	c := Chart{Title: title, Heat: true}
	topics := topicCodes(units)
	for _, t := range topics {
		c.Columns = append(c.Columns, record.TopicName(t))
	}
	for _, u := range units {
		own := tally{}
		for _, f := range u.Findings {
			own.add(f.Topic, false)
		}
		row := make([]int, len(topics))
		for i, t := range topics {
			row[i] = own[t][0]
		}
		c.Rows, c.Values = append(c.Rows, u.Name), append(c.Values, row)
	}
	return c
}

// back are the unit's findings that the program or a person calls a repeat.
func (u Unit) back() map[record.FindingID]bool {
	out := map[record.FindingID]bool{}
	for _, x := range u.Repeats {
		if x.Flag == Back {
			out[x.Current] = true
		}
	}
	return out
}

// topicCodes are the topics of the units' findings, in order.
func topicCodes(us []Unit) (codes []string) {
	for _, u := range us {
		for _, f := range u.Findings {
			codes = append(codes, f.Topic)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// tally counts findings, and those of them that came back.
type tally map[string][2]int

func (t tally) add(key string, back bool) {
	n := t[key]
	n[0]++
	if back {
		n[1]++
	}
	t[key] = n
}

func (t tally) chart(title string, name func(string) string) Chart {
	c := Chart{Title: title, Columns: []string{"问题", "其中又回来的"}}
	for _, k := range sortedKeys(t) {
		n := t[k]
		c.Rows, c.Values = append(c.Rows, name(k)), append(c.Values, n[:])
	}
	return c
}

func sortedKeys(t tally) (keys []string) {
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Table is the chart's numbers as a table.
func (c Chart) Table() *Table {
	t := &Table{Sheet: c.Title, Columns: []Column{{"", 300}}}
	for _, name := range c.Columns {
		t.Columns = append(t.Columns, Column{name, 200})
	}
	for i, name := range c.Rows {
		row := []Cell{cell(name)}
		for _, v := range c.Values[i] {
			row = append(row, centred(strconv.Itoa(v)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Percent is a column's share of the table's width.
func (t Table) Percent(c Column) int {
	sum := 0
	for _, o := range t.Columns {
		sum += o.Share
	}
	return (100*c.Share + sum/2) / sum
}
