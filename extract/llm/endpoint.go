package llm

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"

	openai "github.com/sashabaranov/go-openai"
)

// endpoint is the server, as it may be asked about documents of either kind.
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

// secret are the marks of state secrets. Ingest sets such a file aside before anybody reads it; this is the second lock.
var secret = []string{"绝密", "机密", "秘密"}

// clientFor is the way to the server for a document with the marking: none for a secret one; for one that is not meant to leave
// the house, one that reaches no other machine, whatever else is allowed.
func (e endpoint) clientFor(marking string) (c *openai.Client, ok bool) {
	for _, s := range secret {
		if strings.Contains(strings.ReplaceAll(marking, "工作秘密", ""), s) {
			return nil, false
		}
	}
	if marking != "" {
		return e.near, true
	}
	return e.any, true
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

// fault is why a model did not answer. It keeps nothing of what the server said, which may repeat the text or the key.
type fault struct {
	code    string
	told    string // in Chinese, the part of a sentence
	running bool   // the server's fault rather than this answer's: several running, and it is left alone
}

func (f *fault) Error() string { return "model: " + f.code }

// The faults are a closed set.
var (
	faultTimeout     = &fault{"timeout", "超过时限没有答完", true}
	faultUnreachable = &fault{"unreachable", "服务连不上", true}
	faultRemote      = &fault{"remote", "服务不在本机，而设置没有允许（model.allow_remote）", true}
	faultRedirect    = &fault{"redirect", "服务要转到别的地址，已拒绝", true}
	faultKey         = &fault{"key", "密钥不对或没有权限", true}
	faultBusy        = &fault{"busy", "服务忙，或用量已超", true}
	faultServer      = &fault{"server", "服务出错", true}
	faultRequest     = &fault{"request", "服务不接受这样的提问（地址、模型名称不对，或材料太长）", true}
	faultRefused     = &fault{"refused", "模型拒绝回答", false}
	faultCut         = &fault{"cut", "回答没有写完", false}
	faultLong        = &fault{"long", "回答太长", false}
	faultForm        = &fault{"form", "回答不是约定的格式", false}
	faultResting     = &fault{"resting", "模型服务接连出错，暂停使用", false}
)

// chinese is what people are told of an error of this package.
func chinese(err error) string {
	var f *fault
	if errors.As(err, &f) {
		return f.told
	}
	return faultServer.told
}

// faultOf finds the fault in an error of go-openai.
func faultOf(ctx context.Context, err error) error {
	var f *fault
	var api *openai.APIError
	var request *openai.RequestError
	var transport *url.Error
	var network net.Error
	switch {
	case errors.As(err, &f):
		return f
	case ctx.Err() != nil:
		return faultTimeout
	case errors.As(err, &api):
		return faultOfStatus(api.HTTPStatusCode)
	case errors.As(err, &request):
		return faultOfStatus(request.HTTPStatusCode)
	case errors.As(err, &transport), errors.As(err, &network):
		return faultUnreachable
	}
	return faultForm
}

func faultOfStatus(status int) error {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return faultKey
	case status == http.StatusTooManyRequests:
		return faultBusy
	case status >= http.StatusBadRequest && status < http.StatusInternalServerError, status == http.StatusNotImplemented:
		return faultRequest
	}
	return faultServer
}
