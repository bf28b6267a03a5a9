package llm

import (
	"bytes"
	"compress/gzip"
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
)

// TestFaults: whatever a server does, the rules' reading stays, with a doubt that says why, within the time of one document, and
// neither the doubt nor the log repeats the key or the text.
func TestFaults(t *testing.T) {
	const limit = 300 * time.Millisecond
	hang := func(_ http.ResponseWriter, r *http.Request, _ asked) { <-r.Context().Done() }
	drip := func(w http.ResponseWriter, r *http.Request, _ asked) { // slow, and never at an end
		w.Header().Set("Content-Type", "application/json")
		for r.Context().Err() == nil {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}
	huge := func(w http.ResponseWriter, _ *http.Request, a asked) {
		complete(w, a.Model, strings.Repeat("甲", 2*longestBody), "stop", "")
	}
	hugeError := func(w http.ResponseWriter, _ *http.Request, _ asked) {
		w.WriteHeader(http.StatusInternalServerError)
		w.Write(bytes.Repeat([]byte("x"), 2*longestBody))
	}
	bomb := func(w http.ResponseWriter, _ *http.Request, _ asked) { // small on the wire
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(bytes.Repeat([]byte(" "), 2*longestBody))
		z.Close()
	}
	raw := func(body string) handle {
		return func(w http.ResponseWriter, _ *http.Request, _ asked) { io.WriteString(w, body) }
	}
	finish := func(reason, refusal string) handle {
		return func(w http.ResponseWriter, _ *http.Request, a asked) {
			complete(w, a.Model, `{"problems":[]}`, reason, refusal)
		}
	}
	for _, c := range []struct {
		name string
		h    handle
		want *fault
	}{
		{"hangs", hang, faultTimeout},
		{"drips", drip, faultTimeout},
		{"401", fails(http.StatusUnauthorized), faultKey},
		{"403", fails(http.StatusForbidden), faultKey},
		{"404", fails(http.StatusNotFound), faultRequest},
		{"429", fails(http.StatusTooManyRequests), faultBusy},
		{"500", fails(http.StatusInternalServerError), faultServer},
		{"503 as text", func(w http.ResponseWriter, _ *http.Request, a asked) {
			http.Error(w, a.User, http.StatusServiceUnavailable)
		}, faultServer},
		{"500 huge", hugeError, faultLong},
		{"huge", huge, faultLong},
		{"inflates", bomb, faultLong},
		{"no JSON at all", raw("<html>登录</html>"), faultForm},
		{"half a response", raw(`{"id":"1","choices":[{"mess`), faultForm},
		{"no choice", raw(`{"id":"1","choices":[]}`), faultForm},
		{"prose", says("好的，这份材料共有四个问题。"), faultForm},
		{"half an answer", says(`{"problems":[{"label":"子、","text":"理论`), faultForm},
		{"another object", says(`{"issues":[]}`), faultForm},
		{"another type", says(`{"problems":"四个"}`), faultForm},
		{"cut", finish("length", ""), faultCut},
		{"filtered", finish("content_filter", ""), faultRefused},
		{"refuses", finish("stop", "我不能回答。"), faultRefused},
		{"hangs up", func(http.ResponseWriter, *http.Request, asked) { panic(http.ErrAbortHandler) }, faultUnreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			s := serve(t, c.h)
			d := earthly()
			a := assistant(t, s, func(o *Options) { o.Timeout = limit; o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			if c.want == faultLong {
				a.Timeout = 5 * time.Second // reading 4 MiB takes a while under the race detector
			}
			began := time.Now()
			got := a.Improve(t.Context(), d)
			if took := time.Since(began); took > a.Timeout+2*time.Second {
				t.Errorf("took %s", took)
			}
			equal(t, read(got), read(d)+"? model_unanswered 规则没有读全，模型也没有帮上忙："+c.want.told+"，请人工核对。\n")
			told := log.String() + fmt.Sprintf("%v %+v %#v %+v", a, a, a, a.Options)
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
	s := serve(t, says(""))
	a := assistant(t, s, nil)
	s.Close()
	d := earthly()
	equal(t, read(a.Improve(t.Context(), d)), read(d)+"? model_unanswered 规则没有读全，模型也没有帮上忙：服务连不上，请人工核对。\n")
}

// TestForms: a server that does not know a form is asked in the next, and from then on only in the one that it knows; what stands
// around the JSON of a model that knows no form is cut off.
func TestForms(t *testing.T) {
	knows := func(form string) handle {
		return func(w http.ResponseWriter, r *http.Request, a asked) {
			if a.Format != form {
				fails(http.StatusBadRequest)(w, r, a)
				return
			}
			says("<think>先看 {甲}。</think>\n```json\n"+earthlyAnswer+"\n```\n")(w, r, a)
		}
	}
	for form, want := range map[string][]string{
		"json_schema": {"json_schema", "json_schema"},
		"json_object": {"json_schema", "json_object", "json_object"},
		"":            {"json_schema", "json_object", "", ""},
	} {
		s := serve(t, knows(form))
		a := assistant(t, s, nil)
		for range 2 {
			if got := a.Improve(t.Context(), earthly()); len(got.Problems) != 4 {
				t.Errorf("%q: %s", form, read(got))
			}
		}
		var got []string
		for _, r := range s.requests() {
			got = append(got, r.Format)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: asked in %q, want %q", form, got, want)
		}
	}
}

// TestThinker asks a model in the name that go-openai refuses a temperature for.
func TestThinker(t *testing.T) {
	s := serve(t, says(earthlyAnswer))
	got := assistant(t, s, func(o *Options) { o.Model = "o3-mini" }).Improve(t.Context(), earthly())
	if len(got.Problems) != 4 || len(s.requests()) != 1 {
		t.Errorf("asked %d times: %s", len(s.requests()), read(got))
	}
}

// TestRest leaves a server alone that failed three times running, says so once, and asks again after a while.
func TestRest(t *testing.T) {
	var log bytes.Buffer
	down := true
	s := serve(t, func(w http.ResponseWriter, r *http.Request, a asked) {
		if down {
			fails(http.StatusInternalServerError)(w, r, a)
			return
		}
		says(earthlyAnswer)(w, r, a)
	})
	a := assistant(t, s, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	now := time.Now()
	a.now = func() time.Time { return now }
	for range 6 {
		a.Improve(t.Context(), earthly())
	}
	if n := len(s.requests()); n != running {
		t.Errorf("asked %d times", n)
	}
	equal(t, lastDoubt(a, t), "规则没有读全，模型也没有帮上忙：模型服务接连出错，暂停使用，请人工核对。")
	if n := strings.Count(log.String(), "left alone"); n != 1 {
		t.Errorf("told %d times:\n%s", n, &log)
	}
	now = now.Add(pause)
	a.Improve(t.Context(), earthly()) // one try, which fails: another rest
	a.Improve(t.Context(), earthly())
	if n := len(s.requests()); n != running+1 {
		t.Errorf("asked %d times", n)
	}
	now, down = now.Add(pause), false
	equal(t, lastDoubt(a, t), "以下问题由模型辅助读出，请核对。")
	if a.rest.faults != 0 {
		t.Error("faults are not forgotten")
	}
}

func lastDoubt(a *Assistant, t *testing.T) string {
	d := a.Improve(t.Context(), earthly())
	return d.Doubts[len(d.Doubts)-1].Message
}

// TestCache asks the same text of the same model once, over restarts too, and neither keeps a fault nor trusts a spoiled file.
func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "model")
	good := false
	s := serve(t, func(w http.ResponseWriter, r *http.Request, a asked) {
		if !good {
			says("我不知道")(w, r, a)
			return
		}
		says(earthlyAnswer)(w, r, a)
	})
	ask := func(model string, want int) {
		t.Helper()
		a := assistant(t, s, func(o *Options) { o.Cache = dir; o.Model = model })
		a.Improve(t.Context(), earthly())
		if n := len(s.requests()); n != want {
			t.Errorf("asked %d times, want %d", n, want)
		}
	}
	ask("qwen", 1)
	good = true
	ask("qwen", 2)
	ask("qwen", 2)
	ask("other", 3)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil || strings.Contains(string(data), "李建国") {
			t.Errorf("%s, %v", data, err)
		}
		if err := os.WriteFile(f, data[:20], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ask("qwen", 4)
}

// TestRedirect follows a redirect within the server, and none to elsewhere: neither the text nor the key gets there.
func TestRedirect(t *testing.T) {
	var reached int
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer elsewhere.Close()
	for to, want := range map[string]string{
		elsewhere.URL + "/v1/chat/completions": "规则没有读全，模型也没有帮上忙：服务要转到别的地址，已拒绝，请人工核对。",
		"https://model.invalid/v1":             "规则没有读全，模型也没有帮上忙：服务要转到别的地址，已拒绝，请人工核对。",
		"/moved":                               "以下问题由模型辅助读出，请核对。",
		"/v1/chat/completions":                 "规则没有读全，模型也没有帮上忙：服务要转到别的地址，已拒绝，请人工核对。", // for ever
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, a asked) {
			if r.URL.Path == "/moved" {
				says(earthlyAnswer)(w, r, a)
				return
			}
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		})
		for _, remote := range []bool{false, true} {
			a := assistant(t, s, func(o *Options) { o.Remote = remote })
			equal(t, lastDoubt(a, t), want)
		}
	}
	if reached != 0 {
		t.Errorf("elsewhere was reached %d times", reached)
	}
}
