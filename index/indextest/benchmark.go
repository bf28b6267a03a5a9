package indextest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/record"
)

// perPut is how many documents the benchmark puts at once, 1,000 problems.
const perPut = 50

// asked are the queries that the benchmark measures: what few, many and all problems hold, and what has no words.
var asked = []struct {
	name string
	q    index.Query
}{
	{"rare string", index.Query{Text: "抽查99件"}},
	{"string in every problem", index.Query{Text: "没有按规定办理"}},
	{"two words", index.Query{Text: "党费收缴 批评教育"}},
	{"one character", index.Query{Text: "费"}},
	{"words and filters", index.Query{Text: "党费", Year: 2020}},
	{"no words", index.Query{}},
	{"one unit", index.Query{Unit: "青岚区教育局"}},
}

// Benchmark measures an engine that fresh makes, at 10,000 and at 100,000 problems: how many it takes in a second, and how
// many milliseconds it takes to find a page of hits with snippets and facets.
func Benchmark(b *testing.B, fresh func(b *testing.B) index.Engine) {
	for _, n := range []int{10_000, 100_000} {
		docs := Generate(n, 9)
		b.Run(fmt.Sprintf("put %d", n), func(b *testing.B) {
			for b.Loop() {
				fill(b, fresh(b), docs)
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "problems/s")
		})
		b.Run(fmt.Sprintf("search %d", n), func(b *testing.B) {
			e := fresh(b)
			fill(b, e, docs)
			for _, a := range asked {
				b.Run(a.name, func(b *testing.B) { ask(b, e, a.q) })
			}
		})
	}
}

func fill(b *testing.B, e index.Engine, docs []record.Document) {
	for batch := range slices.Chunk(docs, perPut) {
		if err := e.Put(b.Context(), batch...); err != nil {
			b.Fatal(err)
		}
	}
}

func ask(b *testing.B, e index.Engine, q index.Query) {
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := e.Search(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	tell(b, took)
}

// tell tells what half of the times, and all but one of a hundred, are not above.
func tell(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for _, percent := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*percent/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", percent))
	}
}

// Compare measures an engine that is empty, with the problems of docs, once: how many it takes in a second, and how long a page takes, of
// so many of each kind.
func Compare(b *testing.B, e index.Engine, docs []record.Document, pages int) {
	b.Run("put", func(b *testing.B) {
		n := 0
		for _, d := range docs {
			n += len(d.Problems)
		}
		fill(b, e, docs)
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "problems/s")
	})
	for _, a := range asked {
		b.Run(a.name, func(b *testing.B) {
			var took []time.Duration
			for range pages {
				start := time.Now()
				if _, err := e.Search(b.Context(), a.q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			tell(b, took)
		})
	}
}
