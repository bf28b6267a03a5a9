package model

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huitoukan/internal/model/modeltest"
)

// TestFaults: whatever a server does, there is a fault that says what, within the time that is set, and neither it nor the log
// repeats the key or the text.
func TestFaults(t *testing.T) {
	const limit = 300 * time.Millisecond
	hang := func(_ http.ResponseWriter, r *http.Request, _ modeltest.Asked) { <-r.Context().Done() }
	drip := func(w http.ResponseWriter, r *http.Request, _ modeltest.Asked) { // slow, and never at an end
		w.Header().Set("Content-Type", "application/json")
		for r.Context().Err() == nil {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}
	huge := func(w http.ResponseWriter, _ *http.Request, a modeltest.Asked) {
		modeltest.Complete(w, a.Model, strings.Repeat("甲", 2*longestBody), "stop", "")
	}
	hugeError := func(w http.ResponseWriter, _ *http.Request, _ modeltest.Asked) {
		w.WriteHeader(http.StatusInternalServerError)
		w.Write(bytes.Repeat([]byte("x"), 2*longestBody))
	}
	bomb := func(w http.ResponseWriter, _ *http.Request, _ modeltest.Asked) { // small on the wire
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(bytes.Repeat([]byte(" "), 2*longestBody))
		z.Close()
	}
	raw := func(body string) modeltest.Handle {
		return func(w http.ResponseWriter, _ *http.Request, _ modeltest.Asked) { io.WriteString(w, body) }
	}
	finish := func(reason, refusal string) modeltest.Handle {
		return func(w http.ResponseWriter, _ *http.Request, a modeltest.Asked) {
			modeltest.Complete(w, a.Model, answer, reason, refusal)
		}
	}
	for _, c := range []struct {
		name string
		h    modeltest.Handle
		want *fault
	}{
		{"hangs", hang, faultTimeout},
		{"drips", drip, faultTimeout},
		{"401", modeltest.Fails(http.StatusUnauthorized), faultKey},
		{"403", modeltest.Fails(http.StatusForbidden), faultKey},
		{"404", modeltest.Fails(http.StatusNotFound), faultRequest},
		{"429", modeltest.Fails(http.StatusTooManyRequests), faultBusy},
		{"500", modeltest.Fails(http.StatusInternalServerError), faultServer},
		{"503 as text", func(w http.ResponseWriter, _ *http.Request, a modeltest.Asked) {
			http.Error(w, a.User, http.StatusServiceUnavailable)
		}, faultServer},
		{"500 huge", hugeError, faultLong},
		{"huge", huge, faultLong},
		{"inflates", bomb, faultLong},
		{"no JSON at all", raw("<html>登录</html>"), faultForm},
		{"half a response", raw(`{"id":"1","choices":[{"mess`), faultForm},
		{"no choice", raw(`{"id":"1","choices":[]}`), faultForm},
		{"prose", modeltest.Says("好的，这份材料共有四个问题。"), faultForm},
		{"half an answer", modeltest.Says(`{"words":["理论`), faultForm},
		{"another object", modeltest.Says(`{"issues":[]}`), faultForm},
		{"null", modeltest.Says(`{"words":null}`), faultForm},
		{"another type", modeltest.Says(`{"words":"四个"}`), faultForm},
		{"cut", finish("length", ""), faultCut},
		{"filtered", finish("content_filter", ""), faultRefused},
		{"refuses", finish("stop", "我不能回答。"), faultRefused},
		{"hangs up", func(http.ResponseWriter, *http.Request, modeltest.Asked) { panic(http.ErrAbortHandler) }, faultUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			s := modeltest.Serve(t, c.h)
			a := server(t, s, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			limit := limit
			if c.want == faultLong {
				limit = 5 * time.Second // reading 4 MiB takes a while under the race detector
			}
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			began := time.Now()
			_, err := question.Ask(ctx, a, "", text)
			if took := time.Since(began); took > limit+2*time.Second {
				t.Errorf("took %s", took)
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			told := log.String() + fmt.Sprintf("%v %v %+v %#v %+v", err, a, a, a, a.Options)
			for _, hidden := range []string{"sk-secret", "理论学习", "粮食局"} {
				if strings.Contains(told, hidden) {
					t.Errorf("%s is told: %s", hidden, told)
				}
			}
		})
	}
}

// TestNobodyListens is a server that is not there.
func TestNobodyListens(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(""))
	a := server(t, s, nil)
	s.Close()
	equal(t, ask(t, a, ""), "服务连不上")
}

// TestForms: a server that does not know a form is asked in the next, and from then on only in the one that it knows; what stands
// around the JSON of a model that knows no form is cut off.
func TestForms(t *testing.T) {
	knows := func(form string) modeltest.Handle {
		return func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
			if a.Format != form {
				modeltest.Fails(http.StatusBadRequest)(w, r, a)
				return
			}
			modeltest.Says("<think>先看 {甲}。</think>\n```json\n"+answer+"\n```\n")(w, r, a)
		}
	}
	for form, want := range map[string][]string{
		"json_schema": {"json_schema", "json_schema"},
		"json_object": {"json_schema", "json_object", "json_object"},
		"":            {"json_schema", "json_object", "", ""},
	} {
		s := modeltest.Serve(t, knows(form))
		a := server(t, s, nil)
		for range 2 {
			equal(t, ask(t, a, ""), answer)
		}
		var got []string
		for _, r := range s.Requests() {
			got = append(got, r.Format)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: asked in %q, want %q", form, got, want)
		}
	}
}

// TestThinker asks a model in the name that go-openai refuses a temperature for.
func TestThinker(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(answer))
	equal(t, ask(t, server(t, s, func(o *Options) { o.Model = "o3-mini" }), ""), answer)
	if n := len(s.Requests()); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestRest leaves a server alone that failed three times running, says so once, and asks again after a while.
func TestRest(t *testing.T) {
	var log bytes.Buffer
	down := true
	s := modeltest.Serve(t, func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
		if down {
			modeltest.Fails(http.StatusInternalServerError)(w, r, a)
			return
		}
		modeltest.Says(answer)(w, r, a)
	})
	a := server(t, s, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	now := time.Now()
	a.now = func() time.Time { return now }
	for range 6 {
		ask(t, a, "")
	}
	if n := len(s.Requests()); n != running {
		t.Errorf("asked %d times", n)
	}
	equal(t, ask(t, a, ""), "模型服务接连出错，暂停使用")
	if n := strings.Count(log.String(), "left alone"); n != 1 {
		t.Errorf("told %d times:\n%s", n, &log)
	}
	now = now.Add(pause)
	ask(t, a, "") // one try, which fails: another rest
	ask(t, a, "")
	if n := len(s.Requests()); n != running+1 {
		t.Errorf("asked %d times", n)
	}
	now, down = now.Add(pause), false
	equal(t, ask(t, a, ""), answer)
	if a.rest.faults != 0 {
		t.Error("faults are not forgotten")
	}
}

// TestStopped holds nothing against the server when the program stops.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s := modeltest.Serve(t, func(_ http.ResponseWriter, r *http.Request, _ modeltest.Asked) {
		stop()
		<-r.Context().Done()
	})
	a := server(t, s, nil)
	if _, err := question.Ask(ctx, a, "", text); !errors.Is(err, context.Canceled) || a.rest.faults != 0 {
		t.Errorf("%v, %d faults", err, a.rest.faults)
	}
}

// TestCache asks the same text of the same model once, over restarts too, and neither keeps a fault nor trusts a spoiled file.
func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "model")
	good := false
	s := modeltest.Serve(t, func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
		if !good {
			modeltest.Says("我不知道")(w, r, a)
			return
		}
		modeltest.Says(answer)(w, r, a)
	})
	asks := func(model string, want int) {
		t.Helper()
		a := server(t, s, func(o *Options) { o.Cache = dir; o.Model = model })
		ask(t, a, "")
		if n := len(s.Requests()); n != want {
			t.Errorf("asked %d times, want %d", n, want)
		}
	}
	asks("qwen", 1)
	good = true
	asks("qwen", 2)
	asks("qwen", 2)
	asks("other", 3)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Errorf("%s, %v", data, err)
		}
		if err := os.WriteFile(f, data[:len(data)/2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asks("qwen", 4)
}

// TestRedirect follows a redirect within the server, and none to elsewhere: neither the text nor the key gets there.
func TestRedirect(t *testing.T) {
	var reached int
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer elsewhere.Close()
	for to, want := range map[string]string{
		elsewhere.URL + "/v1/chat/completions": "服务要转到别的地址，已拒绝",
		"https://model.invalid/v1":             "服务要转到别的地址，已拒绝",
		"/moved":                               answer,
		"/v1/chat/completions":                 "服务要转到别的地址，已拒绝", // for ever
	} {
		s := modeltest.Serve(t, func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
			if r.URL.Path == "/moved" {
				modeltest.Says(answer)(w, r, a)
				return
			}
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		})
		for _, remote := range []bool{false, true} {
			a := server(t, s, func(o *Options) { o.Remote = remote })
			equal(t, ask(t, a, ""), want)
		}
	}
	if reached != 0 {
		t.Errorf("elsewhere was reached %d times", reached)
	}
}
