package elastic

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"huitoukan/record"
)

const namingKind = "naming" // key: the name; body: a record.Naming

// Name stores the naming of a name in place of an earlier one.
func (e *Engine) Name(ctx context.Context, n record.Naming) error {
	body, err := json.Marshal(n)
	if err == nil {
		err = e.decide(ctx, decision{namingKind, n.Name, body}, n.At, anyway)
	}
	if err != nil {
		return fmt.Errorf("store naming: %w", err)
	}
	return nil
}

// Unname takes the naming of a name back.
func (e *Engine) Unname(ctx context.Context, name string) error {
	if err := e.undo(ctx, namingKind, name); err != nil {
		return fmt.Errorf("undo naming: %w", err)
	}
	return nil
}

// Named yields all namings, ordered by name.
func (e *Engine) Named(ctx context.Context) iter.Seq2[record.Naming, error] {
	return func(yield func(record.Naming, error) bool) {
		err := e.decided(ctx, namingKind, func(d decision) (bool, error) {
			var n record.Naming
			err := json.Unmarshal(d.Body, &n)
			return err == nil && yield(n, nil), err
		})
		if err != nil {
			yield(record.Naming{}, fmt.Errorf("read namings: %w", err))
		}
	}
}
