package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"

	"huitoukan/index"
	"huitoukan/record"
)

// Decide stores a person's verdict on a pair, unless another's stands.
func (e *Engine) Decide(ctx context.Context, v record.Verdict) error {
	return e.transact(ctx, func(tx *sql.Tx) error {
		standing, err := verdictOn(ctx, tx, v.Pair)
		if err == nil {
			err = index.Free(standing, v)
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return keep(ctx, tx, v)
	})
}

// Keep stores the verdict on a pair, whatever stands.
func (e *Engine) Keep(ctx context.Context, v record.Verdict) error {
	return e.transact(ctx, func(tx *sql.Tx) error { return keep(ctx, tx, v) })
}

// verdictOn is the verdict that stands on a pair, or sql.ErrNoRows.
func verdictOn(ctx context.Context, tx *sql.Tx, p record.Pair) (v record.Verdict, err error) {
	var body []byte
	err = tx.QueryRowContext(ctx, `SELECT body FROM verdict WHERE current = ? AND prior = ?`, string(p.Current), string(p.Prior)).Scan(&body)
	if err == nil {
		err = json.Unmarshal(body, &v)
	}
	return v, err
}

func keep(ctx context.Context, tx *sql.Tx, v record.Verdict) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("store verdict: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO verdict (current, prior, body) VALUES (?, ?, ?)`,
		string(v.Pair.Current), string(v.Pair.Prior), body)
	return err
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

// ReadVerdicts reads the verdicts out of the index file at path, whatever schema it has: the table of verdicts is the same in
// all, so that a rebuild after an upgrade can carry over what people decided. A file that is not there has none.
func ReadVerdicts(ctx context.Context, path string) ([]record.Verdict, error) {
	return readTable(ctx, path, "verdict", (*Engine).Decided)
}

// readTable reads all that one table of the index file at path holds; a file without the table, or none, holds nothing.
func readTable[T any](ctx context.Context, path, table string, all func(*Engine, context.Context) iter.Seq2[T, error]) ([]T, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	db, err := connect(path, 1, "_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var tables int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = ?`, table).Scan(&tables); err != nil || tables == 0 {
		return nil, fault(err)
	}
	var out []T
	for v, err := range all(&Engine{read: db}, ctx) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
