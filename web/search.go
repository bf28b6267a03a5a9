package web

import (
	"cmp"
	"net/http"
	"path"
	"slices"
	"strconv"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

type searchPage struct {
	frame
	Query  index.Query
	Total  int
	Asked  bool // a word or a filter restricts the list
	Hits   []hit
	Chips  []chip
	Facets []facet
	Pager  pager
}

// chip is a filter in force, with the address that takes it off.
type chip struct{ Name, Text, Without string }

// facet is one property by which the list can be narrowed: the values that are shown, and those behind “更多”.
type facet struct {
	Name         string
	Values, More []facetValue
}

// facetValue is one value; URL is empty when it cannot be asked for.
type facetValue struct {
	Text string
	N    int
	URL  string
	On   bool
}

// facetsShown is how many values stand open in the side column.
const facetsShown = 8

type hit struct {
	index.Hit
	URL      string
	Name     string // of the file, without its folders
	Title    []segment
	Snippets []snippet
}

type snippet struct {
	Field string
	Parts []segment
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	q, page, err := queryOf(r.URL.Query())
	if err != nil {
		return err
	}
	roll, err := s.roll.get(r.Context())
	if err != nil {
		return err
	}
	q.Unit = roll.Called(q.Unit)
	found, err := s.Index.Search(r.Context(), underAllNames(roll, q))
	if err != nil {
		return err
	}
	found.Facets.Unit = byUnit(roll, found.Facets.Unit)
	p := searchPage{
		frame: frame{Title: cmp.Or(q.Text, "检索"), Active: "search"}, Query: q, Total: found.Total,
		Chips: chips(q), Facets: facets(q, found.Facets),
		Pager: newPager(page, found.Total, hitsPerPage, func(n int) string { return address(q, n) }),
	}
	p.Asked = q.Text != "" || len(p.Chips) > 0
	for _, h := range found.Hits {
		p.Hits = append(p.Hits, newHit(h))
	}
	return render(w, http.StatusOK, "search", p)
}

// underAllNames asks for the query's unit under all of its names.
func underAllNames(roll *report.Roll, q index.Query) index.Query {
	if u, ok := roll.Find(q.Unit); ok && u.Documents > 0 {
		q.Unit, q.Units = "", u.Written()
	}
	return q
}

// byUnit puts the counts of a unit's names together.
func byUnit(roll *report.Roll, names []index.Count) (units []index.Count) {
	sums := map[string]int{}
	for _, c := range names {
		sums[roll.Called(c.Value)] += c.N
	}
	for unit, n := range sums {
		units = append(units, index.Count{Value: unit, N: n})
	}
	slices.SortFunc(units, func(a, b index.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return units
}

// newHit lights the words up; those found in the title are lit in the heading, and so not shown again below it.
func newHit(h index.Hit) hit {
	out := hit{Hit: h, URL: problemURL(h.ID), Name: path.Base(h.File), Title: []segment{{Text: h.Problem.Title}}}
	for _, s := range h.Snippets {
		lit := lit(s)
		if s.Field == "title" && s.Text == h.Problem.Title {
			out.Title = lit
			continue
		}
		field := map[string]string{"title": "标题", "text": "问题", "measure": "整改"}[s.Field]
		out.Snippets = append(out.Snippets, snippet{field, lit})
	}
	return out
}

func lit(s index.Snippet) []segment {
	var ls []light
	for _, m := range s.Marks {
		ls = append(ls, light{at: m, class: "found"})
	}
	return illuminate(s.Text, record.Span{End: len(s.Text)}, ls, nil)
}

func problemURL(id record.ProblemID) string {
	return "/problem/" + string(id.Doc) + "/" + strconv.Itoa(id.Index)
}

// filter is one field of a query by which the list can be narrowed.
type filter struct {
	name  string
	value string // what is in force; empty when nothing is
	text  func(value string) string
	set   func(q *index.Query, value string)
	count func(f index.Facets) []index.Count
}

func filters(q index.Query) []filter {
	plain := func(s string) string { return cmp.Or(s, "未写明") }
	year := ""
	if q.Year != 0 {
		year = strconv.Itoa(q.Year)
	}
	return []filter{
		{"单位", q.Unit, plain, func(q *index.Query, v string) { q.Unit = v }, func(f index.Facets) []index.Count { return f.Unit }},
		{"轮次", q.Round, plain, func(q *index.Query, v string) { q.Round = v }, func(f index.Facets) []index.Count { return f.Round }},
		{"年份", year, yearText, func(q *index.Query, v string) { q.Year, _ = strconv.Atoi(v) }, func(f index.Facets) []index.Count { return f.Year }},
		{"主题", q.Topic, record.TopicName, func(q *index.Query, v string) { q.Topic = v }, func(f index.Facets) []index.Count { return f.Topic }},
		{"完成情况", string(q.Status), func(v string) string { return statusName(record.Status(v)) },
			func(q *index.Query, v string) { q.Status = record.Status(v) }, func(f index.Facets) []index.Count { return f.Status }},
		{"文件种类", string(q.Kind), func(v string) string { return report.Chinese(record.Kind(v)) },
			func(q *index.Query, v string) { q.Kind = record.Kind(v) }, func(f index.Facets) []index.Count { return f.Kind }},
	}
}

func yearText(v string) string {
	if v == "" || v == "0" {
		return "未写明"
	}
	return v + "年"
}

func chips(q index.Query) (out []chip) {
	for _, f := range filters(q) {
		if f.value != "" {
			without := q
			f.set(&without, "")
			out = append(out, chip{f.name, f.text(f.value), address(without, 1)})
		}
	}
	return out
}

func facets(q index.Query, counts index.Facets) (out []facet) {
	for _, f := range filters(q) {
		fc := facet{Name: f.name}
		for _, c := range f.count(counts) {
			v := facetValue{Text: f.text(c.Value), N: c.N, On: f.value == c.Value && c.Value != ""}
			if narrowed := q; c.Value != "" && c.Value != "0" && !v.On {
				f.set(&narrowed, c.Value)
				v.URL = address(narrowed, 1)
			}
			if len(fc.Values) < facetsShown {
				fc.Values = append(fc.Values, v)
			} else {
				fc.More = append(fc.More, v)
			}
		}
		if len(fc.Values) > 0 {
			out = append(out, fc)
		}
	}
	return out
}
