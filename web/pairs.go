package web

import (
	"context"
	"fmt"
	"strings"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

// made is a report with its lines as pages show them.
type made struct {
	report.Report
	pairs []pairView // by unit; within it what the program calls repeats, then what a person should look at
}

func (s *Server) makeReport(ctx context.Context) (made, error) {
	r, err := report.Repeats(s.Index.Scan(ctx, index.Query{}), s.Index.Decided(ctx), s.Index.Named(ctx))
	if err != nil {
		return made{}, fmt.Errorf("make report: %w", err)
	}
	if s.Judgments != nil {
		r = r.Judged(s.Judgments())
	}
	return made{r, pairViews(r)}, nil
}

// pairView is one line of the report: a later finding, and the earlier one that it may repeat.
type pairView struct {
	report.Line
	Unit         string
	Now, Then    *side
	Returned     bool // counted as a repeat, by the program or by a person
	BasisWords   string
	VerdictWords string
}

// side is one finding of a pair.
type side struct {
	When, Title, Quote, Topic string
	Statements                []statement
}

type statement struct{ Where, URL string }

func pairViews(r report.Report) (out []pairView) {
	for _, sheet := range r.Sheets() {
		for _, lines := range [][]report.Line{sheet.Back, sheet.Doubtful} {
			for _, l := range lines {
				out = append(out, newPairView(sheet.Unit.Name, l))
			}
		}
	}
	return out
}

func newPairView(unit string, l report.Line) pairView {
	v := pairView{Line: l, Unit: unit, Now: newSide(l.Now), Returned: l.Flag == report.Back}
	if l.Then != nil {
		v.Then = newSide(*l.Then)
	}
	v.BasisWords = map[report.Basis]string{
		report.Declared: "原文写明", report.Computed: "文字比对", report.Both: "原文写明，文字比对相符",
	}[l.Basis]
	if l.Remade() {
		v.BasisWords += "，由模型改列"
	}
	v.VerdictWords = map[record.Decision]string{
		record.Confirmed: "已确认重复", record.Rejected: "已否定", record.Pending: "待核对", "": "待核对",
	}[l.Verdict]
	return v
}

func newSide(f report.Finding) *side {
	s := &side{When: f.When(), Title: f.Title, Topic: f.Topic}
	for i, st := range f.Statements {
		if i == 0 {
			s.Quote = st.Quote
		}
		s.Statements = append(s.Statements, statement{st.Where(), problemURL(record.ProblemID{Doc: st.Doc, Index: st.Index})})
	}
	return s
}

// ID is what a form names the pair by, and the anchor it has on a page; empty without an earlier finding.
func (v pairView) ID() string { return v.Pair() }

// Pending says whether a person can still be asked.
func (v pairView) Pending() bool {
	return v.Line.Then != nil && v.Verdict != record.Confirmed && v.Verdict != record.Rejected
}

// states says whether the problem is one of the statements of either finding.
func (v pairView) states(id record.ProblemID) bool {
	findings := []report.Finding{v.Line.Now}
	if v.Line.Then != nil {
		findings = append(findings, *v.Line.Then)
	}
	for _, f := range findings {
		for _, st := range f.Statements {
			if st.Doc == id.Doc && st.Index == id.Index {
				return true
			}
		}
	}
	return false
}

// pairForm is a pair with what its form sends along.
type pairForm struct {
	pairView
	By, Back string
}

func newPairForm(v pairView, by, back string) pairForm { return pairForm{v, by, back} }

// pairFilter narrows the report.
type pairFilter struct{ Unit, Round string }

func (f pairFilter) matches(v pairView) bool {
	return strings.Contains(v.Unit, f.Unit) && (f.Round == "" || v.Now.When == f.Round)
}
