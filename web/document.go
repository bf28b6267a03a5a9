package web

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

type documentPage struct {
	frame
	Doc      record.Document
	Problems []problemRow
	Doubts   []doubtRow
	Lines    []line
	Original bool
}

type problemRow struct {
	record.Problem
	URL, Place string
}

// doubtRow is a doubt with the anchor of its place in the text; Anchor is empty when it has none.
type doubtRow struct {
	record.Doubt
	Anchor, Place string
}

func (s *Server) document(w http.ResponseWriter, r *http.Request) error {
	id, err := docID(r)
	if err != nil {
		return err
	}
	doc, err := s.Index.Get(r.Context(), id)
	if err != nil {
		return err
	}
	checks, err := s.checks.get(r.Context())
	if err != nil {
		return err
	}
	page := documentPage{frame: frame{Title: doc.Title, Active: "documents"}, Doc: doc, Original: s.Original != nil}
	var lights []light
	for i, d := range doc.Doubts {
		row := doubtRow{Doubt: d, Place: place(doc.Text, d.At)}
		if row.Place != "" {
			row.Anchor = "d" + strconv.Itoa(i+1)
			lights = append(lights, light{d.At, "doubt", row.Anchor})
		}
		page.Doubts = append(page.Doubts, row)
	}
	for _, d := range (*checks)[doc.ID] {
		page.Doubts = append(page.Doubts, doubtRow{Doubt: d})
	}
	for i, p := range doc.Problems {
		page.Problems = append(page.Problems, problemRow{p, problemURL(record.ProblemID{Doc: doc.ID, Index: i + 1}), place(doc.Text, p.At)})
		lights = append(lights, light{p.At, "problem", "p" + strconv.Itoa(i+1)})
	}
	page.Lines = passage(doc.Text, lights)
	return render(w, http.StatusOK, "document", page)
}

// compare asks what the documents say of each other.
func (s *Server) compare(ctx context.Context) (map[record.DocID][]record.Doubt, error) {
	return report.Checks(s.Index.Scan(ctx, index.Query{}), s.Index.Named(ctx))
}

// docID is the document that an address names. An ID becomes part of a path in the archive, so that only hexadecimal
// digits are let through.
func docID(r *http.Request) (record.DocID, error) {
	id := r.PathValue("doc")
	if strings.Trim(id, "0123456789abcdef") != "" {
		return "", errNoPage
	}
	return record.DocID(id), nil
}

// original hands the archived file down, never for the browser to open by itself.
func (s *Server) original(w http.ResponseWriter, r *http.Request) error {
	if s.Original == nil {
		return errNoPage
	}
	id, err := docID(r)
	if err != nil {
		return err
	}
	file, name, err := s.Original(r.Context(), id)
	if err != nil {
		return fmt.Errorf("open original: %w", err)
	}
	defer file.Close()
	attach(w, name)
	http.ServeContent(w, r, "", time.Time{}, file)
	return nil
}

// attach makes the answer a file to be saved under name.
func attach(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}
