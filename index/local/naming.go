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

// Name stores the naming of a name in place of an earlier one.
func (e *Engine) Name(ctx context.Context, n record.Naming) error {
	body, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("store naming: %w", err)
	}
	return e.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO naming (name, body) VALUES (?, ?)`, n.Name, body)
		return err
	})
}

// Unname takes the naming of a name back.
func (e *Engine) Unname(ctx context.Context, name string) error {
	return e.transact(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM naming WHERE name = ?`, name)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("undo naming: %w", index.ErrNotFound)
		}
		return nil
	})
}

// Named yields all namings, ordered by name.
func (e *Engine) Named(ctx context.Context) iter.Seq2[record.Naming, error] {
	return func(yield func(record.Naming, error) bool) {
		err := e.each(ctx, `SELECT body FROM naming ORDER BY name`, nil, func(body []byte) (bool, error) {
			var n record.Naming
			err := json.Unmarshal(body, &n)
			return err == nil && yield(n, nil), err
		})
		if err != nil {
			yield(record.Naming{}, fmt.Errorf("read namings: %w", fault(err)))
		}
	}
}

// ReadNamings reads the namings out of the index file at path as [ReadVerdicts] does the verdicts; an index made before there
// were any has none.
func ReadNamings(ctx context.Context, path string) ([]record.Naming, error) {
	return readTable(ctx, path, "naming", (*Engine).Named)
}
