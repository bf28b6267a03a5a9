package extract

import (
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// columnSigns are the shares of a column's cells that look like one thing or another, told the share that names its fields itself
// (责任领导：甲　时限：9月), and their mean length in runes.
type columnSigns struct {
	cells                                                    int
	fails, deeds, states, dates, offices, names, posts, told float64
	length                                                   float64
}

var (
	dateLike   = re(`\d{4}\s*年|\d{1,2}\s*月|立行立改|长期|月底|季度`)
	officeLike = re(`(?:股|科|室|部|办|处|局|站|中心|公司|队|所|团|场|委|会|组|院|馆|支部|集团)$|[、，]`)
	// a post and who holds it: 副院长 应守拙, 区委书记张某某
	postLike = re(`^[\p{Han}、]{0,14}(?:书记|主任|局长|院长|校长|县长|区长|镇长|乡长|市长|部长|组长|会长|站长|所长|经理|总监|总?[\p{Han}]{2}师|委员|主席|行长|处长|科长|领导)[ \x{3000}（(]*[\p{Han}]{2,4}[）)]?$`)
	nameLike = re(`^[\p{Han}]{2,4}(?:[、，\s][\p{Han}]{2,4})*$`)
)

// Shares of a column's cells. Failings have more words than any list of them, and measures begin in many ways, so that fewer of
// their cells need be known; states and dates have few forms.
const (
	mostly = 0.6
	often  = 0.4
	rather = 0.3

	answerLength = 16 // runes
)

// infer tells from the cells below row r what the columns hold, where the heads' names are not known; nil when they do not look
// like a list of problems: no column that states failings, or nothing beside it that tells of them.
func (g grid) infer(t record.Text, r int) map[field]int {
	columns := g.heads(t, r)
	g.complete(t, r, columns)
	_, stated := columns[statement]
	_, treated := columns[measures]
	if !stated || !treated || g.signs(t, r, columns[statement]).cells < 3 {
		return nil
	}
	return columns
}

// complete adds to columns, the named ones below row r, those of which the cells tell what they hold.
func (g grid) complete(t record.Text, r int, columns map[field]int) {
	taken := map[int]bool{}
	for c, cl := range g.rows[r] {
		f := none
		if cl != nil {
			f = fieldNamed(cl.text(t))
		}
		// 进展情况 beside 整改措施 may hold states: what it holds, its cells tell
		taken[c] = f != none && (f != measures || columns[measures] == c)
	}
	signs := map[int]columnSigns{}
	for c := range g.rows[r] {
		if !taken[c] {
			signs[c] = g.signs(t, r, c)
		}
	}
	choose := func(f field, share func(columnSigns) float64, least float64) {
		if _, ok := columns[f]; ok {
			return
		}
		best, at := least, -1
		for c := range g.rows[r] {
			if s, ok := signs[c]; ok && !taken[c] && s.cells >= 2 && share(s) >= best {
				best, at = share(s)+1e-9, c
			}
		}
		if at >= 0 {
			columns[f], taken[at] = at, true
		}
	}
	long := func(s columnSigns, share float64) float64 {
		if s.length < 8 {
			return 0
		}
		return share
	}
	choose(statement, func(s columnSigns) float64 { return long(s, s.fails) }, often)
	choose(deadline, func(s columnSigns) float64 { return s.dates }, mostly)
	choose(status, func(s columnSigns) float64 { return s.states }, mostly)
	choose(measures, func(s columnSigns) float64 { return long(s, s.deeds) }, rather)
	choose(leader, func(s columnSigns) float64 { return max(s.names*(1-s.offices), s.posts) }, mostly)
	choose(owner, func(s columnSigns) float64 { return s.offices }, mostly)
	// 答 beside 第1问: what is told at length in the column that is left, and is no failing, is the answer
	choose(measures, func(s columnSigns) float64 { return s.length * (1 - s.fails - s.told) }, answerLength)
}

// signs looks at the cells of column c below row r, each once.
func (g grid) signs(t record.Text, r, c int) columnSigns {
	var s columnSigns
	seen := map[*cell]bool{}
	one := func(ok bool) float64 {
		if ok {
			return 1
		}
		return 0
	}
	for row := r + 1; row < len(g.rows); row++ {
		cl := g.at(row, c)
		if cl == nil || seen[cl] || cl.text(t) == "" || g.oneCell(row) {
			continue
		}
		seen[cl] = true
		text := withoutLabel(cl.text(t))
		short := utf8.RuneCountInString(text) <= longestStatus
		s.cells++
		s.fails += one(failing(firstSentence(text)))
		s.deeds += one(deedRule.re.MatchString(text))
		s.states += one(short && statusOf(text) != "" && !dateLike.MatchString(text) || short && text == "长期坚持")
		s.dates += one(short && dateLike.MatchString(text))
		s.offices += one(officeLike.MatchString(text) && !strings.Contains(text, "。"))
		s.posts += one(postLike.MatchString(text))
		s.told += one(tellsFields(text))
		s.names += one(nameLike.MatchString(text))
		s.length += float64(utf8.RuneCountInString(text))
	}
	if s.cells > 0 {
		n := float64(s.cells)
		s.fails, s.deeds, s.states, s.dates, s.offices, s.names, s.posts, s.told, s.length = s.fails/n, s.deeds/n, s.states/n, s.dates/n, s.offices/n, s.names/n, s.posts/n, s.told/n, s.length/n
	}
	return s
}

// tellsFields reports whether a cell begins with the name of a field: 责任领导：甲　时限：9月.
func tellsFields(s string) bool {
	ms := markers(s)
	return len(ms) > 0 && ms[0].start == 0 && !headField(ms[0].field)
}
