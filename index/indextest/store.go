package indextest

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/record"
)

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
	other := one
	other.By, other.Decision = "复核人", record.Confirmed
	var standing *index.DecidedError
	if err := e.Decide(t.Context(), other); !errors.As(err, &standing) || !errors.Is(err, index.ErrConflict) || standing.Verdict != one {
		t.Errorf("where another person's verdict stands: %v", err)
	}
	if err := errors.Join(e.Keep(t.Context(), other), e.Keep(t.Context(), one)); err != nil {
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

// log checks that a log of decisions tells of each, and of each taken back, in order, and that a line, noted again, is there once.
// An engine need not keep one.
func log(t *testing.T, s Store) {
	e := open(t, s)
	l, ok := e.(index.Log)
	if !ok {
		t.Skip("this engine keeps no log of decisions")
	}
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.UTC)
	v := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, By: "经办人", Note: "<同一问题>", At: at}
	changed := v
	changed.Decision, changed.At = record.Rejected, at.Add(time.Minute)
	n := record.Naming{Name: "青岚区教体局", Unit: "云岫市青岚区教育局", By: "经办人", At: at.Add(time.Hour)}
	err := errors.Join(e.Decide(t.Context(), v), e.Decide(t.Context(), changed), e.Name(t.Context(), n), e.Undo(t.Context(), v.Pair))
	if err != nil {
		t.Fatal(err)
	}
	want := logged(t, l)
	for i, x := range []struct {
		at                time.Time
		action, kind, key string
		body              any
	}{
		{v.At, "decide", "verdict", "aa-bb", v}, {changed.At, "decide", "verdict", "aa-bb", changed},
		{n.At, "decide", "naming", n.Name, n}, {time.Time{}, "undo", "verdict", "aa-bb", changed},
	} {
		body, err := json.Marshal(x.body)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) != 4 || x.action == "decide" && !want[i].At.Equal(x.at) || want[i].Action != x.action || want[i].Kind != x.kind || want[i].Key != x.key || string(want[i].Body) != string(body) {
			t.Fatalf("line %d of %s is not %+v", i, want, x)
		}
	}
	if err := errors.Join(l.Note(t.Context(), want[3]), l.Note(t.Context(), want[0]), e.Decide(t.Context(), changed)); err != nil {
		t.Fatal(err)
	}
	if got := logged(t, l); !reflect.DeepEqual(got, want) {
		t.Errorf("after noting lines again: %s\nwant %s", got, want)
	}
}

func logged(t *testing.T, l index.Log) []index.LogLine {
	t.Helper()
	var out []index.LogLine
	for line, err := range l.Logged(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
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
	put(t, e, Generate(400, 2)...)
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range e.Scan(ctx, index.Query{}) {
		cancel() // while it runs
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("scan: %v", last)
	}
}

func notFound(t *testing.T, s Store) {
	e := open(t, s)
	if _, err := e.Get(t.Context(), "none"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
}

// refused checks that a document without an ID, or with a figure that is none, is refused alone.
func refused(t *testing.T, s Store) {
	e := open(t, s)
	bad := document("bad", "甲局", 2020, record.Problem{Title: "坏的"})
	bad.Coverage = math.NaN()
	var put *index.PutError
	err := e.Put(t.Context(), record.Document{}, bad, document("1", "甲局", 2020, record.Problem{Title: "邻居"}))
	if !errors.As(err, &put) || len(put.Refused) != 2 || put.Refused[""] == nil || put.Refused["bad"] == nil {
		t.Errorf("put: %v", err)
	}
	if got := ids(search(t, e, index.Query{})); !slices.Equal(got, []string{"1#1"}) {
		t.Errorf("stored: %v", got)
	}
}
