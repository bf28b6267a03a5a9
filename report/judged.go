package report

import (
	"cmp"
	"fmt"
	"slices"

	"huitoukan/record"
)

// The scores between which the comparison is not sure of a pair, and the ranks that are worth a question (docs/decisions/0012-judge.md).
const (
	unsureFrom = 0.15
	unsureTo   = 0.7
	unsureRank = 2
)

// Borderline is a pair of one unit's findings that the comparison is not sure of, with the problem that states either: what a model
// may be asked about.
type Borderline struct {
	Pair      record.Pair
	Now, Then record.ProblemID
}

// Judgment is what a model answered about a borderline pair. It is a hint, as the comparison is, and yields to what a document
// declares and a person decides.
type Judgment struct {
	Model  string `json:"model"`
	Same   bool   `json:"same"`   // both state the same failing of the same duty
	Reason string `json:"reason"` // in the model's own words

	Changed bool `json:"changed"` // the pair has another flag than the comparison would give it; set by [Report.Judged]
	listed  bool // the pair was one for a person to look at, or a repeat, without it
}

// Borderline lists the pairs of a report, before it is judged, that a model may be asked about, in the report's order: the likeliest
// of each finding, where the score leaves room for doubt, no document declares the repeat and no person has decided.
func (r Report) Borderline() (out []Borderline) {
	for _, u := range r.Units {
		for _, x := range u.Repeats {
			if b, ok := u.borderline(x); ok {
				out = append(out, b)
			}
		}
	}
	return out
}

func (u Unit) borderline(x Repeat) (Borderline, bool) {
	if x.Prior == nil || x.Reference != nil || x.Decided != nil || x.Rank > unsureRank || x.Score < unsureFrom || x.Score > unsureTo {
		return Borderline{}, false
	}
	now, _ := u.Finding(x.Current)
	then, _ := u.Finding(*x.Prior)
	return Borderline{record.Pair{Current: x.Current, Prior: *x.Prior}, now.canonical(), then.canonical()}, true
}

// canonical is the problem that states the finding best.
func (f Finding) canonical() record.ProblemID {
	return record.ProblemID{Doc: f.Statements[0].Doc, Index: f.Statements[0].Index}
}

// Judged is the report with a model's judgments of its borderline pairs laid over: a pair that it calls the same is a repeat, one
// that it does not is none, each with the model's words among its reasons; of a finding's pairs those called the same come first,
// after what a document declares or a person has confirmed, and those called different last. What is not judged stays as it is, and so does r.
func (r Report) Judged(given map[Borderline]Judgment) Report {
	r.Units = slices.Clone(r.Units)
	for i, u := range r.Units {
		r.Units[i].Repeats = u.judged(given)
	}
	return r
}

func (u Unit) judged(given map[Borderline]Judgment) []Repeat {
	out := slices.Clone(u.Repeats)
	for i := range out {
		if b, ok := u.borderline(out[i]); ok {
			if j, ok := given[b]; ok {
				out[i].judge(j)
			}
		}
	}
	for from := 0; from < len(out); {
		to := from + 1
		for to < len(out) && out[to].Current == out[from].Current {
			to++
		}
		rankJudged(out[from:to])
		from = to
	}
	return out
}

// judge lays a judgment over what the comparison says.
func (r *Repeat) judge(j Judgment) {
	flag, word := Candidate, "不同"
	if j.Same {
		flag, word = Back, "相同"
	}
	j.Changed, j.listed = flag != r.Flag, r.Flag == Back || r.doubtful()
	r.Flag, r.Judged = flag, &j
	r.Why = append(slices.Clone(r.Why), fmt.Sprintf("模型判断（%s）：%s——“%s”", j.Model, word, j.Reason))
}

// rankJudged ranks one finding's pairs anew, when a judgment is among them.
func rankJudged(pairs []Repeat) {
	if !slices.ContainsFunc(pairs, func(x Repeat) bool { return x.Judged != nil }) {
		return
	}
	slices.SortStableFunc(pairs, func(a, b Repeat) int { return cmp.Compare(a.judgedRank(), b.judgedRank()) })
	for i := range pairs {
		if pairs[i].Prior != nil {
			pairs[i].Rank = i + 1
		}
	}
}

// Remade reports that the pair stands where it does because of a model alone: the comparison would call it otherwise.
func (r Repeat) Remade() bool { return r.Judged != nil && r.Judged.Changed }

func (r Repeat) judgedRank() int {
	switch {
	case r.Prior == nil:
		return 4
	case r.Reference != nil, r.Verdict == record.Confirmed:
		return 0
	case r.Judged == nil:
		return 2
	case r.Judged.Same:
		return 1
	}
	return 3
}

// judgedCover tells in words what a model was asked and what came of it; nothing where none was.
func (r Report) judgedCover() []string {
	var asked, added, removed int
	var model string
	for _, u := range r.Units {
		for _, x := range u.Repeats {
			if x.Judged == nil {
				continue
			}
			asked, model = asked+1, x.Judged.Model
			switch {
			case x.Remade() && x.Judged.Same:
				added++
			case x.Remade():
				removed++
			}
		}
	}
	if asked == 0 {
		return nil
	}
	return []string{fmt.Sprintf("比对拿不准的问题中，有%d对由模型（%s）判断过，其中%d对因此改变了结论（改列为重复%d对，不再列为重复%d对）；模型的判断只是提示，不是认定，由人核对原文后方可采用。",
		asked, model, added+removed, added, removed)}
}
