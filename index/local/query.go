package local

import (
	"strings"
	"unicode/utf8"

	"huitoukan/index"
	"huitoukan/internal/han"
)

// match writes the query of FTS5 that finds all of the terms. Each is given as tokens in a quoted string, in which only the
// quotation mark itself has a meaning.
func match(terms []string) string {
	var out []string
	for _, t := range terms {
		out = append(out, phrase(han.Fold(t)))
	}
	return strings.Join(out, " AND ")
}

// phrase finds one folded string: a single character as the beginning of a token, a longer one as its pairs in a row.
func phrase(folded string) string {
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	if utf8.RuneCountInString(folded) == 1 {
		return quote(folded) + "*"
	}
	pairs := han.Bigrams(folded)
	return quote(strings.Join(pairs[:len(pairs)-1], " "))
}

// where is an SQL condition with its arguments.
type where struct {
	conds []string
	args  []any
}

func (w *where) add(cond string, args ...any) {
	w.conds = append(w.conds, cond)
	w.args = append(w.args, args...)
}

func (w *where) String() string {
	if len(w.conds) == 0 {
		return "1"
	}
	return strings.Join(w.conds, " AND ")
}

// problems is the condition on problem p and its facet f that a query's filters make.
func problems(q index.Query) *where {
	w := &where{}
	if q.Unit != "" {
		w.add("p.doc IN (SELECT doc FROM name WHERE name = ?)", q.Unit)
	}
	facets := &where{}
	for _, c := range []struct{ column, value string }{
		{"round", q.Round}, {"topic", q.Topic}, {"status", string(q.Status)}, {"kind", string(q.Kind)},
	} {
		if c.value != "" {
			facets.add(c.column+" = ?", c.value)
		}
	}
	if q.Year != 0 {
		facets.add("year = ?", q.Year)
	}
	if len(facets.conds) > 0 {
		w.add("p.facet IN (SELECT id FROM facet WHERE "+facets.String()+")", facets.args...)
	}
	return w
}

// documents is the condition on a document that a query's filters make.
func documents(q index.Query) *where {
	w := &where{}
	if q.Unit != "" {
		w.add("id IN (SELECT doc FROM name WHERE name = ?)", q.Unit)
	}
	if q.Round != "" {
		w.add("round = ?", q.Round)
	}
	if q.Year != 0 {
		w.add("year = ?", q.Year)
	}
	if q.Kind != "" {
		w.add("kind = ?", string(q.Kind))
	}
	return w
}
