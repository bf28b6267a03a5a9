package elastic

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
)

var _ index.Log = (*Engine)(nil)

// line is what the log has of a decision.
func (d decision) line(action string, at time.Time) index.LogLine {
	return index.LogLine{At: at.UTC(), Action: action, Kind: d.Kind, Key: d.Key, Body: d.Body}
}

// Note adds a line to the log of decisions. Its ID is what it says, so that the same is there once, however often it is sent.
func (e *Engine) Note(ctx context.Context, l index.LogLine) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	source, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("note decision: %w", err)
	}
	err = e.ask(ctx, e.writing, func() esapi.Request {
		return esapi.IndexRequest{Index: e.names.log(), DocumentID: fmt.Sprintf("%x", sha256.Sum256(source)), Body: bytes.NewReader(source)}
	}, nil)
	if err != nil {
		return fmt.Errorf("note decision: %w", err)
	}
	return nil
}

// Logged yields the log of decisions. Nobody who notes a line waits until the server shows it: who reads does.
func (e *Engine) Logged(ctx context.Context) iter.Seq2[index.LogLine, error] {
	return func(yield func(index.LogLine, error) bool) {
		if err := e.logged(ctx, yield); err != nil {
			yield(index.LogLine{}, fmt.Errorf("read log of decisions: %w", err))
		}
	}
}

func (e *Engine) logged(ctx context.Context, yield func(index.LogLine, error) bool) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	err := e.ask(ctx, e.writing, func() esapi.Request { return esapi.IndicesRefreshRequest{Index: []string{e.names.log()}} }, nil)
	if err != nil {
		return err
	}
	all := scan{target: e.names.log(), filters: []object{}, order: []object{{"at": "asc"}, {"key": "asc"}, {"action": "asc"}}}
	return e.scan(ctx, all, func(source json.RawMessage) (bool, error) {
		var l index.LogLine
		err := json.Unmarshal(source, &l)
		return err == nil && yield(l, nil), err
	})
}
