package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

const unitsPerPage = 50

type unitsPage struct {
	frame
	Filter          string
	Name            string // the name that is to be put to a unit, as a link chose it
	Changed         *changed
	Units           []report.Entry
	AllUnits, Names []string // what the form offers
	Total, Matching int
	Notes           []string
	By              string
	Pager           pager
}

// changed tells of the name that was decided on just now.
type changed struct {
	report.Alias
	Unit string
}

// callRoll makes the roll of the units.
func (s *Server) callRoll(ctx context.Context) (report.Roll, error) {
	r, err := report.NewRoll(s.Index.Heads(ctx), s.Index.Named(ctx))
	if err != nil {
		return report.Roll{}, fmt.Errorf("call the roll of units: %w", err)
	}
	return r, nil
}

func (s *Server) units(w http.ResponseWriter, r *http.Request) error {
	v := r.URL.Query()
	page, err := number(v, "page", 1, 1_000_000)
	if err != nil {
		return badRequest("页码要写成数字。")
	}
	roll, err := s.roll.get(r.Context())
	if err != nil {
		return err
	}
	p := unitsPage{
		frame: frame{Title: "单位", Active: "units"}, Filter: v.Get("q"), Name: v.Get("name"), Changed: changeOf(roll, v.Get("last")),
		Total: len(roll.Units), Notes: roll.Notes, By: rememberedName(r),
	}
	p.offer(roll)
	found := slices.DeleteFunc(slices.Clone(roll.Units), func(u report.Entry) bool { return !matches(u, p.Filter) })
	if u, ok := roll.Find(p.Filter); ok && len(found) == 0 { // a short form that no document uses
		found = []report.Entry{u}
	}
	p.Matching = len(found)
	p.Pager = newPager(page, len(found), unitsPerPage, func(n int) string { return unitsAddress(p.Filter, n, "") })
	from := min((page-1)*unitsPerPage, len(found))
	p.Units = found[from:min(from+unitsPerPage, len(found))]
	return render(w, http.StatusOK, "units", p)
}

// matches says whether one of the unit's names holds part.
func matches(u report.Entry, part string) bool {
	return slices.ContainsFunc(u.Names, func(a report.Alias) bool {
		return strings.Contains(a.Name, part) || slices.ContainsFunc(a.Written, func(w string) bool { return strings.Contains(w, part) })
	})
}

// changeOf finds a name on the roll, as it stands now.
func changeOf(roll *report.Roll, name string) *changed {
	u, ok := roll.Find(name)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(u.Names, func(a report.Alias) bool { return a.Name == name })
	if i < 0 {
		return &changed{report.Alias{Name: name}, u.Name}
	}
	return &changed{u.Names[i], u.Name}
}

func (p *unitsPage) offer(roll *report.Roll) {
	for _, u := range roll.Units {
		p.AllUnits = append(p.AllUnits, u.Name)
		for _, a := range u.Names {
			p.Names = append(p.Names, a.Name)
		}
	}
	p.AllUnits, p.Names = distinct(p.AllUnits), distinct(p.Names)
}

func unitsAddress(filter string, page int, last string) string {
	v := url.Values{}
	for key, value := range map[string]string{"q": filter, "last": last} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return withQuery("/units", v)
}

// rename stores or takes back what a person decides about a name, and leads back to the list.
func (s *Server) rename(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		return badRequest("提交的内容无法读取。")
	}
	by, note, err := signed(r.PostForm)
	if err != nil {
		return err
	}
	n, undo, err := s.naming(r)
	var refusal report.Refusal
	if errors.As(err, &refusal) {
		return badRequest(refusal)
	}
	if err != nil {
		return err
	}
	if undo {
		err = s.Index.Unname(r.Context(), n.Name)
		if errors.Is(err, index.ErrNotFound) {
			err = nil // undone already, in another window
		}
	} else if by == "" {
		return badRequest("请先填写姓名：归并和分出要写明是谁决定的。")
	} else {
		n.By, n.Note, n.At = by, note, s.Now()
		err = s.Index.Name(r.Context(), n)
	}
	if err != nil {
		return err
	}
	s.reports.forget()
	s.roll.forget()
	s.checks.forget()
	s.Log.Info("naming", "undo", undo)
	if by != "" {
		rememberName(w, by)
	}
	http.Redirect(w, r, unitsAddress(r.PostForm.Get("q"), 1, n.Name), http.StatusSeeOther)
	return nil
}

// naming is what the form asks for, read against the roll as it is now.
func (s *Server) naming(r *http.Request) (n record.Naming, undo bool, err error) {
	s.roll.forget()
	roll, err := s.roll.get(r.Context())
	if err != nil {
		return n, false, err
	}
	v := r.PostForm
	name, unit := strings.TrimSpace(v.Get("name")), strings.TrimSpace(v.Get("unit"))
	if !utf8.ValidString(name+unit+v.Get("split")+v.Get("undo")) || utf8.RuneCountInString(name) > 100 {
		return n, false, badRequest("名称请不超过100个字。")
	}
	switch {
	case v.Has("undo"):
		n, err = roll.Decided(v.Get("undo"))
		return n, true, err
	case v.Has("split"):
		n, err = roll.Split(v.Get("split"))
	case name == "" || unit == "":
		err = badRequest("请把名称和单位都填上。")
	case v.Get("action") == "alias":
		n, err = roll.Alias(name, unit)
	default:
		n, err = roll.Merge(name, unit)
	}
	return n, false, err
}
