package elastic

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

// The kinds of records in the index of documents.
const (
	documentRecord = "document"
	problemRecord  = "problem"
)

// about is what documents and problems are filtered, counted and ordered by.
type about struct {
	Record string       `json:"record"`
	Doc    record.DocID `json:"doc"`
	Unit   string       `json:"unit"`
	Names  []string     `json:"names"` // Unit among them
	Round  string       `json:"round"`
	Year   int          `json:"year"`
	Kind   record.Kind  `json:"kind"`
	File   string       `json:"file"`
}

// storedDocument is the record of a document. Body is all of it, as [index.Pack] makes it.
type storedDocument struct {
	about
	Problems int    `json:"problems"` // how many records of problems it has
	Body     []byte `json:"body"`
}

// storedProblem is the record of a problem, as it is read: whole hits, without asking for their documents.
type storedProblem struct {
	about
	Position   int               `json:"position"` // from 1
	Topic      string            `json:"topic"`
	Status     record.Status     `json:"status"`
	DocTitle   string            `json:"doc_title"`
	Inspection record.Inspection `json:"inspection"`
	Problem    record.Problem    `json:"problem"`
}

// sentProblem is the record of a problem, as it is written.
type sentProblem struct {
	storedProblem
	Pairs      []string `json:"pairs"` // of each text of the problem
	TitlePairs string   `json:"title_pairs"`
}

// operation is one line, or two, of a bulk request.
type operation struct {
	doc   record.DocID
	lines []byte
}

// encode makes the operations that store a document in place of one with had problems: what is too much goes first, and the document comes
// before its problems, so that no problem is ever seen whose document is not there.
func encode(d record.Document, had int) ([]operation, error) {
	if d.ID == "" {
		return nil, errors.New("document has no ID")
	}
	var ops []operation
	for i := len(d.Problems) + 1; i <= had; i++ {
		ops = append(ops, deletion(d.ID, problemID(d.ID, i)))
	}
	body, err := index.Pack(d)
	if err != nil {
		return nil, err
	}
	a := about{documentRecord, d.ID, d.Unit, append([]string{d.Unit}, d.Names...), d.Inspection.Round, d.Inspection.Year, d.Kind, d.File}
	op, err := indexing(d.ID, string(d.ID), storedDocument{a, len(d.Problems), body})
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	ops = append(ops, op)
	a.Record = problemRecord
	for i, p := range d.Problems {
		stored := storedProblem{a, i + 1, p.Topic, p.Status, d.Title, d.Inspection, p}
		op, err := indexing(d.ID, problemID(d.ID, i+1), sentProblem{stored, texts(p), pairs(p.Title)})
		if err != nil {
			return nil, fmt.Errorf("encode problem: %w", err)
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func problemID(doc record.DocID, position int) string {
	return record.ProblemID{Doc: doc, Index: position}.String()
}

// texts are the pairs of each text of a problem. The field's gap keeps a phrase from running from one into the next.
func texts(p record.Problem) []string {
	out := []string{pairs(p.Title), pairs(p.Text)}
	for _, m := range p.Measures {
		out = append(out, pairs(m.Text))
	}
	return out
}

func pairs(s string) string { return strings.Join(han.Bigrams(s), " ") }

func indexing(doc record.DocID, id string, source any) (operation, error) {
	b, err := json.Marshal(source)
	if err != nil {
		return operation{}, err
	}
	return operation{doc, fmt.Appendf(nil, "{\"index\":{\"_id\":%s,\"routing\":%s}}\n%s\n", quoted(id), quoted(string(doc)), b)}, nil
}

func deletion(doc record.DocID, id string) operation {
	return operation{doc, fmt.Appendf(nil, "{\"delete\":{\"_id\":%s,\"routing\":%s}}\n", quoted(id), quoted(string(doc)))}
}

// quoted is s as JSON has it.
func quoted(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		return []byte(strconv.Quote(s))
	}
	return b
}
