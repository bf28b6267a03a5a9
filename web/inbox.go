package web

import (
	"net/http"

	"huitoukan/ingest"
)

// Inbox tells where the files on their way are; an [ingest.Folders] does.
type Inbox interface {
	Status() (ingest.Status, error)
	// Journal reads the newest n lines, the newest first.
	Journal(n int) ([]ingest.Result, error)
}

type inboxPage struct {
	frame
	ingest.Status
	Journal []ingest.Result
	Folder  string
	Limit   int64 // of one file, in MiB
	Results []uploaded
}

// refreshEvery is how often, in seconds, the page loads itself again while something is in work.
const refreshEvery = 5

// journalShown is how many of the newest lines the page shows.
const journalShown = 50

func (s *Server) inbox(w http.ResponseWriter, r *http.Request) error {
	return s.showInbox(w, http.StatusOK, nil)
}

func (s *Server) showInbox(w http.ResponseWriter, code int, results []uploaded) error {
	p := inboxPage{frame: frame{Title: "收件箱", Active: "inbox"}, Folder: s.Folder, Limit: s.UploadLimit >> 20, Results: results}
	var err error
	if p.Status, err = s.Inbox.Status(); err != nil {
		return err
	}
	if p.Journal, err = s.Inbox.Journal(journalShown); err != nil {
		return err
	}
	if len(p.Working)+len(p.Waiting) > 0 && results == nil {
		p.Refresh = refreshEvery
	}
	return render(w, code, "inbox", p)
}
