package elastic

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
)

// State is how the server and our indices on it are.
type State struct {
	Version  string // of Elasticsearch
	Status   string // green; yellow: a copy is missing
	Problems int
}

// Check asks whether the server is the right one, and whether our indices are there, as every request does at first.
func (e *Engine) Check(ctx context.Context) error { return e.prepare(ctx) }

// State looks at all that may keep the index from working, what only writing would meet included.
func (e *Engine) State(ctx context.Context) (State, error) {
	e.afresh()
	if err := e.prepare(ctx); err != nil {
		return State{}, err
	}
	version, err := e.version(ctx)
	if err != nil {
		return State{}, err
	}
	s := State{Version: version}
	if s.Status, err = e.health(ctx); err != nil {
		return s, err
	}
	if err := e.blocks(ctx); err != nil {
		return s, err
	}
	r, err := e.Search(ctx, index.Query{Limit: 1})
	s.Problems = r.Total
	return s, err
}

func (e *Engine) health(ctx context.Context) (string, error) {
	var health struct{ Status string }
	err := e.ask(ctx, e.reading, func() esapi.Request { return esapi.ClusterHealthRequest{Index: e.ours(), Timeout: time.Second} }, &health)
	if status(err) == http.StatusRequestTimeout { // one of them is not there
		err = fmt.Errorf("%w: %w", index.ErrNotReady, err)
	}
	if err == nil && health.Status == "red" {
		err = fmt.Errorf("%w: red", index.ErrNotReady)
	}
	return health.Status, err
}

// ours are the names by which our indices are asked for.
func (e *Engine) ours() []string {
	return []string{e.names.alias(), e.names.decisions(), e.names.log()}
}

// blocks answers ErrReadOnly when one of our indices cannot be written to.
func (e *Engine) blocks(ctx context.Context) error {
	var answer map[string]struct {
		Settings struct {
			Index struct{ Blocks map[string]string }
		}
	}
	err := e.ask(ctx, e.reading, func() esapi.Request {
		return esapi.IndicesGetSettingsRequest{Index: e.ours(), Name: []string{"index.blocks.*"}}
	}, &answer)
	if err != nil {
		return err
	}
	for name, x := range answer {
		for _, block := range []string{"write", "read_only", "read_only_allow_delete"} {
			if x.Settings.Index.Blocks[block] == "true" {
				return fmt.Errorf("%w: %s has index.blocks.%s", index.ErrReadOnly, name, block)
			}
		}
	}
	return nil
}
