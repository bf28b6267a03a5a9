package local

import (
	"context"
	"database/sql"
	"fmt"

	"huitoukan/index"
	"huitoukan/record"
)

// Put stores the documents in one transaction.
func (e *Engine) Put(ctx context.Context, docs ...record.Document) error {
	refused := map[record.DocID]error{}
	var ready []encoded
	for _, d := range docs {
		x, err := encode(d)
		if err != nil {
			refused[d.ID] = err
			continue
		}
		ready = append(ready, x)
	}
	err := e.transact(ctx, func(tx *sql.Tx) error {
		w, err := newWriter(ctx, tx)
		if err != nil {
			return err
		}
		for _, x := range ready {
			if err := w.put(ctx, x); err != nil {
				return fmt.Errorf("put document %s: %w", x.ID, err)
			}
		}
		return nil
	})
	if err == nil && len(refused) > 0 {
		return &index.PutError{Refused: refused}
	}
	return err
}

// Delete forgets a document with its problems.
func (e *Engine) Delete(ctx context.Context, id record.DocID) error {
	return e.transact(ctx, func(tx *sql.Tx) error { return remove(ctx, tx, id) })
}

// remove takes a document out of every table.
func remove(ctx context.Context, tx *sql.Tx, id record.DocID) error {
	for _, stmt := range []string{
		`DELETE FROM words WHERE rowid IN (SELECT p.id FROM problem p JOIN document d ON d.key = p.doc WHERE d.id = ?)`,
		`DELETE FROM document WHERE id = ?`, // the rest goes with it
	} {
		if _, err := tx.ExecContext(ctx, stmt, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// writer holds the statements of one transaction.
type writer struct {
	tx                           *sql.Tx
	document, documentBody, name *sql.Stmt
	problem, problemBody, words  *sql.Stmt
	addClass, findClass          *sql.Stmt
	classes                      map[class]int64
}

func newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	w := &writer{tx: tx, classes: map[class]int64{}}
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.document, `INSERT INTO document (id, unit, round, year, kind, file) VALUES (?, ?, ?, ?, ?, ?)`},
		{&w.documentBody, `INSERT INTO document_body (doc, head, body) VALUES (?, ?, ?)`},
		{&w.name, `INSERT OR IGNORE INTO name (name, doc) VALUES (?, ?)`},
		{&w.problem, `INSERT INTO problem (doc, position, class) VALUES (?, ?, ?)`},
		{&w.problemBody, `INSERT INTO problem_body (problem, body) VALUES (?, ?)`},
		{&w.words, `INSERT INTO words (rowid, title, text, measures) VALUES (?, ?, ?, ?)`},
		{&w.addClass, `INSERT OR IGNORE INTO class (topic, status) VALUES (?, ?)`},
		{&w.findClass, `SELECT id FROM class WHERE topic = ? AND status = ?`},
	} {
		var err error
		if *s.stmt, err = tx.PrepareContext(ctx, s.text); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// put replaces one document.
func (w *writer) put(ctx context.Context, d encoded) error {
	if err := remove(ctx, w.tx, d.ID); err != nil {
		return err
	}
	in := d.Inspection
	key, err := insert(ctx, w.document, string(d.ID), d.Unit, in.Round, in.Year, string(d.Kind), d.File)
	if err != nil {
		return err
	}
	if _, err := w.documentBody.ExecContext(ctx, key, d.head, d.body); err != nil {
		return err
	}
	for _, n := range append([]string{d.Unit}, d.Names...) {
		if _, err := w.name.ExecContext(ctx, n, key); err != nil {
			return err
		}
	}
	for i, p := range d.problems {
		if err := w.putProblem(ctx, key, i+1, p); err != nil {
			return fmt.Errorf("problem %d: %w", i+1, err)
		}
	}
	return nil
}

func (w *writer) putProblem(ctx context.Context, doc int64, position int, p encodedProblem) error {
	c, err := w.class(ctx, p.class)
	if err != nil {
		return err
	}
	id, err := insert(ctx, w.problem, doc, position, c)
	if err != nil {
		return err
	}
	if _, err := w.problemBody.ExecContext(ctx, id, p.body); err != nil {
		return err
	}
	_, err = w.words.ExecContext(ctx, id, p.title, p.text, p.measures)
	return err
}

// insert adds a row and returns its number.
func insert(ctx context.Context, s *sql.Stmt, args ...any) (int64, error) {
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// class is the number of a class, which it is given when it is new.
func (w *writer) class(ctx context.Context, c class) (int64, error) {
	if id, ok := w.classes[c]; ok {
		return id, nil
	}
	if _, err := w.addClass.ExecContext(ctx, c.topic, string(c.status)); err != nil {
		return 0, err
	}
	var id int64
	if err := w.findClass.QueryRowContext(ctx, c.topic, string(c.status)).Scan(&id); err != nil {
		return 0, err
	}
	w.classes[c] = id
	return id, nil
}
