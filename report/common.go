package report

import (
	"strings"

	"huitoukan/record"
	"huitoukan/report/match"
)

// common lists the failings that several units were told of, those of most units first.
func common(units []Unit) []Common {
	var findings []match.Finding
	var of []Finding
	for i, u := range units {
		for _, f := range u.Findings {
			findings = append(findings, match.Finding{Unit: i, Titles: []string{f.Title}})
			of = append(of, f)
		}
	}
	out := []Common{}
	for _, g := range match.Groups(findings) {
		c := Common{Topic: of[g.Centre].Topic, Title: firstClause(of[g.Centre].Title), Findings: []record.FindingID{}}
		named := map[int]bool{}
		for _, i := range g.Members {
			named[findings[i].Unit] = true
			c.Findings = append(c.Findings, of[i].ID)
		}
		c.Units = len(named)
		out = append(out, c)
	}
	return out
}

// firstClause is what names a failing without the facts behind it: 工程变更随意，现场签证未经监理.
func firstClause(title string) string {
	if i := strings.IndexAny(title, "，,"); i > 0 {
		return title[:i]
	}
	return title
}
