package report

import "strings"

// Only is the report with nothing but the units whose name holds unit, and the repeats whose later finding is of round, written
// as [Finding.When] or as the document does. Empty strings let everything through.
func (r Report) Only(unit, round string) Report {
	if unit == "" && round == "" {
		return r
	}
	units := []Unit{}
	for _, u := range r.Units {
		if !strings.Contains(u.Name, unit) {
			continue
		}
		back := []Repeat{}
		for _, x := range u.Repeats {
			now, _ := u.Finding(x.Current)
			if round == "" || now.When() == round || now.Round == round {
				back = append(back, x)
			}
		}
		u.Repeats = back
		units = append(units, u)
	}
	r.Units, r.Common = units, []Common{}
	return r
}
