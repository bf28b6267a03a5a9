package local

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"huitoukan/index"
	"huitoukan/record"
)

const defaultLimit = 20

// Search finds problems and counts their facets, in one reading of the file.
func (e *Engine) Search(ctx context.Context, q index.Query) (index.Result, error) {
	if q.Limit == 0 {
		q.Limit = defaultLimit
	}
	tx, err := e.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return index.Result{}, fmt.Errorf("search: %w", fault(err))
	}
	defer tx.Rollback()
	s := searcher{tx: tx, q: q, terms: index.Terms(q.Text)}
	var r index.Result
	if r.Facets, r.Total, err = s.facets(ctx); err != nil {
		return index.Result{}, fmt.Errorf("count facets: %w", fault(err))
	}
	if r.Hits, err = s.hits(ctx); err != nil {
		return index.Result{}, fmt.Errorf("search: %w", fault(err))
	}
	return r, nil
}

type searcher struct {
	tx    *sql.Tx
	q     index.Query
	terms []string
}

// from is the tables and the condition of the query.
func (s searcher) from() (string, []any) {
	w := problems(s.q)
	if len(s.terms) == 0 {
		return "problem p WHERE " + w.String(), w.args
	}
	return "words JOIN problem p ON p.id = words.rowid WHERE words MATCH ? AND " + w.String(), append([]any{match(s.terms)}, w.args...)
}

// facets counts the problems by combination of values, and spreads the counts over the values.
func (s searcher) facets(ctx context.Context) (index.Facets, int, error) {
	from, args := s.from()
	rows, err := s.tx.QueryContext(ctx, `SELECT f.unit, f.round, f.year, f.topic, f.status, f.kind, c.n
		FROM (SELECT p.facet AS facet, count(*) AS n FROM `+from+` GROUP BY p.facet) c JOIN facet f ON f.id = c.facet`, args...)
	if err != nil {
		return index.Facets{}, 0, err
	}
	defer rows.Close()
	total := 0
	var counts [6]map[string]int
	for i := range counts {
		counts[i] = map[string]int{}
	}
	for rows.Next() {
		var f facet
		var n int
		if err := rows.Scan(&f.unit, &f.round, &f.year, &f.topic, &f.status, &f.kind, &n); err != nil {
			return index.Facets{}, 0, err
		}
		total += n
		year := ""
		if f.year != 0 {
			year = strconv.Itoa(f.year)
		}
		for i, v := range []string{f.unit, f.round, year, f.topic, f.status, f.kind} {
			counts[i][v] += n
		}
	}
	return index.Facets{
		Unit: ordered(counts[0]), Round: ordered(counts[1]), Year: ordered(counts[2]),
		Topic: ordered(counts[3]), Status: ordered(counts[4]), Kind: ordered(counts[5]),
	}, total, rows.Err()
}

// ordered lists counts, the most frequent first, then by value.
func ordered(m map[string]int) []index.Count {
	var out []index.Count
	for v, n := range m {
		out = append(out, index.Count{Value: v, N: n})
	}
	slices.SortFunc(out, func(a, b index.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return out
}

// hits reads one page. The score is rounded, so that it orders the same on every machine. Only what a page needs is unpacked.
func (s searcher) hits(ctx context.Context) ([]index.Hit, error) {
	from, args := s.from()
	score := "0.0"
	if len(s.terms) > 0 {
		score = "round(-bm25(words, 4.0, 1.0, 0.5), 6)"
	}
	rows, err := s.tx.QueryContext(ctx, `SELECT h.doc, h.position, h.score, p.body, d.head
		FROM (SELECT p.id AS id, p.doc AS doc, p.position AS position, p.year AS year, `+score+` AS score FROM `+from+`
			ORDER BY score DESC, p.year DESC, p.doc, p.position LIMIT ? OFFSET ?) h
		JOIN problem p ON p.id = h.id JOIN document d ON d.id = h.doc
		ORDER BY h.score DESC, h.year DESC, h.doc, h.position`, append(args, s.q.Limit, s.q.Offset)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []index.Hit
	for rows.Next() {
		var h index.Hit
		var doc string
		var body, docHead []byte
		if err := rows.Scan(&doc, &h.ID.Index, &h.Score, &body, &docHead); err != nil {
			return nil, err
		}
		h.ID.Doc = record.DocID(doc)
		if err := fill(&h, body, docHead); err != nil {
			return nil, fmt.Errorf("problem %s: %w", h.ID, err)
		}
		h.Snippets = index.Snippets(h.Problem, s.terms)
		out = append(out, h)
	}
	return out, rows.Err()
}

func fill(h *index.Hit, body, docHead []byte) error {
	if err := json.Unmarshal(body, &h.Problem); err != nil {
		return err
	}
	var d head
	if err := json.Unmarshal(docHead, &d); err != nil {
		return err
	}
	h.File, h.Kind, h.DocTitle, h.Unit, h.Inspection = d.File, d.Kind, d.Title, d.Unit, d.Inspection
	return nil
}

// Get returns one document.
func (e *Engine) Get(ctx context.Context, id record.DocID) (record.Document, error) {
	var body []byte
	err := e.read.QueryRowContext(ctx, `SELECT body FROM document WHERE id = ?`, string(id)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return record.Document{}, fmt.Errorf("get document %s: %w", id, index.ErrNotFound)
	}
	if err != nil {
		return record.Document{}, fmt.Errorf("get document %s: %w", id, fault(err))
	}
	return unpack(body)
}

// Scan yields the documents one by one.
func (e *Engine) Scan(ctx context.Context, q index.Query) iter.Seq2[record.Document, error] {
	w := documents(q)
	return func(yield func(record.Document, error) bool) {
		err := e.each(ctx, `SELECT body FROM document WHERE `+w.String()+` ORDER BY unit, year, round, file, id`, w.args, func(body []byte) (bool, error) {
			d, err := unpack(body)
			return err == nil && yield(d, nil), err
		})
		if err != nil {
			yield(record.Document{}, fmt.Errorf("scan documents: %w", fault(err)))
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
