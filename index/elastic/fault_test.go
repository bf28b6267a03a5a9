package elastic_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/indextest"
	"huitoukan/internal/esnode"
	"huitoukan/record"
)

// quick is the patience of tests that wait for it to end.
const quick = 2 * time.Second

// between is a proxy in front of the server: answer may take a request on itself, and change, the answers to those that it lets
// through.
func between(t *testing.T, address string, answer func(http.ResponseWriter, *http.Request) bool, change func(*http.Response) error) string {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse, proxy.ErrorLog = change, log.New(io.Discard, "", 0)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Accept-Encoding", "identity") // for change to read
		if answer == nil || !answer(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// always answers every request with a status.
func always(status int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		http.Error(w, "<html>proxy</html>", status)
		return true
	}
}

// TestFaults checks that what people are told apart is told apart, for reading and for writing, and within the patience.
func TestFaults(t *testing.T) {
	address := esnode.Address(t)
	for _, c := range []struct {
		name string
		at   func(t *testing.T, prefix string) string // what the address is, after the harm was done
		want error
	}{
		{"closed port", func(t *testing.T, _ string) string {
			s := httptest.NewServer(nil)
			s.Close()
			return s.URL
		}, index.ErrUnreachable},
		{"wrong password", func(t *testing.T, _ string) string { return between(t, address, always(401), nil) }, index.ErrCredentials},
		{"no right", func(t *testing.T, _ string) string { return between(t, address, always(403), nil) }, index.ErrCredentials},
		{"too busy", func(t *testing.T, _ string) string { return between(t, address, always(429), nil) }, index.ErrBusy},
		{"a proxy's server is away", func(t *testing.T, _ string) string { return between(t, address, always(502), nil) }, index.ErrUnavailable},
		{"another program", func(t *testing.T, _ string) string { return between(t, address, always(200), nil) }, index.ErrServer},
		{"Elasticsearch 7", func(t *testing.T, _ string) string {
			return between(t, address, nil, rewrite(`"version":"8.`, `"version":"7.`))
		}, index.ErrServer},
		{"hangs", func(t *testing.T, _ string) string {
			return between(t, address, func(_ http.ResponseWriter, r *http.Request) bool {
				<-r.Context().Done()
				return true
			}, nil)
		}, index.ErrSlow},
		{"red", func(t *testing.T, prefix string) string {
			// no node has that name, so no shard finds a place
			esnode.Put(t, address+"/"+prefix+"-decisions?wait_for_active_shards=0", `{"settings":{"index.routing.allocation.require._name":"nobody"}}`)
			esnode.Put(t, address+"/"+indexOf(prefix)+"-0?wait_for_active_shards=0",
				`{"settings":{"index.routing.allocation.require._name":"nobody"},"aliases":{"`+indexOf(prefix)+`":{}}}`)
			return address
		}, index.ErrNotReady},
		{"missing alias", func(t *testing.T, prefix string) string {
			filled(t, address, prefix)
			esnode.Delete(t, address+"/"+indexOf(prefix)+"-0/_alias/"+indexOf(prefix))
			return address
		}, index.ErrMissing},
		{"missing index", func(t *testing.T, prefix string) string {
			filled(t, address, prefix)
			esnode.Delete(t, address+"/"+indexOf(prefix)+"-0")
			return address
		}, index.ErrMissing},
		{"another schema", func(t *testing.T, prefix string) string {
			esnode.Put(t, address+"/"+prefix+"-v1-0", `{"aliases":{"`+prefix+`-v1":{}}}`)
			return address
		}, index.ErrSchema},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			prefix := esnode.Prefix(t, address)
			e := open(t, elastic.Options{Addresses: []string{c.at(t, prefix)}, Prefix: prefix, Patience: quick})
			defer e.Close()
			begun := time.Now()
			if _, err := e.Search(t.Context(), index.Query{}); !errors.Is(err, c.want) {
				t.Errorf("search: %v", err)
			}
			if took := time.Since(begun); took > quick+time.Second {
				t.Errorf("search took %v", took)
			}
			if err := e.Put(t.Context(), indextest.Generate(1, 1)...); !errors.Is(err, c.want) {
				t.Errorf("put: %v", err)
			}
			if c.want != index.ErrSchema && !errors.Is(c.want, index.ErrUnavailable) {
				t.Error("the fault does not let files wait")
			}
		})
	}
}

// indexOf is the alias of the index of documents.
func indexOf(prefix string) string { return fmt.Sprintf("%s-v%d", prefix, index.SchemaVersion) }

// filled makes the indices with one document in them.
func filled(t *testing.T, address, prefix string) *elastic.Engine {
	t.Helper()
	e := open(t, elastic.Options{Addresses: []string{address}, Prefix: prefix, Patience: quick})
	t.Cleanup(func() { e.Close() })
	if err := e.Put(t.Context(), indextest.Generate(1, 1)...); err != nil {
		t.Fatal(err)
	}
	return e
}

// rewrite changes a string in the server's answers.
func rewrite(from, to string) func(*http.Response) error {
	return func(r *http.Response) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		body = bytes.ReplaceAll(body, []byte(from), []byte(to))
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Del("Content-Length")
		return nil
	}
}

// TestReadOnly checks that an index which may only be read, as on a disk that is nearly full, is told of when it is written to,
// and that writing goes on when that is over.
func TestReadOnly(t *testing.T) {
	address := esnode.Address(t)
	prefix := esnode.Prefix(t, address)
	e := filled(t, address, prefix)
	settings := address + "/" + indexOf(prefix) + "/_settings"
	esnode.Put(t, settings, `{"index.blocks.read_only_allow_delete":true}`)
	if err := e.Put(t.Context(), indextest.Generate(2, 2)...); !errors.Is(err, index.ErrReadOnly) {
		t.Errorf("put: %v", err)
	}
	if _, err := e.State(t.Context()); !errors.Is(err, index.ErrReadOnly) {
		t.Errorf("state: %v", err)
	}
	if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 1 {
		t.Errorf("search: %d problems, %v", r.Total, err)
	}
	esnode.Put(t, settings, `{"index.blocks.read_only_allow_delete":null}`)
	if err := e.Put(t.Context(), indextest.Generate(2, 2)...); err != nil {
		t.Errorf("put when that is over: %v", err)
	}
}

// TestLostAnswers has the server carry requests out and the answers be lost: what is sent again is stored once.
func TestLostAnswers(t *testing.T) {
	address := esnode.Address(t)
	prefix := esnode.Prefix(t, address)
	filled(t, address, prefix)
	var lost atomic.Int32
	proxy := between(t, address, nil, func(r *http.Response) error {
		if r.Request.Method != http.MethodGet && lost.Add(1)%2 == 1 { // every other
			return errors.New("lost")
		}
		return nil
	})
	e := open(t, elastic.Options{Addresses: []string{proxy}, Prefix: prefix})
	defer e.Close()
	docs := indextest.Generate(200, 3)
	for _, d := range docs {
		if err := e.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	v := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, By: "经办人"}
	for _, err := range []error{e.Decide(t.Context(), v), e.Undo(t.Context(), v.Pair), e.Decide(t.Context(), v)} {
		if err != nil {
			t.Error(err)
		}
	}
	if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 201 {
		t.Errorf("%d problems, %v; want 201", r.Total, err)
	}
	if lost.Load() < 20 {
		t.Errorf("only %d requests", lost.Load())
	}
}

// TestBusyItems has single operations of bulk requests be turned away, as by a full queue: their documents are sent again.
func TestBusyItems(t *testing.T) {
	address := esnode.Address(t)
	prefix := esnode.Prefix(t, address)
	turns := 0
	proxy := between(t, address, nil, func(r *http.Response) error {
		if !strings.HasSuffix(r.Request.URL.Path, "/_bulk") {
			return nil
		}
		if turns++; turns%2 == 0 {
			return nil
		}
		return turnAway(r)
	})
	e := open(t, elastic.Options{Addresses: []string{proxy}, Prefix: prefix})
	defer e.Close()
	if err := e.Put(t.Context(), indextest.Generate(100, 4)...); err != nil {
		t.Fatal(err)
	}
	if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 100 || turns != 2 {
		t.Errorf("%d problems after %d bulk requests, %v", r.Total, turns, err)
	}
}

// turnAway makes the answer say that the third operation found no room.
func turnAway(r *http.Response) error {
	var answer struct {
		Errors bool             `json:"errors"`
		Items  []map[string]any `json:"items"`
	}
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		return err
	}
	answer.Errors = true
	answer.Items[2] = map[string]any{"index": map[string]any{"status": 429, "error": map[string]string{"type": "es_rejected_execution_exception", "reason": "full"}}}
	body, err := json.Marshal(answer)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.Header.Del("Content-Length")
	return err
}

// TestRefusedByServer checks that a document which the server does not take is refused alone, and nothing of it is left.
func TestRefusedByServer(t *testing.T) {
	address := esnode.Address(t)
	e := filled(t, address, esnode.Prefix(t, address))
	docs := indextest.Generate(60, 5)
	docs[1].Problems[3].Topic = strings.Repeat("长", 20_000) // longer than a word of the index may be
	err := e.Put(t.Context(), docs...)
	var put *index.PutError
	if !errors.As(err, &put) || len(put.Refused) != 1 || put.Refused[docs[1].ID] == nil {
		t.Fatalf("put: %v", err)
	}
	if _, err := e.Get(t.Context(), docs[1].ID); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("get what was refused: %v", err)
	}
	if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 41 {
		t.Errorf("%d problems, %v; want 41", r.Total, err)
	}
}

// TestConflict has many decide on one pair at once: all that are told of success, and no other, stand in the log of decisions, and one of
// them is what was decided.
func TestConflict(t *testing.T) {
	address := esnode.Address(t)
	prefix := esnode.Prefix(t, address)
	filled(t, address, prefix)
	const people = 8
	outcomes := make([]error, people)
	var all sync.WaitGroup
	for i := range people {
		e := open(t, elastic.Options{Addresses: []string{address}, Prefix: prefix})
		defer e.Close()
		if err := e.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			v := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, By: string(rune('甲' + i))}
			outcomes[i] = e.Decide(context.Background(), v)
		})
	}
	all.Wait()
	stored := 0
	for _, err := range outcomes {
		if err == nil {
			stored++
		} else if !errors.Is(err, index.ErrConflict) {
			t.Error(err)
		}
	}
	if stored == 0 || stored == people {
		t.Errorf("of %d at once, %d are told of success", people, stored)
	}
	if logged := esnode.Count(t, address+"/"+prefix+"-log"); logged != stored {
		t.Errorf("the log has %d decisions, want %d", logged, stored)
	}
}

// TestFullQueue has more be written at once than a node with a queue of one takes: what it turns away is sent again.
func TestFullQueue(t *testing.T) {
	node := esnode.Start(t, "thread_pool.write.size=1", "thread_pool.write.queue_size=1")
	e := open(t, elastic.Options{Addresses: []string{node.URL}})
	defer e.Close()
	if err := e.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	docs := indextest.Generate(4_000, 6)
	var all sync.WaitGroup
	for w := range 16 {
		all.Go(func() {
			for i := w; i < len(docs); i += 16 {
				if err := e.Put(context.Background(), docs[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	var stats struct {
		Nodes map[string]struct {
			Pools struct{ Write struct{ Rejected int } } `json:"thread_pool"`
		}
	}
	if err := json.Unmarshal(esnode.Get(t, node.URL+"/_nodes/stats/thread_pool"), &stats); err != nil {
		t.Fatal(err)
	}
	for _, n := range stats.Nodes {
		t.Logf("the node turned %d operations away", n.Pools.Write.Rejected)
		if n.Pools.Write.Rejected == 0 {
			t.Error("the node turned nothing away")
		}
	}
	if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 4_000 {
		t.Errorf("%d problems, %v; want 4000", r.Total, err)
	}
}
