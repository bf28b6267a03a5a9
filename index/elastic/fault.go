package elastic

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"

	"huitoukan/index"
)

// answer is what the server says of a request, or of one item of it, that it did not carry out.
type answer struct {
	Status int    `json:"-"`
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

func (a answer) Error() string { return fmt.Sprintf("%d %s: %s", a.Status, a.Type, a.Reason) }

// refused is the error of an answer that is none of success.
func refused(status int, body []byte) error {
	var b struct{ Error json.RawMessage }
	a := answer{Status: status, Type: http.StatusText(status)}
	if json.Unmarshal(body, &b) == nil { // a proxy answers with a page
		if json.Unmarshal(b.Error, &a) != nil {
			_ = json.Unmarshal(b.Error, &a.Reason) // some answers have a sentence there
		}
	}
	return meaning(a)
}

// What answers mean; the first row that fits decides. The types are the names of Elasticsearch's exceptions.
var meanings = []struct {
	status int    // 0 fits any
	typ    string // "" fits any
	is     error
}{
	{0, "cluster_block_exception", index.ErrReadOnly}, // but see meaning
	{0, "index_not_found_exception", index.ErrMissing},
	{0, "search_context_missing_exception", index.ErrNotReady},
	{0, "no_shard_available_action_exception", index.ErrNotReady},
	{http.StatusUnauthorized, "", index.ErrCredentials},
	{http.StatusForbidden, "", index.ErrCredentials},
	{http.StatusProxyAuthRequired, "", index.ErrCredentials},
	{http.StatusTooManyRequests, "", index.ErrBusy},
	{http.StatusServiceUnavailable, "search_phase_execution_exception", index.ErrNotReady},
	{http.StatusServiceUnavailable, "unavailable_shards_exception", index.ErrNotReady},
	{http.StatusServiceUnavailable, "master_not_discovered_exception", index.ErrNotReady},
	{http.StatusGatewayTimeout, "", index.ErrSlow},
}

func meaning(a answer) error {
	if a.Type == "cluster_block_exception" && a.Status == http.StatusServiceUnavailable { // no master, or not recovered yet
		return fmt.Errorf("%w: %w", index.ErrNotReady, a)
	}
	for _, m := range meanings {
		if (m.status == 0 || m.status == a.Status) && (m.typ == "" || m.typ == a.Type) {
			return fmt.Errorf("%w: %w", m.is, a)
		}
	}
	if a.Status >= http.StatusInternalServerError {
		return fmt.Errorf("%w: %w", index.ErrUnavailable, a)
	}
	return a
}

// errFingerprint is a certificate other than the one that was asked for.
var errFingerprint = errors.New("certificate has another fingerprint")

// unanswered is the error of a request to which no answer came.
func unanswered(err error) error {
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var timeout net.Error
	is := index.ErrUnreachable
	switch {
	case errors.As(err, &certificate), errors.As(err, &authority), errors.Is(err, errFingerprint):
		is = index.ErrCertificate
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		is = index.ErrSlow
	}
	return fmt.Errorf("%w: %w", is, err)
}

// passing reports whether a pause, or another node, may mend what err tells of; without a person, that is.
func passing(err error) bool {
	for _, lasting := range []error{index.ErrCredentials, index.ErrCertificate, index.ErrServer, index.ErrMissing, index.ErrReadOnly} {
		if errors.Is(err, lasting) {
			return false
		}
	}
	return errors.Is(err, index.ErrUnavailable)
}

// status is the HTTP status of the answer in err, 0 when there is none.
func status(err error) int {
	var a answer
	errors.As(err, &a)
	return a.Status
}
