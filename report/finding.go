package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"huitoukan/internal/han"
	"huitoukan/record"
	"huitoukan/report/match"
)

// joined is a finding with what is needed to compare it and to lay verdicts over it.
type joined struct {
	Finding
	keys   []record.FindingID // all that a verdict may call it, the finding's own ID first
	texts  []string
	titles []string
	refs   []record.Reference
}

// findings joins the statements of one round. names are all that the unit's documents call it: a key is made with
// each, so that a document with a fuller name, added later, moves no verdict.
func findings(r round, names []string, taken map[record.FindingID]bool) []joined {
	labels := match.Join(statements(r))
	var fs []joined
	for d, doc := range r.docs {
		seen := map[string]int{}
		for i, p := range doc.Problems {
			n := labels[d][i]
			for len(fs) <= n {
				fs = append(fs, joined{Finding: Finding{Year: r.Year, Round: r.Round}})
			}
			seen[letters(p.Title)]++
			fs[n].add(doc, i, keys(names, r, doc, p.Title, seen[letters(p.Title)]))
		}
	}
	fs = standing(fs, r)
	for i := range fs {
		fs[i].name(taken)
	}
	return fs
}

func statements(r round) [][]match.Statement {
	docs := make([][]match.Statement, len(r.docs))
	for d, doc := range r.docs {
		for _, p := range doc.Problems {
			docs[d] = append(docs[d], match.Statement{Title: p.Title, Text: p.Text})
		}
	}
	return docs
}

func (f *joined) add(doc source, i int, keys []record.FindingID) {
	p := doc.Problems[i]
	f.Statements = append(f.Statements, Statement{
		File: doc.File, Number: p.Number, Kind: doc.Kind, Doc: doc.ID, Index: i + 1, Quote: p.Text, Place: doc.places[i],
		Measures: measures(p), Status: p.Status, Leader: p.Leader,
	})
	if f.Title == "" {
		f.Title = p.Title
	}
	if f.Topic == "" {
		f.Topic = p.Topic
	}
	f.titles, f.texts, f.refs = append(f.titles, p.Title), append(f.texts, p.Text), append(f.refs, p.References...)
	f.keys = append(f.keys, keys...)
}

func measures(p record.Problem) (out []string) {
	for _, m := range p.Measures {
		out = append(out, m.Text)
	}
	return out
}

// name gives the finding its ID: the first key of its canonical statement that no other finding of the unit has.
func (f *joined) name(taken map[record.FindingID]bool) {
	id := f.keys[0]
	for n := 2; taken[id]; n++ {
		id = hash(string(f.keys[0]), n)
	}
	taken[id] = true
	f.ID = id
	f.keys = append([]record.FindingID{id}, f.keys...)
}

// keys are what a statement may be called: one for each name of the unit and each year that the round's documents
// state, that of its own document first. nth tells statements of one title in one document apart.
func keys(names []string, r round, doc source, title string, nth int) (ids []record.FindingID) {
	years := []int{doc.Inspection.Year, r.Year}
	for _, d := range r.docs {
		years = append(years, d.Inspection.Year)
	}
	for _, name := range append([]string{doc.core}, names...) {
		for _, year := range years {
			if id := key(name, year, title, nth); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func key(unit string, year int, title string, nth int) record.FindingID {
	return hash(fmt.Sprintf("%s\x00%d\x00%s", unit, year, letters(title)), nth)
}

// hash is 12 hexadecimal digits: short enough to be typed, long enough that among a million findings two meet by
// chance once in five hundred stores.
func hash(s string, nth int) record.FindingID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", s, nth))
	return record.FindingID(hex.EncodeToString(sum[:6]))
}

// letters is a title as it is compared: folded, letters and digits only.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, han.Fold(s))
}
