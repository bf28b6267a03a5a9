// Package indextest is the suite that an engine must pass. Nothing else is asked of one, and nothing in here knows how an
// engine works.
package indextest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

// Store opens the engine under test. Every call opens the same store, so that a test can close it and look again.
type Store func() index.Engine

// Run runs the suite. fresh makes an empty store.
func Run(t *testing.T, fresh func(t *testing.T) Store) {
	for name, test := range map[string]func(*testing.T, Store){
		"substrings":  substrings,
		"terms":       termsAnded,
		"round trip":  roundTrip,
		"replace":     replace,
		"pages":       pages,
		"filters":     filters,
		"facets":      facets,
		"snippets":    snippets,
		"scan":        scan,
		"verdicts":    verdicts,
		"durable":     durable,
		"concurrent":  concurrent,
		"cancelled":   cancelled,
		"not found":   notFound,
		"empty store": emptyStore,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

// open opens the store for the length of the test.
func open(t *testing.T, s Store) index.Engine {
	e := s()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func put(t *testing.T, e index.Engine, docs ...record.Document) {
	t.Helper()
	if err := e.Put(t.Context(), docs...); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, e index.Engine, q index.Query) index.Result {
	t.Helper()
	r, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	return r
}

// ids lists what was found, in order.
func ids(r index.Result) []string {
	out := []string{}
	for _, h := range r.Hits {
		out = append(out, h.ID.String())
	}
	return out
}

// hard are texts that break engines: digits and points, marks of all widths, the signs of query languages, characters beyond
// the BMP, single characters, the same pairs in another order.
var hard = []string{
	"违规发放津补贴.5万元，占比3.50%。", "违规发放津补贴5万元，占比35.0%。", "“三公”经费超支（2018年）", "三公经费超支(2019年)",
	"ＡＢＣ公司ａｂｃ", "AND OR NOT NEAR(a b) title:党费*", `引号"套"引号 ^首 -尾 {a b}`, "𠮷野家㐀䶮采购", "谢谢谢谢", "谢 谢 谢",
	"费党收缴", "党费收缴", "缴收费党党费", "一", "①落实②整改", "制度+机制/流程\\规范_管理|台账~清单`目录", "emoji😀结尾😀",
	"a", "ab", "abc abc", "1", "11", "111.11", "——破折号——", "全　角　空　格", "問題：條例繁體", "-", "--", "''", "%%", "_%",
}

// hardDocs puts the hard texts into every field of several documents.
func hardDocs() []record.Document {
	var docs []record.Document
	for i, text := range hard {
		other := hard[(i+7)%len(hard)]
		docs = append(docs, document(fmt.Sprintf("%02d", i), "云岫市青岚区教育局", 2020+i%3, record.Problem{
			Number: 1, Title: text, Text: text + "。" + other, Topic: "T01",
			Measures: []record.Measure{{Text: other}, {Text: text}},
		}))
	}
	return docs
}

func document(id, unit string, year int, problems ...record.Problem) record.Document {
	return record.Document{
		ID: record.DocID(id), File: id + ".txt", Unit: unit, Kind: record.Progress, Title: "整改情况的通报",
		Inspection: record.Inspection{Round: fmt.Sprintf("六届区委第%d轮", year-2015), Year: year}, Problems: problems,
	}
}

// fields are the texts of a problem in which a quoted string may stand.
func fields(p record.Problem) []string {
	out := []string{p.Title, p.Text}
	for _, m := range p.Measures {
		out = append(out, m.Text)
	}
	return out
}

// substrings is the property at the heart: any substring of one or more characters of any stored text is found by a quoted
// search, and nothing else is.
func substrings(t *testing.T, s Store) {
	e := open(t, s)
	docs := append(hardDocs(), Generate(20, 1)...)
	put(t, e, docs...)
	tried := map[string]bool{}
	for _, text := range hard {
		runes := []rune(text)
		for i := range runes {
			for j := i + 1; j <= min(len(runes), i+6); j++ {
				q := string(runes[i:j])
				if strings.ContainsAny(q, `"“”＂`) || han.Fold(q) == "" || tried[q] {
					continue
				}
				tried[q] = true
				checkSubstring(t, e, docs, q)
			}
		}
	}
	for _, q := range []string{"没有的字", "费党", "谢谢谢谢谢", "55万", "35.00", "abcabcabc", "。“", "bca", "元，占比3。"} {
		checkSubstring(t, e, docs, q)
	}
}

func checkSubstring(t *testing.T, e index.Engine, docs []record.Document, q string) {
	t.Helper()
	want := []string{}
	for _, d := range docs {
		for i, p := range d.Problems {
			if slices.ContainsFunc(fields(p), func(f string) bool { return strings.Contains(han.Fold(f), han.Fold(q)) }) {
				want = append(want, record.ProblemID{Doc: d.ID, Index: i + 1}.String())
			}
		}
	}
	r := search(t, e, index.Query{Text: `"` + q + `"`, Limit: 1000})
	got := ids(r)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q found %v, want %v", q, got, want)
	}
	if r.Total != len(want) {
		t.Errorf("%q: total %d, want %d", q, r.Total, len(want))
	}
}

// termsAnded checks that all words of a query must be found in one problem, each in any field.
func termsAnded(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e,
		document("1", "甲局", 2020, record.Problem{Title: "党费收缴不及时", Text: "党费收缴不及时。按年收取。", Measures: []record.Measure{{Text: "补缴2140元。"}}}),
		document("2", "乙局", 2021, record.Problem{Title: "党费管理不规范", Text: "党费管理不规范。由出纳代扣。"}),
	)
	for q, want := range map[string][]string{
		"党费":          {"2#1", "1#1"},
		"党费 补缴":       {"1#1"},
		"收缴 党费":       {"1#1"},
		"“收缴 不及时”":    {"1#1"},
		"党费 补缴 出纳":    {},
		"党费出纳":        {},
		"“收缴不及时":      {"1#1"},
		"２１４０ 元":      {"1#1"},
		"时。按":         {"1#1"},
		"不规范。由出 “代扣”": {"2#1"},
	} {
		got := ids(search(t, e, index.Query{Text: q}))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s found %v, want %v", q, got, want)
		}
	}
}

func roundTrip(t *testing.T, s Store) {
	e := open(t, s)
	var b record.Builder
	b.Page()
	b.Add("一、", "贯彻落实不到位", record.Block{Level: 1, Bold: true})
	b.Add("", "单元格", record.Block{Cell: &record.Cell{Table: 1, Row: 2, Col: 3, RowSpan: 1, ColSpan: 2}})
	want := record.Document{
		ID: "ab12", File: "教育局/2023/通报.docx", Kind: record.Plan, Title: "方案", Unit: "云岫市青岚区教育局", Names: []string{"区教育局"},
		Inspection: record.Inspection{Body: "区委第五巡察组", Level: "county", Type: "常规巡察", Round: "六届区委第三轮", Year: 2023, Start: "2023-04-10", End: "2023-06-09", Feedback: "2023-07"},
		Claimed:    3, Marking: "内部资料", Coverage: 0.987654321, Rules: 7, Taken: time.Date(2024, 2, 29, 12, 30, 15, 123456789, time.UTC),
		Problems: []record.Problem{{
			Number: 1, Label: "1.", Section: []string{"甲", "乙"}, Topic: "T28", Title: "党费", Text: "党费。“引”\u2028", Status: record.Ongoing,
			Measures: []record.Measure{{Text: "补缴", At: record.Span{Start: 3, End: 9}}}, Leader: "领导", Owner: "科室", Deadline: "2023年底",
			References: []record.Reference{{Year: 2018, Round: "轮", Claim: record.Recurring, Quotes: []string{"甲", "乙"}, At: record.Span{Start: 1, End: 2}}},
			At:         record.Span{Start: 0, End: 12},
		}},
		Doubts: []record.Doubt{{Code: "number_gap", Message: "跳号", At: record.Span{Start: 1, End: 4}}},
		Text:   b.Text("docx"),
	}
	put(t, e, want)
	got, err := e.Get(t.Context(), "ab12")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	hit := search(t, e, index.Query{Text: "党费"}).Hits[0]
	hit.Score, hit.Snippets = 0, nil
	if want := (index.Hit{ID: record.ProblemID{Doc: "ab12", Index: 1}, File: want.File, Kind: want.Kind, DocTitle: want.Title, Unit: want.Unit, Inspection: want.Inspection, Problem: want.Problems[0]}); !reflect.DeepEqual(hit, want) {
		t.Errorf("hit %+v\nwant %+v", hit, want)
	}
}

// replace checks that a document put again leaves nothing of the old one, and that a deleted one is gone.
func replace(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e, document("1", "甲局", 2020, record.Problem{Title: "旧的问题"}, record.Problem{Title: "又一个"}), document("2", "甲局", 2020, record.Problem{Title: "邻居"}))
	put(t, e, document("1", "乙局", 2021, record.Problem{Title: "新的问题"}))
	if got := ids(search(t, e, index.Query{})); !slices.Equal(got, []string{"1#1", "2#1"}) {
		t.Errorf("after replacing: %v", got)
	}
	if got := ids(search(t, e, index.Query{Text: "旧"})); len(got) > 0 {
		t.Errorf("the old text is still found: %v", got)
	}
	if got := ids(search(t, e, index.Query{Unit: "甲局"})); !slices.Equal(got, []string{"2#1"}) {
		t.Errorf("under the old unit: %v", got)
	}
	for range 2 { // an unknown ID is no error
		if err := e.Delete(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	if got := ids(search(t, e, index.Query{})); !slices.Equal(got, []string{"2#1"}) {
		t.Errorf("after deleting: %v", got)
	}
	if _, err := e.Get(t.Context(), "1"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("get a deleted document: %v", err)
	}
}

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
		{index.Query{}, []string{"b#1", "c#1", "a#1", "a#2"}},
		{index.Query{Unit: "云岫市青岚区教育局"}, []string{"c#1", "a#1", "a#2"}},
		{index.Query{Unit: "区教育局"}, []string{"a#1", "a#2"}},
		{index.Query{Round: "六届区委第4轮"}, []string{"a#1", "a#2"}},
		{index.Query{Year: 2022}, []string{"b#1", "c#1"}},
		{index.Query{Topic: "T18"}, []string{"a#2"}},
		{index.Query{Status: record.Ongoing}, []string{"b#1"}},
		{index.Query{Kind: record.Ledger}, []string{"b#1"}},
		{index.Query{Year: 2022, Unit: "望川县水利局", Topic: "T01"}, []string{"b#1"}},
		{index.Query{Year: 2019, Kind: record.Ledger}, []string{}},
		{index.Query{Text: "采购", Year: 2019}, []string{"a#2"}},
		{index.Query{Text: "采购", Year: 2022}, []string{}},
		{index.Query{Unit: "没有的局"}, []string{}},
	} {
		r := search(t, e, c.q)
		if got := ids(r); !slices.Equal(got, c.want) || r.Total != len(c.want) {
			t.Errorf("%+v found %v (total %d), want %v", c.q, got, r.Total, c.want)
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

func snippets(t *testing.T, s Store) {
	e := open(t, s)
	long := strings.Repeat("长", 100)
	put(t, e, document("1", "甲局", 2020, record.Problem{
		Title: "（１）党费收缴", Text: long + "党 费没有收缴，党费由出纳代扣。" + long, Measures: []record.Measure{{Text: "补缴党费。"}, {Text: "没有关系。"}},
	}))
	var got []string
	for _, sn := range search(t, e, index.Query{Text: "党费 (1)"}).Hits[0].Snippets {
		text, last := "", 0
		for _, m := range sn.Marks {
			text += sn.Text[last:m.Start] + "[" + sn.Text[m.Start:m.End] + "]"
			last = m.End
		}
		got = append(got, sn.Field+": "+text+sn.Text[last:])
	}
	want := []string{
		"title: [（１）党费]收缴",
		"text: " + strings.Repeat("长", 20) + "[党 费]没有收缴，[党费]由出纳代扣。" + strings.Repeat("长", 44),
		"measure: 补缴[党费]。",
	}
	if !slices.Equal(got, want) {
		t.Errorf("snippets\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func scan(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e, filterDocs()...)
	for _, c := range []struct {
		q    index.Query
		want string
	}{
		{index.Query{}, "a c b"}, {index.Query{Unit: "区教育局"}, "a"}, {index.Query{Year: 2022}, "c b"}, {index.Query{Kind: record.Ledger}, "b"},
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

func verdicts(t *testing.T, s Store) {
	e := open(t, s)
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	one := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, By: "经办人", Note: "同一问题", At: at, Current: "甲", Prior: "乙"}
	two := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "ab"}, Decision: record.Rejected, By: "经办人", At: at}
	put(t, e, document("1", "甲局", 2020, record.Problem{Title: "问题"}))
	for _, v := range []record.Verdict{one, two, one} {
		if err := e.Decide(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	put(t, e, document("1", "甲局", 2020, record.Problem{Title: "问题"}))
	if err := e.Delete(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if got := decided(t, e); !reflect.DeepEqual(got, []record.Verdict{two, one}) {
		t.Errorf("verdicts %+v", got)
	}
	one.Decision, one.Note = record.Rejected, "再看不是"
	if err := e.Decide(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	if err := e.Undo(t.Context(), two.Pair); err != nil {
		t.Fatal(err)
	}
	if got := decided(t, e); !reflect.DeepEqual(got, []record.Verdict{one}) {
		t.Errorf("verdicts after changing one and undoing the other: %+v", got)
	}
	if err := e.Undo(t.Context(), two.Pair); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("undo what is not decided: %v", err)
	}
}

func decided(t *testing.T, e index.Engine) []record.Verdict {
	t.Helper()
	var out []record.Verdict
	for v, err := range e.Decided(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// durable checks that what was acknowledged is there after closing and opening again.
func durable(t *testing.T, s Store) {
	e := s()
	put(t, e, filterDocs()...)
	v := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, At: time.Unix(0, 0).UTC()}
	if err := e.Decide(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, s)
	if got := ids(search(t, e, index.Query{Text: "学习"})); len(got) != 3 {
		t.Errorf("after opening again: %v", got)
	}
	if got := decided(t, e); !reflect.DeepEqual(got, []record.Verdict{v}) {
		t.Errorf("verdicts after opening again: %+v", got)
	}
}

// concurrent has two readers look while a writer puts: they see whole documents only.
func concurrent(t *testing.T, s Store) {
	e := open(t, s)
	docs := Generate(60, 5)
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := e.Search(context.Background(), index.Query{Text: "不", Limit: 5})
				if err != nil {
					t.Error(err)
					return
				}
				for _, h := range r.Hits {
					if _, err := e.Get(context.Background(), h.ID.Doc); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for _, d := range docs {
		put(t, e, d)
	}
	close(done)
	wg.Wait()
	n := 0
	for _, d := range docs {
		n += len(d.Problems)
	}
	if got := search(t, e, index.Query{}).Total; got != n {
		t.Errorf("%d problems, want %d", got, n)
	}
}

func cancelled(t *testing.T, s Store) {
	e := open(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Put(ctx, filterDocs()...); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if _, err := e.Search(ctx, index.Query{Text: "学习"}); !errors.Is(err, context.Canceled) {
		t.Errorf("search: %v", err)
	}
	if got := search(t, e, index.Query{}).Total; got != 0 {
		t.Errorf("a cancelled put left %d problems", got)
	}
}

func notFound(t *testing.T, s Store) {
	e := open(t, s)
	if _, err := e.Get(t.Context(), "none"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
	var refused *index.PutError
	err := e.Put(t.Context(), record.Document{}, document("1", "甲局", 2020, record.Problem{Title: "邻居"}))
	if !errors.As(err, &refused) || len(refused.Refused) != 1 {
		t.Errorf("put without an ID: %v", err)
	}
	if got := ids(search(t, e, index.Query{})); !slices.Equal(got, []string{"1#1"}) {
		t.Errorf("its neighbour: %v", got)
	}
}

func emptyStore(t *testing.T, s Store) {
	e := open(t, s)
	for _, q := range []index.Query{{}, {Text: "学习"}, {Text: `"`}, {Text: "“”"}, {Text: "   "}, {Unit: "甲"}} {
		if r := search(t, e, q); r.Total != 0 || len(r.Hits) != 0 {
			t.Errorf("%+v found %+v in an empty store", q, r)
		}
	}
}
