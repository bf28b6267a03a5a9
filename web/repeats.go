package web

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"huitoukan/record"
	"huitoukan/report"
	"huitoukan/report/docx"
	"huitoukan/report/html"
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
	Docx, HTML    string // where the same report can be had as a file
	JSON          string
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
		Docx: f.address("/report/repeats.docx", "", 1), HTML: f.address("/report/repeats.html", "", 1), JSON: f.address("/report/repeats.json", "", 1),
	}
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

func (f pairFilter) address(path, show string, page int) string {
	v := url.Values{}
	for key, value := range map[string]string{"unit": f.Unit, "round": f.Round, "show": show} {
		if value != "" {
			v.Set(key, value)
		}
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

// renderers write a report as a file, by the file's extension.
var renderers = map[string]func(io.Writer, report.Report) error{
	"docx": docx.Render, "html": html.Render, "json": report.JSON,
}

func (s *Server) download(format string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		rep, err := s.reports.get(r.Context())
		if err != nil {
			return err
		}
		f, err := s.pairFilterOf(r)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := renderers[format](&b, rep.Only(f.Unit, f.Round)); err != nil {
			return fmt.Errorf("render report as %s: %w", format, err)
		}
		attach(w, "重复出现问题比对报告."+format)
		_, err = w.Write(b.Bytes())
		return ignored(err)
	}
}
