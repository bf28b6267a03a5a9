package indextest

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"huitoukan/index"
	"huitoukan/record"
)

const best = 10 // hits that are compared where scores decide

// Same checks that two engines with the same documents answer n queries drawn from the texts alike: the same problems and the same
// counts. Engines weigh in their own ways: it returns how many of the best ten hits are the same, on an average over the
// queries in which scores decide, 10 when there are none.
func Same(t *testing.T, a, b index.Engine, n int) (likeness float64) {
	t.Helper()
	var docs []record.Document
	for d, err := range a.Scan(t.Context(), index.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	shared, ranked := 0, 0
	for _, q := range drawn(docs, n) {
		q.Limit = 100_000
		ra, rb := search(t, a, q), search(t, b, q)
		if ra.Total != rb.Total || !reflect.DeepEqual(ra.Facets, rb.Facets) {
			t.Errorf("%+v: one counts %d, %v\nthe other %d, %v", q, ra.Total, ra.Facets, rb.Total, rb.Facets)
		}
		ia, ib := ids(ra), ids(rb)
		if scoresDecide(ra) {
			shared, ranked = shared+inBoth(ia[:best], ib[:best]), ranked+1
		}
		slices.Sort(ia)
		slices.Sort(ib)
		if !slices.Equal(ia, ib) {
			t.Errorf("%+v: one finds %v\nthe other %v", q, ia, ib)
		}
	}
	likeness = best
	if ranked > 0 {
		likeness = float64(shared) / float64(ranked)
	}
	t.Logf("%d documents, %d queries; scores decide in %d, and %.1f of the best %d are the same", len(docs), n, ranked, likeness, best)
	return likeness
}

// scoresDecide reports whether it is scores that part the best from the rest.
func scoresDecide(r index.Result) bool {
	return len(r.Hits) > best && r.Hits[best-1].Score > r.Hits[best].Score
}

func inBoth(a, b []string) (n int) {
	for _, id := range a {
		if slices.Contains(b, id) {
			n++
		}
	}
	return n
}

// drawn are queries that somebody may put who has read the documents: strings of one to eight characters out of them, some two
// at a time, some with a filter.
func drawn(docs []record.Document, n int) []index.Query {
	r := rand.New(rand.NewPCG(11, 11))
	var out []index.Query
	for len(out) < n {
		d := docs[r.IntN(len(docs))]
		if len(d.Problems) == 0 {
			continue
		}
		p := d.Problems[r.IntN(len(d.Problems))]
		q := index.Query{Text: piece(r, p)}
		switch r.IntN(6) {
		case 0:
			q.Text += " " + piece(r, p)
		case 1:
			q.Unit = d.Unit
		case 2:
			q.Year, q.Topic = d.Inspection.Year, p.Topic
		}
		if len(index.Terms(q.Text)) > 0 {
			out = append(out, q)
		}
	}
	return out
}

// piece is a string out of one of a problem's texts, as a query has it.
func piece(r *rand.Rand, p record.Problem) string {
	f := fields(p)
	runes := []rune(strings.Join(strings.Fields(f[r.IntN(len(f))]), ""))
	if len(runes) == 0 {
		return ""
	}
	i := r.IntN(len(runes))
	return quoted(string(runes[i:min(len(runes), i+1+r.IntN(8))]))
}
