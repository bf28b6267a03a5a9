package elastic

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
	"huitoukan/record"
)

// Renewal is an index that is filled beside the one that serves, to take its place.
type Renewal struct {
	e    *Engine
	name string
	have indices // what there was when it was begun
	held bool    // nobody can write to the one that serves
}

// Renew makes an empty index of this program's schema. What else there is stays and serves until [Renewal.Swap]; where there is
// nothing, or an index of another schema alone, it is the way to a new one.
func (e *Engine) Renew(ctx context.Context) (*Renewal, error) {
	if _, err := e.version(ctx); err != nil {
		return nil, fmt.Errorf("look at server: %w", err)
	}
	have, err := e.indices(ctx)
	if err != nil {
		return nil, fmt.Errorf("look at index: %w", err)
	}
	r := &Renewal{e: e, have: have, name: e.names.numbered(time.Now().UnixMilli())}
	if err := e.makeAll(ctx, r.name, documentsIndex()); err != nil {
		return nil, err
	}
	return r, nil
}

// Put stores documents in the new index.
func (r *Renewal) Put(ctx context.Context, docs ...record.Document) error {
	return r.e.put(ctx, r.name, docs)
}

// Hold keeps all hosts from writing to the index that serves, and returns when what they were writing is done; they wait. It can
// still be read.
func (r *Renewal) Hold(ctx context.Context) error {
	if r.have.serving == "" {
		return nil
	}
	r.held = true
	err := r.e.ask(ctx, r.e.writing, func() esapi.Request {
		return esapi.IndicesAddBlockRequest{Index: []string{r.have.serving}, Block: "write"}
	}, nil)
	if err != nil {
		return fmt.Errorf("hold index: %w", err)
	}
	return nil
}

// Swap puts the new index in the place of all others. Documents that hosts have put into the old one and not yet into their
// archive, and that known does not know, are carried over first.
func (r *Renewal) Swap(ctx context.Context, known func(record.DocID) bool) error {
	if err := r.carry(ctx, known); err != nil {
		return fmt.Errorf("carry documents over: %w", err)
	}
	actions := []object{{"add": object{"index": r.name, "alias": r.e.names.alias()}}}
	for _, old := range append(append(r.have.old, r.have.left...), r.have.serving) {
		if old != "" {
			actions = append(actions, object{"remove_index": object{"index": old}})
		}
	}
	err := r.e.ask(ctx, r.e.writing, func() esapi.Request {
		return esapi.IndicesUpdateAliasesRequest{Body: encoded(object{"actions": actions})}
	}, nil)
	if err != nil {
		return fmt.Errorf("swap indices: %w", err)
	}
	r.e.afresh()
	return nil
}

func (r *Renewal) carry(ctx context.Context, known func(record.DocID) bool) error {
	if r.have.serving == "" {
		return nil
	}
	var ids []record.DocID
	onlyID := func(source json.RawMessage) (bool, error) {
		var a about
		err := json.Unmarshal(source, &a)
		if err == nil && !known(a.Doc) {
			ids = append(ids, a.Doc)
		}
		return true, err
	}
	err := r.e.scan(ctx, scan{target: r.have.serving, filters: filters(index.Query{}, documentRecord), order: []object{{"doc": "asc"}}, fields: []string{"doc"}}, onlyID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d, err := r.e.get(ctx, r.have.serving, id)
		if err == nil {
			err = r.Put(ctx, d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Abandon removes the new index, and lets the old one be written to again.
func (r *Renewal) Abandon(ctx context.Context) error {
	if r.held {
		err := r.e.ask(ctx, r.e.writing, func() esapi.Request {
			return esapi.IndicesPutSettingsRequest{Index: []string{r.have.serving}, Body: encoded(object{"index.blocks.write": nil})}
		}, nil)
		if err != nil {
			return fmt.Errorf("let index be written to: %w", err)
		}
	}
	err := r.e.ask(ctx, r.e.writing, func() esapi.Request { return esapi.IndicesDeleteRequest{Index: []string{r.name}} }, nil)
	if err != nil {
		return fmt.Errorf("remove new index: %w", err)
	}
	return nil
}
