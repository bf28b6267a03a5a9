package ingest

import (
	"context"
	"errors"

	"huitoukan/index"
	"huitoukan/record"
)

// batch puts the documents of several workers together, since a transaction costs the same for one as for many: what comes
// while one is written goes into the next.
type batch struct {
	index index.Writer
	queue chan waiting
}

type waiting struct {
	doc  record.Document
	done chan error
}

const largestBatch = 50

func newBatch(w index.Writer) *batch { return &batch{index: w, queue: make(chan waiting)} }

// put waits until the document is stored or refused.
func (b *batch) put(ctx context.Context, d record.Document) error {
	w := waiting{d, make(chan error, 1)}
	select {
	case b.queue <- w:
	case <-ctx.Done():
		return ctx.Err()
	}
	return <-w.done
}

// run writes batches until ctx ends, and then those whose workers wait already.
func (b *batch) run(ctx context.Context) {
	for {
		select {
		case first := <-b.queue:
			b.write(ctx, b.collect(first))
		case <-ctx.Done():
			return
		}
	}
}

// collect takes what waits behind first.
func (b *batch) collect(first waiting) []waiting {
	all := []waiting{first}
	for len(all) < largestBatch {
		select {
		case w := <-b.queue:
			all = append(all, w)
		default:
			return all
		}
	}
	return all
}

// write puts a batch and tells each its answer. When the batch as a whole is refused, each is tried by itself, so that one bad
// document does not hold up its neighbours.
func (b *batch) write(ctx context.Context, all []waiting) {
	docs := make([]record.Document, len(all))
	for i, w := range all {
		docs[i] = w.doc
	}
	err := b.index.Put(ctx, docs...)
	for _, w := range all {
		if err != nil && len(all) > 1 {
			w.done <- refusal(b.index.Put(ctx, w.doc), w.doc.ID)
			continue
		}
		w.done <- refusal(err, w.doc.ID)
	}
}

// refusal is the answer to one document of a batch.
func refusal(err error, id record.DocID) error {
	var refused *index.PutError
	if errors.As(err, &refused) {
		return refused.Refused[id]
	}
	return err
}
