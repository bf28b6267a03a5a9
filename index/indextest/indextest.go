// Package indextest is the suite that an engine must pass. Nothing else is asked of one, and nothing in here knows how an
// engine works.
package indextest

import (
	"fmt"
	"slices"
	"testing"

	"huitoukan/index"
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
		"heads":       heads,
		"verdicts":    verdicts,
		"namings":     namings,
		"log":         log,
		"durable":     durable,
		"concurrent":  concurrent,
		"cancelled":   cancelled,
		"not found":   notFound,
		"refused":     refused,
		"order":       order,
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

// matching lists what [index.Matching] says yes to in the documents of a scan, in order of the IDs.
func matching(t *testing.T, e index.Engine, q index.Query) []string {
	t.Helper()
	matches, out := index.Matching(q), []string{}
	for d, err := range e.Scan(t.Context(), q) {
		if err != nil {
			t.Fatalf("scan %+v: %v", q, err)
		}
		for i, p := range d.Problems {
			if matches(p) {
				out = append(out, record.ProblemID{Doc: d.ID, Index: i + 1}.String())
			}
		}
	}
	slices.Sort(out)
	return out
}

// ids lists what was found, in order.
func ids(r index.Result) []string {
	out := []string{}
	for _, h := range r.Hits {
		out = append(out, h.ID.String())
	}
	return out
}

func document(id, unit string, year int, problems ...record.Problem) record.Document {
	return record.Document{
		ID: record.DocID(id), File: id + ".txt", Unit: unit, Kind: record.Progress, Title: "整改情况的通报",
		Inspection: record.Inspection{Round: fmt.Sprintf("六届区委第%d轮", year-2015), Year: year}, Problems: problems,
	}
}
