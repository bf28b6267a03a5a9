package indextest

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"huitoukan/index"
	"huitoukan/record"
)

// pages checks that the pages together are the whole list, in one order.
func pages(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e, Generate(137, 3)...)
	for _, q := range []index.Query{{}, {Text: "不"}, {Text: "整改"}, {Year: 2021}} {
		q.Limit = 1000
		whole := ids(search(t, e, q))
		var got []string
		for q.Limit, q.Offset = 10, 0; q.Offset < len(whole); q.Offset += q.Limit {
			got = append(got, ids(search(t, e, q))...)
		}
		if !slices.Equal(got, whole) {
			t.Errorf("%+v: pages give %v, the whole is %v", q, got, whole)
		}
	}
	if n := len(search(t, e, index.Query{}).Hits); n != 20 {
		t.Errorf("a page without a limit has %d hits, want 20", n)
	}
}

func filterDocs() []record.Document {
	a := document("a", "云岫市青岚区教育局", 2019, record.Problem{Title: "学习不够", Topic: "T01", Status: record.Completed}, record.Problem{Title: "采购不规范", Topic: "T18"})
	a.Names = []string{"区教育局"}
	b := document("b", "望川县水利局", 2022, record.Problem{Title: "学习流于形式", Topic: "T01", Status: record.Ongoing})
	b.Kind = record.Ledger
	c := document("c", "云岫市青岚区教育局", 2022, record.Problem{Title: "学习以会代学", Topic: "T01"})
	return []record.Document{a, b, c}
}

func filters(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e, filterDocs()...)
	for _, c := range []struct {
		q    index.Query
		want []string
	}{
		{index.Query{}, []string{"c#1", "b#1", "a#1", "a#2"}},
		{index.Query{Unit: "云岫市青岚区教育局"}, []string{"c#1", "a#1", "a#2"}},
		{index.Query{Unit: "区教育局"}, []string{"a#1", "a#2"}},
		{index.Query{Units: []string{"云岫市青岚区教育局"}}, []string{"c#1", "a#1", "a#2"}},
		{index.Query{Units: []string{"没有的局", "望川县水利局", "云岫市青岚区教育局"}, Year: 2022}, []string{"c#1", "b#1"}},
		{index.Query{Units: []string{"区教育局"}}, []string{}}, // a name that the document gives, but not its unit
		{index.Query{Round: "六届区委第4轮"}, []string{"a#1", "a#2"}},
		{index.Query{Year: 2022}, []string{"c#1", "b#1"}},
		{index.Query{Topic: "T18"}, []string{"a#2"}},
		{index.Query{Status: record.Ongoing}, []string{"b#1"}},
		{index.Query{Kind: record.Ledger}, []string{"b#1"}},
		{index.Query{Year: 2022, Unit: "望川县水利局", Topic: "T01"}, []string{"b#1"}},
		{index.Query{Year: 2019, Kind: record.Ledger}, []string{}},
		{index.Query{Text: "采购", Year: 2019}, []string{"a#2"}},
		{index.Query{Text: "学习", Topic: "T01", Status: record.Completed}, []string{"a#1"}},
		{index.Query{Text: "学习", Unit: "区教育局"}, []string{"a#1"}},
		{index.Query{Text: "采购", Year: 2022}, []string{}},
		{index.Query{Unit: "没有的局"}, []string{}},
	} {
		r := search(t, e, c.q)
		if got := ids(r); !slices.Equal(got, c.want) || r.Total != len(c.want) {
			t.Errorf("%+v found %v (total %d), want %v", c.q, got, r.Total, c.want)
		}
		slices.Sort(c.want)
		if got := matching(t, e, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%+v matches %v, want %v", c.q, got, c.want)
		}
	}
}

func facets(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e, filterDocs()...)
	want := index.Facets{
		Unit:   []index.Count{{Value: "云岫市青岚区教育局", N: 2}, {Value: "望川县水利局", N: 1}},
		Round:  []index.Count{{Value: "六届区委第7轮", N: 2}, {Value: "六届区委第4轮", N: 1}},
		Year:   []index.Count{{Value: "2022", N: 2}, {Value: "2019", N: 1}},
		Topic:  []index.Count{{Value: "T01", N: 3}},
		Status: []index.Count{{Value: "", N: 1}, {Value: "completed", N: 1}, {Value: "ongoing", N: 1}},
		Kind:   []index.Count{{Value: "progress", N: 2}, {Value: "ledger", N: 1}},
	}
	r := search(t, e, index.Query{Text: "学习", Limit: 1})
	if !reflect.DeepEqual(r.Facets, want) || r.Total != 3 {
		t.Errorf("facets %+v (total %d)\nwant %+v", r.Facets, r.Total, want)
	}
}

// order checks that a title counts for more than a text, and that of two alike the newer comes first.
func order(t *testing.T, s Store) {
	e := open(t, s)
	text := record.Problem{Title: "接待超标", Text: "接待超标。党费未缴。"}
	title := record.Problem{Title: "党费未缴", Text: "党费未缴。接待超标。"}
	other := record.Problem{Title: "档案不全", Text: "档案不全。制度未订。"}
	put(t, e, document("a", "甲局", 2019, text, title), document("b", "乙局", 2022, text, other, other, other), document("c", "甲局", 2022, other, other, text),
		document("d", "丙局", 2018, other, other, other, other))
	if got, want := ids(search(t, e, index.Query{Text: "党费"})), []string{"a#2", "b#1", "c#3", "a#1"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

// scan checks the order of documents: unit, year, round, file, ID.
func scan(t *testing.T, s Store) {
	e := open(t, s)
	a, b, c, d, f := document("a", "乙局", 2019), document("b", "甲局", 2022), document("c", "甲局", 2021), document("d", "甲局", 2022), document("f", "甲局", 2022)
	a.Names, a.Kind = []string{"二局"}, record.Ledger
	f.Inspection.Round = "一届一轮"
	b.File, d.File = "同名.docx", "同名.docx"
	put(t, e, d, c, f, b, a)
	for _, c := range []struct {
		q    index.Query
		want string
	}{
		{index.Query{}, "a c f b d"}, {index.Query{Unit: "二局"}, "a"}, {index.Query{Units: []string{"乙局", "丙局"}}, "a"}, {index.Query{Year: 2022}, "f b d"}, {index.Query{Kind: record.Ledger}, "a"},
		{index.Query{Round: "一届一轮", Unit: "甲局"}, "f"}, {index.Query{Text: "无关", Topic: "T01", Status: record.Ongoing}, "a c f b d"},
	} {
		var got []string
		for d, err := range e.Scan(t.Context(), c.q) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(d.ID))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v scans %v, want %s", c.q, got, c.want)
		}
	}
	for range e.Scan(t.Context(), index.Query{}) {
		break // leaving early must hold nothing
	}
	put(t, e, document("z", "丁局", 2020))
}

func emptyStore(t *testing.T, s Store) {
	e := open(t, s)
	for _, q := range []index.Query{{}, {Text: "学习"}, {Text: `"`}, {Text: "“”"}, {Text: "   "}, {Unit: "甲"}} {
		if r := search(t, e, q); r.Total != 0 || len(r.Hits) != 0 {
			t.Errorf("%+v found %+v in an empty store", q, r)
		}
	}
}
