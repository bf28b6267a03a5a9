package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"huitoukan/record"
	"huitoukan/report"
)

type dossierPage struct {
	frame
	Dossier       report.Dossier
	Marking       string
	Round         string
	Units, Rounds []string
	Cover         []string
	Accounts      []accountView
	Chains        []chainView
	Downloads     []download
	By, Back      string
}

// accountView is one line of the account, as the page shows it.
type accountView struct {
	report.Account
	Then      *side
	Now, Like []*side
	Seen      string // who has seen it rectified
}

type chainView struct {
	Said   []*side
	Silent string
}

// dossier shows what has become of a unit's earlier findings, and takes what a person has seen.
func (s *Server) dossier(w http.ResponseWriter, r *http.Request) error {
	rep, err := s.reports.get(r.Context())
	if err != nil {
		return err
	}
	f, err := s.pairFilterOf(r)
	if err != nil {
		return err
	}
	answer, err := rep.Answer(report.AskUnit, f.Unit, f.Round)
	if refused, ok := errors.AsType[report.Refusal](err); ok {
		return badRequest(string(refused))
	}
	if err != nil {
		return err
	}
	d := answer.Data.(report.Dossier)
	p := dossierPage{
		frame: frame{Title: d.Name + "：对账表", Active: "units"}, Dossier: d, Marking: rep.Marking, Cover: answer.Paper().Parts[0].Text,
		Downloads: pairFilter{d.Name, f.Round}.downloads(report.AskUnit), By: rememberedName(r), Back: r.URL.RequestURI(),
	}
	for _, u := range rep.Units {
		p.Units = append(p.Units, u.Name)
	}
	for _, x := range d.Rounds {
		p.Rounds = append(p.Rounds, x.When())
	}
	slices.Reverse(p.Rounds)
	p.Round = report.Round{Year: d.Reconciliation.Year, Round: d.Reconciliation.Round}.When()
	for _, a := range d.Reconciliation.Accounts {
		p.Accounts = append(p.Accounts, newAccountView(d.Unit, a))
	}
	for _, c := range d.Chains {
		p.Chains = append(p.Chains, newChainView(d.Unit, c))
	}
	return render(w, http.StatusOK, "dossier", p)
}

func newAccountView(u report.Unit, a report.Account) accountView {
	v := accountView{Account: a, Then: sides(u, a.Finding)[0], Now: sides(u, a.In...), Like: sides(u, a.Doubtful...)}
	if a.Decided != nil {
		v.Seen = a.Decided.Words("确认已整改")
	}
	return v
}

func newChainView(u report.Unit, c report.Chain) chainView {
	var silent []string
	for _, r := range c.Silent {
		silent = append(silent, r.When())
	}
	return chainView{Said: sides(u, c.Findings...), Silent: strings.Join(silent, "、")}
}

func sides(u report.Unit, ids ...record.FindingID) (out []*side) {
	for _, id := range ids {
		f, _ := u.Finding(id)
		out = append(out, newSide(f))
	}
	return out
}
