package model

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"

	openai "github.com/sashabaranov/go-openai"
	"github.com/sashabaranov/go-openai/jsonschema"
)

// Question is what is asked of a model about a text: an instruction, and T, the shape of the answer.
type Question[T any] struct {
	name, instruction string
	schema            *jsonschema.Definition
}

// NewQuestion makes a question. name is a word for what is asked for; T a struct, whose keys must all be there in an answer. The
// instruction should say so too, since not every server holds its model to the shape.
func NewQuestion[T any](name, instruction string) Question[T] {
	var t T
	schema, err := jsonschema.GenerateSchemaForType(t) // every key required, no other allowed
	if err != nil {
		panic(err) // T holds what a schema cannot say
	}
	return Question[T]{name, instruction, schema}
}

// Kept is the answer about text that s has given before, if it is kept. One that cannot be read is asked for again.
func (q Question[T]) Kept(s *Server, text string) (T, bool) {
	said, ok := s.cache.get(cacheKey(s.Model, q.instruction, text))
	if !ok {
		var none T
		return none, false
	}
	a, err := q.parse(said)
	return a, err == nil
}

// Ask is the answer about text, from a document with the marking: one that is kept, or what the server says unless it rests. The
// error is a fault, which [Chinese] tells, or ctx's when the program stops.
func (q Question[T]) Ask(ctx context.Context, s *Server, marking, text string) (T, error) {
	if got, ok := q.Kept(s, text); ok {
		return got, nil
	}
	var none T
	if s.rest.resting(s.now()) {
		return none, faultResting
	}
	got, err := q.Send(ctx, s, marking, text)
	if errors.Is(ctx.Err(), context.Canceled) {
		return none, ctx.Err() // the program stops; the server is not to blame
	}
	if errors.Is(err, faultSecret) || s.Remote && errors.Is(err, faultRemote) {
		return none, err // by the document's marking; the server was not asked
	}
	if s.rest.note(s.now(), err) {
		s.Log.Warn("model failed several times running, left alone for a while", "took", pause.Milliseconds(), "err", err)
	}
	if err != nil {
		return none, err
	}
	if err := s.cache.put(cacheKey(s.Model, q.instruction, text), got); err != nil {
		s.Log.Warn("model's answer cannot be kept", "err", err)
	}
	return got, nil
}

// Send asks the server, whatever is kept and whether it rests or not, and keeps nothing.
func (q Question[T]) Send(ctx context.Context, s *Server, marking, text string) (T, error) {
	var none T
	if Secret(marking) {
		return none, faultSecret
	}
	said, err := s.endpoint.complete(ctx, s.endpoint.clientFor(marking), openai.ChatCompletionRequest{
		Model: s.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: q.instruction},
			{Role: openai.ChatMessageRoleUser, Content: text},
		},
	}, openai.ChatCompletionResponseFormatJSONSchema{Name: q.name, Schema: q.schema, Strict: true})
	if err != nil {
		return none, err
	}
	return q.parse(said)
}

// parse reads the JSON object in s. Servers that know no form answer with thoughts before it and a fence around it:
// <think>…</think> ```json {…} ```.
func (q Question[T]) parse(s string) (T, error) {
	var none, a T
	if _, after, ok := strings.Cut(s, "</think>"); ok {
		s = after
	}
	start, end := strings.Index(s, "{"), strings.LastIndex(s, "}")
	if start < 0 || end < start {
		return none, faultForm
	}
	var keys map[string]json.RawMessage
	object := []byte(s[start : end+1])
	if json.Unmarshal(object, &keys) != nil || json.Unmarshal(object, &a) != nil {
		return none, faultForm
	}
	for _, k := range q.schema.Required {
		if v := keys[k]; v == nil || string(v) == "null" {
			return none, faultForm
		}
	}
	return a, nil
}

// forms are the ways of asking for JSON, the strictest first. A server that does not know one says 400, or 422, or 501, and is asked
// in the next: DeepSeek and old vLLM know json_object alone, many small servers neither. The last says nothing of the temperature
// either, which the models that think first refuse.
var forms = []func(*openai.ChatCompletionRequest, *openai.ChatCompletionResponseFormatJSONSchema){
	func(r *openai.ChatCompletionRequest, schema *openai.ChatCompletionResponseFormatJSONSchema) {
		r.Temperature = math.SmallestNonzeroFloat32 // go-openai leaves a plain 0 out
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONSchema, JSONSchema: schema}
	},
	func(r *openai.ChatCompletionRequest, _ *openai.ChatCompletionResponseFormatJSONSchema) {
		r.Temperature = math.SmallestNonzeroFloat32
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	},
	func(*openai.ChatCompletionRequest, *openai.ChatCompletionResponseFormatJSONSchema) {},
}

// complete puts the request in the strictest form that the server knows, and gives what the model said. The error is a fault.
func (e endpoint) complete(ctx context.Context, c *openai.Client, plain openai.ChatCompletionRequest, schema openai.ChatCompletionResponseFormatJSONSchema) (string, error) {
	for form := int(e.form.Load()); ; form++ {
		request := plain
		forms[form](&request, &schema)
		response, err := c.CreateChatCompletion(ctx, request)
		if err == nil {
			e.form.Store(int32(form))
			return saidIn(response)
		}
		if form == len(forms)-1 || !formRefused(ctx, err) {
			return "", faultOf(ctx, err)
		}
	}
}

// formRefused reports whether the fault may be the form's: the server does not accept the request, or go-openai knows that the
// model does not.
func formRefused(ctx context.Context, err error) bool {
	return errors.Is(faultOf(ctx, err), faultRequest) || errors.Is(err, openai.ErrReasoningModelLimitationsOther) ||
		errors.Is(err, openai.ErrReasoningSamplingUnsupported)
}

// saidIn takes what the model said out of the response.
func saidIn(r openai.ChatCompletionResponse) (string, error) {
	if len(r.Choices) == 0 {
		return "", faultForm
	}
	c := r.Choices[0]
	switch {
	case c.Message.Refusal != "", c.FinishReason == openai.FinishReasonContentFilter:
		return "", faultRefused
	case c.FinishReason == openai.FinishReasonLength:
		return "", faultCut
	}
	return c.Message.Content, nil
}
