package local

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

// finding is all that a query finds, in order. It is gathered in Go from one walk through the index: letting SQLite count
// and sort took a walk for each, and 750 ms instead of 100 for a string that all of 100,000 problems hold.
type finding struct {
	problems []found
	docs     map[int64]*source
	classes  map[int64]int // problems found by class
	class    map[int64]class
}

type found struct {
	problem int64 // rises with the position inside a document
	doc     *source
	score   float64
}

// source is a document in which something was found.
type source struct {
	id          record.DocID
	unit, round string
	year        int
	kind        string
	found       int
	rank        int // its place among documents in which problems of one score stand
}

// find walks through the index.
func (s searcher) find(ctx context.Context) (finding, error) {
	f := finding{docs: map[int64]*source{}, classes: map[int64]int{}, class: map[int64]class{}}
	for _, step := range []func(context.Context, *finding) error{s.gather, s.describe, s.score} {
		if err := step(ctx, &f); err != nil {
			return finding{}, err
		}
	}
	s.order(&f)
	return f, nil
}

// gather lists the problems found, and counts them by document and class.
func (s searcher) gather(ctx context.Context, f *finding) error {
	w := problems(s.q)
	from := "problem p WHERE "
	if len(s.terms) > 0 {
		from = "words CROSS JOIN problem p ON p.id = words.rowid WHERE words MATCH ? AND "
		w.args = append([]any{match(s.terms)}, w.args...)
	}
	return s.rows(ctx, `SELECT p.id, p.doc, p.class FROM `+from+w.String(), w.args, func(rows *sql.Rows) error {
		var problem, doc, c int64
		if err := rows.Scan(&problem, &doc, &c); err != nil {
			return err
		}
		d := f.docs[doc]
		if d == nil {
			d = &source{}
			f.docs[doc] = d
		}
		d.found++
		f.classes[c]++
		f.problems = append(f.problems, found{problem: problem, doc: d})
		return nil
	})
}

// describe reads what the facets and the order need to know of the documents and classes.
func (s searcher) describe(ctx context.Context, f *finding) error {
	keys := make([]int64, 0, len(f.docs))
	for k := range f.docs {
		keys = append(keys, k)
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	err = s.rows(ctx, `SELECT key, id, unit, round, year, kind FROM document WHERE key IN (SELECT value FROM json_each(?))`,
		[]any{string(list)}, func(rows *sql.Rows) error {
			var key int64
			var d source
			if err := rows.Scan(&key, &d.id, &d.unit, &d.round, &d.year, &d.kind); err != nil {
				return err
			}
			d.found = f.docs[key].found
			*f.docs[key] = d
			return nil
		})
	if err != nil {
		return err
	}
	return s.rows(ctx, `SELECT id, topic, status FROM class`, nil, func(rows *sql.Rows) error {
		var id int64
		var c class
		err := rows.Scan(&id, &c.topic, &c.status)
		f.class[id] = c
		return err
	})
}

// ranked is how many problems are weighed however many there are in all.
const ranked = 2_000

// score weighs what was found, a title four times a text. What a quarter of all problems hold tells little of any of them, and
// BM25 takes three times as long over it as the walk itself: such a list comes newest first. So does one of single characters,
// whose number in a problem says little.
func (s searcher) score(ctx context.Context, f *finding) error {
	if !slices.ContainsFunc(s.terms, severalCharacters) || len(f.problems) == 0 {
		return nil
	}
	all, err := s.count(ctx, `SELECT count(*) FROM problem`)
	if err != nil || len(f.problems) > max(ranked, all/4) {
		return err
	}
	if len(problems(s.q).conds) > 0 { // BM25 walks through what the filters leave out, too
		matched, err := s.count(ctx, `SELECT count(*) FROM words WHERE words MATCH ?`, match(s.terms))
		if err != nil || matched > max(ranked, all/4) {
			return err
		}
	}
	return s.weigh(ctx, f)
}

func severalCharacters(term string) bool { return utf8.RuneCountInString(han.Fold(term)) > 1 }

func (s searcher) count(ctx context.Context, query string, args ...any) (int, error) {
	var n int
	err := s.tx.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

func (s searcher) weigh(ctx context.Context, f *finding) error {
	scores := make(map[int64]float64, len(f.problems))
	// rounded, so that it orders the same on every machine
	err := s.rows(ctx, `SELECT rowid, round(-bm25(words, 4.0, 1.0, 0.5), 6) FROM words WHERE words MATCH ?`,
		[]any{match(s.terms)}, func(rows *sql.Rows) error {
			var problem int64
			var score float64
			err := rows.Scan(&problem, &score)
			scores[problem] = score
			return err
		})
	for i := range f.problems {
		f.problems[i].score = scores[f.problems[i].problem]
	}
	return err
}

// order sorts by score, then the newest first. Without a text the documents of a unit stand together.
func (s searcher) order(f *finding) {
	docs := make([]*source, 0, len(f.docs))
	for _, d := range f.docs {
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(a, b *source) int {
		unit := 0
		if len(s.terms) == 0 {
			unit = cmp.Compare(a.unit, b.unit)
		}
		return cmp.Or(cmp.Compare(b.year, a.year), unit, cmp.Compare(a.id, b.id))
	})
	for i, d := range docs {
		d.rank = i
	}
	slices.SortFunc(f.problems, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc.rank, b.doc.rank), cmp.Compare(a.problem, b.problem))
	})
}

// facets spreads the counts over the values.
func (f finding) facets() index.Facets {
	var unit, round, year, topic, status, kind = counts{}, counts{}, counts{}, counts{}, counts{}, counts{}
	for _, d := range f.docs {
		unit[d.unit] += d.found
		round[d.round] += d.found
		kind[d.kind] += d.found
		if d.year == 0 {
			year[""] += d.found
		} else {
			year[strconv.Itoa(d.year)] += d.found
		}
	}
	for id, n := range f.classes {
		topic[f.class[id].topic] += n
		status[string(f.class[id].status)] += n
	}
	return index.Facets{
		Unit: unit.ordered(), Round: round.ordered(), Year: year.ordered(),
		Topic: topic.ordered(), Status: status.ordered(), Kind: kind.ordered(),
	}
}

type counts map[string]int

// ordered lists counts, the most frequent first, then by value.
func (c counts) ordered() []index.Count {
	var out []index.Count
	for v, n := range c {
		out = append(out, index.Count{Value: v, N: n})
	}
	slices.SortFunc(out, func(a, b index.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return out
}

// rows calls f for every row of an answer.
func (s searcher) rows(ctx context.Context, query string, args []any, f func(*sql.Rows) error) error {
	rows, err := s.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
