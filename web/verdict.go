package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"huitoukan/index"
	"huitoukan/record"
)

// formLimit is far above what the few fields of a verdict hold, in bytes.
const formLimit = 64 << 10

// verdict stores or takes back what a person decides, and leads back to the page that asked.
func (s *Server) verdict(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		return badRequest("提交的内容无法读取。")
	}
	pair, err := decidedOn(r.PostForm)
	if err != nil {
		return err
	}
	by, note, err := signed(r.PostForm)
	if err != nil {
		return err
	}
	switch action := r.PostForm.Get("action"); action {
	case "undo":
		err = s.Index.Undo(r.Context(), pair)
		if errors.Is(err, index.ErrNotFound) {
			err = nil // undone already, in another window
		}
	case "confirm", "reject", "rectified":
		err = s.decide(r, pair, action, by, note)
	default:
		return badRequest("没有写明是确认、否定、已整改还是撤销。")
	}
	if err == nil || errors.Is(err, index.ErrConflict) {
		s.reports.forget() // the next page shows what stands
	}
	if err != nil {
		return err
	}
	s.Log.Info("verdict", "pair", pair, "action", r.PostForm.Get("action"))
	if by != "" {
		rememberName(w, by)
	}
	http.Redirect(w, r, localAddress(r.PostForm.Get("back")), http.StatusSeeOther)
	return nil
}

// decidedOn is the pair that the form is of, or, for what is rectified, the earlier finding alone.
func decidedOn(v url.Values) (record.Pair, error) {
	if id := v.Get("finding"); id != "" {
		return record.Pair{Prior: record.FindingID(id)}, nil
	}
	pair, err := record.ParsePair(v.Get("pair"))
	if err != nil {
		return record.Pair{}, badRequest("没有写明是哪一对问题。")
	}
	return pair, nil
}

// signed reads who decides, and the note.
func signed(v url.Values) (by, note string, err error) {
	by, note = strings.TrimSpace(v.Get("by")), strings.TrimSpace(v.Get("note"))
	if utf8.RuneCountInString(by) > 50 || utf8.RuneCountInString(note) > 2000 {
		err = badRequest("姓名请不超过50个字，备注请不超过2000个字。")
	}
	return by, note, err
}

func (s *Server) decide(r *http.Request, pair record.Pair, action, by, note string) error {
	if by == "" {
		return badRequest("请先填写姓名：处理意见要写明是谁作出的。")
	}
	rep, err := s.reports.get(r.Context())
	if err != nil {
		return err
	}
	if action == "rectified" {
		return s.rectify(r, rep, pair, by, note)
	}
	for _, v := range rep.pairs {
		if v.ID() != pair.String() {
			continue
		}
		decision := record.Confirmed
		if action == "reject" {
			decision = record.Rejected
		}
		return s.Index.Decide(r.Context(), record.Verdict{
			Pair: pair, Decision: decision, By: by, Note: note, At: s.Now(), Current: v.Now.Title, Prior: v.Then.Title,
		})
	}
	return badRequest("报告里已经没有这一对问题，文件可能刚刚更新。")
}

// rectify stores that a person has seen an earlier finding put right.
func (s *Server) rectify(r *http.Request, rep *made, pair record.Pair, by, note string) error {
	for _, u := range rep.Units {
		if f, ok := u.Finding(pair.Prior); ok && pair.Current == "" {
			return s.Index.Decide(r.Context(), record.Verdict{Pair: pair, Decision: record.Rectified, By: by, Note: note, At: s.Now(), Prior: f.Title})
		}
	}
	return badRequest("报告里已经没有这个问题，文件可能刚刚更新。")
}

// localAddress lets a form lead back to our own pages only.
func localAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" ||
		!strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, `\`) {
		return "/report/repeats"
	}
	return s
}

const nameCookie = "name"

func rememberName(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: nameCookie, Value: url.QueryEscape(name), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func rememberedName(r *http.Request) string {
	c, err := r.Cookie(nameCookie)
	if err != nil {
		return ""
	}
	name, _ := url.QueryUnescape(c.Value)
	return name
}
