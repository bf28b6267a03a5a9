// Package model asks a language model, on any server that speaks OpenAI's protocol of chat completions (POST
// ADDRESS/chat/completions). A [Question] is an instruction and the type of its answer; a text goes in with the marking of the document
// that it is from, and out comes an answer of that type, or a fault. What is never sent, what it may cost and what is kept is
// told in docs/decisions/0008-model.md; whether an answer is believed is for those who ask.
package model

import (
	"errors"
	"log/slog"
	"strings"
	"time"
)

// Key is the secret that a server asks for. It is not shown where values are printed.
type Key string

// String hides the key from logs and messages.
func (Key) String() string { return "(key)" }

// GoString hides it from %#v.
func (Key) GoString() string { return "(key)" }

// Options say which model is asked. Address and Model must be set.
type Options struct {
	Address string       // of the server, with the part of its path before /chat/completions: http://127.0.0.1:11434/v1
	Model   string       // as the server names it
	Key     Key          // sent as a bearer token; empty for none
	Remote  bool         // the server may stand on another machine
	Cache   string       // folder for the answers, made when it is needed; empty for none
	Log     *slog.Logger // nil means none
}

// Server is one model on its server. Questions may be asked of it at once.
type Server struct {
	Options
	endpoint endpoint
	rest     rest
	cache    cache
	now      func() time.Time
}

// New makes a Server; it asks nothing yet. The error says what is wrong with the address.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	e, err := newEndpoint(o)
	if err != nil {
		return nil, err
	}
	return &Server{Options: o, endpoint: e, cache: cache{dir: o.Cache}, now: time.Now}, nil
}

// secret are the marks of state secrets. Ingest sets such a file aside before anybody reads it; this is the second lock.
var secret = []string{"绝密", "机密", "秘密"}

// Secret reports whether a document with the marking is never sent, wherever the model stands.
func Secret(marking string) bool {
	for _, s := range secret {
		if strings.Contains(strings.ReplaceAll(marking, "工作秘密", ""), s) {
			return true
		}
	}
	return false
}

// Remote reports whether a question was not sent because the server stands on another machine: by the settings, or for the marking.
func Remote(err error) bool { return errors.Is(err, faultRemote) }
