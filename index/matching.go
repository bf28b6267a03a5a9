package index

import (
	"slices"
	"strings"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// Matching is the part of q that concerns a problem, its words, topic and status, as a question about one: in the documents of
// Scan(q) it says yes to just what Search(q) finds.
func Matching(q Query) func(record.Problem) bool {
	var terms []string
	for _, t := range Terms(q.Text) {
		terms = append(terms, han.Fold(t))
	}
	return func(p record.Problem) bool {
		return (q.Topic == "" || p.Topic == q.Topic) && (q.Status == "" || p.Status == q.Status) && holds(p, terms)
	}
}

// holds reports whether each of the folded terms stands in one of p's fields.
func holds(p record.Problem, terms []string) bool {
	if len(terms) == 0 {
		return true
	}
	fields := []string{han.Fold(p.Title), han.Fold(p.Text)}
	for _, m := range p.Measures {
		fields = append(fields, han.Fold(m.Text))
	}
	return !slices.ContainsFunc(terms, func(t string) bool {
		return !slices.ContainsFunc(fields, func(f string) bool { return strings.Contains(f, t) })
	})
}
