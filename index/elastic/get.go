package elastic

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
	"huitoukan/record"
)

// Get returns one document.
func (e *Engine) Get(ctx context.Context, id record.DocID) (record.Document, error) {
	if err := e.prepare(ctx); err != nil {
		return record.Document{}, err
	}
	return e.get(ctx, e.names.alias(), id)
}

func (e *Engine) get(ctx context.Context, target string, id record.DocID) (record.Document, error) {
	if id == "" { // would ask for something else
		return record.Document{}, fmt.Errorf("get document: %w", index.ErrNotFound)
	}
	var found struct {
		Source storedDocument `json:"_source"`
	}
	err := e.ask(ctx, e.reading, func() esapi.Request {
		return esapi.GetRequest{Index: target, DocumentID: string(id), Routing: string(id)}
	}, &found)
	if status(e.missed(err)) == http.StatusNotFound && !isMissing(err) {
		err = index.ErrNotFound
	}
	if err != nil {
		return record.Document{}, fmt.Errorf("get document %s: %w", id, err)
	}
	return index.Unpack(found.Source.Body)
}

// Scan yields the documents one by one, as they were when it began.
func (e *Engine) Scan(ctx context.Context, q index.Query) iter.Seq2[record.Document, error] {
	return func(yield func(record.Document, error) bool) {
		if err := e.prepare(ctx); err != nil {
			yield(record.Document{}, err)
			return
		}
		err := e.scan(ctx, scan{target: e.names.alias(), filters: filters(q, documentRecord), order: inOrder}, func(source json.RawMessage) (bool, error) {
			d, err := document(source)
			return err == nil && yield(d, nil), err
		})
		if err != nil {
			yield(record.Document{}, fmt.Errorf("scan documents: %w", e.missed(err)))
		}
	}
}

// Heads yields what tells the documents' units, without their bodies.
func (e *Engine) Heads(ctx context.Context) iter.Seq2[record.Document, error] {
	return func(yield func(record.Document, error) bool) {
		if err := e.prepare(ctx); err != nil {
			yield(record.Document{}, err)
			return
		}
		heads := scan{
			target: e.names.alias(), filters: filters(index.Query{}, documentRecord), order: inOrder,
			fields: []string{"doc", "unit", "names", "year"},
		}
		err := e.scan(ctx, heads, func(source json.RawMessage) (bool, error) {
			var a about
			err := json.Unmarshal(source, &a)
			return err == nil && yield(a.head(), nil), err
		})
		if err != nil {
			yield(record.Document{}, fmt.Errorf("scan heads: %w", e.missed(err)))
		}
	}
}

func (a about) head() record.Document {
	names := append([]string{}, a.Names...)
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(n string) bool { return n == a.Unit })
	return record.Document{ID: a.Doc, Unit: a.Unit, Names: names, Inspection: record.Inspection{Year: a.Year}}
}

var inOrder = []object{{"unit": "asc"}, {"year": "asc"}, {"round": "asc"}, {"file": "asc"}, {"doc": "asc"}}

func document(source json.RawMessage) (record.Document, error) {
	var s storedDocument
	if err := json.Unmarshal(source, &s); err != nil {
		return record.Document{}, fmt.Errorf("read document: %w", err)
	}
	return index.Unpack(s.Body)
}

// scan says which records are read, in what order, and which of their fields: nil means all.
type scan struct {
	target         string
	filters, order []object
	fields         []string
}

const (
	perPage  = 100 // records of a scan's page
	held     = 5 * time.Minute
	freeTime = 2 * time.Second
)

// scan calls f with every record until f wants no more. What it reads is held on the server meanwhile, a while longer each time
// a page is asked for.
func (e *Engine) scan(ctx context.Context, s scan, f func(json.RawMessage) (bool, error)) error {
	var point struct{ ID string }
	err := e.ask(ctx, e.reading, func() esapi.Request {
		return esapi.OpenPointInTimeRequest{Index: []string{s.target}, KeepAlive: keepAlive()}
	}, &point)
	if err != nil {
		return err
	}
	defer func() { e.free(ctx, point.ID) }()
	body := object{"size": perPage, "sort": s.order, "query": object{"bool": object{"filter": s.filters}}, "track_total_hits": false}
	if s.fields != nil {
		body["_source"] = s.fields
	}
	for {
		body["pit"] = object{"id": point.ID, "keep_alive": keepAlive()}
		hits, err := e.scanned(ctx, body, &point.ID)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if more, err := f(h.Source); err != nil || !more {
				return err
			}
		}
		if len(hits) < perPage {
			return nil
		}
		body["search_after"] = hits[len(hits)-1].Sort
	}
}

func keepAlive() string { return fmt.Sprintf("%dm", int(held.Minutes())) }

// scannedHit is a record with its place in the order.
type scannedHit struct {
	Source json.RawMessage `json:"_source"`
	Sort   []any
}

// scanned asks for one page; the server may give the point in time another ID.
func (e *Engine) scanned(ctx context.Context, body object, id *string) ([]scannedHit, error) {
	no := false
	var page struct {
		ID   string `json:"pit_id"`
		Hits struct{ Hits []scannedHit }
	}
	err := e.ask(ctx, e.reading, func() esapi.Request { return esapi.SearchRequest{Body: encoded(body), AllowPartialSearchResults: &no} }, &page)
	if page.ID != "" {
		*id = page.ID
	}
	return page.Hits.Hits, err
}

// free lets go what a scan held, also when nobody waits any longer. If that fails the server does it by itself.
func (e *Engine) free(ctx context.Context, id string) {
	p := patience{whole: freeTime, attempt: freeTime}
	err := e.ask(context.WithoutCancel(ctx), p, func() esapi.Request {
		return esapi.ClosePointInTimeRequest{Body: encoded(object{"id": id})}
	}, nil)
	if err != nil && status(err) != http.StatusNotFound {
		e.log.Debug("point in time stays open", "engine", "elasticsearch", "err", err)
	}
}
