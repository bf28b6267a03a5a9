// Package modeltest is a server of the protocol of chat completions, for tests: what it answers is the test's, and what it was asked
// the test can read.
package modeltest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync"
	"testing"
)

// Server speaks the protocol of chat completions, as a model's server does, and keeps what it was asked.
type Server struct {
	*httptest.Server
	mu    sync.Mutex
	asked []Asked
}

// Asked is one request as it came over the wire.
type Asked struct {
	Path   string
	Key    string
	Format string
	Model  string
	System string
	User   string
	Strict bool
	Schema map[string]any
	Warm   float64
}

// Handle answers one request.
type Handle func(w http.ResponseWriter, r *http.Request, a Asked)

// New starts a server, which its user closes.
func New(h Handle) *Server {
	s := &Server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := readRequest(r)
		if err != nil || r.Method != http.MethodPost {
			http.Error(w, "bad request", http.StatusTeapot)
			return
		}
		s.mu.Lock()
		s.asked = append(s.asked, a)
		s.mu.Unlock()
		h(w, r, a)
	}))
	return s
}

// Serve starts a server for the time of a test.
func Serve(t testing.TB, h Handle) *Server {
	t.Helper()
	s := New(h)
	t.Cleanup(s.Close)
	return s
}

func readRequest(r *http.Request) (Asked, error) {
	var body struct {
		Model       string
		Temperature float64
		Messages    []struct{ Role, Content string }
		Format      struct {
			Type   string
			Schema struct {
				Strict bool
				Schema map[string]any
			} `json:"json_schema"`
		} `json:"response_format"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return Asked{}, err
	}
	if len(body.Messages) != 2 || body.Messages[0].Role != "system" || body.Messages[1].Role != "user" {
		return Asked{}, fmt.Errorf("messages %v", body.Messages)
	}
	return Asked{
		Path: r.URL.Path, Key: r.Header.Get("Authorization"), Format: body.Format.Type, Model: body.Model,
		System: body.Messages[0].Content, User: body.Messages[1].Content,
		Strict: body.Format.Schema.Strict, Schema: body.Format.Schema.Schema, Warm: body.Temperature,
	}, nil
}

// Requests are what it was asked until now.
func (s *Server) Requests() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Says answers with content, in the form of https://platform.openai.com/docs/api-reference/chat/object.
func Says(content string) Handle {
	return func(w http.ResponseWriter, _ *http.Request, a Asked) { Complete(w, a.Model, content, "stop", "") }
}

// Complete answers with a response that ends for the reason finish.
func Complete(w http.ResponseWriter, model, content, finish, refusal string) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": model,
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": finish, "message": map[string]any{"role": "assistant", "content": content, "refusal": refusal},
		}},
		"usage": map[string]any{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
	})
}

// Fails answers with an error of the protocol. The message repeats what servers repeat: the key, and the text.
func Fails(status int) Handle {
	return func(w http.ResponseWriter, r *http.Request, a Asked) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
			"message": "refused " + r.Header.Get("Authorization") + a.User, "type": "invalid_request_error", "code": "refused",
		}})
	}
}

// Outside is an address of this machine that is not the loopback: for the program, another machine's.
func Outside(t testing.TB) string {
	t.Helper()
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() && !p.Addr().IsLoopback() {
			return p.Addr().String()
		}
	}
	t.Skip("this machine has no network address besides the loopback")
	return ""
}

// Elsewhere is the server under an address that is not the loopback's.
func Elsewhere(t testing.TB, s *Server) string {
	t.Helper()
	ip := Outside(t)
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Fatal(err)
	}
	go s.Config.Serve(l) // ends with the server
	return "http://" + l.Addr().String() + "/v1"
}
