package web

import (
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
)

// policy lets a page load and send to nothing but this server; pictures may stand in the style sheet itself.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every handler: headers, the host's name, the origin of what changes something, and panics.
func (s *Server) guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.answer(func(http.ResponseWriter, *http.Request) error { return errOrigin }))
	next = origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store") // what stands on a page may not be left on a shared machine
		defer s.recover(w, r)
		if loopback(s.Addr) && !localName(r.Host) {
			s.fail(w, r, errHost)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// localName keeps foreign names out that were made to point at this machine (DNS rebinding).
func localName(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	switch host {
	case "localhost", "127.0.0.1", "::1", "[::1]":
		return true
	}
	return false
}

func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}
