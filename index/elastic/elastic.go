// Package elastic is the engine on an Elasticsearch 8 server, for several machines that share one index.
//
// Text is found by overlapping pairs of characters ([han.Bigrams]), cut here and sent as words of a field that the server only
// splits at white space: no analyzer plugin is needed, and both engines find the same. Nothing but the server's core is asked
// for, no scripts, ingest pipelines or reindexing, so that hosted servers will do.
//
// On the server lie, under one prefix, the index of documents and problems behind an alias that has the schema's version in its
// name, and apart from it, so that no rebuild touches them, what people decided and the log of it. What belongs to a document
// has its ID for routing: one shard has it all, and shows it at once.
package elastic

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"

	"github.com/elastic/elastic-transport-go/v8/elastictransport"

	"huitoukan/index"
)

// Options say where the server is and how it knows us. Addresses must be set.
type Options struct {
	Addresses []string // http(s)://host:port of one or more nodes of one cluster
	Prefix    string   // the names of our indices begin with it; "" means huitoukan

	APIKey         string // as Elasticsearch gives it, encoded; or
	User, Password string

	CA          []byte // PEM of the authority that signed the server's certificate; nil means those of the system
	Fingerprint string // SHA-256, hexadecimal, of the server's certificate or of the one that signed it: takes the place of CA
	Unverified  bool   // takes any certificate: whoever sits between reads and changes everything

	Patience time.Duration // how long a question may take in all, tried again included; 0 means 10 s. Writing may take six times that
	Log      *slog.Logger  // nil means none
}

const defaultPrefix = "huitoukan"

var prefixForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,99}$`)

// Engine is the index on a server. It is safe for concurrent use.
type Engine struct {
	client
	names names

	mu    sync.Mutex
	ready bool // the server and our indices on it have been looked at
}

// Open makes an engine. It does not connect: whatever is asked first does, and answers for the server's faults, so that a
// service may start before its server.
func Open(o Options) (*Engine, error) {
	if o.Prefix == "" {
		o.Prefix = defaultPrefix
	}
	if !prefixForm.MatchString(o.Prefix) {
		return nil, fmt.Errorf("prefix %q is not a name of small letters, digits, - and _", o.Prefix)
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	return &Engine{client: c, names: names{o.Prefix}}, nil
}

func newClient(o Options) (client, error) {
	c := client{
		reading: patience{whole: o.Patience, attempt: o.Patience / 3},
		writing: patience{whole: 6 * o.Patience, attempt: 2 * o.Patience},
		log:     o.Log,
	}
	var urls []*url.URL
	for _, a := range o.Addresses {
		u, err := url.Parse(a)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return c, fmt.Errorf("address is not http://host:port or https://host:port")
		}
		if u.User != nil {
			return c, fmt.Errorf("address of %s holds credentials", u.Host)
		}
		urls = append(urls, u)
	}
	if len(urls) == 0 {
		return c, fmt.Errorf("no address of a server")
	}
	trust, err := trust(o)
	if err != nil {
		return c, err
	}
	c.http = http.DefaultTransport.(*http.Transport).Clone()
	c.http.TLSClientConfig = trust
	c.http.MaxIdleConnsPerHost = 16
	// a node that hangs keeps its connections open: only this and the requests' own limits end the wait
	c.http.ResponseHeaderTimeout = c.writing.attempt
	c.transport, err = elastictransport.NewClient(elastictransport.WithURLs(urls...), elastictransport.WithTransport(c.http),
		elastictransport.WithDisableRetry(), elastictransport.WithAPIKey(o.APIKey), elastictransport.WithBasicAuth(o.User, o.Password))
	return c, err
}

// Close lets the connections go.
func (e *Engine) Close() error {
	e.http.CloseIdleConnections()
	return nil
}

// prepare looks once at the server and at our indices on it, and makes them where there are none yet.
func (e *Engine) prepare(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ready {
		return nil
	}
	if _, err := e.version(ctx); err != nil {
		return fmt.Errorf("look at server: %w", err)
	}
	if err := e.lookAtIndices(ctx); err != nil {
		return fmt.Errorf("look at index: %w", err)
	}
	e.ready = true
	return nil
}

// lookAtIndices finds the index of our schema, or makes all our indices on a server that has none.
func (e *Engine) lookAtIndices(ctx context.Context) error {
	have, err := e.indices(ctx)
	switch {
	case err != nil:
		return err
	case have.serving != "" && have.decisions:
		return nil
	case have.serving == "" && have.other > 0:
		return fmt.Errorf("%w: %d, this program has %d", index.ErrSchema, have.other, index.SchemaVersion)
	case have.serving == "" && (have.decisions || have.left != nil):
		return fmt.Errorf("%w: no %s", index.ErrMissing, e.names.alias())
	}
	return e.make(ctx)
}

// afresh has the next request look at the indices again: they have gone, or another program has put others in their place.
func (e *Engine) afresh() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ready = false
}
