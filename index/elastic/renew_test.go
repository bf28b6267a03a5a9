package elastic_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/indextest"
	"huitoukan/internal/esnode"
	"huitoukan/record"
)

// TestRenew fills a new index while another host goes on writing: what it writes before the index is held, while it is, and
// afterwards, is in the new one, and so is what people decided.
func TestRenew(t *testing.T) {
	address := esnode.Address(t)
	prefix := esnode.Prefix(t, address)
	e, other := filled(t, address, prefix), filled(t, address, prefix)
	docs := indextest.Generate(100, 7)
	v := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, At: time.Unix(0, 0).UTC()}
	if err := errors.Join(e.Put(t.Context(), docs[0], docs[1]), e.Decide(t.Context(), v)); err != nil {
		t.Fatal(err)
	}
	fresh, err := e.Renew(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fresh.Put(t.Context(), docs[0]), other.Put(t.Context(), docs[2]), fresh.Hold(t.Context())); err != nil {
		t.Fatal(err)
	}
	if r, err := other.Search(t.Context(), index.Query{}); err != nil || r.Total != 61 {
		t.Errorf("while the index is held, another finds %d problems, %v; want 61", r.Total, err)
	}
	waited := make(chan error)
	go func() { waited <- putPatiently(t.Context(), other, docs[3]) }()
	time.Sleep(300 * time.Millisecond)
	set := []record.DocID{docs[0].ID, docs[1].ID} // the second can be read no more
	if err := fresh.Swap(t.Context(), func(id record.DocID) bool { return slices.Contains(set, id) }); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(<-waited, other.Put(t.Context(), docs[4])); err != nil {
		t.Error(err)
	}
	var ids []record.DocID
	for d, err := range e.Scan(t.Context(), index.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	slices.Sort(ids)
	first := indextest.Generate(1, 1)[0].ID // of filled
	if want := []record.DocID{first, docs[0].ID, docs[2].ID, docs[3].ID, docs[4].ID}; !slices.Equal(ids, want) {
		t.Errorf("the new index has %v, want %v", ids, want)
	}
	for got, err := range other.Decided(t.Context()) {
		if err != nil || got != v {
			t.Errorf("decided: %+v, %v", got, err)
		}
	}
	if got := esnode.Count(t, address+"/"+prefix+"-decisions"); got != 1 {
		t.Errorf("%d decisions, want 1", got)
	}
}

// putPatiently puts as the taking in of files does: it waits as long as the index is unavailable.
func putPatiently(ctx context.Context, e *elastic.Engine, d record.Document) error {
	for {
		err := e.Put(ctx, d)
		if !errors.Is(err, index.ErrUnavailable) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestAbandoned checks that a rebuild which comes to nothing leaves the index as it was, and to be written to.
func TestAbandoned(t *testing.T) {
	address := esnode.Address(t)
	e := filled(t, address, esnode.Prefix(t, address))
	fresh, err := e.Renew(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	docs := indextest.Generate(40, 8)
	err = errors.Join(fresh.Put(t.Context(), docs[0]), fresh.Hold(t.Context()), fresh.Abandon(t.Context()), e.Put(t.Context(), docs[1]))
	if r, serr := e.Search(t.Context(), index.Query{}); err != nil || serr != nil || r.Total != 21 {
		t.Errorf("%d problems, %v, %v; want 21", r.Total, serr, err)
	}
	if s, err := e.State(t.Context()); err != nil || s.Problems != 21 || s.Status != "green" {
		t.Errorf("state %+v, %v", s, err)
	}
}

// TestUpgrade checks the way from an index of another schema: it serves the other program until the new one takes its place.
func TestUpgrade(t *testing.T) {
	address := esnode.Address(t)
	prefix := esnode.Prefix(t, address)
	esnode.Put(t, address+"/"+prefix+"-v1-0", `{"aliases":{"`+prefix+`-v1":{}}}`)
	e := open(t, elastic.Options{Addresses: []string{address}, Prefix: prefix})
	defer e.Close()
	if err := e.Check(t.Context()); !errors.Is(err, index.ErrSchema) {
		t.Errorf("check: %v", err)
	}
	fresh, err := e.Renew(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(fresh.Put(t.Context(), indextest.Generate(20, 9)...), fresh.Hold(t.Context()), fresh.Swap(t.Context(), func(record.DocID) bool { return true }))
	if r, serr := e.Search(t.Context(), index.Query{}); err != nil || serr != nil || r.Total != 20 {
		t.Errorf("%d problems, %v, %v; want 20", r.Total, serr, err)
	}
	if left := string(esnode.Get(t, address+"/"+prefix+"-v1*/_alias")); left != "{}" {
		t.Errorf("of the old schema there is left %s", left)
	}
}
