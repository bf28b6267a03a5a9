// Package web serves what the index holds as pages that a browser shows: search, documents with the passages lit up,
// the inbox, and the pairs of findings that a person decides on. In come an [index.Engine], the inbox's folder and two
// functions that the program hands over; out goes an [http.Handler]. Every page is a struct that is rendered whole
// before the first byte is sent, and works without script. Nothing is read out of files or compared here, and
// listening, timeouts and settings are the command's.
package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
	"huitoukan/report/issued"
)

// Options are what the pages need from the rest of the program. Index, Folder, Inbox and Issued must be set.
type Options struct {
	Index  index.Engine
	Folder string // the inbox's path: uploads are written into it
	Inbox  Inbox
	Issued issued.Shelf // where reports that are given out are kept
	// Original opens a document's archived file and tells its name, or answers an error that is fs.ErrNotExist.
	// Nil means that originals cannot be had here.
	Original    func(context.Context, record.DocID) (file io.ReadSeekCloser, name string, err error)
	Judgments   func() map[report.Borderline]report.Judgment // what a model has judged so far; nil when none is set
	UploadLimit int64                                        // bytes of one uploaded file; 0 means 200 MiB
	Addr        string                                       // what the server listens on; on a loopback address, or "", only local names reach it
	Now         func() time.Time                             // nil means time.Now
	Log         *slog.Logger                                 // nil means none
}

// Server answers all requests.
type Server struct {
	Options
	reports kept[made]
	roll    kept[report.Roll]
	checks  kept[map[record.DocID][]record.Doubt]
	handler http.Handler
}

// New makes the handler; it opens nothing and starts nothing.
func New(o Options) *Server {
	if o.UploadLimit == 0 {
		o.UploadLimit = 200 << 20
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Options: o}
	s.reports.make, s.roll.make, s.checks.make = s.makeReport, s.callRoll, s.compare
	s.handler = s.guard(s.routes())
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /{$}":                      s.search,
		"GET /problem/{doc}/{index}":    s.problem,
		"GET /documents":                s.documents,
		"GET /documents/{doc}":          s.document,
		"GET /documents/{doc}/original": s.original,
		"GET /units":                    s.units,
		"POST /units":                   s.rename,
		"GET /inbox":                    s.inbox,
		"POST /inbox":                   s.upload,
		"GET /report/repeats":           s.repeats,
		"GET /report/unit":              s.dossier,
		"GET /report/issued":            s.issuedReports,
		"GET /report/issued/{id}":       s.issuedReport,
		"GET /review":                   s.review,
		"POST /verdict":                 s.verdict,
		"GET /healthz":                  s.health,
		"GET /static/{name}":            s.static,
		"/":                             func(http.ResponseWriter, *http.Request) error { return errNoPage },
	} {
		mux.Handle(pattern, s.answer(h))
	}
	for ask := range report.Titles {
		for _, format := range formats {
			mux.Handle(fmt.Sprintf("GET /report/%s.%s", ask, format), s.answer(s.download(ask, format)))
		}
	}
	return mux
}

// answer runs a handler that tells its failure as an error; the failure is logged and shown here, once.
func (s *Server) answer(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// health says whether the index can be asked.
func (s *Server) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Index.Search(r.Context(), index.Query{Limit: 1}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "ok\n")
	return ignored(err)
}

// ignored is for what could not be sent any more: the browser has gone, and nobody is left to tell.
func ignored(error) error { return nil }

// loopback says whether addr is one that only this machine reaches.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback() || addr == ""
}
