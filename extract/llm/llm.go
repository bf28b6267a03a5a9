// Package llm asks a language model about the documents that the rules of package extract could not read well, and believes
// nothing that it answers: a problem, a measure or a quotation counts only where its words stand in the document, and then it
// is the document's own words and their place that are taken.
//
// A record.Document comes in as the rules read it; the same document goes out, read better or with a doubt that says why not.
// The model is a server's of package internal/model. What is sent are the text's characters, names and telephone numbers masked,
// and nothing else of the file; docs/decisions/0008-model.md tells what is never sent. When no server is set, nobody makes an Assistant.
package llm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"huitoukan/extract"
	"huitoukan/internal/mask"
	"huitoukan/internal/model"
	"huitoukan/record"
)

// Options say which model is asked, and how much may be spent on it. Server must be set.
type Options struct {
	Server  *model.Server
	Timeout time.Duration // for one document, all its parts together; 0 means 60 s
	Context int           // runes of a document that go into one question; 0 means 6000
}

// Assistant asks one model. Its methods may be called at once.
type Assistant struct{ Options }

// New makes an Assistant; it asks nothing yet.
func New(o Options) *Assistant {
	if o.Timeout == 0 {
		o.Timeout = 60 * time.Second
	}
	if o.Context == 0 {
		o.Context = 6000
	}
	return &Assistant{o}
}

// low is the coverage under which the rules' reading is doubtful as a whole.
const low = 0.8

// weak reports whether the rules failed on d: no problems, another count than the text states, or much left unexplained.
func weak(d record.Document) bool {
	return len(d.Problems) == 0 || d.Claimed > 0 && len(d.Problems) != d.Claimed || d.Coverage < low
}

// Improve is d as the model helps to read it, or d with a doubt when it could not help; a document that the rules read well comes
// back as it is, unasked. It takes no longer than the time that is set. When ctx ends, d comes back unchanged.
func (a *Assistant) Improve(ctx context.Context, d record.Document) record.Document {
	if !weak(d) || strings.TrimSpace(d.Text.Body) == "" {
		return d
	}
	if model.Secret(d.Marking) {
		return withDoubt(d, "model_not_sent", fmt.Sprintf("材料标有“%s”，没有送给模型。", d.Marking))
	}
	began := time.Now()
	hidden := mask.Text(d.Text)
	answers, err := a.ask(ctx, d, hidden)
	if ctx.Err() != nil {
		return d
	}
	a.Server.Log.Info("model asked", "n", len(answers), "took", time.Since(began).Milliseconds(), "err", err)
	if model.Remote(err) && d.Marking != "" {
		return withDoubt(d, "model_not_sent", fmt.Sprintf("材料标有“%s”，模型不在本机，没有送出。", d.Marking))
	}
	if err != nil {
		return withDoubt(d, "model_unanswered", "规则没有读全，模型也没有帮上忙："+model.Chinese(err)+"，请人工核对。")
	}
	return weigh(d, hidden, answers)
}

// Check asks the server a question that holds nothing of any document, and says what is wrong, in Chinese, or how long it took.
func (a *Assistant) Check(ctx context.Context) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, a.Timeout)
	defer cancel()
	began := time.Now()
	if _, err := problemsIn.Send(ctx, a.Server, "", "材料：\n问题1：学习不够。\n"); err != nil {
		return 0, errors.New(model.Chinese(err))
	}
	return time.Since(began), nil
}

// partAnswer is what the model answered about one part of a text.
type partAnswer struct {
	at     record.Span
	answer answer
}

// ask puts the whole text to the model, part by part, within the time of one document. It is all or nothing: half a document read
// by the model and half by the rules would be nobody's reading.
func (a *Assistant) ask(ctx context.Context, d record.Document, hidden string) ([]partAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, a.Timeout)
	defer cancel()
	var out []partAnswer
	for _, at := range parts(d.Text, d.Problems, a.Context) {
		got, err := problemsIn.Ask(ctx, a.Server, d.Marking, "材料：\n"+hidden[at.Start:at.End])
		if err != nil {
			return nil, err
		}
		out = append(out, partAnswer{at, got})
	}
	return out, nil
}

// weigh takes the model's reading where it explains the document better than the rules'.
func weigh(d record.Document, hidden string, answers []partAnswer) record.Document {
	var r reading
	for _, p := range answers {
		r.add(newFinder(d.Text, hidden, p.at).place(p.answer))
	}
	m := r.document(d)
	if len(m.Problems)+len(d.Problems)+r.invented == 0 {
		return withDoubt(d, "model_no_better", "模型也没有读出问题。")
	}
	if !better(d, m, r.pieces()) {
		return r.told(withDoubt(d, "model_no_better", "模型的读法没有比规则读得更全，没有采用，请人工核对。"))
	}
	whole := record.Span{Start: m.Problems[0].At.Start, End: m.Problems[len(m.Problems)-1].At.End}
	m.Doubts = append(m.Doubts, record.Doubt{Code: "model_read", Message: "以下问题由模型辅助读出，请核对。", At: whole})
	return r.told(m)
}

func withDoubt(d record.Document, code, message string) record.Document {
	d.Doubts = append(slices.Clone(d.Doubts), record.Doubt{Code: code, Message: message})
	return d
}

// document is the model's reading as a record, with all that the rules tell of the same words.
func (r reading) document(d record.Document) record.Document {
	var problems []record.Problem
	for _, p := range r.problems {
		problems = append(problems, p.problem)
	}
	for _, q := range d.Problems {
		inherit(d.Text, problems, q)
	}
	m := extract.Given(d, problems)
	m.Coverage, m.Doubts = coverage(d, r.pieces(), m.Doubts)
	return m
}

// inherit gives what the model is not asked for from q, as the rules read it, to the first problem that begins in it.
func inherit(t record.Text, problems []record.Problem, q record.Problem) {
	i := slices.IndexFunc(problems, func(p record.Problem) bool { return q.At.Start <= p.At.Start && p.At.Start < q.At.End })
	if i < 0 {
		return
	}
	p := &problems[i]
	p.Section, p.Status, p.Leader, p.Owner, p.Deadline = q.Section, q.Status, q.Leader, q.Owner, q.Deadline
	if p.Label == "" && strings.TrimSpace(t.Body[q.At.Start:p.At.Start]) == q.Label {
		p.Label, p.Number, p.At.Start = q.Label, q.Number, q.At.Start
	}
}
