package report

import "strings"

// Only is the report with nothing but the units whose name holds unit, and the repeats whose later finding is of round, written
// as [Finding.When], as the document does, or as a year. Empty strings let everything through.
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
			if round == "" || now.of(round) {
				back = append(back, x)
			}
		}
		u.Repeats = back
		units = append(units, u)
	}
	r.Units, r.Common = units, []Common{}
	return r
}

// of reports that the finding is of the round that goes under this name.
func (f Finding) of(round string) bool { return Round{Year: f.Year, Round: f.Round}.called(round) }
