// Package extract reads a document's text as a careful clerk would: which unit, which inspection, which numbered problems,
// and what was promised or done about each. A [record.Text] comes in, a [record.Document] goes out.
//
// It is pure: no file, clock, network or goroutine; the same text gives the same answer. It returns no error: what it could
// not explain is a doubt with its place, and Coverage says how much it understood. Whether two documents speak of the same
// unit, round or problem is not decided here.
package extract

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// Version is raised whenever the rules change what they answer, so that what older rules read can be found.
const Version = 5

// Extract reads t. file is the document's path under the inbox, slash separated; its name is a hint where the text itself
// names no title. ID, File and Taken stay empty.
func Extract(t record.Text, file string) record.Document {
	ledgers := ledgersIn(t)
	paras := understood(t, ledgers)
	h := headerOf(t, paras)
	h.hint(t, file, ledgers)

	d := record.Document{Rules: Version, Text: t, Doubts: append([]record.Doubt(nil), t.Doubts...)}
	h.apply(&d)
	read := problemsOf(t, h, paras, ledgers)
	d.Problems = read.problems
	number1(d.Problems)
	if d.Kind == record.Other && answered(d.Problems) {
		d.Kind = record.Progress
	}
	for i := range d.Problems {
		p := &d.Problems[i]
		p.Topic = topicOf(*p)
		p.References = references(p.Text, p.At)
	}
	d.Doubts = append(d.Doubts, read.doubts...)
	d.Doubts = append(d.Doubts, check(d, h)...)
	d.Coverage = coverage(t, read.explained, &d)
	return d
}

// answered reports whether most of several problems are told with what was done about them: a letter to the people is a report of
// progress, whatever it calls itself.
func answered(ps []record.Problem) bool {
	n := 0
	for _, p := range ps {
		if len(p.Measures) > 0 {
			n++
		}
	}
	return len(ps) > 1 && float64(n) >= mostly*float64(len(ps))
}

// understood lists the paragraphs with what the whole document tells of each: numbers that have lost their marks, classes in
// brackets, the document's own names for its fields, markers glued to a statement.
func understood(t record.Text, ledgers []ledger) []para {
	paras := paragraphs(t, ledgers)
	shapeByDepth(paras)
	labelLoosely(paras)
	labelByOwnWords(paras)
	unmarkHeadings(paras)
	markSignedClasses(paras)
	markBracketed(paras)
	markNameLines(paras)
	for names := learn(paras); len(names) > 0; names = learn(paras) { // 整改后： is learned by what stands under 整改前：
		relearn(paras, names)
	}
	markDutyLines(paras)
	unglue(paras)
	markTurns(paras)
	return paras
}

// hint fills what the text left open from the file's name.
func (h *header) hint(t record.Text, file string, ledgers []ledger) {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	if h.title == "" && file != "" {
		h.title = name
	}
	if h.kind == record.Other {
		h.kind = kindOf(name, nil)
	}
	if h.kind == record.Other && len(ledgers) > 0 {
		h.kind = kindOfTables(t, ledgers)
	}
	if h.unit == "" {
		c := unitNames{seen: map[string]bool{}}
		c.read(name, titled)
		c.read(name, told)
		h.unit, h.names = c.choose()
	}
}

// found is what the problems' part of a document gave.
type found struct {
	problems  []record.Problem
	explained []record.Span
	doubts    []record.Doubt
}

// problemsOf reads the problems from the ledgers and from the outline of the running text, and takes the fuller: an annex may list
// in short what the text tells at length, and a text may only introduce its ledger.
func problemsOf(t record.Text, h header, paras []para, ledgers []ledger) found {
	if len(ledgers) == 0 {
		return outlineProblems(t, h, paras, false)
	}
	if !slices.ContainsFunc(ledgers, ledger.lists) {
		o := outlineProblems(t, h, paras, true)
		for _, l := range ledgers {
			l.giveTo(t, o.problems)
			o.explained = append(o.explained, l.places()...)
		}
		return o
	}
	f := ledgerProblems(t, ledgers)
	for _, p := range paras {
		f.explained = append(f.explained, p.at)
	}
	o := outlineProblems(t, h, paras, false)
	if both, ok := o.goesOnIn(f); ok {
		return both
	}
	if len(o.problems) > 1 && o.told() > f.told() && o.failings() >= f.failings() {
		for _, l := range ledgers {
			o.explained = append(o.explained, l.places()...)
		}
		return o
	}
	return f
}

// goesOnIn puts together what a text begins to number and its table goes on with: problems 1 to 8 told at length, and 9 to 12 in a table.
func (f found) goesOnIn(table found) (both found, ok bool) {
	all := slices.Concat(f.problems, table.problems)
	slices.SortStableFunc(all, func(a, b record.Problem) int { return cmp.Compare(a.Number, b.Number) })
	for i, p := range all {
		if p.Number != i+1 {
			return found{}, false
		}
	}
	ok = len(f.problems) > 0 && len(table.problems) > 0
	return found{all, slices.Concat(f.explained, table.explained), f.doubts}, ok
}

// told counts what is said about the problems, in runes: statements that have measures, and the measures.
func (f found) told() int {
	n := 0
	for _, p := range f.problems {
		for _, m := range p.Measures {
			n += utf8.RuneCountInString(m.Text)
		}
		if len(p.Measures) > 0 {
			n += utf8.RuneCountInString(p.Text)
		}
	}
	return n
}

// failings counts the problems that are named as failings. The demands below a notice's table (有关要求：1.…2.…) are not.
func (f found) failings() int {
	n := 0
	for _, p := range f.problems {
		if failing(p.Title) {
			n++
		}
	}
	return n
}

// outlineProblems weighs the readings of the outline and makes the problems of the best one.
// answered says that a table tells the measures.
func outlineProblems(t record.Text, h header, paras []para, answered bool) found {
	title, paras := paras[:h.body], paras[h.body:]
	if h.kind == record.Feedback {
		paras = splitClauses(splitRunning(paras, t), t)
	}
	paras = splitListed(paras, t)
	markAimed(paras)
	markHeads(paras, h.kind)
	markClassLines(paras)
	byNumber := answersByNumber(paras)
	if byNumber {
		joinAnswers(paras)
	}
	o := outlineOf(paras, h.kind)
	s := scorer{t: t, kind: h.kind, claimed: h.claimed, answered: answered || byNumber}
	parts, chosen := s.choose(o.top)
	m := maker{scorer: s, roots: parts, chosen: chosen.problems}
	if !s.answered {
		m.splitTold(chosen.problems)
	}
	m.chosen = m.quoteQuestions(m.chosen)
	m.quoteHeads(m.chosen)
	chosen.problems = m.chosen
	var f found
	for _, n := range chosen.problems {
		f.problems = append(f.problems, m.problem(n))
	}
	m.dealOut(chosen.problems, f.problems)
	m.answerByNumber(paras, f.problems)
	if len(f.problems) == 0 && h.kind == record.Feedback {
		f.problems = proseProblems(t, paras)
	}
	f.explained = explained(o, parts, f.problems)
	for _, p := range title {
		f.explained = append(f.explained, p.at)
	}
	return f
}

// choose weighs the readings of all parts that may hold problems and, where the text states how many there are, of each part
// alone: what was organised may be told in the same form as the problems.
func (s scorer) choose(top *node) (parts []*node, best reading) {
	parts = s.problemParts(top)
	best = s.read(s.unwrap(parts))
	for _, p := range parts {
		alone := []*node{p}
		if r := s.read(s.unwrap(alone)); s.claimed > 0 && len(r.problems) == s.claimed && r.score > best.score {
			parts, best = alone, r
		}
	}
	return parts, best
}

// unwrap goes from parts of the report to what stands under them; a part that is a class or a problem itself stays.
func (s scorer) unwrap(parts []*node) []*node {
	var out []*node
	for _, n := range parts {
		if len(n.children) > 0 && s.isPart(n, parts) {
			out = append(out, n.children...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// number1 keeps the printed numbers where each is one problem's own, in whatever order sheets bring them; where they begin again, are
// doubled or missing, the running index takes their place.
func number1(ps []record.Problem) {
	if len(ps) > 0 && ps[0].Number == 0 {
		ps[0].Number = 1
	}
	seen := map[int]bool{0: true}
	for _, p := range ps {
		if !seen[p.Number] {
			seen[p.Number] = true
			continue
		}
		for j := range ps {
			ps[j].Number = j + 1
		}
		return
	}
}
