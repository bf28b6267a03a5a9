package report

import (
	"cmp"
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
