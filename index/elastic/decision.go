package elastic

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
	"huitoukan/record"
)

// decision is what people decided of one thing. Each kind has its own keys and its own body.
type decision struct {
	Kind string          `json:"kind"`
	Key  string          `json:"key"`
	Body json.RawMessage `json:"body"`
}

const verdictKind = "verdict" // key: the pair; body: a record.Verdict

// id is the kind and the key, the key's hash where it is longer than the server takes, 512 bytes.
func (d decision) id() string {
	if len(d.Key) > 480 {
		return fmt.Sprintf("%s:%x", d.Kind, sha256.Sum256([]byte(d.Key)))
	}
	return d.Kind + ":" + d.Key
}

// Decide stores a person's verdict on a pair, unless another's stands.
func (e *Engine) Decide(ctx context.Context, v record.Verdict) error {
	return e.verdict(ctx, v, func(standing json.RawMessage) error {
		var s record.Verdict
		if err := json.Unmarshal(standing, &s); err != nil {
			return err
		}
		return index.Free(s, v)
	})
}

// Keep stores the verdict on a pair, whatever stands.
func (e *Engine) Keep(ctx context.Context, v record.Verdict) error { return e.verdict(ctx, v, anyway) }

func (e *Engine) verdict(ctx context.Context, v record.Verdict, free func(json.RawMessage) error) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("store verdict: %w", err)
	}
	if err := e.decide(ctx, decision{verdictKind, v.Pair.String(), body}, v.At, free); err != nil {
		return fmt.Errorf("store verdict on %s: %w", v.Pair, err)
	}
	return nil
}

// Undo takes the verdict on a pair back.
func (e *Engine) Undo(ctx context.Context, p record.Pair) error {
	if err := e.undo(ctx, verdictKind, p.String()); err != nil {
		return fmt.Errorf("undo verdict on %s: %w", p, err)
	}
	return nil
}

// Decided yields all verdicts, ordered by pair.
func (e *Engine) Decided(ctx context.Context) iter.Seq2[record.Verdict, error] {
	return func(yield func(record.Verdict, error) bool) {
		err := e.decided(ctx, verdictKind, func(d decision) (bool, error) {
			var v record.Verdict
			err := json.Unmarshal(d.Body, &v)
			return err == nil && yield(v, nil), err
		})
		if err != nil {
			yield(record.Verdict{}, fmt.Errorf("read verdicts: %w", err))
		}
	}
}

// stored is a decision on the server, with the count of changes by which the server knows whether it has been written since.
type stored struct {
	Found    bool
	Sequence int      `json:"_seq_no"`
	Term     int      `json:"_primary_term"`
	Source   decision `json:"_source"`
}

// anyway lets every decision be replaced.
func anyway(json.RawMessage) error { return nil }

// decide stores a decision of the time at, unless free says of what stands that it may not be replaced, or another comes between
// reading that and writing this.
func (e *Engine) decide(ctx context.Context, d decision, at time.Time, free func(standing json.RawMessage) error) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	before, err := e.read(ctx, d.id())
	if err != nil {
		return err
	}
	if before.Found {
		if err := free(before.Source.Body); err != nil {
			return err
		}
	}
	source, err := json.Marshal(d)
	if err != nil {
		return err
	}
	err = e.ask(ctx, e.writing, func() esapi.Request {
		r := esapi.IndexRequest{Index: e.names.decisions(), DocumentID: d.id(), Body: bytes.NewReader(source), Refresh: "true"}
		if before.Found {
			r.IfSeqNo, r.IfPrimaryTerm = &before.Sequence, &before.Term
		} else {
			r.OpType = "create"
		}
		return r
	}, nil)
	if err = e.settle(ctx, err, d, free); err != nil {
		return err
	}
	return e.Note(ctx, d.line("decide", at))
}

// settle looks at what stands there when the server tells of a conflict: our own decision, which it took although its answer
// was lost and we sent it again, is none.
func (e *Engine) settle(ctx context.Context, err error, d decision, free func(standing json.RawMessage) error) error {
	if status(err) != http.StatusConflict {
		return err
	}
	now, rerr := e.read(ctx, d.id())
	if rerr != nil {
		return rerr
	}
	if now.Found && bytes.Equal(now.Source.Body, d.Body) {
		return nil
	}
	if now.Found {
		if err := free(now.Source.Body); err != nil {
			return err
		}
	}
	return index.ErrConflict
}

func (e *Engine) undo(ctx context.Context, kind, key string) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	id := decision{Kind: kind, Key: key}.id()
	before, err := e.read(ctx, id)
	if err != nil {
		return err
	}
	if !before.Found {
		return index.ErrNotFound
	}
	err = e.ask(ctx, e.writing, func() esapi.Request {
		return esapi.DeleteRequest{
			Index: e.names.decisions(), DocumentID: id, Refresh: "true", IfSeqNo: &before.Sequence, IfPrimaryTerm: &before.Term,
		}
	}, nil)
	if err = e.gone(ctx, err, id); err != nil {
		return err
	}
	return e.Note(ctx, before.Source.line("undo", time.Now()))
}

// gone looks, when the server tells of a conflict, whether the decision still stands: if not, our request was sent twice, or
// another person took it back too.
func (e *Engine) gone(ctx context.Context, err error, id string) error {
	if status(err) != http.StatusConflict {
		return err
	}
	now, rerr := e.read(ctx, id)
	if rerr == nil && now.Found {
		return index.ErrConflict
	}
	return rerr
}

// read is what is decided under an ID, as it was last written.
func (e *Engine) read(ctx context.Context, id string) (stored, error) {
	var s stored
	err := e.ask(ctx, e.reading, func() esapi.Request { return esapi.GetRequest{Index: e.names.decisions(), DocumentID: id} }, &s)
	if status(err) == http.StatusNotFound && !isMissing(err) {
		return stored{}, nil
	}
	return s, err
}

func isMissing(err error) bool { return errors.Is(err, index.ErrMissing) }

// decided calls f with the decisions of a kind, ordered by key, until it wants no more.
func (e *Engine) decided(ctx context.Context, kind string, f func(decision) (bool, error)) error {
	if err := e.prepare(ctx); err != nil {
		return err
	}
	ofKind := []object{{"term": object{"kind": kind}}}
	all := scan{target: e.names.decisions(), filters: ofKind, order: []object{{"key": "asc"}}}
	return e.scan(ctx, all, func(source json.RawMessage) (bool, error) {
		var d decision
		if err := json.Unmarshal(source, &d); err != nil {
			return false, fmt.Errorf("read decision: %w", err)
		}
		return f(d)
	})
}
