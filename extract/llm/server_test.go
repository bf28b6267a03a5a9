package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"huitoukan/extract"
	"huitoukan/record"
)

// server speaks the protocol of chat completions, as a model's server does, and keeps what it was asked.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	asked []asked
}

// asked is one request as it came over the wire.
type asked struct {
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

// handle answers one request.
type handle func(w http.ResponseWriter, r *http.Request, a asked)

func serve(t *testing.T, h handle) *server {
	t.Helper()
	s := &server{}
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
	t.Cleanup(s.Close)
	return s
}

func readRequest(r *http.Request) (asked, error) {
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
		return asked{}, err
	}
	if len(body.Messages) != 2 || body.Messages[0].Role != "system" || body.Messages[1].Role != "user" {
		return asked{}, fmt.Errorf("messages %v", body.Messages)
	}
	return asked{
		Path: r.URL.Path, Key: r.Header.Get("Authorization"), Format: body.Format.Type, Model: body.Model,
		System: body.Messages[0].Content, User: body.Messages[1].Content,
		Strict: body.Format.Schema.Strict, Schema: body.Format.Schema.Schema, Warm: body.Temperature,
	}, nil
}

func (s *server) requests() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// says answers with content, in the form of https://platform.openai.com/docs/api-reference/chat/object.
func says(content string) handle {
	return func(w http.ResponseWriter, _ *http.Request, a asked) { complete(w, a.Model, content, "stop", "") }
}

func complete(w http.ResponseWriter, model, content, finish, refusal string) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": model,
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": finish, "message": map[string]any{"role": "assistant", "content": content, "refusal": refusal},
		}},
		"usage": map[string]any{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
	})
}

// fails answers with an error of the protocol. The message repeats what servers repeat: the key, and the text.
func fails(status int) handle {
	return func(w http.ResponseWriter, r *http.Request, a asked) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
			"message": "refused " + r.Header.Get("Authorization") + a.User, "type": "invalid_request_error", "code": "refused",
		}})
	}
}

func assistant(t *testing.T, s *server, change func(*Options)) *Assistant {
	t.Helper()
	o := Options{Address: s.URL + "/v1", Model: "qwen", Key: "sk-secret-1", Timeout: 5 * time.Second}
	if change != nil {
		change(&o)
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// document is the lines as the rules read them.
func document(lines ...string) record.Document {
	var b record.Builder
	for _, l := range lines {
		b.Add("", l, record.Block{})
	}
	return extract.Extract(b.Text("txt"), "")
}

// earthly is a notice whose problems are numbered as no rule expects.
func earthly() record.Document {
	return document(
		"中共鹿鸣区粮食局党组关于巡察整改情况的通报",
		"2021年3月1日至4月29日，区委第二巡察组对鹿鸣区粮食局党组开展了常规巡察，6月10日反馈意见，共指出4个问题。现将整改情况公布如下。",
		"子、理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。",
		"对此，局党组已制定年度学习计划，每月学习一次。分管领导：李建国，李建国逐次检查记录。",
		"丑、公务接待管理混乱。抽查的12张报销单都没有公函。",
		"对此，已清退超标准接待费３２００元，修订接待办法。",
		"寅、上一轮巡察指出的仓库账实不符问题仍未整改到位。省级储备库账面1200吨，实有1130吨。",
		"对此，已全面盘点，补登账目，对保管员作出处理。",
		"卯、党费收缴不及时。机关支部按季度收缴党费。",
		"对此，已改为按月收缴。联系电话：0000-5551234，联系人：王小明。",
	)
}

// read lists a document: problems with what they hold, then the doubts.
func read(d record.Document) string {
	var b strings.Builder
	for _, p := range d.Problems {
		fmt.Fprintf(&b, "%d|%s|%s|%s|%s\n", p.Number, p.Label, p.Title, p.Text, p.Topic)
		for _, m := range p.Measures {
			fmt.Fprintf(&b, "  %s\n", m.Text)
			if oneLine(d.Text.Slice(m.At)) != m.Text {
				fmt.Fprintf(&b, "  stands as %q\n", d.Text.Slice(m.At))
			}
		}
		for _, r := range p.References {
			fmt.Fprintf(&b, "  %s %q\n", r.Claim, r.Quotes)
		}
	}
	for _, x := range d.Doubts {
		fmt.Fprintf(&b, "? %s %s\n", x.Code, x.Message)
	}
	return b.String()
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
