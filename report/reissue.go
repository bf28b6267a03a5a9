package report

import (
	"cmp"
	"fmt"
	"slices"

	"huitoukan/record"
	"huitoukan/report/match"
)

// supersede finds the documents that were issued again: of two of one kind and title that state mostly the same problems, the
// one that was taken in later stands. What only the older one states is no finding any more; verdicts hold all the same,
// since a finding is named by what it says.
func (r *round) supersede() {
	for i := range r.docs {
		for j := range r.docs {
			if i != j && r.docs[j].superseded == "" && reissued(r.docs[i], r.docs[j]) {
				r.docs[i].superseded = r.docs[j].File
			}
		}
	}
}

// reissued reports whether newer is a later version of older.
func reissued(older, newer source) bool {
	if older.Kind != newer.Kind || letters(older.Title) == "" || letters(older.Title) != letters(newer.Title) {
		return false
	}
	if cmp.Or(older.Taken.Compare(newer.Taken), cmp.Compare(older.ID, newer.ID)) >= 0 {
		return false
	}
	same := inBoth(older, newer)
	return 2*same > len(older.Problems) && 2*same > len(newer.Problems)
}

// inBoth counts the problems that both documents state.
func inBoth(a, b source) (n int) {
	labels := match.Join(statements(round{docs: []source{a, b}}))
	for _, l := range labels[1] {
		if slices.Contains(labels[0], l) {
			n++
		}
	}
	return n
}

// standing leaves out the findings that only superseded documents state.
func standing(fs []joined, r round) []joined {
	old := map[record.DocID]bool{}
	for _, d := range r.docs {
		old[d.ID] = d.superseded != ""
	}
	return slices.DeleteFunc(fs, func(f joined) bool {
		return !slices.ContainsFunc(f.Statements, func(s Statement) bool { return !old[s.Doc] })
	})
}

// omissions tell which problems of the team's feedback an answer of the same round does not mention, where it answers to the
// feedback as a whole: one that takes up less than half of it answers to something else.
func (f file) omissions() (notes []string) {
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
				notes = append(notes, fmt.Sprintf("%s：反馈的问题“%s”（%s），在%s“%s”里没有找到，请核对。", f.unit.name, s.title, s.statement.Where(), Chinese(d.Kind), d.File))
			}
		}
	}
	return notes
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
