package main

import (
	"math"
	"path/filepath"

	"huitoukan/record"
)

// line is a document as `extract --json` promises it. Places are runes into the text that `extract --text` prints.
type line struct {
	File       string            `json:"file"`
	Format     string            `json:"format"`
	Kind       record.Kind       `json:"kind"`
	Title      string            `json:"title"`
	Unit       string            `json:"unit"`
	Names      []string          `json:"names"`
	Inspection record.Inspection `json:"inspection"`
	Claimed    int               `json:"claimed"`
	Marking    string            `json:"marking,omitempty"`
	Problems   []problem         `json:"problems"`
	Doubts     []doubt           `json:"doubts"`
	Coverage   float64           `json:"coverage"`
	Rules      int               `json:"rules"`
}

type problem struct {
	Number     int           `json:"number"`
	Label      string        `json:"label"`
	Section    []string      `json:"section"`
	Topic      string        `json:"topic"`
	Title      string        `json:"title"`
	Text       string        `json:"text"`
	Measures   []measure     `json:"measures"`
	Status     record.Status `json:"status"`
	Leader     string        `json:"leader"`
	Owner      string        `json:"owner"`
	Deadline   string        `json:"deadline"`
	References []reference   `json:"references"`
	At         record.Place  `json:"at"`
}

type measure struct {
	Text string       `json:"text"`
	At   record.Place `json:"at"`
}

type reference struct {
	Year   *int         `json:"year"` // null when not stated
	Round  string       `json:"round"`
	Claim  record.Claim `json:"claim"`
	Quotes []string     `json:"quotes"`
	At     record.Place `json:"at"`
}

type doubt struct {
	Code    string       `json:"code"`
	Message string       `json:"message"`
	Hint    bool         `json:"hint,omitempty"` // nothing is amiss with the reading
	At      record.Place `json:"at"`
}

func newLine(d record.Document) line {
	l := line{
		File: filepath.ToSlash(d.File), Format: d.Text.Format, Kind: d.Kind, Title: d.Title, Unit: d.Unit, Names: list0(d.Names),
		Inspection: d.Inspection, Claimed: d.Claimed, Marking: d.Marking, Problems: []problem{}, Doubts: newDoubts(d.Text, d.Doubts),
		Coverage: math.Round(d.Coverage*1000) / 1000, Rules: d.Rules,
	}
	for _, p := range d.Problems {
		l.Problems = append(l.Problems, newProblem(d.Text, p))
	}
	return l
}

// newDoubts are doubts with their places in the text.
func newDoubts(t record.Text, doubts []record.Doubt) []doubt {
	out := []doubt{}
	for _, x := range doubts {
		out = append(out, doubt{x.Code, x.Message, x.Hint, t.Place(x.At)})
	}
	return out
}

func newProblem(t record.Text, p record.Problem) problem {
	out := problem{
		Number: p.Number, Label: p.Label, Section: list0(p.Section), Topic: p.Topic, Title: p.Title, Text: p.Text,
		Measures: []measure{}, Status: p.Status, Leader: p.Leader, Owner: p.Owner, Deadline: p.Deadline,
		References: []reference{}, At: t.Place(p.At),
	}
	for _, m := range p.Measures {
		out.Measures = append(out.Measures, measure{m.Text, t.Place(m.At)})
	}
	for _, r := range p.References {
		ref := reference{Round: r.Round, Claim: r.Claim, Quotes: list0(r.Quotes), At: t.Place(r.At)}
		if r.Year != 0 {
			ref.Year = &r.Year
		}
		out.References = append(out.References, ref)
	}
	return out
}

// list0 is never null in JSON.
func list0(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
