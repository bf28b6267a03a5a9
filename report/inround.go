package report

import (
	"fmt"
	"slices"
	"strconv"

	"huitoukan/record"
)

// InRound is one round of inspection over all units that it went to.
type InRound struct {
	Name   string      `json:"name"` // as it was asked for
	Units  []UnitRound `json:"units"`
	Common []Common    `json:"common"` // failings that several of the units were told of in the round
	report Report      // of these units and their findings of the round alone
}

// UnitRound counts what one unit was told in the round.
type UnitRound struct {
	Unit        string `json:"unit"`
	Year        int    `json:"year"`
	Round       string `json:"round"`
	Body        string `json:"body"`
	Findings    int    `json:"findings"`
	Back        int    `json:"back"`        // findings that were there in an earlier round
	Unrectified int    `json:"unrectified"` // findings of earlier rounds that the round says are not rectified
	Unmentioned int    `json:"unmentioned"` // findings of earlier rounds that it does not mention
}

// InRound is the round that goes under name: 六届区委第三轮, 2022年六届区委第三轮, or a year for all of it. It answers false when
// no unit has one.
func (r Report) InRound(name string) (InRound, bool) {
	out := InRound{Name: name, Units: []UnitRound{}, report: r.Only("", name)}
	if _, err := strconv.Atoi(name); err == nil {
		out.Name += "年"
	}
	out.report.Units = slices.DeleteFunc(out.report.Units, func(u Unit) bool { return !slices.ContainsFunc(u.Rounds, func(x Round) bool { return x.called(name) }) })
	for i, u := range out.report.Units {
		for n, x := range u.Rounds {
			if x.called(name) {
				full, _ := r.unit(u.Name)
				out.Units = append(out.Units, full.inRound(n))
			}
		}
		out.report.Units[i].Findings = slices.DeleteFunc(slices.Clone(u.Findings), func(f Finding) bool { return !f.of(name) })
	}
	out.Common = common(out.report.Units)
	return out, len(out.Units) > 0
}

func (r Report) unit(name string) (Unit, bool) {
	for _, u := range r.Units {
		if u.Name == name {
			return u, true
		}
	}
	return Unit{}, false
}

func (u Unit) inRound(n int) UnitRound {
	at := u.Rounds[n]
	out := UnitRound{Unit: u.Name, Year: at.Year, Round: at.Round, Body: at.Body}
	back := u.back()
	for _, f := range u.Findings {
		if u.roundOf(f) == n {
			out.Findings++
			if back[f.ID] {
				out.Back++
			}
		}
	}
	accounts := u.Reconcile(n)
	out.Unrectified, out.Unmentioned = accounts.Count(Unresolved), accounts.Count(Unmentioned)
	return out
}

// RoundPaper is the round in words. r is the whole report that it is from.
func (r Report) RoundPaper(in InRound) Paper {
	p := Paper{Title: in.Name + "巡视巡察问题分析报告", Marking: r.Marking, Parts: cover(r.roundCover(in), nil)}
	p.Parts = append(p.Parts, Part{Level: 1, Heading: "各单位情况", Table: in.units()}, Part{Level: 1, Heading: "又回来的问题"})
	for _, u := range in.report.Units {
		full, _ := r.unit(u.Name) // the earlier findings are of other rounds
		full.Repeats = u.Repeats
		if s := (Report{Units: []Unit{full}}).Sheets()[0]; len(s.Back) > 0 {
			p.Parts = append(p.Parts, Part{Level: 2, Heading: u.Name, Table: pairTable("又回来的问题", u.Name, s.Back)})
		}
	}
	if last := &p.Parts[len(p.Parts)-1]; last.Level == 1 {
		last.Text = []string{"没有认定又回来的问题。"}
	}
	p.Parts = append(p.Parts, r.commonParts(in.Common)...)
	return p.with(in.report.charts())
}

func (r Report) roundCover(in InRound) []string {
	findings, back := 0, 0
	for _, u := range in.Units {
		findings, back = findings+u.Findings, back+u.Back
	}
	return slices.Concat([]string{
		fmt.Sprintf("%s涉及%d个单位，归并为%d个问题，其中又回来的%d个；几个单位都有的问题%d类。", in.Name, len(in.Units), findings, back, len(in.Common)),
		computedOnly + "上轮问题在本轮文件中没有出现，不等于已经整改到位。",
	}, in.report.judgedCover(), []string{r.made()})
}

func (in InRound) units() *Table {
	t := &Table{Sheet: "各单位情况", Columns: []Column{
		{"单位", 270}, {"轮次", 190}, {"巡察组", 150}, {"问题数", 75}, {"又回来的", 75}, {"以前的问题未整改到位", 110}, {"以前的问题未提及", 100},
	}}
	for _, u := range in.Units {
		row := []Cell{cell(u.Unit), cell(label(u.Year, u.Round)), cell(u.Body)}
		for _, n := range []int{u.Findings, u.Back, u.Unrectified, u.Unmentioned} {
			row = append(row, centred(strconv.Itoa(n)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// CommonPaper lists the failings that several units were told of.
func (r Report) CommonPaper() Paper {
	p := Paper{Title: Titles[AskCommon], Marking: r.Marking, Parts: cover([]string{
		fmt.Sprintf("%d个单位的问题相互比对，几个单位都有的问题%d类。", len(r.Units), len(r.Common)), computedOnly, r.made(),
	}, nil)}
	p.Parts = append(p.Parts, r.commonParts(r.Common)...)
	return p.with(r.commonCharts())
}

// commonParts is the table of common problems, with each unit's own words.
func (r Report) commonParts(all []Common) []Part {
	part := Part{Level: 1, Heading: "几个单位都有的问题"}
	if len(all) == 0 {
		part.Text = []string{"没有几个单位都有的问题。"}
		return []Part{part}
	}
	of := map[record.FindingID]int{} // the unit of each finding
	for i, u := range r.Units {
		for _, f := range u.Findings {
			of[f.ID] = i
		}
	}
	part.Table = &Table{Sheet: "共性问题", Columns: []Column{{"序号", 54}, {"问题", 200}, {"主题", 100}, {"单位数", 70}, {"各单位原文", 500}}}
	for i, c := range all {
		said := Cell{Down: 1}
		for _, id := range c.Findings {
			u := r.Units[of[id]]
			f, _ := u.Finding(id)
			said.Paras = append(said.Paras, Para{u.Name + "，" + f.When(), Place}, Para{f.Title, Plain}, Para{"——" + f.Statements[0].Where(), Place})
		}
		part.Table.Rows = append(part.Table.Rows, []Cell{
			centred(strconv.Itoa(i + 1)), cell(c.Title), cell(record.TopicName(c.Topic)), centred(strconv.Itoa(c.Units)), said,
		})
	}
	return []Part{part}
}
