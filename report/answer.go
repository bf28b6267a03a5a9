package report

import (
	"slices"
	"strings"
)

// Titles are what the reports are called.
var Titles = map[string]string{
	AskRepeats: "重复出现问题比对报告", AskUnit: "对账表", AskRound: "本轮分析报告", AskCommon: "共性问题分析报告",
}

// Answer is one report as it was asked for: what it is called, its data for programs, and, made when they are wanted, its paper for
// people and those of its pairs that a model may be asked about (none for the report of common problems).
type Answer struct {
	Name       string
	Data       any
	Paper      func() Paper
	Borderline func() []Borderline
}

// The reports that can be asked for.
const (
	AskRepeats = "repeats" // what came back
	AskUnit    = "unit"    // one unit's account of its earlier rounds
	AskRound   = "round"   // one round over all units
	AskCommon  = "common"  // what several units were told of
)

// Answer makes the report that is asked for. unit is part of a unit's name, best as [Roll.Called] gives it; round as for
// [Unit.Dossier]; either may be empty where the report does without. What cannot be answered is a [Refusal].
func (r Report) Answer(ask, unit, round string) (Answer, error) {
	a, err := r.answer(ask, unit, round)
	a.Name = strings.Join(slices.DeleteFunc([]string{Titles[ask], unit, round}, func(s string) bool { return s == "" }), " ")
	return a, err
}

func (r Report) answer(ask, unit, round string) (Answer, error) {
	switch ask {
	case AskUnit:
		return r.answerUnit(unit, round)
	case AskRound:
		return r.answerRound(round)
	case AskCommon:
		r = r.shared()
		return Answer{Data: r, Paper: r.CommonPaper, Borderline: Report{}.Borderline}, nil
	}
	r = r.Only(unit, round)
	return Answer{Data: r, Paper: r.RepeatsPaper, Borderline: r.Borderline}, nil
}

// Public is the answer in the edition for publication, which has no data for programs.
func (a Answer) Public() Answer {
	paper := a.Paper
	return Answer{Name: a.Name + " 公开版", Paper: func() Paper { return paper().Public() }, Borderline: a.Borderline}
}

func (r Report) answerUnit(unit, round string) (Answer, error) {
	if unit == "" {
		return Answer{}, refusal("没有说出哪个单位。提示：写单位名称，全称、简称、旧称都可以。")
	}
	found := r.Only(unit, "").Units
	if u, ok := r.unit(unit); ok {
		found = []Unit{u}
	}
	switch len(found) {
	case 0:
		return Answer{}, refusal("库里没有单位“%s”的问题。提示：对照单位名册里的名称。", unit)
	case 1:
	default:
		var names []string
		for _, u := range found {
			names = append(names, u.Name)
		}
		return Answer{}, refusal("“%s”可以指几个单位：%s。提示：写全称。", unit, strings.Join(names, "、"))
	}
	d, ok := found[0].Dossier(round)
	if !ok {
		return Answer{}, refusal("%s没有“%s”这一轮的文件。提示：不写轮次就是最近一轮。", found[0].Name, round)
	}
	return Answer{Data: d, Paper: func() Paper { return r.UnitPaper(d) }, Borderline: Report{Units: found[:1]}.Borderline}, nil
}

func (r Report) answerRound(round string) (Answer, error) {
	if round == "" {
		return Answer{}, refusal("没有说出哪一轮。提示：照抄文件里的写法，如 六届区委第三轮，或写年份，如 2022。")
	}
	in, ok := r.InRound(round)
	if !ok {
		return Answer{}, refusal("库里没有“%s”这一轮的文件。提示：照抄文件里的写法，如 六届区委第三轮，或写年份，如 2022。", round)
	}
	return Answer{Data: in, Paper: func() Paper { return r.RoundPaper(in) }, Borderline: r.Only("", round).Borderline}, nil
}
