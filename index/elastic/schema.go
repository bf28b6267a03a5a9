package elastic

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
)

// names are those of our indices on the server.
type names struct{ prefix string }

// alias leads to the index of this program's schema. A program of another schema asks for another alias, and does not write
// what that schema does not have.
func (n names) alias() string { return n.versioned(index.SchemaVersion) }

func (n names) versioned(schema int) string { return n.prefix + "-v" + strconv.Itoa(schema) }

// numbered is an index behind the alias. A rebuild makes one with a number of its own; the first has 0.
func (n names) numbered(number int64) string { return n.alias() + "-" + strconv.FormatInt(number, 10) }

func (n names) decisions() string { return n.prefix + "-decisions" }
func (n names) log() string       { return n.prefix + "-log" }

// schemaOf is the schema of an index of documents, ok false when name is none of those.
func (n names) schemaOf(name string) (schema int, ok bool) {
	m := regexp.MustCompile("^" + regexp.QuoteMeta(n.prefix) + `-v(\d+)-\d+$`).FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	schema, err := strconv.Atoi(m[1])
	return schema, err == nil
}

// indices is what the server has of ours.
type indices struct {
	serving   string   // the index behind this program's alias, "" when there is none
	other     int      // another schema whose alias is there, 0 when none is
	old       []string // the indices behind the aliases of other schemas
	left      []string // indices without an alias: a rebuild was broken off, or is under way, or somebody took the alias
	decisions bool
}

func (e *Engine) indices(ctx context.Context) (indices, error) {
	var answer map[string]struct{ Aliases map[string]any }
	err := e.ask(ctx, e.reading, func() esapi.Request {
		return esapi.IndicesGetAliasRequest{Index: []string{e.names.prefix + "-v*", e.names.prefix + "-decisions*"}}
	}, &answer)
	if err != nil && !errors.Is(err, index.ErrMissing) {
		return indices{}, err
	}
	var have indices
	for name, x := range answer {
		if name == e.names.decisions() {
			have.decisions = true
		}
		schema, ok := e.names.schemaOf(name)
		if !ok {
			continue
		}
		_, aliased := x.Aliases[e.names.versioned(schema)]
		switch {
		case !aliased:
			have.left = append(have.left, name)
		case schema == index.SchemaVersion:
			have.serving = name
		default:
			have.other = max(have.other, schema)
			have.old = append(have.old, name)
		}
	}
	return have, nil
}

// make makes the indices that a server without any, or one on which the last step of this failed, lacks. Another process may
// do the same meanwhile.
func (e *Engine) make(ctx context.Context) error {
	first := documentsIndex()
	first["aliases"] = object{e.names.alias(): object{}}
	return e.makeAll(ctx, e.names.numbered(0), first)
}

// makeAll makes an index of documents and the other two. That of decisions comes last: where it is, all have been made once.
func (e *Engine) makeAll(ctx context.Context, name string, documents object) error {
	for _, i := range []struct {
		name string
		body object
	}{{name, documents}, {e.names.log(), logIndex()}, {e.names.decisions(), decisionsIndex()}} {
		if err := e.create(ctx, i.name, i.body); err != nil {
			return fmt.Errorf("make %s: %w", i.name, err)
		}
	}
	return nil
}

// create makes an index, unless it is there, and waits until all its copies are.
func (e *Engine) create(ctx context.Context, name string, body object) error {
	err := e.ask(ctx, e.writing, func() esapi.Request { return esapi.IndicesCreateRequest{Index: name, Body: encoded(body)} }, nil)
	var a answer
	if err != nil && !(errors.As(err, &a) && a.Type == "resource_already_exists_exception") {
		return err
	}
	return e.awaitGreen(ctx, name)
}

// awaitGreen waits for every copy of an index. Yellow is not enough: an index that has just been made is yellow before the first copy
// can be written to.
func (e *Engine) awaitGreen(ctx context.Context, name string) error {
	const wait = 30 * time.Second
	err := e.ask(ctx, e.writing, func() esapi.Request {
		return esapi.ClusterHealthRequest{Index: []string{name}, WaitForStatus: "green", Timeout: min(wait, e.writing.attempt/2)}
	}, nil)
	if status(err) == http.StatusRequestTimeout {
		return fmt.Errorf("%w: not all copies of %s: %w", index.ErrNotReady, name, err)
	}
	return err
}

// settings hold for all our indices. A cluster of several nodes keeps a second copy, one of a single node none: it can be
// green either way.
func settings() object {
	return object{"number_of_shards": 1, "auto_expand_replicas": "0-1"}
}

// deepest is how far pages lead into a list of hits.
const deepest = 1_000_000

// documentsIndex has two kinds of records, a document's and each of its problems'. The pairs of characters are indexed and not kept;
// what people may want to read there, in Kibana, is in the problems' own fields.
func documentsIndex() object {
	keyword := object{"type": "keyword"}
	shown := object{"type": "text", "index": false}
	pairs := object{"type": "text", "analyzer": "whitespace", "position_increment_gap": 100}
	s := settings()
	s["max_result_window"] = deepest
	return object{"settings": s, "mappings": object{
		"dynamic":  "strict",
		"_routing": object{"required": true},
		"_source":  object{"excludes": []string{"pairs", "title_pairs"}},
		"properties": object{
			"record": keyword, "doc": keyword, "position": object{"type": "integer"},
			"unit": keyword, "names": keyword, "round": keyword, "year": object{"type": "integer"}, "kind": keyword, "file": keyword,
			"topic": keyword, "status": keyword,
			"problems": object{"type": "integer"}, "body": object{"type": "binary"}, // of a document
			"doc_title": shown, "inspection": object{"type": "object", "dynamic": false}, // of a problem
			"problem": object{"type": "object", "dynamic": false, "properties": object{
				"Title": shown, "Text": shown, "Measures": object{"type": "object", "dynamic": false, "properties": object{"Text": shown}},
			}},
			"pairs": pairs, "title_pairs": pairs,
		},
	}}
}

// decisionsIndex has what people decided, of whatever kind: body is that kind's own.
func decisionsIndex() object {
	keyword := object{"type": "keyword"}
	return object{"settings": settings(), "mappings": object{"dynamic": "strict", "properties": object{
		"kind": keyword, "key": keyword, "body": object{"type": "object", "enabled": false},
	}}}
}

// logIndex has one record for every decision and every one that was taken back, which only ever are added.
func logIndex() object {
	keyword := object{"type": "keyword"}
	return object{"settings": settings(), "mappings": object{"dynamic": "strict", "properties": object{
		"at": object{"type": "date"}, "action": keyword, "kind": keyword, "key": keyword, "body": object{"type": "object", "enabled": false},
	}}}
}
