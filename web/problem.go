package web

import (
	"context"
	"fmt"
	"net/http"

	"huitoukan/index"
	"huitoukan/record"
)

type problemPage struct {
	frame
	Doc        record.Document
	Problem    record.Problem
	Index      int
	Of         int
	Prev, Next string
	Place      string
	Lines      []line
	Original   bool
	Pairs      []pairView
	By         string
	Back       string
}

func (s *Server) problem(w http.ResponseWriter, r *http.Request) error {
	n, err := number(map[string][]string{"n": {r.PathValue("index")}}, "n", 1, 1_000_000)
	if err != nil {
		return errNoPage
	}
	id, err := docID(r)
	if err != nil {
		return err
	}
	doc, err := s.Index.Get(r.Context(), id)
	if err != nil {
		return err
	}
	if n > len(doc.Problems) {
		return fmt.Errorf("problem %d of %d: %w", n, len(doc.Problems), index.ErrNotFound)
	}
	p := doc.Problems[n-1]
	page := problemPage{
		frame: frame{Title: p.Title, Active: "search"}, Doc: doc, Problem: p, Index: n, Of: len(doc.Problems),
		Place: place(doc.Text, p.At), Lines: passage(doc.Text, []light{{p.At, "problem", "here"}}),
		Original: s.Original != nil, By: rememberedName(r),
	}
	if n > 1 {
		page.Prev = problemURL(record.ProblemID{Doc: doc.ID, Index: n - 1})
	}
	if n < len(doc.Problems) {
		page.Next = problemURL(record.ProblemID{Doc: doc.ID, Index: n + 1})
	}
	if page.Pairs, err = s.pairsOf(r.Context(), record.ProblemID{Doc: doc.ID, Index: n}); err != nil {
		return err
	}
	page.Back = r.URL.Path
	return render(w, http.StatusOK, "problem", page)
}

// pairsOf are the lines of the report in which the problem's finding stands, as the later or the earlier one.
func (s *Server) pairsOf(ctx context.Context, id record.ProblemID) (out []pairView, err error) {
	rep, err := s.reports.get(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range rep.pairs {
		if p.states(id) {
			out = append(out, p)
		}
	}
	return out, nil
}

// place is a span in words: 第3页，第1235至1456字.
func place(t record.Text, at record.Span) string {
	if at.Len() <= 0 || at.Start < 0 || at.End > len(t.Body) {
		return ""
	}
	p := t.Place(at)
	words := fmt.Sprintf("第%d至%d字", p.Start+1, p.End)
	if p.Page > 0 {
		words = fmt.Sprintf("第%d页，%s", p.Page, words)
	}
	return words
}
