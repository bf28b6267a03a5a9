package web

import (
	"net/http"
	"net/url"
	"slices"

	"huitoukan/record"
)

type reviewPage struct {
	frame
	Pair       *pairView // nil when nothing is left
	At, Of     int
	Prev, Next string // addresses of the pairs before and after; empty at the ends
	Last       string // the pair decided just now, which can be undone
	Done       int    // pairs decided so far
	By, Back   string
	LastBack   string
}

// review shows the pending pairs one at a time: what the program calls repeats first, then the other candidates.
func (s *Server) review(w http.ResponseWriter, r *http.Request) error {
	rep, err := s.reports.get(r.Context())
	if err != nil {
		return err
	}
	var queue []pairView
	p := reviewPage{frame: frame{Title: "核对", Active: "review"}, By: rememberedName(r)}
	for _, v := range rep.pairs {
		switch {
		case v.Pending():
			queue = append(queue, v)
		case v.Verdict != "" && v.Verdict != record.Pending:
			p.Done++
		}
	}
	slices.SortStableFunc(queue, func(a, b pairView) int {
		switch {
		case a.Returned == b.Returned:
			return 0
		case a.Returned:
			return -1
		}
		return 1
	})
	wanted := r.URL.Query().Get("pair")
	at := max(0, slices.IndexFunc(queue, func(v pairView) bool { return v.ID() == wanted }))
	p.Of = len(queue)
	if _, err := record.ParsePair(r.URL.Query().Get("last")); err == nil {
		p.Last = r.URL.Query().Get("last")
		p.LastBack = reviewURL(p.Last, "")
	}
	if p.Of > 0 {
		p.show(queue, at)
	}
	return render(w, http.StatusOK, "review", p)
}

// show puts the pair at at on the page; a decision on it leads to the one after it.
func (p *reviewPage) show(queue []pairView, at int) {
	p.Pair, p.At = &queue[at], at+1
	next := queue[(at+1)%len(queue)].ID()
	if at > 0 {
		p.Prev = reviewURL(queue[at-1].ID(), "")
	}
	if at+1 < len(queue) {
		p.Next = reviewURL(next, "")
	}
	p.Back = reviewURL(next, p.Pair.ID())
}

func reviewURL(pair, last string) string {
	v := url.Values{"pair": {pair}}
	if last != "" {
		v.Set("last", last)
	}
	return withQuery("/review", v)
}
