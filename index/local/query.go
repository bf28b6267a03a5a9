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

// documents is the condition on document d that a query's filters make.
func documents(q index.Query) *where {
	w := &where{}
	if q.Unit != "" {
		w.add("d.key IN (SELECT doc FROM name WHERE name = ?)", q.Unit)
	}
	if len(q.Units) > 0 {
		w.add("d.unit IN (?"+strings.Repeat(", ?", len(q.Units)-1)+")", anys(q.Units)...)
	}
	if q.Round != "" {
		w.add("d.round = ?", q.Round)
	}
	if q.Year != 0 {
		w.add("d.year = ?", q.Year)
	}
	if q.Kind != "" {
		w.add("d.kind = ?", string(q.Kind))
	}
	return w
}

func anys(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// problems is the condition on problem p that a query's filters make.
func problems(q index.Query) *where {
	w := &where{}
	if docs := documents(q); len(docs.conds) > 0 {
		w.add("p.doc IN (SELECT d.key FROM document d WHERE "+docs.String()+")", docs.args...)
	}
	if q.Topic != "" {
		w.add("p.class IN (SELECT id FROM class WHERE topic = ?)", q.Topic)
	}
	if q.Status != "" {
		w.add("p.class IN (SELECT id FROM class WHERE status = ?)", string(q.Status))
	}
	return w
}
