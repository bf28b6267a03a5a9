package report

import (
	"cmp"
	"fmt"
	"slices"

	"huitoukan/record"
	"huitoukan/report/match"
)

// pair is two findings of one file by position.
type pair struct{ current, prior int }

// decided is what people decided about one unit's findings.
type decided struct {
	pairs     map[pair]record.Verdict
	rectified map[int]record.Verdict // by the finding's position
}

// apply finds for each verdict what it was given on; decided[u] is of file u. A verdict counts for that pair, or that finding,
// alone. Of two on the same, given under different keys, the later one counts. What no longer finds its findings is told, not
// dropped.
func apply(given []record.Verdict, files []file) (out []decided, unknown []string) {
	out = make([]decided, len(files))
	index := make([]map[record.FindingID]int, len(files))
	for u, f := range files {
		out[u], index[u] = decided{map[pair]record.Verdict{}, map[int]record.Verdict{}}, f.byKey()
	}
	slices.SortFunc(given, func(a, b record.Verdict) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Pair.String(), b.Pair.String()))
	})
	taken := func(v record.Verdict) bool {
		for u, f := range files {
			if out[u].take(v, f, index[u]) {
				return true
			}
		}
		return false
	}
	for _, v := range given {
		if !taken(v) {
			unknown = append(unknown, lost(v))
		}
	}
	return out, unknown
}

// take keeps the verdict when what it was given on is in the file.
func (d decided) take(v record.Verdict, f file, index map[record.FindingID]int) bool {
	prior, ok := f.called(index, v.Pair.Prior, v.Prior)
	if !ok {
		return false
	}
	if v.Decision == record.Rectified {
		d.rectified[prior] = v
		return true
	}
	current, ok := f.called(index, v.Pair.Current, v.Current)
	if !ok || !f.later(current, prior) {
		return false
	}
	d.pairs[pair{current, prior}] = v
	return true
}

func lost(v record.Verdict) string {
	if v.Decision == record.Rectified {
		return fmt.Sprintf("认定已整改的问题 %s（“%s”）已不在库中，意见保留未用。", v.Pair.Prior, v.Prior)
	}
	return fmt.Sprintf("处理意见 %s（“%s”与“%s”）所指的问题已不在库中，或已不分属前后两轮，意见保留未用。", v.Pair, v.Current, v.Prior)
}

// later says whether current belongs to a later round than prior; rounds without a year are neither.
func (f file) later(current, prior int) bool {
	return f.of[current] > f.of[prior] && f.rounds[f.of[prior]].Year > 0
}

// byKey finds a finding by whatever a verdict may call it. Where two findings could be called the same, the one whose
// own ID it is has it.
func (f file) byKey() map[record.FindingID]int {
	index := map[record.FindingID]int{}
	for i, j := range f.findings {
		index[j.ID] = i
	}
	for i, j := range f.findings {
		for _, k := range j.keys {
			if _, ok := index[k]; !ok {
				index[k] = i
			}
		}
	}
	return index
}

// called finds what a verdict names: by key, or, when newer rules read the title in other words and no key is left,
// by the title that was kept with the verdict. That title under one of the unit's names and years must give the very
// key, which proves unit and round; within the round the finding is the one that reads like it.
func (f file) called(index map[record.FindingID]int, id record.FindingID, title string) (int, bool) {
	if i, ok := index[id]; ok {
		return i, true
	}
	if title == "" {
		return 0, false
	}
	for n, r := range f.rounds {
		if !slices.Contains(keys(f.unit.names, r, r.docs[0], title, 1), id) {
			continue
		}
		best, most := 0, 0.0
		for i, j := range f.findings {
			for _, t := range append(slices.Clone(j.titles), j.texts...) {
				if l := match.Shared(title, t); f.of[i] == n && l > most {
					best, most = i, l
				}
			}
		}
		return best, most >= 0.6
	}
	return 0, false
}
