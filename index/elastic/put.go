package elastic

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
	"huitoukan/record"
)

// The bounds of one bulk request. A document is never spread over two, unless it is larger than one by itself.
const (
	largestBulk    = 5 << 20 // bytes
	mostOperations = 2_000
)

// Put stores the documents, and answers when the server has them on every copy and shows them.
func (e *Engine) Put(ctx context.Context, docs ...record.Document) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	return e.put(ctx, e.names.alias(), docs)
}

// put writes into the index or alias target.
func (e *Engine) put(ctx context.Context, target string, docs []record.Document) error {
	had, err := e.problemsOf(ctx, target, docs)
	if err != nil {
		return fmt.Errorf("put documents: %w", e.missed(err))
	}
	refusals := map[record.DocID]error{}
	var all [][]operation
	for _, d := range docs {
		ops, err := encode(d, had[d.ID])
		if err != nil {
			refusals[d.ID] = err
			continue
		}
		all = append(all, ops)
	}
	for _, ops := range bulks(all) {
		if err := e.store(ctx, target, ops, refusals); err != nil {
			return fmt.Errorf("put documents: %w", e.missed(err))
		}
	}
	if len(refusals) > 0 {
		return &index.PutError{Refused: refusals}
	}
	return nil
}

// store carries out the operations of documents. Of those that the server refuses nothing is left, and refusals names them.
func (e *Engine) store(ctx context.Context, target string, ops []operation, refusals map[record.DocID]error) error {
	refused, err := e.write(ctx, target, ops)
	if err != nil {
		return err
	}
	for id, why := range refused {
		refusals[id] = why
		if err := e.remove(ctx, target, id); err != nil {
			return err
		}
	}
	return nil
}

// missed has the indices looked at again when err says that ours is gone.
func (e *Engine) missed(err error) error {
	if errors.Is(err, index.ErrMissing) {
		e.afresh()
	}
	return err
}

// Delete forgets a document with its problems.
func (e *Engine) Delete(ctx context.Context, id record.DocID) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	err := e.remove(ctx, e.names.alias(), id)
	if err != nil {
		return fmt.Errorf("delete document %s: %w", id, e.missed(err))
	}
	return nil
}

// remove deletes the problems before the document that says how many there are, so that it can be done again.
func (e *Engine) remove(ctx context.Context, target string, id record.DocID) error {
	had, err := e.problemsOf(ctx, target, []record.Document{{ID: id}})
	if err != nil {
		return err
	}
	var ops []operation
	for i := 1; i <= had[id]; i++ {
		ops = append(ops, deletion(id, problemID(id, i)))
	}
	_, err = e.write(ctx, target, append(ops, deletion(id, string(id))))
	return err
}

// problemsOf tells how many problems each of the documents has in the index.
func (e *Engine) problemsOf(ctx context.Context, target string, docs []record.Document) (map[record.DocID]int, error) {
	var asked []object
	for _, d := range docs {
		if d.ID != "" {
			asked = append(asked, object{"_id": d.ID, "routing": d.ID, "_source": []string{"problems"}})
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	var answers struct {
		Docs []struct {
			ID     record.DocID           `json:"_id"`
			Source struct{ Problems int } `json:"_source"`
			Error  *answer
		}
	}
	err := e.ask(ctx, e.reading, func() esapi.Request { return esapi.MgetRequest{Index: target, Body: encoded(object{"docs": asked})} }, &answers)
	if err != nil {
		return nil, err
	}
	had := map[record.DocID]int{}
	for _, d := range answers.Docs {
		if d.Error != nil {
			return nil, meaningOfItem(*d.Error)
		}
		had[d.ID] = d.Source.Problems
	}
	return had, nil
}

// meaningOfItem is the error of an item that came without a status.
func meaningOfItem(a answer) error {
	err := meaning(a)
	if errors.Is(err, index.ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", index.ErrUnavailable, a)
}

// bulks puts the operations of several documents together, up to the bounds of a request.
func bulks(docs [][]operation) [][]operation {
	var out [][]operation
	var cur []operation
	bytes := 0
	for _, ops := range docs {
		n := size(ops)
		if len(cur) > 0 && (bytes+n > largestBulk || len(cur)+len(ops) > mostOperations) {
			out, cur, bytes = append(out, cur), nil, 0
		}
		cur, bytes = append(cur, ops...), bytes+n
	}
	if len(cur) > 0 {
		out = append(out, cur)
	}
	return out
}

func size(ops []operation) int {
	n := 0
	for _, op := range ops {
		n += len(op.lines)
	}
	return n
}

// write sends operations until all have been carried out or refused for good, and names the documents of the refused. What the
// server had no room for is sent again after growing pauses, each document with all of its operations.
func (e *Engine) write(ctx context.Context, target string, ops []operation) (refused map[record.DocID]error, err error) {
	whole, cancel := context.WithTimeout(ctx, e.writing.whole)
	defer cancel()
	refused = map[record.DocID]error{}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		again, err := e.bulk(ctx, target, ops, refused)
		if err != nil || len(again) == 0 {
			return refused, err
		}
		ops = slices.DeleteFunc(ops, func(op operation) bool { return again[op.doc] == nil })
		why := again[ops[0].doc]
		if !passing(why) {
			return refused, why
		}
		e.log.Debug("documents sent again", "engine", "elasticsearch", "n", len(again), "err", why)
		if !sleep(whole, pause) {
			return refused, errors.Join(why, ctx.Err())
		}
	}
}

// outcome is what a bulk request did with one operation.
type outcome struct {
	Status int
	Error  *answer
}

// err is nil also for the deletion of what is not there.
func (o outcome) err() error {
	if o.Error == nil {
		return nil
	}
	o.Error.Status = o.Status
	return meaning(*o.Error)
}

// bulk sends the operations once, and tells for which documents some are to be sent again, and why; refused gets those that are
// refused for good.
func (e *Engine) bulk(ctx context.Context, target string, ops []operation, refused map[record.DocID]error) (again map[record.DocID]error, err error) {
	var body bytes.Buffer
	for _, op := range ops {
		body.Write(op.lines)
	}
	alias := target == e.names.alias() // else a missing index would be made, with guessed fields
	var answers struct {
		Errors bool
		Items  []map[string]outcome
	}
	err = e.ask(ctx, e.writing, func() esapi.Request {
		return esapi.BulkRequest{
			Index: target, Body: bytes.NewReader(body.Bytes()), Refresh: "true", RequireAlias: &alias, Timeout: e.writing.attempt / 2,
			FilterPath: []string{"errors", "items.*.status", "items.*.error.type", "items.*.error.reason"},
		}
	}, &answers)
	if status(err) == http.StatusRequestEntityTooLarge { // one document larger than the server takes
		for _, op := range ops {
			refused[op.doc] = err
		}
		return nil, nil
	}
	if err != nil || !answers.Errors {
		return nil, err
	}
	if len(answers.Items) != len(ops) {
		return nil, fmt.Errorf("%w: %d answers to %d operations", index.ErrUnavailable, len(answers.Items), len(ops))
	}
	again = map[record.DocID]error{}
	for i, item := range answers.Items {
		for _, o := range item {
			switch why := o.err(); {
			case errors.Is(why, index.ErrUnavailable):
				again[ops[i].doc] = why
			case why != nil:
				refused[ops[i].doc] = why
			}
		}
	}
	for id := range refused {
		delete(again, id)
	}
	return again, nil
}
