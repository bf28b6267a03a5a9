package elastic

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

const defaultLimit = 20

// Search finds problems and counts their facets, in one request.
func (e *Engine) Search(ctx context.Context, q index.Query) (index.Result, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	if err := e.prepare(ctx); err != nil {
		return index.Result{}, err
	}
	terms := index.Terms(q.Text)
	no, attempt := false, 0
	var page page
	err := e.ask(ctx, e.reading, func() esapi.Request {
		attempt++
		return esapi.SearchRequest{
			Index: []string{e.names.alias()}, Body: encoded(request(q, terms)), AllowPartialSearchResults: &no,
			SearchType: "dfs_query_then_fetch", // scores are comparable over several shards
			Preference: copyFor(q.Text, attempt),
		}
	}, &page)
	if err != nil {
		return index.Result{}, fmt.Errorf("search: %w", e.missed(err))
	}
	return page.result(terms), nil
}

// copyFor has all pages of one query answered by the same copy of the index: another may weigh problems that were deleted a
// moment ago, and so give other scores. When one does not answer, another may.
func copyFor(text string, attempt int) string {
	h := fnv.New32a()
	fmt.Fprintf(h, "%d %s", attempt, text)
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// titleBoost is what a title that holds the string adds, which has counted as one of the texts already. Over 446 problems of 61
// documents it gives the list that is nearest to the embedded engine's, whose titles count four times as much as texts.
const titleBoost = 0.3

func request(q index.Query, terms []string) object {
	from := min(max(q.Offset, 0), deepest)
	must, should := []object{}, []object{}
	for _, t := range terms {
		must = append(must, phrase("pairs", t, 1))
		if utf8.RuneCountInString(han.Fold(t)) > 1 { // single characters are not weighed: their problems come newest first
			should = append(should, phrase("title_pairs", t, titleBoost))
		}
	}
	order := []object{{"_score": "desc"}, {"year": "desc"}}
	if len(terms) == 0 {
		order = append(order, object{"unit": "asc"})
	}
	return object{
		"from": from, "size": min(q.Limit, deepest-from), "track_total_hits": true,
		"query": object{"bool": object{"must": must, "should": should, "filter": filters(q, problemRecord)}},
		"sort":  append(order, object{"doc": "asc"}, object{"position": "asc"}),
		"aggs": object{
			"unit": values("unit"), "round": values("round"), "year": values("year"),
			"topic": values("topic"), "status": values("status"), "kind": values("kind"),
		},
	}
}

// phrase finds one string: a single character as the beginning of a pair, a longer one as its pairs in a row.
func phrase(field, term string, boost float64) object {
	folded := han.Fold(term)
	if utf8.RuneCountInString(folded) == 1 {
		return object{"prefix": object{field: object{"value": folded, "boost": boost}}}
	}
	all := han.Bigrams(folded)
	return object{"match_phrase": object{field: object{"query": strings.Join(all[:len(all)-1], " "), "boost": boost}}}
}

// filters are the conditions that a query's fields make on records of one kind; those on problems hold for problems alone.
func filters(q index.Query, kind string) []object {
	out := []object{}
	is := func(field string, value any) { out = append(out, object{"term": object{field: value}}) }
	is("record", kind)
	if q.Unit != "" {
		is("names", q.Unit)
	}
	if len(q.Units) > 0 {
		out = append(out, object{"terms": object{"unit": q.Units}})
	}
	if q.Round != "" {
		is("round", q.Round)
	}
	if q.Year != 0 {
		is("year", q.Year)
	}
	if q.Kind != "" {
		is("kind", q.Kind)
	}
	if kind == problemRecord && q.Topic != "" {
		is("topic", q.Topic)
	}
	if kind == problemRecord && q.Status != "" {
		is("status", q.Status)
	}
	return out
}

// mostValues is more than any facet has: units of a province with all their names. Fewer would be counted wrong over shards.
const mostValues = 10_000

func values(field string) object { return object{"terms": object{"field": field, "size": mostValues}} }

// page is the server's answer to a search.
type page struct {
	Hits struct {
		Total struct{ Value int }
		Hits  []struct {
			Score  float64       `json:"_score"`
			Source storedProblem `json:"_source"`
		}
	}
	Aggregations map[string]struct {
		Buckets []struct {
			Key   json.RawMessage
			Count int `json:"doc_count"`
		}
	}
}

func (p page) result(terms []string) index.Result {
	r := index.Result{Total: p.Hits.Total.Value, Hits: make([]index.Hit, 0, len(p.Hits.Hits))}
	for _, h := range p.Hits.Hits {
		s := h.Source
		r.Hits = append(r.Hits, index.Hit{
			ID: record.ProblemID{Doc: s.Doc, Index: s.Position}, File: s.File, Kind: s.Kind, DocTitle: s.DocTitle, Unit: s.Unit,
			Inspection: s.Inspection, Problem: s.Problem, Score: h.Score, Snippets: index.Snippets(s.Problem, terms),
		})
	}
	r.Facets = index.Facets{
		Unit: p.counts("unit"), Round: p.counts("round"), Year: p.counts("year"),
		Topic: p.counts("topic"), Status: p.counts("status"), Kind: p.counts("kind"),
	}
	return r
}

// counts is one facet, the most frequent value first, then by value. A year that is not stated is 0 in the index.
func (p page) counts(facet string) []index.Count {
	var out []index.Count
	for _, b := range p.Aggregations[facet].Buckets {
		var value string
		if json.Unmarshal(b.Key, &value) != nil { // a number
			if value = string(b.Key); value == "0" {
				value = ""
			}
		}
		out = append(out, index.Count{Value: value, N: b.Count})
	}
	slices.SortFunc(out, func(a, b index.Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return out
}
