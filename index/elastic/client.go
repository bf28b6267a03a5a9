package elastic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/elastic/elastic-transport-go/v8/elastictransport"
	"github.com/elastic/go-elasticsearch/v8/esapi"

	"huitoukan/index"
)

// client asks the server, again where that may help, within bounds of time.
type client struct {
	transport        *elastictransport.Client
	http             *http.Transport
	reading, writing patience
	log              *slog.Logger
}

// patience bounds a request: all attempts together, and each, after which another node is asked.
type patience struct{ whole, attempt time.Duration }

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
	noAnswer     = 2 * time.Second // so long connections may be refused: a node that is starting again, or each of several
)

// ask sends what request makes until the server answers, and decodes the answer into out unless that is nil. What a pause may
// mend is tried again after a growing one, at the next node.
func (c client) ask(ctx context.Context, p patience, request func() esapi.Request, out any) error {
	begun := time.Now()
	whole, cancel := context.WithTimeout(ctx, p.whole)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := c.once(whole, p.attempt, request(), out)
		if ctx.Err() != nil {
			return ctx.Err() // nobody waits for the answer
		}
		if err == nil || !passing(err) || errors.Is(err, index.ErrUnreachable) && time.Since(begun) > noAnswer {
			return err
		}
		c.log.Debug("server asked again", "engine", "elasticsearch", "took", time.Since(begun).Milliseconds(), "err", err)
		if !sleep(whole, pause) {
			return errors.Join(err, ctx.Err())
		}
	}
}

// sleep waits for about as long as pause, so that many clients do not come back at once; false when ctx ends first.
func sleep(ctx context.Context, pause time.Duration) bool {
	select {
	case <-time.After(pause/2 + rand.N(pause)):
		return true
	case <-ctx.Done():
		return false
	}
}

const largestAnswer = 256 << 20 // bytes

func (c client) once(ctx context.Context, patience time.Duration, request esapi.Request, out any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	res, err := request.Do(ctx, c.transport)
	if err != nil {
		return unanswered(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, largestAnswer))
	if err != nil {
		return unanswered(err)
	}
	if res.StatusCode > 299 {
		return refused(res.StatusCode, body)
	}
	if res.Header.Get("X-Elastic-Product") != "Elasticsearch" {
		return fmt.Errorf("%w: not Elasticsearch", index.ErrServer)
	}
	if out == nil || len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("read server's answer: %w", err)
	}
	return nil
}

// version is the server's, which must be 8.
func (c client) version(ctx context.Context) (string, error) {
	var info struct {
		Nodes map[string]struct{ Version string }
	}
	// not GET /, which some servers and proxies keep back
	err := c.ask(ctx, c.reading, func() esapi.Request {
		return esapi.NodesInfoRequest{NodeID: []string{"_local"}, FilterPath: []string{"nodes.*.version"}}
	}, &info)
	if err != nil {
		return "", err
	}
	for _, n := range info.Nodes {
		if strings.HasPrefix(n.Version, "8.") {
			return n.Version, nil
		}
		return n.Version, fmt.Errorf("%w: Elasticsearch %s, not 8", index.ErrServer, n.Version)
	}
	return "", fmt.Errorf("%w: does not tell its version", index.ErrServer)
}

// object is a piece of a request. Requests are made of values, never of strings put together, so that nothing a user typed is
// taken for anything else.
type object = map[string]any

// encoded is a request's body.
func encoded(v any) io.Reader {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode a request of our own: %v", err)) // objects, strings and numbers: they have a form
	}
	return strings.NewReader(string(b))
}
