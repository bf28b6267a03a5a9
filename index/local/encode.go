package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

// encoded is a document in its stored form. It is made before the transaction begins, so that a document that has none is
// refused alone, and other processes do not wait for the work.
type encoded struct {
	record.Document
	head, body []byte
	problems   []encodedProblem
}

// encodedProblem is a problem with the words of its columns in the index.
type encodedProblem struct {
	class                 class
	body                  []byte
	title, text, measures string
}

// class is a topic with a status.
type class struct {
	topic  string
	status record.Status
}

// head is what a hit tells of its document.
type head struct {
	File, Title, Unit string
	Kind              record.Kind
	Inspection        record.Inspection
}

func encode(d record.Document) (encoded, error) {
	x := encoded{Document: d}
	if d.ID == "" {
		return x, errors.New("document has no ID")
	}
	var err error
	if x.head, err = json.Marshal(head{d.File, d.Title, d.Unit, d.Kind, d.Inspection}); err != nil {
		return x, fmt.Errorf("encode document: %w", err)
	}
	if x.body, err = index.Pack(d); err != nil {
		return x, err
	}
	for _, p := range d.Problems {
		b, err := json.Marshal(p)
		if err != nil {
			return x, fmt.Errorf("encode problem: %w", err)
		}
		x.problems = append(x.problems, encodedProblem{class{p.Topic, p.Status}, b, words(p.Title), words(p.Text), words(measures(p)...)})
	}
	return x, nil
}

// words is what the index is given for the texts of one column: their pairs of characters, set apart by spaces. The last
// character of a text, alone, is in no phrase, so that none runs from one text into the next.
func words(texts ...string) string {
	var out []string
	for _, t := range texts {
		out = append(out, han.Bigrams(t)...)
	}
	return strings.Join(out, " ")
}

func measures(p record.Problem) []string {
	var out []string
	for _, m := range p.Measures {
		out = append(out, m.Text)
	}
	return out
}
