package elastic_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/indextest"
	"huitoukan/internal/esnode"
)

const (
	password = "geheim-密码-1"
	apiKey   = "aWQ6c2Vzdy1nZWhlaW0="
)

// guarded is the server behind TLS and a check of the credentials.
func guarded(t *testing.T, address string) *httptest.Server {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, pass, ok := r.BasicAuth()
		if ok && user == "elastic" && pass == password || r.Header.Get("Authorization") == "APIKey "+apiKey || r.Header.Get("Authorization") == "ApiKey "+apiKey {
			r.Header.Del("Authorization")
			proxy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		w.Write([]byte(`{"error":{"type":"security_exception","reason":"unable to authenticate user"},"status":401}`))
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(s.Close)
	return s
}

// TestTrust checks who gets in with what, and whom we trust by what. No secret is in an error or in the log.
func TestTrust(t *testing.T) {
	address := esnode.Address(t)
	s := guarded(t, address)
	raw := s.Certificate().Raw
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	sum := sha256.Sum256(raw)
	fingerprint := hex.EncodeToString(sum[:])
	for _, c := range []struct {
		name string
		o    elastic.Options
		want error
	}{
		{"password and authority", elastic.Options{User: "elastic", Password: password, CA: ca}, nil},
		{"key and authority", elastic.Options{APIKey: apiKey, CA: ca}, nil},
		{"key and fingerprint", elastic.Options{APIKey: apiKey, Fingerprint: fingerprint}, nil},
		{"fingerprint as people write it", elastic.Options{APIKey: apiKey, Fingerprint: colons(fingerprint)}, nil},
		{"any certificate", elastic.Options{APIKey: apiKey, Unverified: true}, nil},
		{"wrong password", elastic.Options{User: "elastic", Password: password + "!", CA: ca}, index.ErrCredentials},
		{"wrong key", elastic.Options{APIKey: "d3Jvbmc=", CA: ca}, index.ErrCredentials},
		{"no credentials", elastic.Options{CA: ca}, index.ErrCredentials},
		{"no authority", elastic.Options{APIKey: apiKey}, index.ErrCertificate},
		{"wrong fingerprint", elastic.Options{APIKey: apiKey, Fingerprint: strings.Repeat("00", 32)}, index.ErrCertificate},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			c.o.Addresses, c.o.Prefix, c.o.Patience = []string{s.URL}, esnode.Prefix(t, address), quick
			c.o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			e := open(t, c.o)
			defer e.Close()
			err := e.Put(t.Context(), indextest.Generate(1, 1)...)
			if !errors.Is(err, c.want) {
				t.Errorf("put: %v", err)
			}
			if err != nil {
				log.WriteString(err.Error())
			}
			for _, secret := range []string{password, apiKey, "d3Jvbmc="} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("the secret is in: %s", &log)
				}
			}
		})
	}
	if _, err := elastic.Open(elastic.Options{Addresses: []string{"https://elastic:" + password + "@host:9200"}}); err == nil || strings.Contains(err.Error(), password) {
		t.Errorf("an address with a password: %v", err)
	}
}

// colons writes a fingerprint as openssl does.
func colons(hexadecimal string) string {
	var pairs []string
	for i := 0; i < len(hexadecimal); i += 2 {
		pairs = append(pairs, strings.ToUpper(hexadecimal[i:i+2]))
	}
	return strings.Join(pairs, ":")
}
