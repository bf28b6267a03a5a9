package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	"huitoukan/index"
	"huitoukan/record"
)

// Decide stores the verdict on a pair in place of an earlier one.
func (e *Engine) Decide(ctx context.Context, v record.Verdict) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("store verdict: %w", err)
	}
	return e.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO verdict (current, prior, body) VALUES (?, ?, ?)`,
			string(v.Pair.Current), string(v.Pair.Prior), body)
		return err
	})
}

// Undo takes the verdict on a pair back.
func (e *Engine) Undo(ctx context.Context, p record.Pair) error {
	return e.transact(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM verdict WHERE current = ? AND prior = ?`, string(p.Current), string(p.Prior))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("undo verdict on %s: %w", p, index.ErrNotFound)
		}
		return nil
	})
}

// Decided yields all verdicts, ordered by pair.
func (e *Engine) Decided(ctx context.Context) iter.Seq2[record.Verdict, error] {
	return func(yield func(record.Verdict, error) bool) {
		err := e.each(ctx, `SELECT body FROM verdict ORDER BY current, prior`, nil, func(body []byte) (bool, error) {
			var v record.Verdict
			err := json.Unmarshal(body, &v)
			return err == nil && yield(v, nil), err
		})
		if err != nil {
			yield(record.Verdict{}, fmt.Errorf("read verdicts: %w", fault(err)))
		}
	}
}
