package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"huitoukan/index"
	"huitoukan/record"
)

const defaultLimit = 20

// Search finds problems and counts their facets, in one reading of the file.
func (e *Engine) Search(ctx context.Context, q index.Query) (index.Result, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	tx, err := e.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return index.Result{}, fmt.Errorf("search: %w", fault(err))
	}
	defer tx.Rollback()
	s := searcher{tx: tx, q: q, terms: index.Terms(q.Text)}
	all, err := s.find(ctx)
	if err != nil {
		return index.Result{}, fmt.Errorf("search: %w", fault(err))
	}
	from := min(q.Offset, len(all.problems))
	hits, err := s.hits(ctx, all.problems[from:min(from+q.Limit, len(all.problems))])
	if err != nil {
		return index.Result{}, fmt.Errorf("read hits: %w", fault(err))
	}
	return index.Result{Total: len(all.problems), Hits: hits, Facets: all.facets()}, nil
}

type searcher struct {
	tx    *sql.Tx
	q     index.Query
	terms []string
}

// hits reads the problems of one page.
func (s searcher) hits(ctx context.Context, page []found) ([]index.Hit, error) {
	out := make([]index.Hit, 0, len(page))
	for _, f := range page {
		h, err := s.hit(ctx, f)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func (s searcher) hit(ctx context.Context, f found) (index.Hit, error) {
	h := index.Hit{ID: record.ProblemID{Doc: f.doc.id}, Score: f.score}
	var body, docHead []byte
	if err := s.tx.QueryRowContext(ctx, `SELECT p.position, b.body, d.head FROM problem p
		JOIN problem_body b ON b.problem = p.id JOIN document_body d ON d.doc = p.doc WHERE p.id = ?`, f.problem).
		Scan(&h.ID.Index, &body, &docHead); err != nil {
		return h, err
	}
	if err := json.Unmarshal(body, &h.Problem); err != nil {
		return h, fmt.Errorf("problem %s: %w", h.ID, err)
	}
	var d head
	if err := json.Unmarshal(docHead, &d); err != nil {
		return h, fmt.Errorf("document %s: %w", h.ID.Doc, err)
	}
	h.File, h.Kind, h.DocTitle, h.Unit, h.Inspection = d.File, d.Kind, d.Title, d.Unit, d.Inspection
	h.Snippets = index.Snippets(h.Problem, s.terms)
	return h, nil
}
