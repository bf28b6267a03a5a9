package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"huitoukan/record"
	"huitoukan/report"
	"huitoukan/report/docx"
	"huitoukan/report/html"
	"huitoukan/report/issued"
	"huitoukan/report/xlsx"
)

const pairsPerPage = 30

type repeatsPage struct {
	frame
	Filter        pairFilter
	Show          string
	Tabs          []tab
	Units, Rounds []string
	Report        *made
	Sections      []pairSection
	Common        []report.Common
	Pager         pager
	Downloads     []download // where the same report, and those of a round and of all units, can be had as files
	By, Back      string
}

// tab is one of the lists that the page can show.
type tab struct {
	Key, Name string
	N         int
	URL       string
}

// pairSection is one unit's pairs on the page.
type pairSection struct {
	Unit  string
	Pairs []pairView
}

// lists are the page's tabs: which pairs each shows.
var lists = []struct {
	key, name string
	has       func(pairView) bool
}{
	{"back", "重复出现", func(v pairView) bool { return v.Returned }},
	{"pending", "待核对", pairView.Pending},
	{"rejected", "已否定", func(v pairView) bool { return v.Verdict == record.Rejected }},
}

func (s *Server) repeats(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	show := cmp.Or(v.Get("show"), lists[0].key)
	f, err := s.pairFilterOf(r)
	if err != nil {
		return err
	}
	page, err := number(v, "page", 1, 1_000_000)
	if err != nil {
		return badRequest("页码要写成数字。")
	}
	rep, err := s.reports.get(r.Context())
	if err != nil {
		return err
	}
	p := repeatsPage{
		frame: frame{Title: "屡查屡犯", Active: "repeats"}, Filter: f, Show: show, Report: rep,
		By: rememberedName(r), Back: r.URL.RequestURI(),
		Downloads: f.downloads(report.AskRepeats),
	}
	if f.Round != "" {
		p.Downloads = append(p.Downloads, f.downloads(report.AskRound)...)
	}
	p.Downloads = append(p.Downloads, pairFilter{}.downloads(report.AskCommon)...)
	p.offer(rep)
	var shown []pairView
	for _, l := range lists {
		t := tab{Key: l.key, Name: l.name, URL: f.address("/report/repeats", l.key, 1)}
		for _, v := range rep.pairs {
			if f.matches(v) && l.has(v) {
				t.N++
				if l.key == show {
					shown = append(shown, v)
				}
			}
		}
		p.Tabs = append(p.Tabs, t)
	}
	if f == (pairFilter{}) {
		p.Common = rep.Common
	}
	p.Pager = newPager(page, len(shown), pairsPerPage, func(n int) string { return f.address("/report/repeats", show, n) })
	from := min((page-1)*pairsPerPage, len(shown))
	p.Sections = sections(shown[from:min(from+pairsPerPage, len(shown))])
	return render(w, http.StatusOK, "repeats", p)
}

// pairFilterOf reads the filter; a unit may be asked for under any of its names.
func (s *Server) pairFilterOf(r *http.Request) (pairFilter, error) {
	roll, err := s.roll.get(r.Context())
	if err != nil {
		return pairFilter{}, err
	}
	v := r.URL.Query()
	return pairFilter{roll.Called(v.Get("unit")), v.Get("round")}, nil
}

func (f pairFilter) values() url.Values {
	v := url.Values{}
	for key, value := range map[string]string{"unit": f.Unit, "round": f.Round} {
		if value != "" {
			v.Set(key, value)
		}
	}
	return v
}

func (f pairFilter) address(path, show string, page int) string {
	v := f.values()
	if show != "" {
		v.Set("show", show)
	}
	if page > 1 {
		v.Set("page", fmt.Sprint(page))
	}
	return withQuery(path, v)
}

func (p *repeatsPage) offer(rep *made) {
	for _, u := range rep.Units {
		p.Units = append(p.Units, u.Name)
	}
	for _, v := range rep.pairs {
		p.Rounds = append(p.Rounds, v.Now.When)
	}
	p.Units, p.Rounds = distinct(p.Units), distinct(p.Rounds)
	slices.Reverse(p.Rounds)
}

func sections(pairs []pairView) (out []pairSection) {
	for _, v := range pairs {
		if len(out) == 0 || out[len(out)-1].Unit != v.Unit {
			out = append(out, pairSection{Unit: v.Unit})
		}
		s := &out[len(out)-1]
		s.Pairs = append(s.Pairs, v)
	}
	return out
}

// download is a report as files.
type download struct {
	Name  string
	Files []paperFile
}

type paperFile struct{ Format, URL string }

// formats are what reports can be had in, and what people call them.
var (
	formats     = []string{"docx", "xlsx", "html", "json"}
	formatNames = map[string]string{"docx": "Word", "xlsx": "Excel", "html": "网页", "json": "JSON"}
)

// downloads are the reports in every format, under the filter.
func (f pairFilter) downloads(asks ...string) (out []download) {
	for _, ask := range asks {
		d := download{Name: report.Titles[ask]}
		for _, format := range formats {
			d.Files = append(d.Files, paperFile{formatNames[format], f.address("/report/"+ask+"."+format, "", 1)})
		}
		v := f.values()
		v.Set("public", "1")
		d.Files = append(d.Files, paperFile{"Word公开版", withQuery("/report/"+ask+".docx", v)})
		out = append(out, d)
	}
	return out
}

// renderers set a paper as a file, by the file's extension; json is the report's own data.
var renderers = map[string]func(io.Writer, report.Paper) error{"docx": docx.Render, "html": html.Render, "xlsx": xlsx.Render}

// download answers with a report as a file, and keeps it.
func (s *Server) download(ask, format string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		rep, err := s.reports.get(r.Context())
		if err != nil {
			return err
		}
		f, err := s.pairFilterOf(r)
		if err != nil {
			return err
		}
		answer, err := rep.Answer(ask, f.Unit, f.Round)
		if refused, ok := errors.AsType[report.Refusal](err); ok {
			return badRequest(string(refused))
		}
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if format == "json" {
			err = report.JSON(&b, answer.Data)
		} else {
			if r.URL.Query().Get("public") != "" {
				answer = answer.Public()
			}
			err = s.issue(&b, answer, format)
		}
		if err != nil {
			return fmt.Errorf("render report as %s: %w", format, err)
		}
		attach(w, answer.Name+"."+format)
		_, err = w.Write(b.Bytes())
		return ignored(err)
	}
}

// issue sets the paper, and keeps what it has set.
func (s *Server) issue(b *bytes.Buffer, answer report.Answer, format string) error {
	if err := renderers[format](b, answer.Paper()); err != nil {
		return err
	}
	_, err := s.Issued.Keep(answer.Name, format, s.Now(), b.Bytes())
	return err
}

type issuedPage struct {
	frame
	Reports []issued.Report
}

// issuedReports lists the reports that were given out.
func (s *Server) issuedReports(w http.ResponseWriter, _ *http.Request) error {
	all, err := s.Issued.List()
	if err != nil {
		return err
	}
	return render(w, http.StatusOK, "issued", issuedPage{frame{Title: "出过的报告", Active: "repeats"}, all})
}

// issuedReport gives one out again, as it was.
func (s *Server) issuedReport(w http.ResponseWriter, r *http.Request) error {
	kept, b, err := s.Issued.Read(r.PathValue("id"))
	if errors.Is(err, issued.ErrUnknown) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	attach(w, kept.Name+"."+kept.Format)
	_, err = w.Write(b)
	return ignored(err)
}
