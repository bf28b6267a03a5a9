package report

import (
	"cmp"
	"slices"
	"strings"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// common groups the findings that several units were given in the same words: those whose naming clause, up to its
// first comma, is the same. Findings that say the same in other words are not found here.
func common(units []Unit) []Common {
	type group struct {
		Common
		units map[string]bool
	}
	groups := map[string]*group{}
	for _, u := range units {
		for _, f := range u.Findings {
			clause, _, _ := strings.Cut(han.Fold(f.Title), ",")
			clause, _, _ = strings.Cut(clause, "，")
			k := letters(clause)
			if k == "" {
				continue
			}
			g := groups[k]
			if g == nil {
				g = &group{Common{Topic: f.Topic, Title: clause}, map[string]bool{}}
				groups[k] = g
			}
			g.units[u.Name] = true
			g.Findings = append(g.Findings, f.ID)
		}
	}
	out := []Common{}
	for _, g := range groups {
		if len(g.units) > 1 {
			g.Units = len(g.units)
			out = append(out, g.Common)
		}
	}
	slices.SortFunc(out, func(a, b Common) int {
		return cmp.Or(cmp.Compare(b.Units, a.Units), cmp.Compare(a.Title, b.Title), slices.CompareFunc(a.Findings, b.Findings, cmp.Compare[record.FindingID]))
	})
	return out
}
