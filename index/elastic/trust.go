package elastic

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// trust says which certificates of a server are taken.
func trust(o Options) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: o.Unverified}
	if o.CA != nil {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(o.CA) {
			return nil, errors.New("the authority's certificate is not one in PEM form")
		}
	}
	if o.Fingerprint == "" {
		return c, nil
	}
	want, err := hex.DecodeString(strings.ReplaceAll(o.Fingerprint, ":", ""))
	if err != nil || len(want) != sha256.Size {
		return nil, fmt.Errorf("fingerprint is not a SHA-256 in hexadecimal")
	}
	c.InsecureSkipVerify = true // in favour of what follows
	c.VerifyConnection = func(s tls.ConnectionState) error { return pinned(s, [sha256.Size]byte(want)) }
	return c, nil
}

// pinned checks that the server's certificate has the fingerprint, or was signed by one that has. That one with the fingerprint
// lies in the chain is not enough: certificates are public, and anybody may send them along.
func pinned(s tls.ConnectionState, want [sha256.Size]byte) error {
	for i, c := range s.PeerCertificates {
		if sha256.Sum256(c.Raw) != want {
			continue
		}
		if i == 0 {
			return nil
		}
		roots, between := x509.NewCertPool(), x509.NewCertPool()
		roots.AddCert(c)
		for _, b := range s.PeerCertificates[1:i] {
			between.AddCert(b)
		}
		_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: s.ServerName})
		return err
	}
	return errFingerprint
}
