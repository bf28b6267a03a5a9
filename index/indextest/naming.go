package indextest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/record"
)

// namings checks that what people decided about names is kept as it was given, whatever becomes of the documents, through
// closing and opening again, and that no search looks at it.
func namings(t *testing.T, s Store) {
	e := s()
	at := time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)
	short := record.Naming{Name: "青岚区教体局", Unit: "云岫市青岚区教育局", By: "经办人", Note: "挂牌单位", At: at}
	alone := record.Naming{Name: "云岫市青岚区教育局", Unit: "云岫市青岚区教育局", By: "经办人", At: at}
	put(t, e, filterDocs()...)
	for _, n := range []record.Naming{short, {Name: alone.Name, Unit: "望川县水利局", At: at}, alone} { // the last replaces its earlier one
		if err := e.Name(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	put(t, e, filterDocs()...)
	if err := e.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, s)
	if got, want := named(t, e), []record.Naming{alone, short}; !reflect.DeepEqual(got, want) {
		t.Errorf("namings %+v\nwant %+v", got, want)
	}
	if got := ids(search(t, e, index.Query{Unit: short.Name})); len(got) > 0 {
		t.Errorf("a search by unit resolves names: %v", got)
	}
	if err := e.Unname(t.Context(), alone.Name); err != nil {
		t.Fatal(err)
	}
	if got, want := named(t, e), []record.Naming{short}; !reflect.DeepEqual(got, want) {
		t.Errorf("after undoing one: %+v\nwant %+v", got, want)
	}
	if err := e.Unname(t.Context(), alone.Name); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("undo what nobody decided: %v", err)
	}
}

func named(t *testing.T, e index.Engine) []record.Naming {
	t.Helper()
	var out []record.Naming
	for n, err := range e.Named(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

// heads checks that documents come with what tells their unit, in the order of Scan, and with nothing else.
func heads(t *testing.T, s Store) {
	e := open(t, s)
	docs := filterDocs()
	docs[0].Names = []string{"区教育局", "“教育局”", "云岫市青岚区教育局", "区教育局"}
	put(t, e, append(docs, document("d", "", 0))...)
	head := func(id record.DocID, unit string, year int, names ...string) record.Document {
		return record.Document{ID: id, Unit: unit, Names: append([]string{}, names...), Inspection: record.Inspection{Year: year}}
	}
	want := []record.Document{
		head("d", "", 0), head("a", "云岫市青岚区教育局", 2019, "“教育局”", "区教育局"), head("c", "云岫市青岚区教育局", 2022), head("b", "望川县水利局", 2022),
	}
	var got []record.Document
	for d, err := range e.Heads(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("heads %+v\nwant %+v", got, want)
	}
	for range e.Heads(t.Context()) {
		break // leaving early must hold nothing
	}
	put(t, e, document("z", "丁局", 2020))
}
