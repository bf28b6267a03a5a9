package model

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"syscall"

	openai "github.com/sashabaranov/go-openai"
)

// endpoint is the way to the server, for documents of either kind.
type endpoint struct {
	near *openai.Client // connects to this machine alone
	any  *openai.Client // the same, unless the operator allows others
	form *atomic.Int32  // the index of the first of forms that the server is not known to refuse
}

func newEndpoint(o Options) (endpoint, error) {
	u, err := url.Parse(o.Address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return endpoint{}, errors.New("address is not of the form http://HOST:PORT/v1")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return endpoint{}, errors.New("address holds more than scheme, host and path: a key belongs elsewhere")
	}
	if o.Model == "" {
		return endpoint{}, errors.New("no model is named")
	}
	return endpoint{near: client(o, false, nil), any: client(o, o.Remote, nil), form: new(atomic.Int32)}, nil
}

// clientFor is the way to the server for a document with the marking, which is not secret: for one that is not meant to leave the
// house, one that reaches no other machine, whatever else is allowed.
func (e endpoint) clientFor(marking string) *openai.Client {
	if marking != "" {
		return e.near
	}
	return e.any
}

// client makes a client of the protocol. It uses no proxy, which would carry the text elsewhere under a name of this machine, and
// keeps no connection, so that nothing is left running. resolver is nil but in tests.
func client(o Options, remote bool, resolver *net.Resolver) *openai.Client {
	dialer := &net.Dialer{Resolver: resolver}
	if !remote {
		dialer.Control = thisMachine
	}
	c := openai.DefaultConfig(string(o.Key))
	c.BaseURL = o.Address
	c.HTTPClient = bounded{&http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true},
		CheckRedirect: sameServer,
	}}
	return openai.NewClientWithConfig(c)
}

// thisMachine refuses to connect to anything but the loopback. It is asked after the name has been resolved and about each address
// that is tried, so that a name says nothing: localhost may lead elsewhere, and an answer of the name server may change.
func thisMachine(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !a.Addr().Unmap().IsLoopback() {
		return faultRemote
	}
	return nil
}

// sameServer follows a redirect within the server alone; the text and the key go nowhere else.
func sameServer(r *http.Request, via []*http.Request) error {
	const most = 3
	if len(via) > most || r.URL.Scheme != via[0].URL.Scheme || r.URL.Host != via[0].URL.Host {
		return faultRedirect
	}
	return nil
}

// bounded gives answers that end: go-openai reads a body, of an error too, however long it is.
type bounded struct{ client *http.Client }

const longestBody = 4 << 20 // bytes, inflated: thirty times the text of one question

func (b bounded) Do(r *http.Request) (*http.Response, error) {
	resp, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	resp.Body = &boundedBody{ReadCloser: resp.Body, left: longestBody}
	return resp, nil
}

type boundedBody struct {
	io.ReadCloser
	left int
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, faultLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
