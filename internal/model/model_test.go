package model

import (
	"encoding/json"
	"testing"

	"huitoukan/internal/model/modeltest"
)

// words is an answer of its own: what the questions of the program have in common is told by any.
type words struct {
	Words []string `json:"words" description:"材料里的词语"`
}

var question = NewQuestion[words]("words", "列出材料里的词语。")

const (
	text   = "粮食局：理论学习不经常。"
	answer = `{"words":["理论","学习"]}`
)

func server(t *testing.T, s *modeltest.Server, change func(*Options)) *Server {
	t.Helper()
	o := Options{Address: s.URL + "/v1", Model: "qwen", Key: "sk-secret-1"}
	if change != nil {
		change(&o)
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ask is the answer about text, or what people are told of the fault.
func ask(t *testing.T, s *Server, marking string) string {
	t.Helper()
	got, err := question.Ask(t.Context(), s, marking, text)
	if err != nil {
		return Chinese(err)
	}
	out, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestAsk sends the instruction, the text and the shape of the answer, in the protocol's words.
func TestAsk(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(answer))
	equal(t, ask(t, server(t, s, nil), ""), answer)
	asked := s.Requests()
	if len(asked) != 1 {
		t.Fatalf("asked %d times", len(asked))
	}
	a := asked[0]
	if a.Path != "/v1/chat/completions" || a.Key != "Bearer sk-secret-1" || a.Format != "json_schema" || !a.Strict || a.Model != "qwen" ||
		a.Schema["additionalProperties"] != false || a.System != question.instruction || a.User != text || a.Warm > 1e-6 {
		t.Errorf("asked %+v", a)
	}
}
