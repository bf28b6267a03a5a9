package local

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

// Put stores the documents in one transaction.
func (e *Engine) Put(ctx context.Context, docs ...record.Document) error {
	refused := map[record.DocID]error{}
	err := e.transact(ctx, func(tx *sql.Tx) error {
		w, err := newWriter(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if d.ID == "" {
				refused[d.ID] = errors.New("document has no ID")
				continue
			}
			if err := w.put(ctx, d); err != nil {
				return fmt.Errorf("put document %s: %w", d.ID, err)
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

// remove takes a document out of every table. Facets that no problem has any more do no harm.
func remove(ctx context.Context, tx *sql.Tx, id record.DocID) error {
	for _, stmt := range []string{
		`DELETE FROM words WHERE rowid IN (SELECT id FROM problem WHERE doc = ?)`,
		`DELETE FROM problem WHERE doc = ?`,
		`DELETE FROM name WHERE doc = ?`,
		`DELETE FROM document WHERE id = ?`,
	} {
		if _, err := tx.ExecContext(ctx, stmt, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// writer holds the statements of one transaction.
type writer struct {
	tx                             *sql.Tx
	document, name, problem, words *sql.Stmt
	addFacet, findFacet            *sql.Stmt
	facets                         map[facet]int64
}

// facet is one combination of the values that a search may be narrowed by.
type facet struct {
	unit, round         string
	year                int
	topic, status, kind string
}

func newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	w := &writer{tx: tx, facets: map[facet]int64{}}
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.document, `INSERT INTO document (id, unit, round, year, kind, file, head, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`},
		{&w.name, `INSERT OR IGNORE INTO name (name, doc) VALUES (?, ?)`},
		{&w.problem, `INSERT INTO problem (doc, position, facet, year, body) VALUES (?, ?, ?, ?, ?)`},
		{&w.words, `INSERT INTO words (rowid, title, text, measures) VALUES (?, ?, ?, ?)`},
		{&w.addFacet, `INSERT OR IGNORE INTO facet (unit, round, year, topic, status, kind) VALUES (?, ?, ?, ?, ?, ?)`},
		{&w.findFacet, `SELECT id FROM facet WHERE unit = ? AND round = ? AND year = ? AND topic = ? AND status = ? AND kind = ?`},
	} {
		var err error
		if *s.stmt, err = tx.PrepareContext(ctx, s.text); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// put replaces one document.
func (w *writer) put(ctx context.Context, d record.Document) error {
	if err := remove(ctx, w.tx, d.ID); err != nil {
		return err
	}
	head, err := json.Marshal(headOf(d))
	if err != nil {
		return err
	}
	body, err := pack(d)
	if err != nil {
		return err
	}
	in := d.Inspection
	if _, err := w.document.ExecContext(ctx, string(d.ID), d.Unit, in.Round, in.Year, string(d.Kind), d.File, head, body); err != nil {
		return err
	}
	for _, n := range append([]string{d.Unit}, d.Names...) {
		if _, err := w.name.ExecContext(ctx, n, string(d.ID)); err != nil {
			return err
		}
	}
	for i, p := range d.Problems {
		if err := w.putProblem(ctx, d, i+1, p); err != nil {
			return fmt.Errorf("problem %d: %w", i+1, err)
		}
	}
	return nil
}

func (w *writer) putProblem(ctx context.Context, d record.Document, position int, p record.Problem) error {
	f, err := w.facet(ctx, facet{d.Unit, d.Inspection.Round, d.Inspection.Year, p.Topic, string(p.Status), string(d.Kind)})
	if err != nil {
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	res, err := w.problem.ExecContext(ctx, string(d.ID), position, f, d.Inspection.Year, body)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	_, err = w.words.ExecContext(ctx, id, words(p.Title), words(p.Text), words(measures(p)...))
	return err
}

// facet is the number of a combination, which it is given when it is new.
func (w *writer) facet(ctx context.Context, f facet) (int64, error) {
	if id, ok := w.facets[f]; ok {
		return id, nil
	}
	args := []any{f.unit, f.round, f.year, f.topic, f.status, f.kind}
	if _, err := w.addFacet.ExecContext(ctx, args...); err != nil {
		return 0, err
	}
	var id int64
	if err := w.findFacet.QueryRowContext(ctx, args...).Scan(&id); err != nil {
		return 0, err
	}
	w.facets[f] = id
	return id, nil
}

// gap is a token that stands between two texts of one column, so that no phrase runs from one into the other. No folded
// text holds it.
const gap = "\ufdd0"

// words is what the index is given for texts: their pairs of characters, set apart by spaces.
func words(texts ...string) string {
	var out []string
	for i, t := range texts {
		if i > 0 {
			out = append(out, gap)
		}
		out = append(out, han.Bigrams(t)...)
	}
	return strings.Join(out, " ")
}

func measures(p record.Problem) []string {
	var out []string
	for _, m := range p.Measures {
		out = append(out, m.Text)
	}
	return out
}

// head is what a hit tells of its document.
type head struct {
	File, Title, Unit string
	Kind              record.Kind
	Inspection        record.Inspection
}

func headOf(d record.Document) head { return head{d.File, d.Title, d.Unit, d.Kind, d.Inspection} }

// pack and unpack turn a document into its stored form and back.
func pack(d record.Document) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(z).Encode(d); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpack(body []byte) (record.Document, error) {
	var d record.Document
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return d, fmt.Errorf("unpack document: %w", err)
	}
	if err := json.NewDecoder(z).Decode(&d); err != nil {
		return d, fmt.Errorf("unpack document: %w", err)
	}
	return d, nil
}
