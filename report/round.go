package report

import (
	"cmp"
	"slices"
	"strings"

	"huitoukan/internal/han"
	"huitoukan/record"
	"huitoukan/report/match"
)

// source is a document without its text, with the places of its problems worked out while the text was at hand:
// a report over a whole county need not hold every text.
type source struct {
	record.Document
	core       string // the unit's name as it is compared
	places     []record.Place
	superseded string // the file of the newer version of the same document; "" for what stands
}

func newSource(d record.Document) source {
	s := source{Document: d, core: core(d.Unit), places: make([]record.Place, len(d.Problems))}
	for i, p := range d.Problems {
		if p.At.End <= len(d.Text.Body) {
			s.places[i] = d.Text.Place(p.At)
		}
	}
	s.Text = record.Text{}
	return s
}

// precedence is the order in which documents of a round are believed: the team's own words first.
var precedence = map[record.Kind]int{record.Feedback: 1, record.Progress: 2, record.Plan: 3, record.Ledger: 4, record.Other: 5}

func byPrecedence(a, b source) int {
	return cmp.Or(
		cmp.Compare(precedence[a.Kind], precedence[b.Kind]),
		compareBool(a.superseded != "", b.superseded != ""),
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.ID, b.ID),
	)
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// round is one inspection of a unit: what its documents together say of it, and the documents.
type round struct {
	record.Inspection
	docs []source
}

// rounds groups a unit's documents by inspection, in order of time; what states no year at all comes first.
func rounds(docs []source) []round {
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b source) int { // those that tell most begin a round, the others find it
		return cmp.Or(cmp.Compare(stated(b.Inspection), stated(a.Inspection)), byPrecedence(a, b))
	})
	var rs []round
	for _, d := range docs {
		var r *round
		if d.Inspection.Year == 0 {
			r = telling(rs, d, compatible)
		}
		if r == nil {
			r = fitting(rs, d.Inspection)
		}
		if r == nil {
			r = telling(rs, d, misdated)
		}
		if r == nil {
			rs = append(rs, round{})
			r = &rs[len(rs)-1]
		}
		r.add(d)
	}
	for i := range rs {
		rs[i].supersede()
		slices.SortFunc(rs[i].docs, byPrecedence)
	}
	slices.SortFunc(rs, func(a, b round) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(cmp.Or(a.Start, a.Feedback), cmp.Or(b.Start, b.Feedback)),
			cmp.Compare(a.Round, b.Round), byPrecedence(a.docs[0], b.docs[0]))
	})
	return rs
}

func (r *round) add(d source) {
	in := d.Inspection
	r.Year = cmp.Or(r.Year, in.Year)
	for _, f := range [][2]*string{
		{&r.Round, &in.Round}, {&r.Body, &in.Body}, {&r.Level, &in.Level}, {&r.Type, &in.Type},
		{&r.Start, &in.Start}, {&r.End, &in.End}, {&r.Feedback, &in.Feedback},
	} {
		*f[0] = cmp.Or(*f[0], *f[1])
	}
	r.docs = append(r.docs, d)
}

// inspections are the round as each of its documents tells it.
func (r round) inspections() (in []record.Inspection) {
	for _, d := range r.docs {
		in = append(in, d.Inspection)
	}
	return append(in, r.Inspection)
}

// fitting is the round that a document belongs to: of those that it does not contradict, the one with which it
// agrees in most. A document that says nothing of its inspection finds one only where there is but one.
func fitting(rs []round, in record.Inspection) *round {
	var best *round
	most, fit := -1, 0
	for i := range rs {
		if !compatible(rs[i].Inspection, in) {
			continue
		}
		fit++
		if n := agreeing(rs[i].Inspection, in); n > most {
			best, most = &rs[i], n
		}
	}
	if fit > 1 && most == 0 {
		return nil
	}
	return best
}

// telling is the round whose problems a document tells though it states no year: at least half of them, and more than
// of any other round that it may tell of. Notices leave the year out (至5月31日), and minutes tell another day than the feedback.
func telling(rs []round, d source, may func(a, b record.Inspection) bool) *round {
	var best *round
	most, second := 0, 0
	for i := range rs {
		n := 0
		if may(rs[i].Inspection, d.Inspection) {
			n = joint(rs[i], d)
		}
		if n > most {
			best, most, second = &rs[i], n, most
		} else {
			second = max(second, n)
		}
	}
	if most*2 < len(d.Problems) || most == second {
		return nil
	}
	return best
}

// joint counts the problems of a document that a round's documents state too.
func joint(r round, d source) (n int) {
	labels := match.Join(statements(round{docs: append(slices.Clone(r.docs), d)}))
	known := map[int]bool{}
	for _, doc := range labels[:len(r.docs)] {
		for _, l := range doc {
			known[l] = true
		}
	}
	for _, l := range labels[len(r.docs)] {
		if known[l] {
			n++
		}
	}
	return n
}

// compatible says whether two documents may tell of one inspection. The round decides where both state it, else the
// dates, else the team: 巡察三组 is 区委第三巡察组.
func compatible(a, b record.Inspection) bool {
	if a.Year != 0 && b.Year != 0 && a.Year != b.Year {
		return false
	}
	if a.Round != "" && b.Round != "" {
		return match.SameRound(a.Round, b.Round)
	}
	if same, differing := dates(a, b); same+differing > 0 {
		return same > 0
	}
	return a.Body == "" || b.Body == "" || sameBody(a.Body, b.Body)
}

// misdated says whether two documents may tell of one inspection though a date differs: of one year, by one team, and not of rounds
// that are named and differ.
func misdated(a, b record.Inspection) bool {
	return a.Year == b.Year && sameBody(a.Body, b.Body) && (a.Round == "" || b.Round == "" || match.SameRound(a.Round, b.Round))
}

// dates counts the dates that both state, those that agree and those that do not; 2021-06 agrees with 2021-06-29.
func dates(a, b record.Inspection) (same, differing int) {
	for _, d := range [][2]string{{a.Start, b.Start}, {a.End, b.End}, {a.Feedback, b.Feedback}} {
		switch {
		case d[0] == "" || d[1] == "":
		case strings.HasPrefix(d[0], d[1]), strings.HasPrefix(d[1], d[0]):
			same++
		default:
			differing++
		}
	}
	return same, differing
}

func sameBody(a, b string) bool {
	a, b = han.Fold(a), han.Fold(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return strings.IndexFunc(a, func(r rune) bool { return !strings.ContainsRune(b, r) }) < 0
}

func agreeing(a, b record.Inspection) int {
	n, _ := dates(a, b)
	if a.Year != 0 && a.Year == b.Year {
		n++
	}
	for _, f := range [][2]string{{a.Round, b.Round}, {a.Body, b.Body}, {a.Type, b.Type}} {
		if f[0] != "" && f[0] == f[1] {
			n++
		}
	}
	return n
}

// stated counts what a document says of its inspection.
func stated(in record.Inspection) int { return agreeing(in, in) }
