package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"huitoukan/record"
)

// Dossier is all that is on file about one unit (一单位一册), with the account that one of its rounds is held to.
type Dossier struct {
	Unit
	Reconciliation Reconciliation `json:"reconciliation"`
	Chains         []Chain        `json:"chains"`
	round          int
}

// Dossier is that of a unit of the report. round is as [Finding.When], as the document writes it, or a year; empty is the
// latest. It answers false when the unit has no such round.
func (u Unit) Dossier(round string) (Dossier, bool) {
	n := len(u.Rounds) - 1
	if round != "" {
		n = slices.IndexFunc(u.Rounds, func(r Round) bool { return r.called(round) })
	}
	if n < 0 {
		return Dossier{}, false
	}
	return Dossier{Unit: u, Reconciliation: u.Reconcile(n), Chains: u.Chains(), round: n}, true
}

// called reports that a round goes under the name: 2022年六届区委第三轮, 六届区委第三轮, 2022年 or 2022.
func (r Round) called(name string) bool {
	return name == label(r.Year, r.Round) || name == r.Round || r.Year > 0 && strings.TrimSuffix(name, "年") == strconv.Itoa(r.Year)
}

// UnitPaper is the dossier in words. r is the report that the unit is from: its rules and marking stand on the cover.
func (r Report) UnitPaper(d Dossier) Paper {
	round := d.Rounds[d.round].When()
	p := Paper{Title: d.Name + "巡视巡察问题对账报告", Marking: r.Marking, Parts: cover(r.dossierCover(d), r.notesOf(d.Unit))}
	p.Parts = append(p.Parts, Part{Level: 1, Heading: "历轮巡视巡察", Table: d.rounds()})
	account := Part{Level: 1, Heading: "以前各轮问题到" + round + "的对账表", Table: d.accounts()}
	if len(d.Reconciliation.Accounts) == 0 {
		account.Text, account.Table = []string{"库中没有更早各轮的问题，无账可对。"}, nil
	}
	p.Parts = append(p.Parts, account)
	if len(d.Chains) > 0 {
		p.Parts = append(p.Parts, Part{Level: 1, Heading: "三轮以上反复出现的问题", Table: d.chains()})
	}
	p.Parts = append(p.Parts, Part{Level: 1, Heading: round + "的问题", Table: d.findings()})
	return p.with(Report{Units: []Unit{d.Unit}}.charts())
}

// notesOf are the report's notes on one unit: each begins with its name.
func (r Report) notesOf(u Unit) (notes []string) {
	for _, n := range r.Notes {
		if strings.HasPrefix(n, u.Name+"：") {
			notes = append(notes, n)
		}
	}
	return notes
}

// Chinese is the state in words.
func (s State) Chinese() string {
	return map[State]string{CameBack: "又出现", Unresolved: "本轮指出未整改到位", Seen: "已由人工确认整改", Unmentioned: "本轮未提及"}[s]
}

// Count is how many accounts have the state.
func (r Reconciliation) Count(s State) (n int) {
	for _, a := range r.Accounts {
		if a.State == s {
			n++
		}
	}
	return n
}

func (r Report) dossierCover(d Dossier) []string {
	rec := d.Reconciliation
	return slices.Concat([]string{
		fmt.Sprintf("%s有%d轮巡视巡察的文件在库，归并为%d个问题。以前各轮的%d个问题逐个与%s对账，每个问题一行。",
			d.Name, len(d.Rounds), len(d.Findings), len(rec.Accounts), label(rec.Year, rec.Round)),
		fmt.Sprintf("又出现%d个，本轮指出未整改到位%d个，本轮未提及%d个，已由人工确认整改%d个。",
			rec.Count(CameBack), rec.Count(Unresolved), rec.Count(Unmentioned), rec.Count(Seen)),
		"本轮未提及，不等于已经整改到位；当时的措施和承诺附在各行，供现场核对。" + computedOnly,
	}, Report{Units: []Unit{d.Unit}}.judgedCover(), []string{r.made()})
}

// computedOnly is what every paper says of the program's own opinion.
const computedOnly = "计算的结果只是提示，由人核对原文后方可采用。"

// made is the rule version and the day of the newest record.
func (r Report) made() string {
	if r.Documents == 0 {
		return "库中还没有文件。"
	}
	return fmt.Sprintf("识别规则版本：%d。资料截至：%s。", r.Rules, Day(r.Generated))
}

func (d Dossier) rounds() *Table {
	t := &Table{Sheet: "历轮巡视巡察", Columns: []Column{{"轮次", 220}, {"巡察组", 180}, {"反馈时间", 130}, {"问题数", 80}, {"文件", 390}}}
	for n, r := range d.Rounds {
		var files []string
		for _, f := range r.Files {
			files = append(files, f.File+"（"+Chinese(f.Kind)+"）")
		}
		count := 0
		for _, f := range d.Findings {
			if d.roundOf(f) == n {
				count++
			}
		}
		t.Rows = append(t.Rows, []Cell{cell(r.When()), cell(r.Body), cell(r.Feedback), centred(strconv.Itoa(count)), cell(files...)})
	}
	return t
}

func (d Dossier) accounts() *Table {
	t := &Table{Sheet: "对账表", Columns: []Column{{"序号", 54}, {"以前的问题", 240}, {"当时的整改和承诺", 270}, {"本轮情况", 220}, {"处理意见", 130}}}
	for i, a := range d.Reconciliation.Accounts {
		f, _ := d.Finding(a.Finding)
		t.Rows = append(t.Rows, []Cell{
			centred(strconv.Itoa(i + 1)), {quoted(f), 1}, {a.then(), 1}, {d.now(a), 1}, {a.opinion(), 1},
		})
	}
	return t
}

// then is what the earlier round's documents claim and promise.
func (a Account) then() (out []Para) {
	if a.Source == "" {
		return []Para{{"没有读到当时的整改措施。", Missing}}
	}
	if w := a.Claimed.Chinese(); w != "" {
		out = append(out, Para{"当时自报：" + w, Plain})
	}
	for _, m := range a.Measures {
		out = append(out, Para{m, Plain})
	}
	out = append(out, Para{"——" + a.Source, Place})
	for _, p := range a.Promises {
		out = append(out, Para{"现场核对：" + p.Words, Place})
	}
	return out
}

// now is what the round says of the finding.
func (d Dossier) now(a Account) (out []Para) {
	out = append(out, Para{a.State.Chinese(), Plain})
	for _, id := range a.In {
		f, _ := d.Finding(id)
		out = append(out, quoted(f)...)
	}
	for _, id := range a.Doubtful {
		f, _ := d.Finding(id)
		out = append(out, Para{"疑似，待人工核对：" + f.Title, Plain}, Para{"——" + f.Statements[0].Where(), Place})
	}
	if len(a.Chain) > 2 {
		out = append(out, Para{"历次：" + strings.Join(d.whens(a.Chain), "、"), Place})
	}
	return out
}

// whens are the rounds of the findings, each once.
func (u Unit) whens(ids []record.FindingID) (out []string) {
	for _, id := range ids {
		f, _ := u.Finding(id)
		out = append(out, f.When())
	}
	return slices.Compact(out)
}

func (a Account) opinion() []Para {
	out := []Para{}
	if a.Decided != nil {
		out = append(out, Para{a.Decided.Words("确认已整改"), Plain})
	}
	return append(out, Para{string(a.Finding), Typed})
}

func (d Dossier) chains() *Table {
	t := &Table{Sheet: "反复出现", Columns: []Column{{"序号", 54}, {"问题", 680}, {"其间未提及的轮次", 180}}}
	for i, c := range d.Chains {
		said := Cell{Down: 1}
		for _, id := range c.Findings {
			f, _ := d.Finding(id)
			said.Paras = append(said.Paras, quoted(f)...)
		}
		var silent []string
		for _, r := range c.Silent {
			silent = append(silent, r.When())
		}
		t.Rows = append(t.Rows, []Cell{centred(strconv.Itoa(i + 1)), said, cell(silent...)})
	}
	return t
}

func (d Dossier) findings() *Table {
	t := &Table{Sheet: "本轮问题", Columns: []Column{{"序号", 54}, {"问题", 500}, {"主题", 160}, {"以前", 200}}}
	for _, f := range d.Findings {
		if d.roundOf(f) != d.round {
			continue
		}
		var earlier []string
		if c := d.chain(f.ID, d.round); len(c) > 1 {
			earlier = d.whens(c[:len(c)-1])
		}
		t.Rows = append(t.Rows, []Cell{centred(strconv.Itoa(len(t.Rows) + 1)), {quoted(f), 1}, cell(record.TopicName(f.Topic)), cell(earlier...)})
	}
	return t
}
