package report

import (
	"fmt"
	"iter"
	"slices"

	"huitoukan/record"
)

// Checks compares what the documents of one round say of each other: which problems of the team's feedback an answer leaves out,
// and which document was issued again. docs and namings are what an engine's Scan and Named yield, in any order; out come the
// doubts of each document beyond those that it raises by itself. Their place is in another document and so told in words.
func Checks(docs iter.Seq2[record.Document, error], namings iter.Seq2[record.Naming, error]) (map[record.DocID][]record.Doubt, error) {
	sources, _, err := collect(docs)
	if err != nil {
		return nil, fmt.Errorf("collect documents: %w", err)
	}
	decisions, err := all(namings)
	if err != nil {
		return nil, fmt.Errorf("collect namings: %w", err)
	}
	out := map[record.DocID][]record.Doubt{}
	us, _ := units(sources, decisions)
	for _, u := range us {
		for _, c := range newFile(u).checks() {
			out[c.doc] = append(out[c.doc], c.doubt)
		}
	}
	return out, nil
}

// check is a doubt about one document that another one raises.
type check struct {
	doc   record.DocID
	doubt record.Doubt
}

func (f file) checks() []check { return append(f.omissions(), f.reissues()...) }

// omissions tell which problems of the team's feedback an answer of the same round does not mention, where it answers to the
// feedback as a whole: one that takes up less than half of it answers to something else.
func (f file) omissions() (out []check) {
	for i, r := range f.rounds {
		for _, d := range r.docs {
			if d.Kind == record.Feedback || d.superseded != "" {
				continue
			}
			told, left := f.answered(i, d.ID)
			if len(told) <= len(left) {
				continue
			}
			for _, s := range left {
				message := fmt.Sprintf("反馈的问题“%s”（%s），在%s“%s”里没有找到，请核对。", s.title, s.statement.Where(), Chinese(d.Kind), d.File)
				out = append(out, check{d.ID, record.Doubt{Code: "omitted", Message: message}})
			}
		}
	}
	return out
}

// fedBack is a problem as the team's feedback states it.
type fedBack struct {
	title     string
	statement Statement
}

// answered parts the problems that the feedback of round i states by whether document doc states them too.
func (f file) answered(i int, doc record.DocID) (told, left []fedBack) {
	for k, j := range f.findings {
		if f.of[k] != i || j.Statements[0].Kind != record.Feedback {
			continue
		}
		b := fedBack{j.Title, j.Statements[0]}
		if slices.ContainsFunc(j.Statements, func(s Statement) bool { return s.Doc == doc }) {
			told = append(told, b)
		} else {
			left = append(left, b)
		}
	}
	return told, left
}

// reissues tell which documents a later version replaces: nothing is amiss with either.
func (f file) reissues() (out []check) {
	for _, r := range f.rounds {
		for _, d := range r.docs {
			if d.superseded != "" {
				message := fmt.Sprintf("“%s”已由后来收到的“%s”替换，只在旧版里出现的问题不再列出。", d.File, d.superseded)
				out = append(out, check{d.ID, record.Doubt{Code: "superseded", Message: message, Hint: true}})
			}
		}
	}
	return out
}
