package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"huitoukan/record"
)

// doubtful is the score from which the likeliest candidate is worth a person's look though the program does not call
// it a repeat. Below it two findings of one office share little more than the office's words.
const doubtful = 0.35

// Sheet is what a rendered report says of one unit: the repeats, and what a person should look at.
type Sheet struct {
	Unit           Unit
	Back, Doubtful []Line
}

// Line is one row of a list. Rows of one current finding stand together: the first has Span, their number, the others 0.
type Line struct {
	Repeat
	Number int // of the current finding within the list, from 1
	Span   int
	Now    Finding
	Then   *Finding // nil when the earlier document is not on file
}

// Sheets are the report's units with their lines, in order.
func (r Report) Sheets() (sheets []Sheet) {
	for _, u := range r.Units {
		s := Sheet{Unit: u}
		for _, x := range u.Repeats {
			switch {
			case x.Flag == Back:
				s.Back = append(s.Back, u.line(x))
			case x.doubtful():
				s.Doubtful = append(s.Doubtful, u.line(x))
			}
		}
		number(s.Back)
		number(s.Doubtful)
		sheets = append(sheets, s)
	}
	return sheets
}

// doubtful reports that a person should look at the pair though the program does not call it a repeat, or has decided that it is none.
// What a model called different stays in sight where it was.
func (x Repeat) doubtful() bool {
	if x.Flag != Candidate {
		return false
	}
	return x.Verdict == record.Rejected || x.Rank == 1 && x.Score >= doubtful || x.Judged != nil && x.Judged.listed
}

func (u Unit) line(x Repeat) Line {
	l := Line{Repeat: x}
	l.Now, _ = u.Finding(x.Current)
	if x.Prior != nil {
		then, _ := u.Finding(*x.Prior)
		l.Then = &then
	}
	return l
}

func number(lines []Line) {
	first := 0
	for i := range lines {
		if i == 0 || lines[i].Current != lines[first].Current {
			first = i
		}
		lines[first].Span++
		lines[i].Number = 1
		if i > 0 {
			lines[i].Number = lines[i-1].Number
			if first == i {
				lines[i].Number++
			}
		}
	}
}

// Cover tells in words what was compared and what came out.
func (r Report) Cover() []string {
	rounds, findings := 0, 0
	for _, u := range r.Units {
		rounds += len(u.Rounds)
		findings += len(u.Findings)
	}
	var back, declared, missing, doubt, confirmed, rejected int
	for _, s := range r.Sheets() {
		doubt += len(s.Doubtful)
		for _, l := range slices.Concat(s.Back, s.Doubtful) {
			switch {
			case l.Then == nil:
				missing++
			case l.Flag == Back:
				back++
				if l.Basis != Computed {
					declared++
				}
			}
			switch l.Verdict {
			case record.Confirmed:
				confirmed++
			case record.Rejected:
				rejected++
			}
		}
	}
	return slices.Concat([]string{
		fmt.Sprintf("本报告比对了%d个单位%d轮巡视巡察的%d份文件，同一轮各份文件中的同一问题归并为一个，共%d个；逐个与本单位以前各轮的问题比对。",
			len(r.Units), rounds, r.Documents, findings),
		fmt.Sprintf("认定重复%d处，其中原文写明（声明）%d处，比对文字得出（计算）%d处；另有原文写明、但上轮文件未入库%d处；列出疑似、待人工核对%d处。已有处理意见：确认%d处，否定%d处。",
			back, declared, back-declared, missing, doubt, confirmed, rejected),
		computedOnly + "上轮问题在本轮文件中没有出现，不等于已经整改到位。",
	}, r.judgedCover(), []string{r.made()})
}

// Day is a time as official papers write it: 2026年1月2日.
func Day(t time.Time) string { return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day()) }

// When is the finding's round in words.
func (f Finding) When() string { return label(f.Year, f.Round) }

// When is the round in words.
func (r Round) When() string { return label(r.Year, r.Round) }

// Where is the statement's place in words: 通报.pdf，问题24，第3页，第1235至1456字.
func (s Statement) Where() string {
	where := fmt.Sprintf("%s，问题%d", s.File, s.Number)
	if s.Place.Page > 0 {
		where += fmt.Sprintf("，第%d页", s.Place.Page)
	}
	if s.Place.End > 0 {
		where += fmt.Sprintf("，第%d至%d字", s.Place.Start+1, s.Place.End)
	}
	return where
}

// History tells which rounds were compared, each with its documents.
func (u Unit) History() string {
	var rounds []string
	for _, r := range u.Rounds {
		var kinds []string
		for _, f := range r.Files {
			kinds = append(kinds, Chinese(f.Kind))
		}
		rounds = append(rounds, fmt.Sprintf("%s（%s）", label(r.Year, r.Round), strings.Join(kinds, "、")))
	}
	return "比对的巡视巡察：" + strings.Join(rounds, "；") + "。"
}

// Pair is what a person types to decide on the line; empty without an earlier finding.
func (r Repeat) Pair() string {
	if r.Prior == nil {
		return ""
	}
	return record.Pair{Current: r.Current, Prior: *r.Prior}.String()
}

// Chinese is the basis in words.
func (b Basis) Chinese() string {
	return map[Basis]string{Declared: "声明", Computed: "计算", Both: "声明和计算"}[b]
}

// Opinion is the verdict in words, with who, when and why.
func (r Repeat) Opinion() string {
	word := r.Verdict.Chinese()
	if r.Decided == nil {
		return word
	}
	return r.Decided.Words(word)
}

// Words are the decision, named, with who, when and why.
func (d Decided) Words(decision string) string {
	for _, s := range []string{d.By, Day(d.At), d.Note} {
		if s != "" {
			decision += "，" + s
		}
	}
	return decision
}
