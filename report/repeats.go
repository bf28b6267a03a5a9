package report

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"huitoukan/record"
	"huitoukan/report/match"
)

// Repeats joins the documents into findings, compares each with those of the unit's earlier rounds and lays the
// verdicts over. docs, verdicts and namings are what an engine's Scan, Decided and Named yield, in any order. An error is the first
// that one of the sequences yields.
func Repeats(docs iter.Seq2[record.Document, error], verdicts iter.Seq2[record.Verdict, error], namings iter.Seq2[record.Naming, error]) (Report, error) {
	r, files, decided, err := joinedFiles(docs, verdicts, namings)
	if err != nil {
		return Report{}, err
	}
	m := match.New(problems(files))
	first := 0
	for i, f := range files {
		u := f.write(decided[i])
		for current := range f.findings {
			u.Repeats = append(u.Repeats, f.repeats(m, first, current, decided[i])...)
		}
		r.Units = append(r.Units, u)
		first += len(f.findings)
	}
	r.Common = common(r.Units)
	return r, nil
}

// InCommon is the report of what several units were told of over a store of any size: it takes what [Repeats] takes, and leaves
// out what came back, for which every unit's rounds are compared with each other.
func InCommon(docs iter.Seq2[record.Document, error], verdicts iter.Seq2[record.Verdict, error], namings iter.Seq2[record.Naming, error]) (Report, error) {
	r, files, decided, err := joinedFiles(docs, verdicts, namings)
	if err != nil {
		return Report{}, err
	}
	for i, f := range files {
		r.Units = append(r.Units, f.write(decided[i]))
	}
	r.Common = common(r.Units)
	return r, nil
}

// joinedFiles joins the documents into the units' files, with what people decided about each, and begins the report.
func joinedFiles(docs iter.Seq2[record.Document, error], verdicts iter.Seq2[record.Verdict, error], namings iter.Seq2[record.Naming, error]) (r Report, files []file, of []decided, err error) {
	sources, r, err := collect(docs)
	if err != nil {
		return r, nil, nil, fmt.Errorf("collect documents: %w", err)
	}
	decisions, err := all(namings)
	if err != nil {
		return r, nil, nil, fmt.Errorf("collect namings: %w", err)
	}
	given, err := all(verdicts)
	if err != nil {
		return r, nil, nil, fmt.Errorf("collect verdicts: %w", err)
	}
	for _, v := range given {
		r.Generated = later(r.Generated, v.At)
	}
	for _, n := range decisions {
		r.Generated = later(r.Generated, n.At)
	}
	us, notes := units(sources, decisions)
	r.Notes = append(r.Notes, notes...)
	files = make([]file, len(us))
	for i, u := range us {
		files[i] = newFile(u)
		r.Notes = append(r.Notes, files[i].notes()...)
	}
	of, unknown := apply(given, files)
	r.Notes = append(r.Notes, unknown...)
	return r, files, of, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// all gathers a sequence, up to its first error.
func all[T any](seq iter.Seq2[T, error]) (out []T, err error) {
	for x, err := range seq {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// collect takes the documents that name their unit, and notes what cannot be compared.
func collect(docs iter.Seq2[record.Document, error]) (sources []source, r Report, err error) {
	r = Report{Notes: []string{}, Units: []Unit{}, Common: []Common{}}
	for d, err := range docs {
		if err != nil {
			return nil, r, err
		}
		r.Rules = max(r.Rules, d.Rules)
		r.Marking = higher(r.Marking, d.Marking)
		r.Generated = later(r.Generated, d.Taken)
		r.Documents++
		sources = append(sources, newSource(d))
	}
	slices.SortFunc(sources, byPrecedence)
	sources = slices.DeleteFunc(sources, func(d source) bool {
		switch {
		case len(d.Problems) == 0:
			r.Notes = append(r.Notes, d.File+"：没有读出问题，未参与比对。")
		case d.core == "":
			r.Notes = append(r.Notes, d.File+"：没有读出被巡察单位，未参与比对。")
		case d.Document.Rules < r.Rules:
			r.Notes = append(r.Notes, d.File+"：由旧版规则读出，重建索引（huitoukan rebuild）后再比对更准。")
		}
		return d.core == ""
	})
	return sources, r, nil
}

// marks are the markings that a document may carry on, the highest first (secret ones are set aside on the way in,
// but a store may have been filled elsewhere).
var marks = []string{"绝密", "机密", "秘密", "工作秘密", "内部"}

// higher is the higher of two markings; one that none of marks explains ranks last, but above none at all.
func higher(a, b string) string {
	rank := func(s string) int {
		if s == "" {
			return len(marks) + 1
		}
		for i, m := range slices.Backward(marks) { // 工作秘密 holds 秘密, and is the lower one
			if strings.Contains(s, m) {
				return i
			}
		}
		return len(marks)
	}
	if c := cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)); c <= 0 {
		return a
	}
	return b
}

// file is one unit's file: its rounds and their findings, all rounds together in order of time.
type file struct {
	unit     unit
	rounds   []round
	findings []joined
	of       []int // the round of each finding
}

func newFile(u unit) file {
	f := file{unit: u, rounds: rounds(u.docs)}
	taken := map[record.FindingID]bool{}
	for i, r := range f.rounds {
		fs := findings(r, u.names, taken)
		f.findings = append(f.findings, fs...)
		for range fs {
			f.of = append(f.of, i)
		}
	}
	return f
}

// problems are the findings of all units as the matcher takes them. Findings of a round without a year cannot be put
// before or after another; each such round is a unit of its own there, and so compared with nothing.
func problems(files []file) (out []match.Finding) {
	undated := -1
	for u, f := range files {
		for i, j := range f.findings {
			r := f.rounds[f.of[i]]
			m := match.Finding{
				Unit: u, Round: f.of[i], Inspections: r.inspections(),
				Titles: j.titles, Texts: j.texts, Topic: j.Topic, References: j.refs,
			}
			if r.Year == 0 {
				m.Unit, undated = undated, undated-1
			}
			out = append(out, m)
		}
	}
	return out
}

// notes say what a unit's file lacks, and what does not fit together in it.
func (f file) notes() (notes []string) {
	for _, c := range f.checks() {
		notes = append(notes, f.unit.name+"："+c.doubt.Message)
	}
	for _, r := range f.rounds {
		if r.Year == 0 {
			notes = append(notes, fmt.Sprintf("%s：%s没有写明巡察年份，未参与比对。", f.unit.name, r.docs[0].File))
			continue
		}
		if r.docs[0].Kind != record.Feedback {
			notes = append(notes, fmt.Sprintf("%s：%s没有反馈意见原件，问题以%s所写为准。", f.unit.name, label(r.Year, r.Round), Chinese(r.docs[0].Kind)))
		}
	}
	if len(f.rounds) == 1 && f.rounds[0].Year > 0 {
		notes = append(notes, fmt.Sprintf("%s：只有%s一轮的文件，没有可比对的上轮。", f.unit.name, label(f.rounds[0].Year, f.rounds[0].Round)))
	}
	return notes
}

// label is a round in words: 2018年六届区委第三轮.
func label(year int, round string) string {
	if year == 0 {
		return cmp.Or(round, "年份不详")
	}
	return fmt.Sprintf("%d年%s", year, round)
}

// write writes the file down, but for what came back.
func (f file) write(decided decided) Unit {
	u := Unit{Name: f.unit.name, Names: f.unit.written, Rounds: []Round{}, Findings: []Finding{}, Repeats: []Repeat{}, Rectified: map[record.FindingID]Decided{}}
	for _, r := range f.rounds {
		u.Rounds = append(u.Rounds, r.written())
	}
	for _, j := range f.findings {
		u.Findings = append(u.Findings, j.Finding)
	}
	for i, v := range decided.rectified {
		u.Rectified[f.findings[i].ID] = Decided{By: v.By, Note: v.Note, At: v.At}
	}
	return u
}

// repeats are the candidates of one finding, what a person decided beyond them, and the references that lead nowhere.
func (f file) repeats(m *match.Matcher, first, current int, decided decided) (out []Repeat) {
	listed := map[int]bool{}
	for n, c := range m.Candidates(first + current) {
		listed[c.Prior-first] = true
		out = append(out, f.repeat(c, current, c.Prior-first, n+1))
	}
	for prior := range f.findings {
		if _, ok := decided.pairs[pair{current, prior}]; ok && !listed[prior] {
			if c, ok := m.Candidate(first+current, first+prior); ok {
				out = append(out, f.repeat(c, current, prior, len(out)+1))
			}
		}
	}
	for i := range out {
		out[i].decide(decided.pairs[pair{current, f.index(*out[i].Prior)}])
	}
	for _, u := range m.Unresolved(first + current) {
		out = append(out, f.unresolved(u, current))
	}
	return out
}

func (f file) index(id record.FindingID) int {
	return slices.IndexFunc(f.findings, func(j joined) bool { return j.ID == id })
}

func (f file) repeat(c match.Candidate, current, prior, rank int) Repeat {
	r := Repeat{
		Current: f.findings[current].ID, Prior: &f.findings[prior].ID,
		Basis: Computed, Score: math.Round(c.Score*1000) / 1000, Rank: rank, Flag: Candidate, Why: c.Why,
		Verdict: record.Pending,
	}
	if c.Repeat {
		r.Flag = Back
	}
	if c.Reference != nil {
		r.Reference, r.Basis = written(*c.Reference), Declared
		if c.Computed {
			r.Basis = Both
		}
	}
	return r
}

// decide lays a person's verdict over what the program says; the zero verdict changes nothing.
func (r *Repeat) decide(v record.Verdict) {
	switch v.Decision {
	case record.Confirmed:
		r.Flag = Back
	case record.Rejected:
		r.Flag = Candidate
	default:
		return
	}
	r.Verdict, r.Decided = v.Decision, &Decided{By: v.By, Note: v.Note, At: v.At}
}

func (f file) unresolved(u match.Unresolved, current int) Repeat {
	r := Repeat{
		Current: f.findings[current].ID, Reference: written(u.Reference), Basis: Declared, Flag: Back,
		Why:     []string{match.Declaration(u.Reference)},
		Missing: match.Earlier(u.Reference) + "的反馈或整改文件未入库",
	}
	if u.OnFile {
		r.Missing = match.Earlier(u.Reference) + "的文件已入库，但其中没有与引文相符的问题，请人工核对，或补充该轮的反馈意见"
	}
	return r
}

func written(r record.Reference) *Reference {
	return &Reference{Year: r.Year, Round: r.Round, Claim: r.Claim, Quotes: append([]string{}, r.Quotes...)}
}

func (r round) written() Round {
	out := Round{Year: r.Year, Round: r.Round, Body: r.Body, Type: r.Type, Feedback: r.Feedback, Files: []Source{}}
	for _, d := range r.docs {
		out.Files = append(out.Files, Source{File: d.File, Kind: d.Kind, Doc: d.ID})
	}
	return out
}
