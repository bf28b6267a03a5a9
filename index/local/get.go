package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"huitoukan/index"
	"huitoukan/record"
)

// Get returns one document.
func (e *Engine) Get(ctx context.Context, id record.DocID) (record.Document, error) {
	var body []byte
	err := e.read.QueryRowContext(ctx, `SELECT b.body FROM document d JOIN document_body b ON b.doc = d.key WHERE d.id = ?`, string(id)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return record.Document{}, fmt.Errorf("get document %s: %w", id, index.ErrNotFound)
	}
	if err != nil {
		return record.Document{}, fmt.Errorf("get document %s: %w", id, fault(err))
	}
	return index.Unpack(body)
}

// Scan yields the documents one by one.
func (e *Engine) Scan(ctx context.Context, q index.Query) iter.Seq2[record.Document, error] {
	w := documents(q)
	return func(yield func(record.Document, error) bool) {
		err := e.each(ctx, `SELECT b.body FROM document d JOIN document_body b ON b.doc = d.key
			WHERE `+w.String()+` ORDER BY d.unit, d.year, d.round, d.file, d.id`, w.args, func(body []byte) (bool, error) {
			d, err := index.Unpack(body)
			return err == nil && yield(d, nil), err
		})
		if err != nil {
			yield(record.Document{}, fmt.Errorf("scan documents: %w", fault(err)))
		}
	}
}

// Heads yields what tells the documents' units, from the narrow tables.
func (e *Engine) Heads(ctx context.Context) iter.Seq2[record.Document, error] {
	return func(yield func(record.Document, error) bool) {
		err := e.each(ctx, `SELECT json_object('ID', d.id, 'Unit', d.unit, 'Inspection', json_object('year', d.year), 'Names',
			json((SELECT json_group_array(name) FROM (SELECT name FROM name WHERE doc = d.key AND name <> d.unit ORDER BY name))))
			FROM document d ORDER BY d.unit, d.year, d.round, d.file, d.id`, nil, func(head []byte) (bool, error) {
			var d record.Document
			err := json.Unmarshal(head, &d)
			return err == nil && yield(d, nil), err
		})
		if err != nil {
			yield(record.Document{}, fmt.Errorf("scan heads: %w", fault(err)))
		}
	}
}

// each calls f with the one column of every row until f wants no more.
func (e *Engine) each(ctx context.Context, query string, args []any, f func([]byte) (bool, error)) error {
	rows, err := e.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if more, err := f(body); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}
