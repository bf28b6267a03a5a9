package report

import (
	"slices"
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

// shared is the report with the findings that stand in Common alone, without what came back.
func (r Report) shared() Report {
	in := map[record.FindingID]bool{}
	for _, c := range r.Common {
		for _, id := range c.Findings {
			in[id] = true
		}
	}
	units := r.Units
	r.Units = nil
	for _, u := range units {
		u.Repeats = []Repeat{}
		u.Findings = slices.DeleteFunc(slices.Clone(u.Findings), func(f Finding) bool { return !in[f.ID] })
		r.Units = append(r.Units, u)
	}
	return r
}

const mostBars = 20

// commonCharts show which failings most units have, and where.
func (r Report) commonCharts() []Chart {
	if len(r.Common) == 0 {
		return nil
	}
	most := Chart{Title: "涉及单位最多的问题", Columns: []string{"单位数"}}
	for _, c := range r.Common[:min(mostBars, len(r.Common))] {
		most.Rows, most.Values = append(most.Rows, c.Title), append(most.Values, []int{c.Units})
	}
	var units []Unit
	for _, u := range r.Units {
		if len(u.Findings) > 0 {
			units = append(units, u)
		}
	}
	return []Chart{most, heat("各单位各主题的共性问题数", units)}
}
